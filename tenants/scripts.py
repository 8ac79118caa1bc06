"""The SQL that makes a tenant's tables in one round trip, made from the migrations, kept until they change.

A script is made where nobody sees it: a template schema is migrated inside a transaction that is rolled back,
read out of the catalogue, replayed under a second name, and believed only if both are described alike.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.migrations.loader import MigrationLoader
from django_tenants.utils import app_labels
from psycopg import sql

from tenants import catalogue, migrating, rights, structure
from tenants.connections import connection
from tenants.registry import TenantRecord

CORE = "core"
"""The part that every tenant has; every other part is a plugin's, laid over it."""

_PLACE = "{tenant schema}"
_HEAD = "SET LOCAL search_path = pg_catalog; SET LOCAL check_function_bodies = off;\n"
_FOOT = "SET LOCAL check_function_bodies = on;\n"


class NotReproduced(Exception):
    """What a script makes differs from what the migrations make; `differences` names where."""

    def __init__(self, part: str, differences: list[str]) -> None:
        super().__init__(f"{part}: {'; '.join(differences[:20])}")
        self.differences = differences


def for_tenant(schema: str, *, plugins: Iterable[str]) -> str | None:
    """Return the script of a whole tenant, or None where one part can only be made by its migrations.

    Makes what is missing. Needs the owner's rights.
    """
    return _joined(schema, [CORE, *sorted(plugins)])


def for_plugin(schema: str, *, plugin: str) -> str | None:
    """Return the script that adds a plugin's tables to a tenant, or None."""
    return _joined(schema, [plugin])


def make(part: str) -> str:
    """Return the script of one part, made anew, with a mark in the place of the schema's name.

    :raises NotReproduced: if the script does not make what the migrations make.
    """
    if part != CORE and not migrating.has_migrations(part):
        return ""
    with _forgotten(), _template() as migrated, _template() as replayed:
        if part == CORE:
            migrating.tenant(migrated, plugins=frozenset())
            standing = set()
        else:
            core = _kept(CORE)
            if core is None:
                raise NotReproduced(part, ["the core has no script"])
            run(_placed([core], migrated.schema_name))
            run(_placed([core], replayed.schema_name))
            standing = {piece.made for piece in catalogue.pieces(migrated.schema_name)}
            migrating.tenant(migrated, plugins=frozenset({part}))
        pieces = [piece for piece in catalogue.pieces(migrated.schema_name) if piece.made not in standing]
        script = "".join(f"{piece.statement};\n" for piece in pieces).replace(migrated.schema_name, _PLACE)
        run(_placed([script], replayed.schema_name))
        wanted, made = structure.describe(migrated.schema_name), structure.describe(replayed.schema_name)
        differences = sorted(
            " ".join(key) for key in wanted.keys() | made.keys() if wanted.get(key) != made.get(key)
        )
        differences += _rows(replayed.schema_name, migrated.schema_name)
    if differences:
        raise NotReproduced(part, differences)
    return script


def run(script: str) -> None:
    """Make what a script says, in one round trip. Needs the owner's rights; inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(script)
    connection.search_path_set_schemas = None


def _joined(schema: str, parts: list[str]) -> str | None:
    bodies = [_kept(part) for part in parts]
    return None if None in bodies else _placed([body or "" for body in bodies], schema)


def _placed(bodies: list[str], schema: str) -> str:
    return _HEAD + "".join(bodies).replace(_PLACE, schema) + _FOOT


_known: dict[tuple[str, str], str | None] = {}


def forget() -> None:
    """Forget the scripts that this process knows; those in the database stay."""
    _known.clear()


def _kept(part: str) -> str | None:
    """Return the script, from this process or the database or made now; None if there can be none."""
    key = (part, _digest(part, connection.pg_version // 10000, settings.ROLE_PREFIX))
    if key not in _known:
        with connection.cursor() as cursor:
            cursor.execute("SELECT body FROM provisioning.script WHERE part = %s AND digest = %s", key)
            row = cursor.fetchone()
            _known[key] = row[0] if row else _made(part)
            if row is None:
                cursor.execute(
                    "INSERT INTO provisioning.script (part, digest, body) VALUES (%s, %s, %s)"
                    " ON CONFLICT (part) DO UPDATE SET digest = excluded.digest, body = excluded.body",
                    [*key, _known[key]],
                )
    return _known[key]


def _made(part: str) -> str | None:
    try:
        return make(part)
    except (NotReproduced, DatabaseError):
        # Slower, never wrong: such a part is migrated in each tenant. A test names the difference.
        return None


@cache
def _digest(part: str, major: int, prefix: str) -> str:
    """Return the digest of all that a script is made from."""
    labels = app_labels(settings.CORE_TENANT_APPS)
    if part != CORE:
        labels.append(part)
    digest = hashlib.sha256(f"{major} {prefix}".encode())
    digest.update(migrating.triggers(_PLACE).encode())
    for file in [*_own_files(), *(file for label in labels for file in _migration_files(label))]:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _own_files() -> list[Path]:
    here = Path(__file__).parent
    return [here / name for name in ("rights.py", "scripts.py", "catalogue.py", "sql/statements.sql")]


def _migration_files(label: str) -> Iterator[Path]:
    name, _ = MigrationLoader.migrations_module(label)
    try:
        package = import_module(name or "")
    except (ModuleNotFoundError, ValueError):
        return
    for folder in package.__path__:
        yield from sorted(Path(folder).glob("*.py"))


@contextmanager
def _forgotten() -> Iterator[None]:
    """Run the block as the owner in the public schema and undo all that it did to the database."""
    tenant = connection.tenant
    connection.set_schema_to_public()
    try:
        with rights.owner(), transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        connection.set_tenant(tenant)


@contextmanager
def _template() -> Iterator[TenantRecord]:
    """Make an empty schema with a role, under a name that occurs nowhere else and is quoted everywhere."""
    name = f"template-{secrets.token_hex(8)}"
    rights.create_role(name)
    rights.create_schema(name)
    yield TenantRecord(0, name, "", "", "", frozenset())


def _rows(replayed: str, migrated: str) -> list[str]:
    """Return which tables hold rows that a script does not make, and whether the migrations differ."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind = 'r'"
            " AND relname <> 'django_migrations'",
            [f'"{migrated}"'],
        )
        tables = [name for (name,) in cursor.fetchall()]
        union = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {}::text WHERE EXISTS (SELECT FROM {})").format(
                sql.Literal(name), sql.Identifier(migrated, name)
            )
            for name in tables
        )
        cursor.execute(union)
        filled = [f"rows in {name}" for (name,) in cursor.fetchall()]
    same = structure.migrations(replayed) == structure.migrations(migrated)
    return filled if same else [*filled, "recorded migrations"]
