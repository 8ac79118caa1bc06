"""Read people, page by page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection

_IN_ORGANISATIONS = """
       AND EXISTS (SELECT FROM core_appointment a
                    WHERE a.person_id = p.id AND a.organisation_id = ANY(%(organisations)s)
                      AND a.from_on <= %(on)s AND (a.until_on IS NULL OR a.until_on > %(on)s))
"""
_PAGE = """
    SELECT p.id, p.name, p.pinyin
      FROM core_person p
     WHERE (p.pinyin, p.id) > (%(after_pinyin)s, %(after_id)s)
    {condition}
     ORDER BY p.pinyin, p.id
     LIMIT %(limit)s
"""


class Place(NamedTuple):
    """Where a person stands in the list: by pinyin, then identifier."""

    pinyin: str
    id: UUID


BEGINNING = Place("", UUID(int=0))


@dataclass(frozen=True)
class PersonRow:
    """A person as the list shows it."""

    id: UUID
    name: str
    place: Place


@dataclass(frozen=True)
class Page:
    """Some people in order, and whether more follow."""

    rows: list[PersonRow]
    has_next: bool


def page(
    *, first: int, after: Place = BEGINNING, organisations: Collection[UUID] | None = None, on: date
) -> Page:
    """Return the people that follow a place, by pinyin; one query of constant cost.

    :param first: how many at most.
    :param organisations: only those with a post in one of them on the day; None = everybody.
    """
    condition = "" if organisations is None else _IN_ORGANISATIONS
    with connection.cursor() as cursor:
        cursor.execute(
            _PAGE.format(condition=condition),
            {
                "after_pinyin": after.pinyin,
                "after_id": after.id,
                "limit": first + 1,
                "organisations": list(organisations or ()),
                "on": on,
            },
        )
        found = cursor.fetchall()
    rows = [PersonRow(id=id_, name=name, place=Place(pinyin, id_)) for id_, name, pinyin in found[:first]]
    return Page(rows=rows, has_next=len(found) > first)
