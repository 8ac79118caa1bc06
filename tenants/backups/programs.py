"""PostgreSQL's own programs for dumping and restoring, run on the database that the owner signs in to."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from core.errors import DomainError
from core.runtime import addresses, binaries


class ProgramFailed(DomainError):
    """PostgreSQL's program did not do its work."""

    code = "PROGRAM_FAILED"


def dump(*, file: Path, snapshot: str, schema: str | None) -> None:
    """Dump one schema, or the whole database, as a transaction that stands open sees it.

    :param snapshot: as `pg_export_snapshot()` named it.
    :raises ProgramFailed: with the program's own words.
    """
    only = ["--schema", schema] if schema else []
    _run("pg_dump", "--format", "custom", "--no-sync", "--snapshot", snapshot, "--file", str(file), *only)


def contents(file: Path) -> list[str]:
    """Return a dump's table of contents, a line for each object."""
    return _run("pg_restore", "--list", str(file), connected=False).splitlines()


def restore(*, file: Path, entries: Sequence[str], folder: Path, at_once: bool) -> None:
    """Restore some entries of a dump.

    :param entries: lines of its table of contents.
    :param at_once: in one transaction, so that a failure leaves nothing.
    :raises ProgramFailed: with the program's own words.
    """
    listed = folder / "entries"
    listed.write_text("\n".join(entries) + "\n", encoding="utf-8")
    how = ["--single-transaction"] if at_once else ["--exit-on-error", "--jobs", "2"]
    _run("pg_restore", "--no-owner", "--use-list", str(listed), *how, str(file))


def _run(program: str, *arguments: str, connected: bool = True) -> str:
    folder = binaries.find(configured=os.environ.get("HONGLING_PG_BIN") or None, account=None).folder
    command = [str(folder / program)]
    environment = binaries.environment()
    if connected:
        url = settings.ENVIRONMENT.admin_database_url.get_secret_value()
        default = settings.DATABASES["default"]
        # Other users of this machine see a process's arguments, but not its environment.
        command += ["--dbname", addresses.database(url, name=default["NAME"], password="")]
        environment["PGPASSWORD"] = default["PASSWORD"]
    done = subprocess.run(
        [*command, *arguments], env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        raise ProgramFailed(f"{program} 未完成：{' '.join(done.stderr.split())[-600:]}")
    return done.stdout
