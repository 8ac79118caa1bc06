"""A table to change, and a tenant whose transactions really commit: only those can be sealed."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.db import connection
from django_tenants.utils import tenant_context
from pytest_django.plugin import DjangoDbBlocker

from core.actors import Actor
from core.audit import selectors, services
from core.audit.selectors import Verdict
from tenants import provisioning, registry, rights
from tenants.models import Tenant

SAMPLE = """
    CREATE TABLE sample (
        id integer PRIMARY KEY, name text, amount numeric, id_number_encrypted text, last_seen_at timestamptz
    )
"""


@pytest.fixture
def sql() -> Callable[..., list[tuple]]:
    """Run a statement under the present rights and return its rows."""

    def run(statement: str, *values: object) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    return run


@pytest.fixture
def sample(in_alpha, sql) -> None:
    """Give tenant alpha a table that lasts as long as the test."""
    with rights.owner():
        sql(SAMPLE)
        services.attach_triggers(connection)


@pytest.fixture(scope="module")
def chained(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[registry.TenantRecord]:
    """Open a tenant that no other test knows, with a table to change."""
    with django_db_blocker.unblock():
        provisioning.open_tenant(
            slug="chained",
            name="丙县",
            region_code="522702",
            actor=Actor(realm="system", id="tests", name="测试"),
            on=date(2026, 1, 1),
        )
        record = registry.by_schema("chained")
        assert record is not None
        with tenant_context(record), rights.owner(), connection.cursor() as cursor:
            cursor.execute(SAMPLE)
            services.attach_triggers(connection)
        yield record
        Tenant.objects.filter(schema_name="chained").delete()
        with rights.owner(), connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA chained CASCADE")
            cursor.execute("DELETE FROM public.audit_head WHERE schema_name = 'chained'")


@pytest.fixture
def chain(
    chained: registry.TenantRecord, django_db_blocker: DjangoDbBlocker, sql
) -> Iterator[registry.TenantRecord]:
    """Serve that tenant with a chain of two seals: events 1 to 3 in the first, 4 and 5 in the second."""
    with django_db_blocker.unblock(), tenant_context(chained):
        with rights.owner():
            sql(
                "ALTER TABLE audit_event DISABLE TRIGGER audit_append_only;"
                "ALTER TABLE audit_seal DISABLE TRIGGER audit_append_only;"
                "ALTER TABLE sample DISABLE TRIGGER audit_truncate;"
                "TRUNCATE audit_event, audit_seal, sample RESTART IDENTITY;"
                "DELETE FROM public.audit_head WHERE schema_name = 'chained';"
                "ALTER TABLE audit_event ENABLE TRIGGER audit_append_only;"
                "ALTER TABLE audit_seal ENABLE TRIGGER audit_append_only;"
                "ALTER TABLE sample ENABLE TRIGGER audit_truncate"
            )
        sql("INSERT INTO sample (id, name) VALUES (1, '甲'), (2, '乙'), (3, '丙')")
        services.seal()
        sql("UPDATE sample SET name = '丁' WHERE id = 1")
        sql("DELETE FROM sample WHERE id = 2")
        services.seal()
        yield chained


@pytest.fixture
def tamper(sql) -> Callable[[str], None]:
    """Change the audit's tables as somebody with the owner's password could."""

    def run(statement: str) -> None:
        with rights.owner():
            sql("ALTER TABLE audit_event DISABLE TRIGGER USER; ALTER TABLE audit_seal DISABLE TRIGGER USER")
            sql(statement)
            sql("ALTER TABLE audit_event ENABLE TRIGGER USER; ALTER TABLE audit_seal ENABLE TRIGGER USER")

    return run


@pytest.fixture
def verify(chain: registry.TenantRecord) -> Callable[[], Verdict]:
    """Verify the chain against its noted head."""

    def run() -> Verdict:
        connection.set_schema_to_public()
        head = selectors.heads().get("chained")
        connection.set_tenant(chain)
        return selectors.verify(head=head)

    return run
