"""Read people by identifier, within what the asker may see."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection

from core.access.principals import Scope
from core.people import identities

_HELD_ON = "{a}.from_on <= %({on})s AND ({a}.until_on IS NULL OR {a}.until_on > %({on})s)"
_IN_FORCE = _HELD_ON.format(a="a", on="on")
VISIBLE = f"""coalesce(
    (SELECT bool_or(b.organisation_id = ANY(%(scope)s)) FROM core_appointment b
      WHERE b.person_id = p.id AND {_HELD_ON.format(a="b", on="today")}),
    p.kept_by_id = ANY(%(scope)s), false)"""  # noqa: S608 - made of constants
"""Condition on a row `p`: on a day (`%(today)s`) the person belongs to one of some organisations."""
COLUMNS = """
SELECT p.id, p.name, p.pinyin, p.sex, p.birth_on, p.id_number_cipher, p.phone_cipher, p.education,
       p.education_code, p.major, p.political_status, p.joined_on, p.full_member_since, p.party_work_since,
       p.professional_title, p.development_intention, p.left_on, p.leave_reason, p.merged_into_id, p.version,
       post.organisation_id, post.organisation_name, post.basis
"""
POST = f"""
  LEFT JOIN LATERAL (
       SELECT a.organisation_id, o.name AS organisation_name, a.basis
         FROM core_appointment a
         JOIN core_organisationperiod o ON o.organisation_id = a.organisation_id
          AND {_HELD_ON.format(a="o", on="on")}
        WHERE a.person_id = p.id AND {_IN_FORCE}
        ORDER BY a.basis = 'FULL_TIME' DESC, a.from_on, a.id LIMIT 1) AS post ON true
"""  # noqa: S608 - made of constants
_ONE = f"""{COLUMNS} FROM core_person p {POST} WHERE p.id = ANY(%(ids)s) AND p.erased_at IS NULL"""


T = TypeVar("T")


class Together:
    """People read by one statement: what else is asked about one of them is read for all of them at once.

    `scope` may say within which all of them are, for whoever asks within the same scope again.
    """

    def __init__(self, ids: Collection[UUID], on: date) -> None:
        self.ids, self.on = ids, on
        self.scope: Scope | None = None
        self._known: dict[str, Any] = {}

    def once(self, what: str, read: Callable[["Together"], T]) -> T:
        """Return what a function reads about these people, which is asked the first time only."""
        if what not in self._known:
            self._known[what] = read(self)
        found: T = self._known[what]
        return found


class _Columns(NamedTuple):
    id: UUID
    name: str
    pinyin: str
    sex: str
    birth_on: date | None
    id_number_cipher: bytes | None
    phone_cipher: bytes | None
    education: str
    education_code: str
    major: str
    political_status: str
    joined_on: date | None
    full_member_since: date | None
    party_work_since: date | None
    professional_title: str
    development_intention: str
    left_on: date | None
    leave_reason: str
    merged_into_id: UUID | None
    version: int
    organisation_id: UUID | None
    organisation_name: str | None
    basis: str | None


class PersonRow(_Columns):
    """A person as lists and pages show it; identity stays sealed until asked for, and comes out masked."""

    together: Together

    def masked(self, field: identities.Field) -> str | None:
        """Return the identity number or phone with stars in it."""
        sealed = self.id_number_cipher if field == "id_number" else self.phone_cipher
        return identities.masked(identities.opened(sealed, person_id=self.id, field=field), field=field)


def people(
    *,
    ids: Collection[UUID],
    organisations: Collection[UUID] | None = None,
    on: date,
    today: date | None = None,
) -> dict[UUID, PersonRow]:
    """Return people by identifier, merged ones too, without those out of sight; one query.

    :param organisations: only people who today belong to one of these; None = everybody. Somebody belongs
        where an appointment is in force, and without any to the organisation that keeps the file.
    """
    values: dict[str, Any] = {"ids": list(ids), "on": on}
    if organisations is None:
        return {row.id: row for row in rows(_ONE, values)}
    values |= {"scope": list(organisations), "today": today or on}
    return {row.id: row for row in rows(f"{_ONE} AND {VISIBLE}", values)}


def person(
    *, id: UUID, organisations: Collection[UUID] | None = None, on: date, today: date | None = None
) -> PersonRow | None:
    """Return one person, None if there is none or it is out of sight; one query.

    :param organisations: as `people`. Somebody who was merged is seen by who sees everybody.
    """
    return people(ids=[id], organisations=organisations, on=on, today=today).get(id)


def rows(statement: str, values: dict[str, Any]) -> list[PersonRow]:
    """Return what a statement that selects `COLUMNS` finds, as people that were read together."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = [PersonRow(*row) for row in cursor.fetchall()]
    together = Together([row.id for row in rows], values["on"])
    for row in rows:
        row.together = together
    return rows
