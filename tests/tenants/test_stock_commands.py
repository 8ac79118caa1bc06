"""Django's and django-tenants' own commands keep to the rule: a tenant's tables are core and its plugins."""

import os

import psycopg
import pytest
import servers
from django.apps import apps
from django.conf import settings
from django.db import connection

from core.runtime import addresses

CREATE_TEST_DATABASE = """
import django
django.setup()
from django.db import connection
print(connection.creation.create_test_db(verbosity=0, autoclobber=True))
"""


def plugin_tables() -> set[str]:
    return {
        model._meta.db_table
        for name in settings.PLUGIN_APPS
        for config in apps.get_app_configs()
        if config.name == name
        for model in config.get_models(include_auto_created=True)
    }


def tables(cursor) -> set[tuple[str, str]]:
    cursor.execute(
        "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'alpha', 'beta')"
    )
    return set(cursor.fetchall())


@pytest.mark.parametrize("command", ["migrate --run-syncdb --noinput", "migrate_schemas"])
def test_migrating_again_changes_no_table(child_environment, urls, db, command):
    with connection.cursor() as cursor:
        before = tables(cursor)

    done = servers.run({**child_environment, "HONGLING_ADMIN_DATABASE_URL": urls.owner}, *command.split())

    assert done.returncode == 0, done.stderr
    with connection.cursor() as cursor:
        assert tables(cursor) == before


def test_nothing_is_recorded_as_migrated_that_has_no_table(db, urls):
    with psycopg.connect(urls.owner) as database:
        recorded = {
            schema: {
                row[0] for row in database.execute(f"SELECT DISTINCT app FROM {schema}.django_migrations")
            }
            for schema in ("alpha", "beta")
        }

    core = {"access", "account", "core", "mfa", "sessions"}
    with_tables = {
        config.label
        for config in apps.get_app_configs()
        if config.name in settings.PLUGIN_APPS and any(config.get_models())
    }
    assert recorded == {"alpha": core | with_tables, "beta": core}


def test_the_stock_test_database_has_the_shared_tables_only(services, child_environment):
    superuser = addresses.database(services.admin_url, name="hongling")
    environment = {
        **child_environment,
        "HONGLING_DATABASE_URL": superuser,
        "HONGLING_ADMIN_DATABASE_URL": superuser,
    }

    made = servers.program(environment, CREATE_TEST_DATABASE)

    assert made.returncode == 0, made.stderr
    with psycopg.connect(addresses.database(services.admin_url, name="test_hongling")) as database:
        rows = database.execute(
            "SELECT schemaname, tablename FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
    assert {schema for schema, _ in rows} == {"public", "provisioning"}
    assert ("public", "tenants_tenant") in rows
    assert ("public", "core_person") not in rows
    assert {table for _, table in rows} & plugin_tables() == set()


def test_other_databases_are_refused(child_environment):
    done = servers.run({**os.environ, **child_environment}, "migrate", "--database", "other")

    assert done.returncode == 1
    assert "--database" in done.stderr
