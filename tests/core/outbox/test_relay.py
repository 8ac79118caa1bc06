"""How effects reach the workers, and what happens when something on the way is away."""

import threading
from datetime import timedelta

import pytest
from celery import Celery
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from django_tenants.utils import schema_context
from kombu.exceptions import OperationalError

from core.outbox import services
from core.outbox.models import OutboxEffect
from core.outbox.relay import Relay
from core.runtime import addresses


def known(**arguments) -> None:
    """Stand for a task that this installation has."""


@pytest.fixture
def app(request, django_db_setup) -> Celery:
    """A Celery application with one task and a queue of its own on the real broker."""
    app = Celery("tests", broker=request.getfixturevalue("services").broker_url, set_as_current=False)
    app.conf.task_default_queue = "tests-relay"
    app.task(name="tests.known")(known)
    received(app)
    return app


@pytest.fixture
def relay(db, app) -> Relay:
    """A relay at work in the public schema."""
    connection.set_schema_to_public()
    return Relay(app=app, repeat_seconds=100)


def received(app: Celery) -> list[dict]:
    """Take all messages from the queue and return their keyword arguments."""
    messages = []
    with app.connection_for_read() as broker, broker.SimpleQueue("tests-relay") as queue:
        try:
            while True:
                message = queue.get(block=False)
                messages.append(message.payload[1])
                message.ack()
        except queue.Empty:
            return messages


def due_now() -> None:
    """Let the time until the next repetition pass."""
    OutboxEffect.objects.update(available_at=timezone.now() - timedelta(seconds=1))


def emit(key: str = "k", task: str = "tests.known") -> OutboxEffect:
    with transaction.atomic():
        services.emit(task=task, key=key, payload={"number": 1})
    return OutboxEffect.objects.get(effect_key=key)


def test_a_due_effect_is_published_with_its_tenant_and_identifier_only(relay, app):
    effect = emit()

    assert relay.turn() == 1

    assert received(app) == [{"tenant": "public", "outbox_id": str(effect.id)}]
    effect.refresh_from_db()
    assert effect.attempts == 1
    assert effect.published_at is not None


def test_what_was_published_is_not_published_again_at_once(relay, app):
    emit()
    relay.turn()

    assert relay.turn() == 0

    assert len(received(app)) == 1


def test_what_is_not_done_in_time_is_repeated_after_ever_longer_waits(relay, app):
    effect = emit()
    waits = []
    for _ in range(7):
        due_now()
        relay.turn()
        effect.refresh_from_db()
        waits.append(round((effect.available_at - effect.published_at).total_seconds()))

    assert waits == [100, 200, 400, 800, 1600, 3200, 3200]
    assert len(received(app)) == 7


@pytest.mark.parametrize("settled", ["done_at", "parked_at"])
def test_what_is_settled_is_not_published(relay, app, settled):
    emit()
    OutboxEffect.objects.update(**{settled: timezone.now()})

    assert relay.turn() == 0

    assert received(app) == []


def test_batches_go_out_oldest_first(relay, app):
    relay.batch = 2
    effects = [emit(f"k{number}") for number in range(3)]

    assert [relay.turn(), relay.turn(), relay.turn()] == [2, 1, 0]

    assert [message["outbox_id"] for message in received(app)] == [str(effect.id) for effect in effects]


def test_a_broker_that_is_away_costs_nothing_but_time(relay):
    effect = emit()
    relay.app = Celery("away", broker=f"redis://127.0.0.1:{addresses.free_port()}/0", set_as_current=False)
    relay.app.task(name="tests.known")(known)

    with pytest.raises(OperationalError):
        relay.turn()

    effect.refresh_from_db()
    assert (effect.attempts, effect.published_at) == (0, None)
    assert effect.available_at <= timezone.now()


def test_an_unknown_task_counts_as_a_failure(relay, app):
    effect = emit(task="tests.unknown")

    relay.turn()

    effect.refresh_from_db()
    assert (effect.failures, effect.last_error) == (1, "TASK_UNKNOWN: 本系统没有名为 tests.unknown 的任务。")
    assert received(app) == []


def test_done_effects_are_pruned_after_their_time(db):
    for key, days in (("old", 8), ("young", 6)):
        emit(key)
        OutboxEffect.objects.filter(effect_key=key).update(done_at=timezone.now() - timedelta(days=days))
    emit("waiting")

    assert services.prune(keep_days=7) == 1

    assert set(OutboxEffect.objects.values_list("effect_key", flat=True)) == {"young", "waiting"}


def test_the_command_lists_and_retries_what_is_parked(db, capsys):
    effect = emit()
    OutboxEffect.objects.update(parked_at=timezone.now(), failures=8, last_error="ValueError (x.py:1)")

    call_command("outbox", "list")
    call_command("outbox", "retry", str(effect.id))

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{effect.id}  public  tests.known  k  失败 8 次  ValueError (x.py:1)"
    assert lines[1].endswith("搁置 1 个。")
    effect.refresh_from_db()
    assert (effect.failures, effect.parked_at) == (0, None)


def test_a_relay_claims_what_another_does_not_hold(django_db_setup, django_db_blocker, app):
    with django_db_blocker.unblock(), schema_context(settings.PUBLIC_SCHEMA_NAME):
        for number in range(60):
            emit(f"both/{number}")
        try:
            handed: list[int] = []

            def relay_all() -> None:
                relay = Relay(app=app, batch=5)
                while count := relay.turn():
                    handed.append(count)
                connection.close()

            threads = [threading.Thread(target=relay_all) for _ in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)

            published = [message["outbox_id"] for message in received(app)]
            assert (sum(handed), len(published), len(set(published))) == (60, 60, 60)
        finally:
            OutboxEffect.objects.filter(effect_key__startswith="both/").delete()
