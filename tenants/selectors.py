"""Reads of the registry for people; what serves requests stands in `registry`."""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from core.access.principals import Scope
from core.access.principals import inside as inside_region
from tenants.models import Tenant, TenantOrder


def inside(scope: Scope, *, after: Sequence[str] | None = None, limit: int) -> list[Tenant]:
    """Return the first tenants of a scope with domains and plugins, by region and short name; three queries.

    :param after: region code and short name of the tenant before the first one.
    """
    rows = Tenant.objects.prefetch_related("domains", "plugins").order_by("region_code", "schema_name")
    if not scope.whole:
        if not scope.regions:
            return []
        places = (Q(region_code__startswith=stem(region)) for region in scope.regions)
        rows = rows.filter(reduce(or_, places))
    if after is not None:
        region, slug = after
        rows = rows.filter(Q(region_code__gt=region) | Q(region_code=region, schema_name__gt=slug))
    return list(rows[:limit])


def one(scope: Scope, slug: str) -> Tenant | None:
    """Return a tenant of a scope with domains and plugins, or None."""
    row = Tenant.objects.prefetch_related("domains", "plugins").filter(schema_name=slug).first()
    return row if row is not None and covers(scope, row.region_code) else None


def order(scope: Scope, id: UUID) -> TenantOrder | None:
    """Return an order about a tenant of a scope, or None."""
    found = TenantOrder.objects.filter(pk=id).first()
    return found if found is not None and covers(scope, found.region_code) else None


def covers(scope: Scope, region_code: str) -> bool:
    """Return whether a scope contains a region."""
    return scope.whole or any(inside_region(region_code, region) for region in scope.regions)


def stem(region: str) -> str:
    """Return the digits that all codes inside a region begin with.

    >>> stem("520000"), stem("522700"), stem("522702"), stem("500000")
    ('52', '5227', '522702', '50')
    """
    stem = region.rstrip("0")
    return stem.ljust(len(stem) + len(stem) % 2, "0")
