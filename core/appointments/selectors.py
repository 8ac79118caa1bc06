"""Read appointments and the establishment as they were on a day."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from core.appointments.models import AppointmentChange
from core.organisations.findings import Staffing

_HELD = "a.from_on <= %(on)s AND (a.until_on IS NULL OR a.until_on > %(on)s)"
_ROW = """
    a.id, a.version, a.person_id, s.name, s.pinyin, a.organisation_id, a.basis, a.post, a.title,
    a.counts_as_worker, a.also_head, a.entry_channel, a.from_on, a.until_on, a.end_reason
"""
_FROM = "FROM core_appointment a JOIN core_person s ON s.id = a.person_id"


def _sql(text: str) -> str:
    """Return a statement with the parts that several have in common put into it."""
    return text.replace("{held}", _HELD).replace("{row}", _ROW).replace("{source}", _FROM)


_PAGE = _sql("""
    SELECT {row} {source}
     WHERE (s.pinyin, a.id) > (%(after_pinyin)s, %(after_id)s)
       {conditions}
     ORDER BY s.pinyin, a.id
     LIMIT %(limit)s
""")
_CONDITIONS = {
    "on": _sql("AND {held}"),
    "organisations": "AND a.organisation_id = ANY(%(organisations)s)",
    "organisation": "AND a.organisation_id = %(organisation)s",
    "person": "AND a.person_id = %(person)s",
    "posts": "AND a.post = ANY(%(posts)s)",
    "basis": "AND a.basis = %(basis)s",
    "search": "AND (strpos(s.name, %(search)s) > 0 OR strpos(replace(s.pinyin, ' ', ''), %(letters)s) > 0)",
}
_INCUMBENTS = _sql("""
    SELECT * FROM (
        SELECT {row}, row_number() OVER (PARTITION BY a.organisation_id ORDER BY s.pinyin, a.id) AS n
          {source}
         WHERE a.organisation_id = ANY(%(ids)s) AND {held}
           AND (s.pinyin, a.id) > (%(after_pinyin)s, %(after_id)s)
    ) numbered
     WHERE n <= %(limit)s
     ORDER BY pinyin, id
""")
_STAFFING = _sql("""
    SELECT a.organisation_id,
           count(DISTINCT a.person_id) FILTER (WHERE a.post = 'DEPUTY_SECRETARY'),
           count(DISTINCT a.person_id) FILTER (WHERE a.basis = 'FULL_TIME' AND a.counts_as_worker)
      FROM core_appointment a
     WHERE a.organisation_id = ANY(%(ids)s) AND {held}
     GROUP BY a.organisation_id
""")
_QUOTA = _sql("""
    SELECT q.id, q.organisation_id, p.pinyin, q.post, q.places, q.minimum, q.basis, q.from_on, q.until_on,
           (SELECT count(*) FROM core_appointment a
             WHERE a.organisation_id = q.organisation_id AND a.post = q.post AND a.basis = 'FULL_TIME'
               AND {held})
      FROM core_quota q
      JOIN core_organisationperiod p ON p.organisation_id = q.organisation_id
       AND p.from_on <= %(on)s AND (p.until_on IS NULL OR p.until_on > %(on)s)
     WHERE q.superseded_at IS NULL AND q.from_on <= %(on)s AND (q.until_on IS NULL OR q.until_on > %(on)s)
       {conditions}
""")
_QUOTA_CONDITIONS = {
    "organisations": "AND q.organisation_id = ANY(%(organisations)s)",
    "organisation": "AND q.organisation_id = %(organisation)s",
    "posts": "AND q.post = ANY(%(posts)s)",
}
_QUOTA_PAGE = """
       AND (p.pinyin, q.id) > (%(after_pinyin)s, %(after_id)s)
     ORDER BY p.pinyin, q.id
     LIMIT %(limit)s
"""


class AppointmentRow(NamedTuple):
    """An appointment as known now, with the name of who holds it."""

    id: UUID
    version: int
    person_id: UUID
    person_name: str
    person_pinyin: str
    organisation_id: UUID
    basis: str
    post: str
    title: str
    counts_as_worker: bool
    also_head: bool
    entry_channel: str
    from_on: date
    until_on: date | None
    end_reason: str


class QuotaRow(NamedTuple):
    """The establishment of one kind of post in one organisation, and how much of it is filled on a day."""

    id: UUID
    organisation_id: UUID
    organisation_pinyin: str
    post: str
    places: int
    minimum: int | None
    basis: str
    from_on: date
    until_on: date | None
    filled: int

    @property
    def headroom(self) -> int:
        """How many more may be appointed that day; negative where more are in post than approved."""
        return self.places - self.filled

    @property
    def short(self) -> int:
        """How many are missing to the minimum."""
        return max((self.minimum or 0) - self.filled, 0)


@dataclass(frozen=True)
class Filters:
    """Which appointments a list holds; None = no matter. `on`: only those in force on that day."""

    on: date | None = None
    organisations: Collection[UUID] | None = None
    organisation: UUID | None = None
    person: UUID | None = None
    posts: Sequence[str] | None = None
    basis: str | None = None
    search: str | None = None


def page(
    *, limit: int, after: tuple[str, UUID] | None = None, filters: Filters | None = None
) -> list[AppointmentRow]:
    """Return appointments in the order of their holders' pinyin; one query.

    :param after: the holder's pinyin and the appointment's identifier of the row before the first.
    """
    values = {name: value for name, value in vars(filters or Filters()).items() if value is not None}
    for name in ("organisations", "posts"):
        if name in values:
            values[name] = list(values[name])
    if "search" in values:
        values["letters"] = values["search"].replace(" ", "").lower()
    given = [text for name, text in _CONDITIONS.items() if name in values]
    sql = _PAGE.replace("{conditions}", "\n".join(given))
    return [AppointmentRow(*row) for row in _rows(sql, limit=limit, **_after(after), **values)]


def one(*, appointment: UUID, organisations: Collection[UUID] | None = None) -> AppointmentRow | None:
    """Return one appointment, or None if there is none of this identifier, or none in the organisations."""
    sql = _sql("SELECT {row} {source} WHERE a.id = %(id)s")
    row = next((AppointmentRow(*found) for found in _rows(sql, id=appointment)), None)
    if row is None or (organisations is not None and row.organisation_id not in organisations):
        return None
    return row


def incumbents(
    *, ids: Collection[UUID], on: date, limit: int, after: tuple[str, UUID] | None = None
) -> Mapping[UUID, list[AppointmentRow]]:
    """Return up to so many appointments in force in each of some organisations on a day; one query."""
    result: dict[UUID, list[AppointmentRow]] = defaultdict(list)
    for row in _rows(_INCUMBENTS, ids=list(ids), on=on, limit=limit, **_after(after)):
        found = AppointmentRow(*row[:-1])
        result[found.organisation_id].append(found)
    return result


def staffing(*, ids: Collection[UUID], on: date) -> dict[UUID, Staffing]:
    """Return who holds posts in organisations on a day; those with nobody in post are left out; one query."""
    return {row[0]: Staffing(*row[1:]) for row in _rows(_STAFFING, ids=list(ids), on=on)}


def quotas(*, ids: Collection[UUID], on: date) -> Mapping[UUID, list[QuotaRow]]:
    """Return the establishment of organisations on a day, in the order of the kinds of post; one query."""
    sql = _QUOTA.replace("{conditions}", _QUOTA_CONDITIONS["organisations"]) + " ORDER BY q.post"
    result: dict[UUID, list[QuotaRow]] = defaultdict(list)
    for row in _rows(sql, organisations=list(ids), on=on):
        result[row[1]].append(QuotaRow(*row))
    return result


def quota_page(
    *,
    limit: int,
    on: date,
    after: tuple[str, UUID] | None = None,
    organisations: Collection[UUID] | None = None,
    organisation: UUID | None = None,
    posts: Sequence[str] | None = None,
) -> list[QuotaRow]:
    """Return establishments on a day in the order of their organisations' pinyin; one query."""
    values: dict[str, Any] = {
        "organisations": None if organisations is None else list(organisations),
        "organisation": organisation,
        "posts": None if posts is None else list(posts),
    }
    given = [text for name, text in _QUOTA_CONDITIONS.items() if values[name] is not None]
    sql = _QUOTA.replace("{conditions}", "\n".join(given)) + _QUOTA_PAGE
    return [QuotaRow(*row) for row in _rows(sql, limit=limit, on=on, **_after(after), **values)]


def histories(*, ids: Collection[UUID]) -> Mapping[UUID, list[AppointmentChange]]:
    """Return all facts about appointments in the order in which they were recorded; one query."""
    result: dict[UUID, list[AppointmentChange]] = defaultdict(list)
    for change in AppointmentChange.objects.filter(appointment__in=ids).order_by("version"):
        result[change.appointment_id].append(change)
    return result


def _after(after: tuple[str, UUID] | None) -> dict[str, Any]:
    pinyin, identifier = after or ("", UUID(int=0))
    return {"after_pinyin": pinyin, "after_id": identifier}


def _rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
