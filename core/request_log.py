"""One line per request in the log: who, where, how it ended."""

import re

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

_LINK = re.compile(r"^/s/.*")


class RequestLogMiddleware(RequestMiddleware):
    """Log finished requests by method and path; what follows the `?` may name a person and stays out."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Return method and path, without the token of a survey's link: it is the right to answer."""
        return f"{request.method} {_LINK.sub('/s/…/', request.path)}"
