"""Work off the marks of one tenant and look at its published figures, all inside a test's transaction."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection
from django_tenants.utils import schema_context

from core.decisions.models import PolicyVersion
from core.indicators import periods, selectors
from core.law import scheme as law
from core.outbox import services as outbox
from core.policy import jsontext
from tenants.models import Figure, Freshness, Tenant
from tenants.statistics import counting, services

TODAY = date(2023, 3, 15)


def worked_off(*, on: date = TODAY) -> None:
    """Count until nothing waits, as workers do with one effect after the other, and forget the effects.

    A mark's key names its transaction: in a test, which is one transaction, a later write would find it done.
    """
    for _ in range(20):
        services.recount(touches=[], on=on)
        if not waiting():
            own = connection.schema_name
            with schema_context(settings.PUBLIC_SCHEMA_NAME):
                outbox.forget(tenant=own)
            return
    raise AssertionError(f"still waiting after 20 rounds: {waiting()}")


def waiting() -> list[dict[str, Any]]:
    """Return the payloads of the tenant's waiting marks."""
    schema = connection.schema_name
    with schema_context(settings.PUBLIC_SCHEMA_NAME), connection.cursor() as cursor:
        cursor.execute(
            "SELECT payload FROM public.outbox WHERE tenant = %s AND task = %s AND done_at IS NULL"
            " AND parked_at IS NULL ORDER BY created_at",
            [schema, services.TASK],
        )
        return [json.loads(payload) for (payload,) in cursor.fetchall()]


def figures() -> dict[tuple[str, str, str], tuple[Decimal | None, Decimal | None]]:
    """Return what the current tenant has published: numerator and denominator by period, code and cell."""
    own = connection.schema_name
    with schema_context(settings.PUBLIC_SCHEMA_NAME):
        return {
            (row.period, row.indicator, row.dimension): (row.numerator, row.denominator)
            for row in Figure.objects.filter(tenant=Tenant.objects.get(schema_name=own))
        }


def freshness() -> Freshness | None:
    """Return how fresh the current tenant's figures are."""
    own = connection.schema_name
    with schema_context(settings.PUBLIC_SCHEMA_NAME):
        return Freshness.objects.filter(tenant__schema_name=own).first()


def recounted(*, on: date = TODAY) -> dict[tuple[str, str, str], tuple[Any, Any]]:
    """Return what the current tenant's records yield for all periods that are kept."""
    known = counting.indicators()
    return {
        (period.name, cell.code, counting.place(cell)[1]): (cell.numerator, cell.denominator)
        for period in counting.kept(today=on)
        for cell in selectors.cells(
            indicators=list(known.values()),
            span=periods.passed(period, today=on),
            splits=counting.splits_of(known.values()),
        )
        if counting.published(cell)
    }


def law_with(**figures: Any) -> None:
    """Have the core's law of the current tenant say other figures."""
    version = PolicyVersion.objects.get(plugin=law.NAME)
    parameters = jsontext.write({**jsontext.read(version.parameters), **figures})
    PolicyVersion.objects.filter(pk=version.pk).update(parameters=parameters)
