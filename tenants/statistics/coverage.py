"""What stands behind the figures of a region: whose are missing, whose are out of date, what was reported."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from tenants.models import TenantState
from tenants.statistics import clusters
from tenants.statistics.answers import COUNTRY

_STATEMENT = """
SELECT t.schema_name, t.name, t.region_code, f.counted_at, f.stale_since, r.state,
       NOT coalesce(%(period)s = ANY(f.periods), false) AS missing
  FROM public.tenants_tenant t
  LEFT JOIN public.statistics_freshness f ON f.tenant_id = t.id
  LEFT JOIN public.statistics_report r ON r.tenant_id = t.id AND r.period = %(period)s
 WHERE t.state IN (%(ready)s, %(suspended)s) AND t.region_code BETWEEN %(first)s AND %(last)s
   AND (%(after)s::text[] IS NULL
        OR (t.region_code, t.schema_name) > ((%(after)s::text[])[1], (%(after)s::text[])[2]))
 ORDER BY t.region_code, t.schema_name
 LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Source:
    """One tenant whose figures belong to a region.

    `missing`: it has published nothing of the period; `stale_since`: since when its figures could not be
    counted anew; `report` is the state of its report of the period, None while the period is open.
    """

    slug: str
    name: str
    region_code: str
    counted_at: datetime | None
    stale_since: datetime | None
    report: str | None
    missing: bool


def sources(
    *, region: str | None, period: str, limit: int, after: tuple[str, ...] | None = None
) -> list[Source]:
    """Return the tenants inside a region, by region code and short name; one query.

    :param after: region code and short name of the tenant before the first one.
    """
    code = region or COUNTRY
    height = clusters.COUNTRY if code == COUNTRY else clusters.height_of(code)
    node = clusters.of(code, height)
    with connection.cursor() as cursor:
        cursor.execute(
            _STATEMENT,
            {
                "period": period,
                "ready": TenantState.READY,
                "suspended": TenantState.SUSPENDED,
                "first": node.first,
                "last": node.last,
                "after": None if after is None else list(after),
                "limit": limit,
            },
        )
        return [Source(*row) for row in cursor.fetchall()]
