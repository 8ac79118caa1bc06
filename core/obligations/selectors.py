"""Read obligations as of a day: lists, counts, and what there is to remind of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

_COLUMNS = """
    o.id, o.version, o.kind, o.title, o.subject_kind, o.subject_id, o.person_id, o.organisation_id,
    o.by_record, o.opened_on, o.opened_by_realm, o.opened_by_id, o.opened_by_name, o.rule, o.counted_from_on,
    o.counted_length, o.due_on, o.provisional, o.calendar_version, o.fulfilled_on, o.fulfilled_by_name,
    o.evidence, o.checked_on, o.checked_by_name, o.return_reason, o.cancelled_on, o.cancel_reason
"""
_STANDING = """o.opened_on <= %(on)s AND (o.cancelled_on IS NULL OR o.cancelled_on > %(on)s)"""
_UNFULFILLED = f"""{_STANDING} AND (o.fulfilled_on IS NULL OR o.fulfilled_on > %(on)s)"""
_STATES = {
    "OPEN": f"({_UNFULFILLED} AND o.due_on >= %(on)s)",
    "OVERDUE": f"({_UNFULFILLED} AND o.due_on < %(on)s)",
    "FULFILLED": f"({_STANDING} AND o.fulfilled_on <= %(on)s"
    " AND (o.checked_on IS NULL OR o.checked_on > %(on)s))",
    "CHECKED": f"({_STANDING} AND o.checked_on <= %(on)s)",
    "CANCELLED": "(o.cancelled_on <= %(on)s)",
}
_CONDITIONS = {
    "organisations": "AND o.organisation_id = ANY(%(organisations)s)",
    "unit": "AND o.organisation_id = ANY(%(unit)s)",
    "mine": "AND o.organisation_id = ANY(%(mine)s)",
    "kind": "AND o.kind = %(kind)s",
    "due_before": "AND o.due_on < %(due_before)s",
    "subject": "AND o.subject_id = %(subject)s",
}
_SETS = ("organisations", "unit", "mine")


class State(StrEnum):
    """How an obligation stands on a day; OPEN is not due yet, OVERDUE is open past its due day."""

    OPEN = "OPEN"
    OVERDUE = "OVERDUE"
    FULFILLED = "FULFILLED"
    CHECKED = "CHECKED"
    CANCELLED = "CANCELLED"


class ObligationRow(NamedTuple):
    """An obligation as known now."""

    id: UUID
    version: int
    kind: str
    title: str
    subject_kind: str
    subject_id: UUID | None
    person_id: UUID | None
    organisation_id: UUID
    by_record: bool
    opened_on: date
    opened_by_realm: str
    opened_by_id: str
    opened_by_name: str
    rule: str
    counted_from_on: date | None
    counted_length: int | None
    due_on: date
    provisional: bool
    calendar_version: str
    fulfilled_on: date | None
    fulfilled_by_name: str
    evidence: str
    checked_on: date | None
    checked_by_name: str
    return_reason: str
    cancelled_on: date | None
    cancel_reason: str

    @property
    def late(self) -> bool:
        """Whether it was fulfilled after its due day."""
        return self.fulfilled_on is not None and self.fulfilled_on > self.due_on

    def state(self, on: date) -> State:
        """Return how it stood on a day, as known now."""
        for day, state in (
            (self.cancelled_on, State.CANCELLED),
            (self.checked_on, State.CHECKED),
            (self.fulfilled_on, State.FULFILLED),
        ):
            if day is not None and day <= on:
                return state
        return State.OVERDUE if self.due_on < on else State.OPEN


class Counts(NamedTuple):
    """Obligations as of a day; cancelled ones are in none of these.

    `open` are unfulfilled, `overdue` among them past their due day; `due` are all whose due day had passed,
    `late` those among them that were fulfilled after it.
    """

    open: int
    overdue: int
    due: int
    late: int


@dataclass(frozen=True)
class Filters:
    """Which obligations a list holds; None = no matter."""

    organisations: Collection[UUID] | None = None
    unit: Collection[UUID] | None = None
    mine: Collection[UUID] | None = None
    kind: str | None = None
    states: Sequence[State] | None = None
    due_before: date | None = None
    subject: UUID | None = None


def page(
    *, limit: int, on: date, after: tuple[date, UUID] | None = None, filters: Filters = Filters()
) -> list[ObligationRow]:
    """Return obligations opened by a day in the order of their due days; one query.

    :param after: due day and identifier of the row before the first.
    """
    values: dict[str, Any] = {"on": on, "limit": limit}
    conditions = ["o.opened_on <= %(on)s", *_given(filters, values)]
    if after is not None:
        conditions.append("AND (o.due_on, o.id) > (%(after_on)s, %(after_id)s)")
        values |= {"after_on": after[0], "after_id": after[1]}
    return [
        ObligationRow(*row)
        for row in _rows(
            f"SELECT {_COLUMNS} FROM core_obligation o WHERE {' '.join(conditions)}"  # noqa: S608
            " ORDER BY o.due_on, o.id LIMIT %(limit)s",
            **values,
        )
    ]


def one(*, obligation: UUID, organisations: Collection[UUID] | None = None) -> ObligationRow | None:
    """Return one obligation, None if there is none of this identifier, or none of these organisations."""
    rows = _rows(f"SELECT {_COLUMNS} FROM core_obligation o WHERE o.id = %(id)s", id=obligation)  # noqa: S608
    found = next((ObligationRow(*row) for row in rows), None)
    if found is None or (organisations is not None and found.organisation_id not in organisations):
        return None
    return found


def counts(*, on: date, organisations: Collection[UUID] | None = None) -> Counts:
    """Return how many obligations are open, overdue, were due and were fulfilled late; one query.

    :param organisations: only those of these; None = all.
    """
    values: dict[str, Any] = {"on": on}
    narrowed = " ".join(_given(Filters(organisations=organisations), values))
    [row] = _rows(
        f"""
        SELECT count(*) FILTER (WHERE {_UNFULFILLED}),
               count(*) FILTER (WHERE {_STATES["OVERDUE"]}),
               count(*) FILTER (WHERE {_STANDING} AND o.due_on < %(on)s),
               count(*) FILTER (WHERE {_STANDING} AND o.fulfilled_on <= %(on)s AND o.fulfilled_on > o.due_on)
          FROM core_obligation o WHERE o.opened_on <= %(on)s {narrowed}
        """,  # noqa: S608
        **values,
    )
    return Counts(*row)


def unfulfilled(*, on: date, due_by: date) -> list[ObligationRow]:
    """Return what is open on a day and falls due by another, in the order of due days; one query."""
    return [
        ObligationRow(*row)
        for row in _rows(
            f"SELECT {_COLUMNS} FROM core_obligation o WHERE {_UNFULFILLED} AND o.due_on <= %(due_by)s"  # noqa: S608
            " ORDER BY o.due_on, o.id",
            on=on,
            due_by=due_by,
        )
    ]


def _given(filters: Filters, values: dict[str, Any]) -> list[str]:
    """Return the conditions of the filters that are given, and note their values."""
    given = {name: value for name, value in vars(filters).items() if value is not None}
    states = given.pop("states", None)
    values |= {name: list(value) if name in _SETS else value for name, value in given.items()}
    conditions = [_CONDITIONS[name] for name in given]
    if states is not None:
        conditions.append(f"AND ({' OR '.join(_STATES[state] for state in states) or 'false'})")
    return conditions


def _rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
