"""Read people, page by page."""

from collections.abc import Collection
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
_EVERYBODY = _PAGE.format(condition="")
_SOME = _PAGE.format(condition=_IN_ORGANISATIONS)


class PersonRow(NamedTuple):
    """A person as the list shows it."""

    id: UUID
    name: str
    pinyin: str


def by_pinyin(
    *,
    limit: int,
    after: tuple[str, UUID] | None = None,
    organisations: Collection[UUID] | None = None,
    on: date,
) -> list[PersonRow]:
    """Return people in the order of their pinyin; one query whose cost grows with `limit` only.

    :param after: pinyin and identifier of the row before the first.
    :param organisations: only people with a post in one of them on the day; None = everybody.
    """
    pinyin, identifier = after or ("", UUID(int=0))
    with connection.cursor() as cursor:
        cursor.execute(
            _EVERYBODY if organisations is None else _SOME,
            {
                "after_pinyin": pinyin,
                "after_id": identifier,
                "limit": limit,
                "organisations": list(organisations or ()),
                "on": on,
            },
        )
        return [PersonRow(*row) for row in cursor.fetchall()]
