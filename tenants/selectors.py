"""Reads of the registry for people; what serves requests stands in `registry`."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import Q

from core.access.principals import Scope
from tenants.models import Tenant


def inside(scope: Scope, *, after: Sequence[str] | None = None, limit: int) -> list[Tenant]:
    """Return the first tenants of a scope with domains and plugins, by region and short name; three queries.

    :param after: region code and short name of the tenant before the first one.
    """
    rows = Tenant.objects.prefetch_related("domains", "plugins").order_by("region_code", "schema_name")
    if not scope.whole:
        if not scope.regions:
            return []
        places = (Q(region_code__startswith=_stem(region)) for region in scope.regions)
        rows = rows.filter(reduce(or_, places))
    if after is not None:
        region, slug = after
        rows = rows.filter(Q(region_code__gt=region) | Q(region_code=region, schema_name__gt=slug))
    return list(rows[:limit])


def _stem(region: str) -> str:
    """Return the digits that all codes inside a region begin with.

    >>> _stem("520000"), _stem("522700"), _stem("522702"), _stem("500000")
    ('52', '5227', '522702', '50')
    """
    stem = region.rstrip("0")
    return stem.ljust(len(stem) + len(stem) % 2, "0")
