"""Read training sessions, who attended them, and what people come to in a year."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from core.people.selectors import VISIBLE

_SESSION = """
    s.id, s.version, s.title, s.level, s.kind, s.topics, s.provider, s.place, s.organiser_id, s.from_on,
    s.last_on, s.days, s.evaluated_on, s.evaluation, s.evaluation_duty_id, s.cancelled_on, s.cancel_reason
"""
_ATTENDANCE = """
    a.id, a.version, a.session_id, s.last_on, a.person_id, p.name, p.pinyin, a.attended_days, a.score,
    a.pass_mark, a.passed
"""
_IN_YEAR = "s.last_on >= make_date(%(year)s, 1, 1) AND s.last_on <= make_date(%(year)s, 12, 31)"
_CONDITIONS = {
    "organisations": "s.organiser_id = ANY(%(organisations)s)",
    "unit": "s.organiser_id = ANY(%(unit)s)",
    "year": _IN_YEAR,
    "levels": "s.level = ANY(%(levels)s)",
    "kinds": "s.kind = ANY(%(kinds)s)",
    "search": "strpos(s.title, %(search)s) > 0",
}
_LISTS = ("organisations", "unit", "levels", "kinds")
_OF = {"session": "a.session_id = %(session)s", "person": "a.person_id = %(person)s", "year": _IN_YEAR}
_COUNTS = """
    SELECT a.session_id, count(*), count(*) FILTER (WHERE a.attended_days > 0),
           count(a.score), count(*) FILTER (WHERE a.passed)
      FROM core_trainingattendance a WHERE a.session_id = ANY(%(ids)s) GROUP BY a.session_id
"""
_EVALUATIONS_DUE = """
    SELECT s.id, o.due_on FROM core_trainingsession s JOIN core_obligation o ON o.id = s.evaluation_duty_id
     WHERE s.id = ANY(%(ids)s) AND o.cancelled_on IS NULL
"""
_YEARLY = f"""
    SELECT a.person_id, count(*), sum(a.attended_days)
      FROM core_trainingattendance a JOIN core_trainingsession s ON s.id = a.session_id
     WHERE a.person_id = ANY(%(people)s) AND a.attended_days > 0 AND s.cancelled_on IS NULL AND {_IN_YEAR}
     GROUP BY a.person_id
"""  # noqa: S608 - made of constants
_EVALUATED = """
    SELECT count(*) FILTER (WHERE s.evaluated_on <= %(on)s), count(*) FROM core_trainingsession s
     WHERE s.cancelled_on IS NULL AND s.last_on >= %(from_on)s AND s.last_on < %(until_on)s
       AND (%(organisations)s::uuid[] IS NULL OR s.organiser_id = ANY(%(organisations)s))
"""


class SessionRow(NamedTuple):
    """A session from its first to its last day."""

    id: UUID
    version: int
    title: str
    level: str
    kind: str
    topics: list[str]
    provider: str
    place: str
    organiser_id: UUID
    from_on: date
    last_on: date
    days: Decimal
    evaluated_on: date | None
    evaluation: str
    evaluation_duty_id: UUID | None
    cancelled_on: date | None
    cancel_reason: str


class AttendanceRow(NamedTuple):
    """One person in one session."""

    id: UUID
    version: int
    session_id: UUID
    last_on: date
    person_id: UUID
    person_name: str
    person_pinyin: str
    attended_days: Decimal | None
    score: Decimal | None
    pass_mark: Decimal | None
    passed: bool | None


class Counts(NamedTuple):
    """How many people are enrolled in a session, came, have a score, and passed."""

    enrolled: int = 0
    attended: int = 0
    tested: int = 0
    passed: int = 0


class Year(NamedTuple):
    """What somebody attended in a year: sessions, and days with halves."""

    sessions: int = 0
    days: Decimal = Decimal(0)


class Evaluated(NamedTuple):
    """Of so many sessions that ended in a period and were not cancelled, so many are evaluated."""

    evaluated: int
    sessions: int


@dataclass(frozen=True)
class Filters:
    """Which sessions a list holds; None = no matter. A session is of the year in which it ends."""

    organisations: Collection[UUID] | None = None
    unit: Collection[UUID] | None = None
    year: int | None = None
    levels: Sequence[str] | None = None
    kinds: Sequence[str] | None = None
    search: str | None = None
    cancelled: bool | None = None


def page(
    *, limit: int, after: tuple[date, UUID] | None = None, filters: Filters = Filters()
) -> list[SessionRow]:
    """Return sessions, the newest first day first; one query.

    :param after: first day and identifier of the row before the first.
    """
    given = {name: value for name, value in vars(filters).items() if value is not None}
    cancelled = given.pop("cancelled", None)
    values: dict[str, Any] = {name: list(value) if name in _LISTS else value for name, value in given.items()}
    conditions = [_CONDITIONS[name] for name in given]
    if cancelled is not None:
        conditions.append(f"s.cancelled_on IS {'NOT ' if cancelled else ''}NULL")
    if after is not None:
        conditions.append("(s.from_on, s.id) < (%(after_on)s, %(after_id)s)")
        values |= {"after_on": after[0], "after_id": after[1]}
    return [
        SessionRow(*row)
        for row in _rows(
            f"SELECT {_SESSION} FROM core_trainingsession s WHERE {_all(conditions)}"  # noqa: S608
            " ORDER BY s.from_on DESC, s.id DESC LIMIT %(limit)s",
            limit=limit,
            **values,
        )
    ]


def sessions(*, ids: Collection[UUID]) -> dict[UUID, SessionRow]:
    """Return sessions by identifier; one query."""
    found = _rows(
        f"SELECT {_SESSION} FROM core_trainingsession s WHERE s.id = ANY(%(ids)s)",  # noqa: S608
        ids=list(ids),
    )
    return {row[0]: SessionRow(*row) for row in found}


def one(*, session: UUID, organisations: Collection[UUID] | None = None) -> SessionRow | None:
    """Return one session, None if there is none of this identifier, or none of these organisers."""
    row = sessions(ids=[session]).get(session)
    if row is None or (organisations is not None and row.organiser_id not in organisations):
        return None
    return row


def counts(*, ids: Collection[UUID]) -> dict[UUID, Counts]:
    """Return how many people sessions have; those without any are left out; one query."""
    return {row[0]: Counts(*row[1:]) for row in _rows(_COUNTS, ids=list(ids))}


def evaluations_due(*, ids: Collection[UUID]) -> dict[UUID, date]:
    """Return when the evaluations of sessions fall due, where one is asked for; one query."""
    return dict(_rows(_EVALUATIONS_DUE, ids=list(ids)))


def attendances(
    *,
    limit: int,
    session: UUID | None = None,
    person: UUID | None = None,
    year: int | None = None,
    organisations: Collection[UUID] | None = None,
    today: date,
    after: tuple[date, str, UUID] | None = None,
) -> list[AttendanceRow]:
    """Return who attended, the newest last day first, within it by pinyin; one query.

    :param organisations: only people who today belong to one of these; None = everybody.
    :param after: last day, pinyin and identifier of the row before the first.
    """
    values: dict[str, Any] = {"session": session, "person": person, "year": year}
    conditions = [_OF[name] for name, value in values.items() if value is not None]
    if organisations is not None:
        conditions.append(VISIBLE)
        values |= {"scope": list(organisations), "today": today}
    if after is not None:
        conditions.append(
            "(s.last_on < %(after_on)s"
            " OR s.last_on = %(after_on)s AND (p.pinyin, a.id) > (%(after_pinyin)s, %(after_id)s))"
        )
        values |= dict(zip(("after_on", "after_pinyin", "after_id"), after, strict=True))
    return [
        AttendanceRow(*row)
        for row in _rows(
            f"SELECT {_ATTENDANCE} FROM core_trainingattendance a"  # noqa: S608
            " JOIN core_trainingsession s ON s.id = a.session_id JOIN core_person p ON p.id = a.person_id"
            f" WHERE {_all(conditions)} ORDER BY s.last_on DESC, p.pinyin, a.id LIMIT %(limit)s",
            limit=limit,
            **values,
        )
    ]


def of_session(*, session: UUID, people: Collection[UUID]) -> list[AttendanceRow]:
    """Return the attendances of some people in a session by pinyin; one query."""
    return [
        AttendanceRow(*row)
        for row in _rows(
            f"SELECT {_ATTENDANCE} FROM core_trainingattendance a"  # noqa: S608
            " JOIN core_trainingsession s ON s.id = a.session_id JOIN core_person p ON p.id = a.person_id"
            " WHERE a.session_id = %(session)s AND a.person_id = ANY(%(people)s) ORDER BY p.pinyin, a.id",
            session=session,
            people=list(people),
        )
    ]


def yearly(*, people: Collection[UUID], year: int) -> dict[UUID, Year]:
    """Return what people attended in a year; those who attended nothing are left out; one query.

    A session with all its days counts in the year of its last day. Cancelled ones count for nothing.
    """
    return {row[0]: Year(*row[1:]) for row in _rows(_YEARLY, people=list(people), year=year)}


def evaluated(
    *, from_on: date, until_on: date, on: date, organisations: Collection[UUID] | None = None
) -> Evaluated:
    """Return how many sessions ended in a period, and how many of them are evaluated by a day; one query.

    :param organisations: only those that these organise; None = all.
    """
    only = None if organisations is None else list(organisations)
    [row] = _rows(_EVALUATED, from_on=from_on, until_on=until_on, on=on, organisations=only)
    return Evaluated(*row)


def _all(conditions: Sequence[str]) -> str:
    return " AND ".join(conditions) or "true"


def _rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
