from dataclasses import dataclass

import psycopg
import pytest

from core.runtime import addresses, database
from core.runtime.database import DatabaseNotPrepared, DatabaseUnreachable
from core.runtime.services import Running


@dataclass(frozen=True)
class Passwords:
    owner: str = "owner-secret"
    app: str = "app-secret"


def value(url: str, query: str) -> object:
    """Return the single value of a query."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def test_preparing_twice_changes_nothing(services: Running) -> None:
    first = database.prepare(services.admin_url, "twice", Passwords())
    with psycopg.connect(first.owner) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")

    second = database.prepare(services.admin_url, "twice", Passwords())

    assert second == first
    assert value(second.app, "SELECT n FROM kept") == 7


def test_roles_are_named_after_the_database_and_have_no_more_rights_than_needed(services: Running) -> None:
    urls = database.prepare(services.admin_url, "rights", Passwords())

    rows = (
        "SELECT array_agg((rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb)::text ORDER BY oid) "
        "FROM pg_roles WHERE rolname IN ('rights_app', 'rights_owner')"
    )
    assert value(services.admin_url, rows) == ["(rights_owner,f,t,t,f)", "(rights_app,f,f,f,f)"]
    assert value(urls.owner, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'rights'") == (
        "rights_owner"
    )
    assert value(urls.app, "SELECT current_user") == "rights_app"


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.mine (n int)",
        "CREATE SCHEMA mine",
        "CREATE TEMPORARY TABLE mine (n int)",
        "CREATE ROLE mine",
        "CREATE DATABASE mine",
        "DROP TABLE shared",
        "SET ROLE refused_owner",
    ],
)
def test_the_application_cannot_define_anything(services: Running, statement: str) -> None:
    urls = database.prepare(services.admin_url, "refused", Passwords())
    with psycopg.connect(urls.owner) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS shared (n int)")

    with (
        psycopg.connect(urls.app, autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)

    assert value(urls.owner, "SELECT count(*) FROM shared") == 0


def test_the_application_may_write_rows_into_tables_made_later(services: Running) -> None:
    urls = database.prepare(services.admin_url, "later", Passwords())
    with psycopg.connect(urls.owner) as connection:
        connection.execute("CREATE TABLE shared (id serial, n int)")

    with psycopg.connect(urls.app) as connection:
        connection.execute("INSERT INTO shared (n) VALUES (1), (2)")
        connection.execute("UPDATE shared SET n = 3 WHERE n = 2")
        connection.execute("DELETE FROM shared WHERE n = 1")

    assert value(urls.owner, "SELECT array_agg((id, n)::text) FROM shared") == ["(2,3)"]


def test_the_owner_does_public_work_as_the_application(services: Running) -> None:
    urls = database.prepare(services.admin_url, "switching", Passwords())

    with psycopg.connect(urls.owner) as connection:
        connection.execute("SET ROLE switching_app")
        row = connection.execute("SELECT current_user").fetchone()

    assert row == ("switching_app",)


def test_extensions_stand_in_their_own_schema(services: Running) -> None:
    urls = database.prepare(services.admin_url, "extended", Passwords())

    names = (
        "SELECT array_agg(extname::text ORDER BY extname) FROM pg_extension "
        "WHERE extnamespace = 'extensions'::regnamespace"
    )
    assert value(urls.app, names) == ["btree_gist", "ltree", "pg_trgm"]
    assert value(urls.app, "SELECT extensions.similarity('县委组织部', '县委组织部')") == 1.0


def test_one_database_is_closed_to_the_roles_of_another(services: Running) -> None:
    mine = database.prepare(services.admin_url, "mine", Passwords())
    database.prepare(services.admin_url, "theirs", Passwords())

    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(addresses.database(mine.app, name="theirs"))


def test_lost_passwords_are_set_anew(services: Running) -> None:
    database.prepare(services.admin_url, "lost", Passwords())

    urls = database.prepare(services.admin_url, "lost", Passwords(owner="new-owner", app="new-app"))

    assert value(urls.owner, "SELECT current_user") == "lost_owner"
    assert value(urls.app, "SELECT current_user") == "lost_app"


def test_an_administrator_who_is_no_superuser_can_prepare(services: Running) -> None:
    with psycopg.connect(services.admin_url, autocommit=True) as connection:
        connection.execute("CREATE ROLE dba LOGIN CREATEROLE CREATEDB PASSWORD 'dba-secret'")
    admin = addresses.database(services.admin_url, user="dba", password="dba-secret")

    urls = database.prepare(admin, "managed", Passwords())

    assert value(urls.owner, "SELECT current_user") == "managed_owner"
    assert value(urls.app, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0


def test_a_user_who_may_not_prepare_is_told_what_is_missing(services: Running) -> None:
    with psycopg.connect(services.admin_url, autocommit=True) as connection:
        connection.execute("CREATE ROLE visitor LOGIN PASSWORD 'visitor-secret'")
    visitor = addresses.database(services.admin_url, user="visitor", password="visitor-secret")

    with pytest.raises(DatabaseNotPrepared, match="须能创建角色与数据库") as refused:
        database.prepare(visitor, "forbidden", Passwords())

    assert "visitor-secret" not in refused.value.message
    assert value(services.admin_url, "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'forbidden%'") == 0


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    port = addresses.free_port()

    with pytest.raises(DatabaseUnreachable, match=f"127.0.0.1:{port}") as refused:
        database.prepare(f"postgresql://admin:geheim@127.0.0.1:{port}/postgres", "hongling", Passwords())

    assert "geheim" not in refused.value.message
    assert refused.value.exit_code == 3


@pytest.mark.parametrize("name", ["", "x" * 41])
def test_names_that_cannot_carry_the_roles_are_refused(services: Running, name: str) -> None:
    with pytest.raises(DatabaseNotPrepared, match="1 至 40 字节"):
        database.prepare(services.admin_url, name, Passwords())
