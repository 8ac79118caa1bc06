"""The ledger (台账) of projects over a period: every figure in it is derived from records, none is typed."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from core.access.principals import AnyPrincipal
from core.api.identifiers import parsed
from core.errors import DomainError
from core.organisations import scope
from core.organisations import selectors as organisations
from core.people import selectors as people

_LEDGER = """
SELECT p.id, p.title, p.origin, p.organisation_id, o.name, p.raised_on, p.due_on,
       s.stage, s.on, p.budget, coalesce(jsonb_array_length(st.steps), 0), coalesce(d.done, 0),
       coalesce(b.milestones, 0), coalesce(b.reached, 0), coalesce(b.overdue, 0), b.next_on,
       coalesce(d.received, 0), coalesce(d.spent, 0), coalesce(d.spent_in_period, 0), d.last_on,
       p.supports::text, coalesce(m.leads, '{}'::uuid[])
  FROM core_project p
  JOIN LATERAL (
       SELECT e.stage, e.on FROM core_projectentry e
        WHERE e.project_id = p.id AND e.stage <> '' AND e.on <= %(last)s
        ORDER BY e.version DESC LIMIT 1) s ON true
  LEFT JOIN core_standard st ON st.id = p.standard_id
  LEFT JOIN LATERAL (
       SELECT q.name FROM core_organisationperiod q
        WHERE q.organisation_id = p.organisation_id
        ORDER BY q.from_on <= %(last)s DESC, abs(q.from_on - %(last)s::date) LIMIT 1) o ON true
  LEFT JOIN LATERAL (
       SELECT count(*) FILTER (WHERE e.kind = 'STEP') AS done,
              sum(e.amount) FILTER (WHERE e.kind = 'RECEIVED') AS received,
              sum(e.amount) FILTER (WHERE e.kind = 'SPENT') AS spent,
              sum(e.amount) FILTER (WHERE e.kind = 'SPENT' AND e.on >= %(from)s) AS spent_in_period,
              max(e.on) AS last_on
         FROM core_projectentry e
        WHERE e.project_id = p.id AND e.annulled_at IS NULL AND e.on <= %(last)s) d ON true
  LEFT JOIN LATERAL (
       SELECT count(*) AS milestones,
              count(*) FILTER (WHERE b.fulfilled_on <= %(last)s) AS reached,
              count(*) FILTER (WHERE b.due_on < %(last)s
                                 AND (b.fulfilled_on IS NULL OR b.fulfilled_on > %(last)s)) AS overdue,
              min(b.due_on) FILTER (WHERE b.fulfilled_on IS NULL OR b.fulfilled_on > %(last)s) AS next_on
         FROM core_obligation b
        WHERE b.subject_id = p.id AND b.subject_kind = 'PROJECT' AND b.kind = 'MILESTONE'
          AND b.opened_on <= %(last)s
          AND (b.cancelled_on IS NULL OR b.cancelled_on > %(last)s)) b ON true
  LEFT JOIN LATERAL (
       SELECT array_agg(l.person_id) AS leads
         FROM core_projectmember l
        WHERE l.project_id = p.id AND l.part = 'LEAD' AND l.from_on <= %(last)s
          AND (l.until_on IS NULL OR l.until_on > %(last)s)) m ON true
 WHERE p.raised_on <= %(last)s
   AND (%(organisations)s::uuid[] IS NULL OR p.organisation_id = ANY(%(organisations)s))
   AND (s.stage NOT IN ('CLOSED', 'WITHDRAWN') OR s.on >= %(from)s)
   AND (%(after_on)s::date IS NULL OR (p.raised_on, p.id) > (%(after_on)s, %(after_id)s))
 ORDER BY p.raised_on, p.id
 LIMIT %(limit)s
"""


class BadPeriod(DomainError):
    """A ledger was asked for over a period that has no day, or has not begun."""

    code = "BAD_USER_INPUT"


@dataclass(frozen=True)
class Period:
    """The days of a ledger, from one (inclusive) to another (exclusive), and the day that it shows.

    That is the last day, or today while the period runs.
    """

    from_on: date
    until_on: date
    shown_on: date


class LedgerRow(NamedTuple):
    """A project as it stood on the day that the ledger shows.

    Money in yuan. `leads` are people's names, without those out of the reader's sight; `next_on` is the due
    day of the earliest open milestone.
    """

    id: UUID
    title: str
    origin: str
    organisation_id: UUID
    organisation_name: str
    raised_on: date
    due_on: date | None
    stage: str
    stage_since: date
    budget: Decimal | None
    steps: int
    steps_done: int
    milestones: int
    milestones_reached: int
    milestones_overdue: int
    next_on: date | None
    received: Decimal
    spent: Decimal
    spent_in_period: Decimal
    last_entry_on: date | None
    supports: dict[str, str]
    leads: list[str]

    @property
    def balance(self) -> Decimal:
        """What of the money received is left; negative where more was spent."""
        return self.received - self.spent

    @property
    def behind(self) -> bool:
        """Whether a milestone was overdue."""
        return self.milestones_overdue > 0


def period(from_on: date, until_on: date, *, today: date) -> Period:
    """Return a period of a ledger.

    :raises BadPeriod: if it has no day, or lies after today as a whole.
    """
    if until_on <= from_on:
        raise BadPeriod(f"台账期间须至少有一天：{until_on}（不含）不晚于 {from_on}。")
    if from_on > today:
        raise BadPeriod(f"台账期间自 {from_on} 起，尚未开始（今天是 {today}）：请改选期间。")
    return Period(from_on, until_on, min(until_on - timedelta(days=1), today))


def rows(
    *,
    period: Period,
    limit: int,
    after: tuple[date, UUID] | None = None,
    organisations: Collection[UUID] | None = None,
    people_of: Collection[UUID] | None = None,
    today: date,
) -> list[LedgerRow]:
    """Return the projects that were under way on some day of a period, the oldest first; two queries.

    :param after: first day and identifier of the project before the first.
    :param organisations: only projects of these; None = of all.
    :param people_of: organisations of whose people the reader may know today; None = of all.
    """
    after_on, after_id = after or (None, None)
    with connection.cursor() as cursor:
        cursor.execute(
            _LEDGER,
            {
                "from": period.from_on,
                "last": period.shown_on,
                "organisations": None if organisations is None else list(organisations),
                "after_on": after_on,
                "after_id": after_id,
                "limit": limit,
            },
        )
        found = cursor.fetchall()
    leads = {lead for row in found for lead in row[-1]}
    known = people.people(ids=leads, organisations=people_of, on=today)
    return [LedgerRow._make((*row[:-2], json.loads(row[-2]), _names(row[-1], known))) for row in found]


def _names(ids: Collection[UUID], known: Mapping[UUID, people.PersonRow]) -> list[str]:
    found = sorted((known[id] for id in ids if id in known), key=lambda person: (person.pinyin, person.id))
    return [person.name for person in found]


def seen(
    principal: AnyPrincipal,
    *,
    period: Period,
    limit: int,
    after: tuple[date, UUID] | None = None,
    organisation: str | None = None,
    today: date,
) -> list[LedgerRow]:
    """Return the rows of the ledger that a principal may see; as `rows`.

    :param organisation: only projects of this organisation and of those below it on the day shown; an
        identifier as it came in.
    :raises UnknownOrganisation: if it names none that the principal may see.
    """
    reached = scope.reach(principal, "projects.see", on=today)
    wanted = reached
    if organisation is not None:
        root = scope.require(reached, parsed(organisation), named=organisation)
        below = organisations.subtree(roots=[root], on=period.shown_on)
        wanted = below if reached is None else below & reached
    return rows(
        period=period,
        limit=limit,
        after=after,
        organisations=wanted,
        people_of=scope.reach(principal, "people.see", on=today),
        today=today,
    )
