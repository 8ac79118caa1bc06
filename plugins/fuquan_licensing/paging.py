"""Keys before a page of this plugin's lists: by pinyin, by days, by identifiers."""

from datetime import date
from uuid import UUID

from core.api import connections
from core.api.identifiers import parsed


def named_before(page: connections.Page) -> tuple[str, UUID] | None:
    """Return pinyin and identifier before a page of a list by pinyin; None from the start.

    :raises BadCursor: if the cursor was not given out by such a list.
    """
    key = connections.texts(page, 2)
    return None if key is None else (key[0], _identifier(key[1]))


def day_before(page: connections.Page) -> tuple[date, UUID] | None:
    """Return day and identifier before a page of a list by days; None from the start.

    :raises BadCursor: if the cursor was not given out by such a list.
    """
    key = connections.texts(page, 2)
    if key is None:
        return None
    try:
        return date.fromisoformat(key[0]), _identifier(key[1])
    except ValueError:
        raise _foreign() from None


def row_before(page: connections.Page) -> UUID | None:
    """Return the identifier before a page of a list by identifiers; None from the start.

    :raises BadCursor: if the cursor was not given out by such a list.
    """
    key = connections.texts(page, 1)
    return None if key is None else _identifier(key[0])


def _identifier(text: str) -> UUID:
    identifier = parsed(text)
    if identifier is None:
        raise _foreign()
    return identifier


def _foreign() -> connections.BadCursor:
    return connections.BadCursor("after 不是本列表给出的游标：请使用上一页的 endCursor。")
