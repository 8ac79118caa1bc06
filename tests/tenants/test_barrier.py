"""What the connection of one tenant can reach."""

import psycopg
import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django_tenants.utils import tenant_context

from core import roles
from core.people.models import Person
from core.reference.models import TENANT_READABLE


def scalar(sql: str, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()[0]


def tables_of(schema: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
        return {row[0] for row in cursor.fetchall()}


def test_a_tenants_search_path_does_not_contain_public(in_alpha):
    assert scalar("SHOW search_path") == "alpha, extensions"


def test_a_tenant_is_served_under_its_own_role(in_alpha):
    assert scalar("SELECT current_user") == roles.of_schema("alpha")


def test_public_is_served_under_the_application_role(db):
    assert scalar("SELECT current_user") == roles.application()


def test_leaving_a_tenant_gives_its_rights_back(alpha, beta):
    with tenant_context(alpha):
        scalar("SELECT 1")

    assert scalar("SELECT current_user") == roles.application()
    with tenant_context(beta):
        assert scalar("SELECT current_user") == roles.of_schema("beta")


def test_a_rolled_back_savepoint_leaves_the_rights_in_place(alpha):
    with tenant_context(alpha), pytest.raises(ZeroDivisionError), transaction.atomic():
        scalar("SELECT 1")
        raise ZeroDivisionError

    with tenant_context(alpha):
        assert scalar("SELECT current_user || ' ' || current_schema()") == "hongling_t_alpha alpha"


def test_no_table_of_another_tenant_can_be_read_or_written(in_alpha):
    others = sorted(tables_of("beta"))

    assert "core_person" in others
    for table in others:
        for statement in ("SELECT 1 FROM {}", "DELETE FROM {}", "TRUNCATE {}", "LOCK TABLE {}"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                scalar(statement.format(f'beta."{table}"'))


def test_of_the_public_tables_a_tenant_reads_reference_data_only(in_alpha):
    readable = set()
    for table in sorted(tables_of("public")):
        try:
            with transaction.atomic():
                scalar(f'SELECT count(*) FROM public."{table}"')
        except ProgrammingError:
            continue
        readable.add(table)

    assert readable == set(TENANT_READABLE)


def test_a_tenant_cannot_change_reference_data(in_alpha):
    for table in TENANT_READABLE:
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            scalar(f'DELETE FROM public."{table}"')


def test_an_application_session_in_a_tenants_role_does_not_reach_another_tenant(alpha, urls):
    # The session itself may change roles; the barrier is that nothing but our connection wrapper issues
    # SET ROLE, and that neither role alone reaches the other's tables.
    with psycopg.connect(urls.app) as application:
        application.execute("SET ROLE hongling_t_alpha")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("SELECT * FROM beta.core_person")


def test_the_application_role_reads_no_tenants_table(urls, alpha):
    with psycopg.connect(urls.app) as application, pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute("SELECT * FROM alpha.core_person")


def test_the_application_role_cannot_make_tables(urls, alpha):
    with psycopg.connect(urls.app) as application, pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute("CREATE TABLE public.mine (id int)")


def test_a_tenant_has_the_core_tables_and_those_of_its_plugins_only(alpha, beta):
    plugin_tables = {
        model._meta.db_table
        for name in alpha.active_plugins
        for model in apps.get_app_config(name).get_models(include_auto_created=True)
    }

    assert tables_of("alpha") - tables_of("beta") == plugin_tables
    assert tables_of("beta") & plugin_tables == set()


def test_one_row_of_every_core_model_can_be_deleted_in_a_core_only_tenant(in_beta):
    person = Person.objects.create(name="张三", pinyin="zhang san")

    Person.objects.filter(pk=person.pk).delete()

    assert Person.objects.count() == 0
