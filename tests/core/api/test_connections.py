"""A page of a list: what is shown, where it stands, and how the next one is asked for."""

import graphene
import pytest

from core.api import connections


class Sheet(graphene.ObjectType):
    """一页纸。"""

    number = graphene.Int()


def test_a_page_shows_what_was_asked_and_where_it_ends() -> None:
    page = connections.page(first=2)

    answer = connections.answer([1, 2, 3], page, key=lambda row: (row,))

    assert [edge["node"] for edge in answer["edges"]] == [1, 2]
    assert answer["page_info"] == {
        "has_next_page": True,
        "has_previous_page": False,
        "start_cursor": connections.cursor((1,)),
        "end_cursor": connections.cursor((2,)),
    }


def test_a_cursor_leads_to_the_key_that_it_was_made_of() -> None:
    page = connections.page(first=1, after=connections.cursor(("wu gang", 7)))

    assert page.after == ("wu gang", 7)


def test_an_empty_page_has_no_cursors() -> None:
    answer = connections.answer([], connections.page(first=0), key=lambda row: (row,))

    assert answer["edges"] == []
    assert answer["page_info"]["end_cursor"] is None
    assert answer["page_info"]["has_next_page"] is False


@pytest.mark.parametrize("after", ["", "!", "eyJhIjoxfQ", "日", "bm8"])
def test_a_foreign_cursor_is_refused(after: str) -> None:
    with pytest.raises(connections.BadCursor):
        connections.page(first=1, after=after)


def test_a_negative_page_is_refused() -> None:
    with pytest.raises(connections.BadCursor):
        connections.page(first=-1)


def test_one_node_type_has_one_connection_type() -> None:
    assert connections.of(Sheet) is connections.of(Sheet)
    assert connections.of(Sheet)._meta.name == "SheetConnection"
