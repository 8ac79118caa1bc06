"""Read honours, typical examples and punishments that the reader may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from core.access.principals import AnyPrincipal
from core.decisions import sight
from core.honours.models import Honour, HonourState, Nature
from core.organisations import scope

Reached = Collection[UUID] | None


@dataclass(frozen=True)
class Filters:
    """Which rows a list holds; None = no matter."""

    person: UUID | None = None
    organisation: UUID | None = None
    natures: Collection[str] | None = None
    kinds: Collection[str] | None = None
    levels: Collection[str] | None = None
    year: int | None = None
    states: Collection[str] | None = None


def page(
    *,
    limit: int,
    principal: AnyPrincipal,
    today: date,
    after: tuple[int, UUID] | None = None,
    filters: Filters = Filters(),
) -> list[Honour]:
    """Return rows with their people, the latest years first.

    :param after: year and identifier of the row before the first.
    """
    narrowed = {
        "person": filters.person,
        "organisation": filters.organisation,
        "nature__in": filters.natures,
        "kind__in": filters.kinds,
        "level__in": filters.levels,
        "year": filters.year,
        "state__in": filters.states,
    }
    rows = _visible(principal, today=today).filter(
        **{key: value for key, value in narrowed.items() if value is not None}
    )
    if after is not None:
        rows = rows.filter(Q(year__lt=after[0]) | Q(year=after[0], pk__lt=after[1]))
    return list(rows.order_by("-year", "-pk")[:limit])


def one(*, honour: UUID, principal: AnyPrincipal, today: date, change: bool = False) -> Honour | None:
    """Return a row that the principal may see, or with `change` change; None for any other."""
    return _visible(principal, today=today, change=change).filter(pk=honour).first()


def _visible(principal: AnyPrincipal, *, today: date, change: bool = False) -> QuerySet[Honour]:
    """Return what may be seen: own units' rows about people in sight, punishments by the right to talks,
    and whatever is published by everybody who may read honours somewhere."""
    verb = "change" if change else "see"
    honours = scope.reach(principal, f"honours.{verb}", on=today)
    talks = scope.reach(principal, f"talks.{verb}", on=today)
    seen = Q(nature=Nature.PUNISHMENT) & _within(talks, today)
    seen |= ~Q(nature=Nature.PUNISHMENT) & _within(honours, today)
    if not change and principal.may("honours.see"):
        seen |= Q(state=HonourState.PUBLISHED)
    return Honour.objects.select_related("person").filter(seen)


def _within(reached: Reached, today: date) -> Q:
    """Return what narrows rows to organisations reached and people in sight there."""
    if reached is None:
        return Q()
    return Q(organisation__in=list(reached)) & sight.condition(organisations=reached, today=today)
