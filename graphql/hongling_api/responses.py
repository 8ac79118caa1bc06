"""Answers over HTTP: which media type, which status, and JSON with exact numbers."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse

from core.errors import DomainError
from core.policy import jsontext
from hongling_api import errors

JSON = "application/json; charset=utf-8"
GRAPHQL = "application/graphql-response+json; charset=utf-8"


STATUS = {
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "CONFLICT": 409,
    "IDEMPOTENCY_KEY_REUSED": 422,
    "INTERNAL_SERVER_ERROR": 500,
    "UNAVAILABLE": 503,
    "TIMEOUT": 504,
}
"""Statuses of requests that were refused before anything was executed; 400 for all other codes."""


class HttpRefusal(DomainError):
    """A request that is refused before its query is looked at, with the HTTP status that says so."""

    def __init__(
        self, message: str, *, code: str, status: int, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message, code)
        self.status = status
        self.headers = dict(headers or {})


def media_type(request: HttpRequest) -> str:
    """Return the media type of the answer: the client's choice, plain JSON where it has none."""
    best, media = 0.0, JSON
    for accepted in request.accepted_types:
        name = f"{accepted.main_type}/{accepted.sub_type}"
        offered = {"application/graphql-response+json": GRAPHQL, "application/json": JSON}.get(name)
        if offered is not None and accepted.quality > best:
            best, media = accepted.quality, offered
    return media


def status_of(body: Mapping[str, Any], media: str) -> int:
    """Return the status that GraphQL over HTTP asks for.

    With plain JSON every well-formed request is answered 200; with the GraphQL media type a request that
    was never executed is the client's error.
    """
    if media == JSON or "data" in body:
        return 200
    codes = {error["extensions"]["code"] for error in body["errors"]}
    return STATUS.get(codes.pop(), 400) if len(codes) == 1 else 400


def response(text: str, *, media: str, status: int) -> HttpResponse:
    """Return the HTTP response of a written answer; no cache on the way may keep it."""
    answer = HttpResponse(text.encode(), content_type=media, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def refused(refusal: HttpRefusal, *, media: str) -> HttpResponse:
    """Return the HTTP response of a request that was refused as such."""
    answer = response(write({"errors": [errors.plain(refusal)]}), media=media, status=refusal.status)
    for name, value in refusal.headers.items():
        answer.headers[name] = value
    return answer


def write(value: Any) -> str:
    """Return JSON text in the order of the value, Decimals as JSON numbers.

    :raises ValueError: if there is a NaN or Infinity in it.
    """
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except TypeError:
        return "".join(_pieces(value))


def _pieces(value: Any) -> Iterator[str]:
    """Write a value piece by piece; the standard encoder is faster, but has no exact decimals."""
    if isinstance(value, Decimal):
        yield jsontext.number(value)
    elif isinstance(value, Mapping):
        yield "{"
        for position, (key, item) in enumerate(value.items()):
            yield f"{',' if position else ''}{json.dumps(key, ensure_ascii=False)}:"
            yield from _pieces(item)
        yield "}"
    elif isinstance(value, list | tuple):
        yield "["
        for position, item in enumerate(value):
            if position:
                yield ","
            yield from _pieces(item)
        yield "]"
    else:
        yield json.dumps(value, ensure_ascii=False, allow_nan=False)
