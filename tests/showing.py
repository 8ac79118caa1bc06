"""Fill a demonstration in a tenant that is the scheme's own for the time being, and count by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import connection
from django_tenants.utils import tenant_context

from core import plugins
from core.demo import Demo


@contextmanager
def filled(tenant: Any, plugin: str) -> Iterator[Demo]:
    """Serve a tenant as that of one scheme's demonstration, filled with its data."""
    demo = plugins.describe(plugin, "demo", expected=Demo)
    assert demo is not None
    with tenant_context(replace(tenant, region_code=demo.region_code, active_plugins=frozenset({plugin}))):
        demo.fill()
        yield demo


def counted(sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of a statement over the tenant's tables."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
