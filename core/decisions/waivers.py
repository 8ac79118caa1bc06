"""Read exceptions: which of them hold for a decision, which there are, how many were granted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, ExtractYear, Least

from core.decisions import sight
from core.decisions.about import About
from core.decisions.models import PolicyException, Scope
from core.errors import DomainError
from core.organisations import selectors as organisations
from core.organisations.models import Level
from core.policy.exceptions import Waiver

_NEAREST_FIRST = (Scope.RECORD, Scope.PERSON, Scope.ORGANISATION, Scope.TENANT)
_BELONGED = """
    SELECT a.organisation_id FROM core_appointment a
     WHERE a.person_id = %(person)s AND a.from_on <= %(on)s AND (a.until_on IS NULL OR a.until_on > %(on)s)
    UNION
    SELECT p.kept_by_id FROM core_person p WHERE p.id = %(person)s AND p.kept_by_id IS NOT NULL
"""


class UnknownException(DomainError):
    """No exception has this identifier in this tenant, or none that the reader may see."""

    code = "NOT_FOUND"


class Counted(NamedTuple):
    """How many exceptions from one clause of one action began in a year."""

    action: str
    clause_code: str
    year: int
    granted: int


@dataclass(frozen=True)
class Filters:
    """Which exceptions a list holds; None = no matter. `on`: only those that count on that day."""

    action: str | None = None
    clause: str | None = None
    person: UUID | None = None
    organisation: UUID | None = None
    on: date | None = None
    year: int | None = None


def standing(*, action: str, about: About, on: date) -> list[Waiver]:
    """Return the exceptions that count for a decision on a day, the nearest first; two or three queries.

    Those for the record and the person go before those for the organisation, from the lowest up, and these
    before the tenant's; of two alike the one that counts longer goes first.
    """
    meant = Q(scope=Scope.TENANT) | Q(scope=Scope.ORGANISATION)
    if about.person is not None:
        meant |= Q(scope=Scope.PERSON, person=about.person)
    if about.kind:
        meant |= Q(scope=Scope.RECORD, subject_kind=about.kind, subject_id=about.id)
    rows = list(granted(on=on).filter(meant, action=action))
    heights: dict[UUID, int] = {}
    if any(row.scope == Scope.ORGANISATION for row in rows):
        heights = _heights(about, on)
    kept = [row for row in rows if row.scope != Scope.ORGANISATION or row.organisation_id in heights]
    kept.sort(
        key=lambda row: (
            _NEAREST_FIRST.index(Scope(row.scope)),
            heights.get(row.organisation_id, 0) if row.organisation_id else 0,
            -_until(row).toordinal(),
            row.pk,
        )
    )
    return [waiver(row) for row in kept]


def granted(*, on: date | None = None) -> QuerySet[PolicyException]:
    """Return exceptions with `counts_until`, the first day on which they count no more; revoked ones too.

    :param on: only those that count on this day.
    """
    rows = PolicyException.objects.filter(revokes__isnull=True).annotate(
        counts_until=Coalesce(Least(F("until_on"), F("revocation__from_on")), F("until_on"))
    )
    return rows if on is None else rows.filter(from_on__lte=on, counts_until__gt=on)


def waiver(row: PolicyException) -> Waiver:
    """Return an exception, as `granted` gives it, as the value that rules are laid under."""
    return Waiver(
        id=str(row.pk),
        clause=row.clause_code,
        authority=row.authority,
        level=Level(row.authority_level).label,
        reason=row.reason,
        evidence=row.evidence,
        from_on=row.from_on,
        until_on=_until(row),
    )


def page(
    *,
    limit: int,
    after: UUID | None = None,
    filters: Filters | None = None,
    reached: Collection[UUID] | None = None,
    today: date,
) -> Sequence[PolicyException]:
    """Return exceptions, the newest first, with what they are for and how they were revoked; one query.

    :param after: identifier of the row before the first.
    :param reached: organisations that the reader answers for; None = all. The tenant's own are seen by all.
    """
    wanted = filters or Filters()
    rows = _seen(granted(on=wanted.on), reached, today)
    narrow = {
        "action": wanted.action,
        "clause_code": wanted.clause,
        "person": wanted.person,
        "organisation": wanted.organisation,
        "from_on__year": wanted.year,
        "pk__lt": after,
    }
    rows = rows.filter(**{name: value for name, value in narrow.items() if value is not None})
    return list(rows.select_related("person", "revocation").order_by("-pk")[:limit])


def one(
    exception: UUID | None, *, reached: Collection[UUID] | None = None, today: date, named: object
) -> PolicyException:
    """Return one exception.

    :param named: what the reader called it.
    :raises UnknownException: if there is none in sight.
    """
    rows = _seen(granted(), reached, today).select_related("person", "revocation")
    row = None if exception is None else rows.filter(pk=exception).first()
    if row is None:
        raise unknown(named)
    return row


def counts(*, year: int | None = None, reached: Collection[UUID] | None = None, today: date) -> list[Counted]:
    """Return how many exceptions were granted by clause and year, revoked ones too; one query.

    The year is that of the exception's first day.
    """
    rows = _seen(granted(), reached, today).annotate(year=ExtractYear("from_on"))
    if year is not None:
        rows = rows.filter(year=year)
    found = rows.values_list("action", "clause_code", "year").annotate(Count("pk"))
    return [Counted(*row) for row in found.order_by("-year", "action", "clause_code")]


def unknown(named: object) -> UnknownException:
    """Return the refusal for an identifier that names no exception here."""
    return UnknownException(f"没有编号为 {named} 的例外，或不在您的权限范围内；请核对编号。")


def _until(row: PolicyException) -> date:
    until: date = row.counts_until  # type: ignore[attr-defined]
    return until


def _seen(
    rows: QuerySet[PolicyException], reached: Collection[UUID] | None, today: date
) -> QuerySet[PolicyException]:
    if reached is None:
        return rows
    return rows.filter(sight.open_to(organisations=reached, today=today) | Q(scope=Scope.TENANT))


def _heights(about: About, on: date) -> dict[UUID, int]:
    """Return the organisations whose exceptions reach a matter, each by how far above it stands."""
    starts = [about.organisation] if about.organisation is not None else _belonged(about.person, on)
    heights = dict.fromkeys(starts, 0)
    for rows in organisations.above(ids=starts, on=on).values():
        for height, row in enumerate(reversed(rows), start=1):
            heights[row.id] = min(height, heights.get(row.id, height))
    return heights


def _belonged(person: UUID | None, on: date) -> list[UUID]:
    """Return where somebody has posts on a day, and where the file is kept."""
    if person is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_BELONGED, {"person": person, "on": on})
        return [organisation for (organisation,) in cursor.fetchall()]
