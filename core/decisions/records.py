"""Read what was decided: page by page, one by one, and all of it to be replayed."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from core.decisions import past, selectors, services, sight
from core.decisions.models import DecisionRecord
from core.errors import DomainError
from core.policy.calendar import WorkingCalendar
from core.reference import selectors as reference

_LAPSED = """
core_decisionrecord.exceptions <> '[]' AND EXISTS (
    SELECT FROM jsonb_array_elements(core_decisionrecord.exceptions::jsonb) used
      LEFT JOIN core_policyexception ended ON ended.revokes_id = (used ->> 'id')::uuid
     WHERE (used ->> 'until_on')::date <= %s OR ended.from_on <= %s)
"""


@dataclass(frozen=True)
class Filters:
    """Which decisions a list holds; None = no matter.

    `action` may also be the name of a scheme. `on`: of which day the policy counted. `lapsed_on`: only those
    that rest on an exception which counts no more on that day. `standing`: those not replaced.
    """

    action: str | None = None
    person: UUID | None = None
    organisation: UUID | None = None
    subject: tuple[str, str] | None = None
    allowed: bool | None = None
    on: date | None = None
    lapsed_on: date | None = None
    standing: bool | None = None


class Replayed(NamedTuple):
    """What became of one decision when it was made again; `problem` is empty where it came out the same."""

    record: DecisionRecord
    problem: str


def page(
    *,
    limit: int,
    after: UUID | None = None,
    filters: Filters | None = None,
    reached: Collection[UUID] | None = None,
    today: date,
) -> list[DecisionRecord]:
    """Return decisions, the newest first, with the version they rest on; one query.

    :param after: identifier of the row before the first.
    :param reached: organisations that the reader answers for; None = all.
    """
    rows = _seen(reached, today).filter(narrowed(filters or Filters()))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return list(rows.select_related(*past.WITH).order_by("-pk")[:limit])


def one(
    decision: UUID | None, *, reached: Collection[UUID] | None = None, today: date, named: object
) -> DecisionRecord:
    """Return one decision as it was made.

    :param named: what the reader called it.
    :raises UnknownDecision: if there is none in sight.
    """
    row = None
    if decision is not None:
        row = _seen(reached, today).select_related(*past.WITH).filter(pk=decision).first()
    if row is None:
        raise selectors.unknown(named)
    return row


def several(decisions: Collection[UUID]) -> list[DecisionRecord]:
    """Return some decisions, the oldest first, with the version they rest on; one query."""
    rows = DecisionRecord.objects.filter(pk__in=decisions)
    return list(rows.select_related(*past.WITH).order_by("pk"))


def in_sight(
    decisions: Collection[UUID], *, reached: Collection[UUID] | None, today: date
) -> frozenset[UUID]:
    """Return those of some decisions that a reader may see; one query."""
    return frozenset(_seen(reached, today).filter(pk__in=decisions).values_list("pk", flat=True))


def replays(*, progress: Callable[[int, int], None] | None = None) -> Iterator[Replayed]:
    """Make every decision of the current tenant again, and yield those that did not come out byte for byte.

    :param progress: told how many of how many are done.
    """
    calendar = cache(reference.calendar)
    rows = DecisionRecord.objects.order_by("pk")
    total = rows.count()
    for done, record in enumerate(rows.iterator(chunk_size=500), start=1):
        if problem := replay_problem(record, calendar=calendar):
            yield Replayed(record, problem)
        if progress is not None:
            progress(done, total)


def replay_problem(
    record: DecisionRecord, *, calendar: Callable[[str], WorkingCalendar] = reference.calendar
) -> str:
    """Return why a decision cannot be made again as it was, in words; empty where it can."""
    try:
        services.replay(record, calendar=calendar)
    except DomainError as error:
        return error.message
    return ""


def _seen(reached: Collection[UUID] | None, today: date) -> QuerySet[DecisionRecord]:
    return DecisionRecord.objects.filter(sight.open_to(organisations=reached, today=today))


def narrowed(wanted: Filters) -> Q:
    """Return what narrows decisions to those that a list holds."""
    given = {
        "person": wanted.person,
        "organisation": wanted.organisation,
        "allowed": wanted.allowed,
        "policy_on": wanted.on,
    }
    condition = Q(**{name: value for name, value in given.items() if value is not None})
    if wanted.action is not None:
        exact = "." in wanted.action
        condition &= Q(action=wanted.action) if exact else Q(action__startswith=f"{wanted.action}.")
    if wanted.subject is not None:
        condition &= Q(subject_kind=wanted.subject[0], subject_id=wanted.subject[1])
    if wanted.standing is not None:
        condition &= Q(replaced_by__isnull=wanted.standing)
    if wanted.lapsed_on is not None:
        condition &= Q(RawSQL(_LAPSED, [wanted.lapsed_on] * 2, output_field=BooleanField()))
    return condition
