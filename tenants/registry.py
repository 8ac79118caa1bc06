"""Which tenant stands behind a host or a schema name; cached in the shared cache, never in a process."""

from dataclasses import asdict, dataclass
from typing import Any

from django.core.cache import caches
from django.db import connection, transaction

from tenants.models import Tenant, TenantState

_CACHE = "registry"
_ABSENT = "absent"
_CHANGED = "changed"

_SQL = """
    SELECT t.id, t.schema_name, t.name, t.region_code, t.state,
           COALESCE(array_agg(p.plugin ORDER BY p.plugin) FILTER (WHERE p.active), '{{}}')
      FROM public.tenants_tenant t
      LEFT JOIN public.tenants_tenantplugin p ON p.tenant_id = t.id
     WHERE {condition}
     GROUP BY t.id
"""
_BY_HOST = _SQL.format(
    condition="t.id = (SELECT d.tenant_id FROM public.tenants_domain d WHERE d.domain = %s)"
)
_BY_SCHEMA = _SQL.format(condition="t.schema_name = %s")


@dataclass(frozen=True)
class TenantRecord:
    """What a request, task or command needs to know of the tenant it serves."""

    id: int
    schema_name: str
    name: str
    region_code: str
    state: str
    active_plugins: frozenset[str]

    @property
    def is_ready(self) -> bool:
        """Return whether requests and tasks are served."""
        return self.state == TenantState.READY


def by_host(host: str) -> TenantRecord | None:
    """Return the tenant of a host name, or None. Reads the cache first."""
    key = f"host:{host}"
    cached = caches[_CACHE].get(key)
    if cached is None or cached == _CHANGED:
        record = _read(_BY_HOST, host)
        if record is None:
            caches[_CACHE].add(key, _ABSENT, 5)
        else:
            # `add` leaves the mark of `forget` standing: what was read before a change is never cached.
            caches[_CACHE].add(key, _packed(record), 60)
        return record
    return None if cached == _ABSENT else _unpacked(cached)


def by_schema(schema: str) -> TenantRecord | None:
    """Return the tenant of a schema name as the database has it now, or None."""
    return _read(_BY_SCHEMA, schema)


def forget(tenant: Tenant) -> None:
    """Drop the cached answers about a tenant once the running transaction has committed."""
    hosts = list(tenant.domains.values_list("domain", flat=True))

    def mark() -> None:
        for host in hosts:
            caches[_CACHE].set(f"host:{host}", _CHANGED, 5)

    transaction.on_commit(mark)


def _read(sql: str, value: str) -> TenantRecord | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [value])
        row = cursor.fetchone()
    if row is None:
        return None
    number, schema, name, region, state, plugins = row
    return TenantRecord(number, schema, name, region, state, frozenset(plugins))


def _packed(record: TenantRecord) -> dict[str, Any]:
    return {**asdict(record), "active_plugins": sorted(record.active_plugins)}


def _unpacked(packed: dict[str, Any]) -> TenantRecord:
    return TenantRecord(**{**packed, "active_plugins": frozenset(packed["active_plugins"])})
