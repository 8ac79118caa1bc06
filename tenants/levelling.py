"""Bring all tenants to the level of the code: in batches where SQL suffices, else each by Django."""

import ctypes
import os
import signal
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context

import structlog
from django.db import DatabaseError, transaction

from tenants import changes, migrating, registry, rights
from tenants.changes import Change
from tenants.connections import connection
from tenants.migrating import Lacking, Progress, silent
from tenants.models import Tenant

log = structlog.get_logger(__name__)

BATCH = 50
"""Tenants a transaction: their tables are locked together until it ends, for about a tenth of a second."""
BATCH_LOCK_MS = 2000
"""How long a batch waits for a table; then each of its tenants is brought up alone."""
WORTH_PROCESSES = 8
"""From so many tenants on, further processes are started for Django's migrations."""
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Failure:
    """A tenant that could not be migrated, and why."""

    schema_name: str
    reason: str


def all_tenants(progress: Progress = silent, *, processes: int | None = None) -> list[Failure]:
    """Migrate every tenant that lacks something, past failing ones; return the failures.

    Each tenant is migrated whole or not at all, and what failed is found lacking again by the next run.

    :param processes: how many migrate with Django at a time; as many as there are processors when None.
    """
    lacking = migrating.behind()
    if not lacking:
        return []
    progress(f"{len(lacking)} 个租户需要升级")
    groups = defaultdict(list)
    for one in lacking:
        groups[one.structure, one.plugins, one.wanted].append(one)
    rest: list[Lacking] = []
    for group in groups.values():
        rest += _by_sql(group, progress)
    return _by_django(rest, progress, processes=processes or os.cpu_count() or 1)


def _by_sql(group: list[Lacking], progress: Progress) -> list[Lacking]:
    """Migrate tenants of one structure by the same SQL; return those that are left to Django."""
    found = _change(group)
    if found is None:
        return group
    left: list[Lacking] = []
    done = 0
    for batch in _batches(group, BATCH):
        failed = [] if _run(found, batch) else [one for one in batch if not _run(found, [one])]
        left += failed
        done += len(batch) - len(failed)
        progress(f"批量升级 {done}/{len(group)}（至 {batch[-1].schema_name}）")
    return left


def _change(group: list[Lacking]) -> Change | None:
    """Return the change that a group needs, as its first tenants that can be asked show it."""
    for one in group[:3]:
        record = registry.by_schema(one.schema_name)
        try:
            return changes.change(record, plugins=one.plugins) if record else None
        except Exception as error:  # noqa: BLE001 - whatever fails here fails in Django too, and is reported there
            log.info("change_not_shown", tenant=one.schema_name, error=repr(error))
    return None


def _run(change: Change, batch: Sequence[Lacking]) -> bool:
    """Run a change in some tenants, in all of them or in none; return whether it was done."""
    try:
        with rights.owner(), transaction.atomic():
            names = _taken(batch)
            if names:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('lock_timeout', %s, true)", [str(BATCH_LOCK_MS)])
                    cursor.execute("".join(map(change.script, names)))
    except DatabaseError as error:
        log.info("batch_refused", tenants=len(batch), first=batch[0].schema_name, error=str(error))
        return False
    finally:
        connection.search_path_set_schemas = None
    return True


def _taken(batch: Sequence[Lacking]) -> list[str]:
    """Note the new structure of those tenants that still have the old one, and return their names."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE public.tenants_tenant SET structure = %s WHERE schema_name = ANY (%s) AND structure = %s"
            " RETURNING schema_name",
            [batch[0].wanted, [one.schema_name for one in batch], batch[0].structure],
        )
        return sorted(name for (name,) in cursor.fetchall())


def _by_django(rest: list[Lacking], progress: Progress, *, processes: int) -> list[Failure]:
    """Migrate each of the tenants by itself."""
    if processes == 1 or len(rest) < WORTH_PROCESSES or connection.in_atomic_block:
        outcomes: Iterable[Failure | None] = map(bring_up, rest)
        return _reported(rest, outcomes, progress)
    # A connection cannot be shared with a forked process.
    connection.close()
    with ProcessPoolExecutor(processes, mp_context=get_context("fork"), initializer=_die_with_parent) as pool:
        return _reported(rest, pool.map(bring_up, rest), progress)


def _reported(rest: list[Lacking], outcomes: Iterable[Failure | None], progress: Progress) -> list[Failure]:
    failures = []
    for number, (one, failure) in enumerate(zip(rest, outcomes, strict=True), start=1):
        progress(f"租户 {one.schema_name}（{number}/{len(rest)}）" + ("：失败" if failure else ""))
        if failure:
            failures.append(failure)
    return failures


def bring_up(one: Lacking) -> Failure | None:
    """Migrate one tenant by Django, whole or not at all; return why it could not be done."""
    try:
        with transaction.atomic():
            # Whoever else is at it is waited for, and what they did is not done again.
            row = Tenant.objects.select_for_update().get(schema_name=one.schema_name)
            record = registry.by_schema(one.schema_name)
            if record is not None and row.structure != one.wanted:
                migrating.tenant(record, plugins=one.plugins)
                Tenant.objects.filter(pk=row.pk).update(structure=one.wanted)
    except Exception as error:  # noqa: BLE001 - one tenant's failure must not keep the others back
        return Failure(one.schema_name, f"{type(error).__name__}: {error}")
    return None


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


def _batches(group: list[Lacking], size: int) -> Iterator[list[Lacking]]:
    waiting = iter(group)
    while batch := list(islice(waiting, size)):
        yield batch
