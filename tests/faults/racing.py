"""A tenant whose transactions really commit, and fifty who ask it something at the same moment."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from threading import Barrier
from typing import Any

import servers
from django.db import connection
from django_tenants.utils import tenant_context

from core.actors import Actor
from core.errors import DomainError
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from tenants import provisioning, registry, states
from tenants.models import TenantState

OPERATOR = Actor(realm="system", id="tests", name="测试")
AT_ONCE = 50
D2020, D2021 = date(2020, 1, 1), date(2021, 1, 1)


@contextmanager
def tenant(slug: str, *, plugins: Sequence[str] = ()) -> Iterator[registry.TenantRecord]:
    """Open a tenant for the length of the block and drop it afterwards."""
    provisioning.open_tenant(
        slug=slug,
        name="丁县",
        region_code="522702",
        plugin_names=plugins,
        actor=OPERATOR,
        on=date(2026, 1, 1),
    )
    record = registry.by_schema(slug)
    assert record is not None
    try:
        yield record
    finally:
        connection.set_schema_to_public()
        for state in (TenantState.SUSPENDED, TenantState.ARCHIVED):
            states.change(slug=slug, to=state, actor=OPERATOR, reason="测试结束")
        provisioning.drop(slug=slug, actor=OPERATOR, reason="测试结束")


def found(name: str) -> Organisation:
    """Found a town's committee."""
    return organisations.found(
        name=name,
        kind=Kind.COMMITTEE,
        sector=Sector.TOWNSHIP,
        level=Level.TOWNSHIP,
        division_code="522702",
        on=D2020,
    )


def at_once(record: registry.TenantRecord, works: Sequence[Callable[[], object]]) -> list[str]:
    """Do all works at the same moment, each on a connection of its own; return what became of them."""
    start = Barrier(len(works))

    def run(work: Callable[[], object]) -> str:
        try:
            with tenant_context(record):
                with connection.cursor() as cursor:
                    # Two cores serve fifty: nobody gives up for want of time here.
                    cursor.execute("SET lock_timeout = '60s'; SET statement_timeout = '120s'")
                start.wait(timeout=60)
                work()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "DONE"

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def asked_at_once(
    server: servers.Server, host: str, requests: Sequence[tuple[str, str]]
) -> list[dict[str, Any]]:
    """Send all requests (token and document) at the same moment, each on a connection of its own."""
    start = Barrier(len(requests))

    def send(request: tuple[str, str]) -> dict[str, Any]:
        start.wait(timeout=60)
        return server.ask(host, *request)

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(send, requests))


def outcomes(answers: Sequence[dict[str, Any]]) -> list[str]:
    """Return the code of each refusal, DONE for what was done, in order of the alphabet."""
    return sorted(
        answer["errors"][0]["extensions"]["code"] if "errors" in answer else "DONE" for answer in answers
    )
