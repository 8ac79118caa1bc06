"""Tenants that are rows of the registry only, and figures of them, for tests of the public host."""

from collections.abc import Mapping

from django.db import connection
from django.utils import timezone

from core.policy import jsontext
from tenants.models import Figure, Tenant
from tenants.statistics import settling

Cells = Mapping[tuple[str, str], tuple[int, int | None]]
"""Numerator and denominator by indicator and value (empty: the whole)."""


def tenant(slug: str, region_code: str) -> Tenant:
    """Return a new tenant of the registry, without a schema."""
    connection.set_schema_to_public()
    return Tenant.objects.create(schema_name=slug, name=f"{slug} 单位", region_code=region_code)


def publish(
    of: Tenant, cells: Cells, *, period: str = "2022", split: str = "", least: int = 5, settled: bool = True
) -> None:
    """Publish a tenant's figures of one period and split, in the place of those of before."""
    connection.set_schema_to_public()
    codes = {code for code, _ in cells}
    Figure.objects.filter(tenant=of, period=period, split=split, indicator__in=codes).delete()
    Figure.objects.bulk_create(
        Figure(
            tenant=of,
            region_code=of.region_code,
            period=period,
            indicator=code,
            split=split,
            dimension=jsontext.write({split: value} if split else {}),
            numerator=numerator,
            denominator=denominator,
            as_of=timezone.now(),
        )
        for (code, value), (numerator, denominator) in cells.items()
    )
    if settled:
        settling.settle(
            region_code=of.region_code, counted=[(code, period) for code in sorted(codes)], least=least
        )
