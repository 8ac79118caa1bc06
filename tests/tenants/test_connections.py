"""A connection that has served many tenants is renewed, unless something would be lost with it."""

import pytest
from django.db import connection, transaction
from django_tenants.utils import tenant_context

from tenants import registry, rights
from tenants.registry import TenantRecord


@pytest.fixture
def session(django_db_setup, django_db_blocker, settings):
    """A connection outside any test's transaction that may serve two tenants."""
    settings.TENANTS_PER_CONNECTION = 2
    with django_db_blocker.unblock():
        connection.close()
        yield connection
        connection.set_schema_to_public()
        connection.close()


def process_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def serve(slug: str) -> int:
    with tenant_context(TenantRecord(0, slug, "", "", "", frozenset())):
        return process_id()


def test_it_stays_while_few_tenants_are_served(session):
    assert serve("alpha") == serve("alpha") == serve("beta")


def test_it_is_renewed_after_its_number_of_tenants(session):
    first = serve("alpha")
    serve("beta")

    assert serve("alpha") != first


def test_it_is_kept_inside_a_transaction(session):
    with transaction.atomic():
        first = process_id()
        serve("alpha")
        serve("beta")

        assert process_id() == first


def test_it_is_kept_while_the_owners_rights_are_lifted(session):
    with rights.owner():
        first = process_id()
        serve("alpha")
        serve("beta")

        assert process_id() == first


def test_a_renewed_connection_serves_under_the_tenants_role(session):
    serve("alpha")
    serve("beta")

    with tenant_context(registry.by_schema("beta")), connection.cursor() as cursor:
        cursor.execute("SELECT current_user || ' ' || current_schema()")
        assert cursor.fetchone() == ("hongling_t_beta beta",)
