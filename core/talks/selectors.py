"""Read talks that the reader may see: of organisations that they answer for, about people in their sight."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from core.decisions import sight
from core.talks.models import Talk


@dataclass(frozen=True)
class Filters:
    """Which talks a list holds; None = no matter. Days are inclusive."""

    person: UUID | None = None
    organisation: UUID | None = None
    kinds: Collection[str] | None = None
    from_on: date | None = None
    until_on: date | None = None


def page(
    *,
    limit: int,
    organisations: Collection[UUID] | None,
    today: date,
    after: tuple[date, UUID] | None = None,
    filters: Filters = Filters(),
) -> list[Talk]:
    """Return talks with their people, the latest first; one query.

    :param after: day and identifier of the row before the first.
    :param organisations: those that the reader answers for; None = all.
    """
    rows = _visible(organisations=organisations, today=today)
    narrowed = {
        "person": filters.person,
        "organisation": filters.organisation,
        "kind__in": filters.kinds,
        "held_on__gte": filters.from_on,
        "held_on__lte": filters.until_on,
    }
    rows = rows.filter(**{key: value for key, value in narrowed.items() if value is not None})
    if after is not None:
        rows = rows.filter(Q(held_on__lt=after[0]) | Q(held_on=after[0], pk__lt=after[1]))
    return list(rows.order_by("-held_on", "-pk")[:limit])


def one(*, talk: UUID, organisations: Collection[UUID] | None, today: date) -> Talk | None:
    """Return a talk with its person, or None if there is none in the reader's sight; one query."""
    return _visible(organisations=organisations, today=today).filter(pk=talk).first()


def _visible(*, organisations: Collection[UUID] | None, today: date) -> QuerySet[Talk]:
    rows = Talk.objects.select_related("person")
    if organisations is None:
        return rows
    return rows.filter(
        sight.condition(organisations=organisations, today=today), organisation__in=list(organisations)
    )
