"""Read which periods were reported: a tenant its own, a province those of its region."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from core.access.principals import Scope
from tenants import selectors as tenants
from tenants.models import Report


class Difference(NamedTuple):
    """A figure of a reported period whose records say something else by now; None: nothing was published."""

    indicator: str
    dimension: str
    numerator: Decimal | None
    denominator: Decimal | None
    live_numerator: Decimal | None
    live_denominator: Decimal | None


def own() -> list[Report]:
    """Return the reports of the connection's tenant, newest period first; one query."""
    return list(
        Report.objects.raw(
            "SELECT r.* FROM public.statistics_reports() AS r ORDER BY r.until_on DESC, r.period"
        )
    )


def differences(period: str, *, after: Sequence[str] | None = None, limit: int) -> list[Difference]:
    """Return which figures that the connection's tenant reported differ from its records; one query.

    :param after: indicator and dimension of the row before the first one.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indicator, dimension, numerator, denominator, live_numerator, live_denominator"
            "  FROM public.statistics_differences(%s) AS d"
            ' WHERE (d.indicator, d.dimension) > (%s COLLATE "C", %s COLLATE "C")'
            " ORDER BY d.indicator, d.dimension LIMIT %s",
            [period, *(after or ("", "")), limit],
        )
        return [Difference(*row) for row in cursor.fetchall()]


def inside(
    scope: Scope,
    *,
    period: str | None = None,
    state: str | None = None,
    after: Sequence[str] | None = None,
    limit: int,
) -> list[Report]:
    """Return the first reports of a scope with their tenants, the ones submitted last first; one query.

    :param after: submission and identifier of the report before the first one.
    """
    rows = _within(scope).order_by("-submitted_at", "-id")
    if period is not None:
        rows = rows.filter(period=period)
    if state is not None:
        rows = rows.filter(state=state)
    if after is not None:
        at, key = datetime.fromisoformat(after[0]), UUID(after[1])
        rows = rows.filter(Q(submitted_at__lt=at) | Q(submitted_at=at, id__lt=key))
    return list(rows[:limit])


def one(scope: Scope, id: UUID) -> Report | None:
    """Return a report of a scope with its tenant, or None."""
    return _within(scope).filter(pk=id).first()


def _within(scope: Scope) -> QuerySet[Report]:
    rows = Report.objects.select_related("tenant")
    if scope.whole:
        return rows
    if not scope.regions:
        return rows.none()
    return rows.filter(reduce(or_, (Q(region_code__startswith=tenants.stem(one)) for one in scope.regions)))
