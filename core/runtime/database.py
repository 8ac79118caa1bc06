"""Roles, database, schemas and rights that must exist before the first migration."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import psycopg
from psycopg import sql

from core.runtime import addresses
from core.runtime.errors import EnvironmentProblem

EXTENSIONS = ("btree_gist", "pg_trgm", "ltree")
_MAINTENANCE = "postgres"
_MAX_NAME_BYTES = 40
"""PostgreSQL cuts names at 63 bytes; the tenants' roles append ``_t_<schema>``."""


class DatabaseUnreachable(EnvironmentProblem):
    """The configured server does not answer or refuses us."""

    code = "DATABASE_UNREACHABLE"


class DatabaseNotPrepared(EnvironmentProblem):
    """The configured user may not do what preparing needs."""

    code = "DATABASE_NOT_PREPARED"


class Passwords(Protocol):
    """Passwords of the two roles, for example `core.runtime.folder.Secrets`."""

    @property
    def owner(self) -> str: ...
    @property
    def app(self) -> str: ...


@dataclass(frozen=True)
class Urls:
    """Addresses of one prepared database: for its owner (migrations) and for the application."""

    owner: str
    app: str


def prepare(admin_url: str, database: str, passwords: Passwords) -> Urls:
    """Create what is missing of the roles ``<database>_owner``, ``<database>_app``, the database, its rights.

    Idempotent. The owner may create roles (one per tenant) and owns the database; the application's role
    inherits nothing and creates nothing.

    :param admin_url: a user who may create roles and databases; the database in it is ignored.
    :raises DatabaseUnreachable: if the server does not answer.
    :raises DatabaseNotPrepared: if the user's rights do not suffice.
    """
    if not database or len(database.encode()) > _MAX_NAME_BYTES:
        raise DatabaseNotPrepared(f"数据库名须为 1 至 {_MAX_NAME_BYTES} 字节：{database}")
    owner, app = f"{database}_owner", f"{database}_app"
    urls = Urls(
        owner=addresses.database(admin_url, name=database, user=owner, password=passwords.owner),
        app=addresses.database(admin_url, name=database, user=app, password=passwords.app),
    )
    with _connected(addresses.database(admin_url, name=_MAINTENANCE)) as connection:
        created = [
            _ensure_role(connection, owner, passwords.owner, "LOGIN CREATEROLE NOCREATEDB"),
            _ensure_role(connection, app, passwords.app, "LOGIN NOINHERIT NOCREATEROLE NOCREATEDB"),
        ]
        # Commands sign in as the owner and do public work under the application's role.
        connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(app), sql.Identifier(owner)))
        _ensure_database(connection, database, owner)
        # Provisioning signs in as the owner and works with the application's rights but for its DDL.
        connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(app), sql.Identifier(owner)))
        if not all(created):
            _renew_passwords(connection, urls, passwords)
    prepare_inside(urls)
    return urls


def prepare_inside(urls: Urls) -> None:
    """Create schema, extensions and rights inside an existing database, as its owner. Idempotent.

    :raises DatabaseUnreachable: if the server does not answer or refuses the owner.
    :raises DatabaseNotPrepared: if the owner's rights do not suffice.
    """
    names = {
        "database": sql.Identifier(addresses.database_name(urls.owner)),
        "app": sql.Identifier(addresses.user_name(urls.app)),
        "owner": sql.Identifier(addresses.user_name(urls.owner)),
    }
    statements = [
        "CREATE SCHEMA IF NOT EXISTS extensions",
        *(f"CREATE EXTENSION IF NOT EXISTS {name} SCHEMA extensions" for name in EXTENSIONS),
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {database} TO {app}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA extensions TO PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public "
        "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public "
        "GRANT USAGE, SELECT ON SEQUENCES TO {app}",
    ]
    with _connected(urls.owner) as connection:
        for statement in statements:
            connection.execute(sql.SQL(statement).format(**names))


@contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection]:
    """Connect, each statement its own transaction, with messages in place of driver errors."""
    host = addresses.without_password(url)
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise DatabaseUnreachable(
            f"无法连接数据库 {host}：{_reason(error)}。"
            "请检查 HONGLING_DATABASE_URL 的地址、用户与密码，并确认服务已启动。"
        ) from error
    with connection:
        try:
            # A second instance may prepare the same server: "if not exists" alone is a race.
            connection.execute("SELECT pg_advisory_lock(hashtext('hongling.prepare'))")
            yield connection
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported) as error:
            raise DatabaseNotPrepared(
                f"无法准备数据库（{host}）：{_reason(error)}。"
                "HONGLING_DATABASE_URL 的用户须能创建角色与数据库；"
                "否则请由管理员建好，并另设 HONGLING_ADMIN_DATABASE_URL（属主）。"
            ) from error


def _reason(error: psycopg.Error) -> str:
    """Return the server's own words in one line."""
    return " ".join((error.diag.message_primary or str(error)).split())


def _ensure_role(connection: psycopg.Connection, name: str, password: str, rights: str) -> bool:
    """Create the role unless it exists; tell whether it was created."""
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone()
    if exists:
        return False
    connection.execute(
        sql.SQL("CREATE ROLE {} {} PASSWORD {}").format(
            sql.Identifier(name), sql.SQL(rights), _hashed(connection, name, password)
        )
    )
    return True


def _renew_passwords(connection: psycopg.Connection, urls: Urls, passwords: Passwords) -> None:
    """Set the passwords of roles that refuse the ones we hold, as after the loss of the data folder.

    Only then: another instance may share the roles.
    """
    for url, password in ((urls.owner, passwords.owner), (urls.app, passwords.app)):
        try:
            psycopg.connect(url, connect_timeout=10).close()
        except psycopg.OperationalError:
            name = addresses.user_name(url)
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                    sql.Identifier(name), _hashed(connection, name, password)
                )
            )


def _hashed(connection: psycopg.Connection, name: str, password: str) -> sql.Literal:
    """Return the password's SCRAM verifier: the password itself must not reach the server's log."""
    verifier = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256")
    return sql.Literal(verifier.decode())


def _ensure_database(connection: psycopg.Connection, database: str, owner: str) -> None:
    """Create the database unless it exists, and hand an existing one to its owner."""
    row = connection.execute(
        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", (database,)
    ).fetchone()
    if row and row[0] == owner:
        return
    identifiers = {"database": sql.Identifier(database), "owner": sql.Identifier(owner)}
    superuser = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if superuser != (True,):
        # Who is no superuser must be a member of a role to give it something.
        connection.execute(sql.SQL("GRANT {owner} TO CURRENT_USER").format(**identifiers))
    if row:
        connection.execute(sql.SQL("ALTER DATABASE {database} OWNER TO {owner}").format(**identifiers))
    else:
        connection.execute(
            sql.SQL("CREATE DATABASE {database} OWNER {owner} TEMPLATE template0 ENCODING 'UTF8'").format(
                **identifiers
            )
        )
