"""What is answered where no view answers: a page in plain Chinese, or JSON to programs at `/graphql/`."""

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import loader

from hongling_api import errors, responses
from hongling_api.responses import HttpRefusal

API = "/graphql/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read, such as one for a host that is none of ours."""
    if request.path == API:
        return _json(request, "请求有误：请核对网址和请求内容。", code="BAD_REQUEST", status=400)
    return _page(request, 400)


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request for which the right is missing."""
    if request.path == API:
        return _json(request, "您没有这项权限：如工作需要，请联系系统管理员。", code="FORBIDDEN", status=403)
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request for an address, or a host, behind which there is nothing."""
    if request.path == API:
        return _json(request, "没有找到该网址对应的单位：请核对网址。", code="NOT_FOUND", status=404)
    return _page(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer a request that failed outside a query: a database that is away is named, all else is logged."""
    error = sys.exc_info()[1]
    if request.path == API and isinstance(error, Exception):
        known = errors.refusal(error, request_id=errors.request_id())
        return _json(request, known.message, code=known.code, status=responses.STATUS.get(known.code, 500))
    return _page(request, 500)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    """Return the page of a status; it is given the tenant only: an unknown host's request has no session."""
    known = {"request": {"tenant": request.tenant}} if hasattr(request, "tenant") else {}
    return HttpResponse(loader.render_to_string(f"{status}.html", known), status=status)


def _json(request: HttpRequest, message: str, **kind: Any) -> HttpResponse:
    return responses.refused(HttpRefusal(message, **kind), media=responses.media_type(request))
