"""Relay connections: pages of a list with a cursor, forward only."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import graphene

from core.errors import DomainError
from core.policy import jsontext

DEFAULT_PAGE = 20


class BadCursor(DomainError):
    """A cursor was not given out by this list."""

    code = "BAD_USER_INPUT"


class PageInfo(graphene.ObjectType):
    """一页在列表中的位置。"""

    has_next_page = graphene.Boolean(required=True, description="后面还有没有")
    has_previous_page = graphene.Boolean(required=True, description="前面还有没有")
    start_cursor = graphene.String(description="本页第一行的游标")
    end_cursor = graphene.String(description="本页最后一行的游标，作为下一页的 after")


@dataclass(frozen=True)
class Page:
    """Which rows are asked for: how many, and the sort key of the row before them (None: from the start)."""

    first: int
    after: tuple[Any, ...] | None


def arguments() -> dict[str, Any]:
    """Return the arguments of a connection field, for ``graphene.Field(…, **arguments())``."""
    return {
        "first": graphene.Int(default_value=DEFAULT_PAGE, description="最多几行，不超过 100"),
        "after": graphene.String(description="从哪个游标之后开始"),
    }


@cache
def of(node: type[graphene.ObjectType]) -> type[graphene.ObjectType]:
    """Return the type of pages of a node type: ``PersonConnection { edges { node cursor } pageInfo }``."""
    name = node._meta.name
    edge = type(
        f"{name}Edge",
        (graphene.ObjectType,),
        {
            "__module__": node.__module__,
            "__doc__": "列表中的一行。",
            "node": graphene.Field(node, required=True),
            "cursor": graphene.String(required=True),
        },
    )
    return type(
        f"{name}Connection",
        (graphene.ObjectType,),
        {
            "__module__": node.__module__,
            "__doc__": "列表中的一页。",
            "edges": graphene.List(graphene.NonNull(edge), required=True),
            "page_info": graphene.Field(PageInfo, required=True),
        },
    )


def page(*, first: int, after: str | None = None) -> Page:
    """Return the page that the arguments ask for.

    :raises BadCursor: if `after` is no cursor or `first` is negative.
    """
    if first < 0:
        raise BadCursor("first 须为不小于 0 的整数。")
    return Page(first=first, after=None if after is None else _opened(after))


def texts(page: Page, count: int) -> tuple[str, ...] | None:
    """Return the key before a page of a list whose sort key is so many texts; None from the start.

    :raises BadCursor: if the cursor holds anything else.
    """
    if page.after is None:
        return None
    if len(page.after) != count or not all(isinstance(item, str) for item in page.after):
        raise _foreign()
    return page.after


def answer(rows: Sequence[Any], page: Page, *, key: Callable[[Any], tuple[Any, ...]]) -> dict[str, Any]:
    """Return a connection's value from the rows of a page.

    :param rows: up to `page.first + 1` rows in order; the one too many tells that there is a next page.
    :param key: the sort key of a row, plain JSON values, unique in the list.
    """
    shown = rows[: page.first]
    edges = [{"node": row, "cursor": cursor(key(row))} for row in shown]
    return {
        "edges": edges,
        "page_info": {
            "has_next_page": len(rows) > page.first,
            "has_previous_page": page.after is not None,
            "start_cursor": edges[0]["cursor"] if edges else None,
            "end_cursor": edges[-1]["cursor"] if edges else None,
        },
    }


def cursor(key: tuple[Any, ...]) -> str:
    """Return the cursor of a row with this sort key.

    >>> cursor(("li si", 7))
    'WyJsaSBzaSIsN10'
    """
    return base64.urlsafe_b64encode(jsontext.write(list(key)).encode()).decode().rstrip("=")


def _opened(text: str) -> tuple[Any, ...]:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        key = jsontext.read(raw)
    except (binascii.Error, ValueError, jsontext.JsonError):
        key = None
    if not isinstance(key, list):
        raise _foreign()
    return tuple(key)


def _foreign() -> BadCursor:
    return BadCursor("after 不是本列表给出的游标：请使用上一页的 endCursor。")
