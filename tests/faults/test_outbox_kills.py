"""A thousand effects while workers, relays and the broker are killed: each happens, none twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from itertools import islice
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django_tenants.utils import schema_context

from core.outbox import services as outbox
from core.outbox.models import OutboxEffect
from core.runtime.services import Running, start_services
from tenants import rights

KILLS = 20
EFFECTS_PER_KILL = 40
IN_FLIGHT = 100
WHILE_BROKER_IS_DOWN = 100
EFFECTS = IN_FLIGHT + KILLS * EFFECTS_PER_KILL + WHILE_BROKER_IS_DOWN
SECONDS = 240
"""Bound of a hang; on two idle cores a run takes about a minute."""


class Process:
    """A process of the product with a session of its own, so that its children can be killed with it."""

    def __init__(self, arguments: tuple[str, ...], environment: dict[str, str], output: int | None) -> None:
        self.child = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def pool(self) -> list[int]:
        """Return the processes that carry out tasks."""
        pid = self.child.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def kill(self) -> None:
        """Kill the process and everything it started, at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Running]:
    """A broker of this test's own, which it may kill."""
    with start_services(tmp_path / "broker", postgres=False) as running:
        yield running


@pytest.fixture
def committed(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Let transactions commit, with a table for the effects in tenant alpha; leave nothing behind."""
    with django_db_blocker.unblock(), schema_context("alpha"):
        with rights.owner(), connection.cursor() as cursor:
            cursor.execute("CREATE TABLE fault_effect (number integer)")
        yield
        with rights.owner(), connection.cursor() as cursor:
            cursor.execute("DROP TABLE fault_effect")
            cursor.execute("DELETE FROM public.outbox WHERE effect_key LIKE 'fault/%'")


@pytest.fixture
def start(broker: Running, child_environment) -> Iterator[Callable[..., Process]]:
    """Start processes of the product on that broker; all of them are dead after the test."""
    environment = {**child_environment, "HONGLING_BROKER_URL": broker.broker_url, "CELERY_SKIP_CHECKS": "1"}
    environment["HONGLING_CACHE_URL"] = child_environment["HONGLING_BROKER_URL"].removesuffix("/0") + "/2"
    with ExitStack() as stack:

        def run(*arguments: str, output: int | None = None) -> Process:
            process = Process(arguments, environment, output)
            stack.callback(process.kill)
            return process

        yield run


@pytest.fixture
def done(urls) -> Iterator[Callable[[int, float], int]]:
    """Wait until so many effects are there, or until the deadline; return how many are."""
    with psycopg.connect(urls.owner, autocommit=True) as listening:
        listening.execute("LISTEN fault_effects")

        def wait(wanted: int, deadline: float) -> int:
            while True:
                (held,) = listening.execute("SELECT count(*) FROM alpha.fault_effect").fetchone() or (0,)
                if held >= wanted or time.monotonic() > deadline:
                    return held
                for _ in listening.notifies(timeout=1, stop_after=1):
                    pass

        yield wait


def test_every_effect_happens_once_although_workers_relays_and_the_broker_are_killed(
    committed, broker, start, done
):
    def worker() -> Process:
        options = ("--without-gossip", "--without-mingle", "--include", "faults.effects")
        return start("celery", "-A", "core.celery", "worker", "--concurrency", "2", *options)

    def relay() -> Process:
        return start("core", "relay", "--repeat-after", "3", "--include", "faults.effects")

    numbers = iter(range(EFFECTS))
    _emit(islice(numbers, IN_FLIGHT))
    relays = [relay(), relay()]
    at_work = worker()
    deadline = time.monotonic() + SECONDS
    slowest = 0.0

    for kill in range(1, KILLS + 1):
        _emit(islice(numbers, EFFECTS_PER_KILL))
        reached = done(EFFECTS_PER_KILL * kill, deadline)
        assert reached >= EFFECTS_PER_KILL * kill, f"{reached} effects before kill {kill}"
        if kill % 2:
            os.kill(at_work.pool()[0], signal.SIGKILL)
        elif kill % 4:
            os.kill(at_work.child.pid, signal.SIGKILL)
            at_work = worker()
        else:
            at_work.kill()
            at_work = worker()
        if kill in (5, 15):
            relays.pop(0).kill()
            relays.append(relay())
        if kill == KILLS // 2:
            os.kill(broker.children["valkey"].pid, signal.SIGKILL)
            slowest = _emit(islice(numbers, WHILE_BROKER_IS_DOWN))
            broker.restart("valkey", lambda: None)
    done(EFFECTS, deadline)

    with connection.cursor() as cursor:
        cursor.execute("SELECT number, count(*) FROM fault_effect GROUP BY number ORDER BY number")
        assert cursor.fetchall() == [(number, 1) for number in range(EFFECTS)]
    with schema_context(settings.PUBLIC_SCHEMA_NAME):
        assert OutboxEffect.objects.filter(effect_key__startswith="fault/", done_at=None).count() == 0
    # A statement and its commit; publishing to a dead broker would take half a second.
    assert slowest < 0.2


def test_a_relay_stops_when_told_even_while_the_broker_is_away(committed, broker, start):
    os.kill(broker.children["valkey"].pid, signal.SIGKILL)
    _emit([0])
    process = start("core", "relay", "--include", "faults.effects", output=subprocess.PIPE)
    line = next(line for line in process.child.stdout if "relay_waits" in line)

    process.child.terminate()

    assert "broker" in line
    assert process.child.wait(timeout=10) == 0
    with schema_context(settings.PUBLIC_SCHEMA_NAME):
        effect = OutboxEffect.objects.get(effect_key="fault/0")
    assert (effect.done_at, effect.parked_at, effect.failures) == (None, None, 0)


def _emit(numbers: Iterable[int]) -> float:
    """Note effects, each with a transaction of its own; return the longest time one took, in seconds."""
    slowest = 0.0
    for number in numbers:
        begun = time.monotonic()
        with transaction.atomic():
            outbox.emit(task="faults.effects.count", key=f"fault/{number}", payload={"number": number})
        slowest = max(slowest, time.monotonic() - begun)
    return slowest
