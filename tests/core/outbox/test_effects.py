"""How a worker carries out an effect: once, under the tenant's rights, or not at all."""

from uuid import uuid4

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection
from django_tenants.utils import get_tenant_model, schema_context

from core import tasks
from core.audit import services as audit
from core.audit.models import AuditEvent
from core.outbox import selectors, services
from core.tasks import EffectTask, TenantNotServing, TenantUnknown, serving, tenant_task
from tenants import rights


@tenant_task("tests.outbox.who_am_i")
def who_am_i(word: str) -> tuple:
    """Return what the session says of itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT %s, current_user, current_schema(), current_setting('statement_timeout')", [word]
        )
        return cursor.fetchone()


@pytest.fixture
def hand_over(effects):
    """Do what a worker does with the message of the newest effect."""

    def run(**request) -> None:
        effect = effects()[-1]
        task: EffectTask = current_app.tasks[effect.task]
        task.push_request(delivery_info=request)
        try:
            task(tenant=effect.tenant, outbox_id=str(effect.id))
        finally:
            task.pop_request()

    return run


@pytest.fixture
def in_state(alpha):
    """Bring tenant alpha into a state."""

    def change(state: str) -> None:
        with schema_context(settings.PUBLIC_SCHEMA_NAME):
            get_tenant_model().objects.filter(schema_name="alpha").update(state=state)

    return change


def test_an_effect_and_its_mark_stand_together(noted, effects, hand_over):
    services.emit(task="tests.outbox.note", key="k", payload={"number": 1})

    hand_over()

    assert noted() == [1]
    assert effects()[0].done_at is not None


def test_a_message_that_comes_twice_does_nothing_the_second_time(noted, hand_over):
    services.emit(task="tests.outbox.note", key="k", payload={"number": 1})

    hand_over()
    hand_over()

    assert noted() == [1]


def test_what_an_effect_changes_is_recorded_as_the_systems_with_the_task_as_reason(
    noted, in_alpha, hand_over
):
    with rights.owner():
        audit.attach_triggers(connection)
    services.emit(task="tests.outbox.note", key="k", payload={"number": 1})

    hand_over()

    event = AuditEvent.objects.get(table_name="noted")
    assert (event.actor_realm, event.actor_name, event.reason) == ("system", "系统", "任务 tests.outbox.note")


def test_a_failure_undoes_the_effect_and_is_noted_without_the_tenants_data(noted, effects, hand_over):
    services.emit(task="tests.outbox.note_and_fail", key="k", payload={"number": 1})

    with pytest.raises(ValueError):
        hand_over()

    [effect] = effects()
    assert noted() == []
    assert (effect.failures, effect.done_at, effect.parked_at) == (1, None, None)
    assert effect.last_error.startswith("ValueError (conftest.py:")
    assert "秘密" not in effect.last_error
    assert effect.available_at > effect.created_at


def test_an_effect_that_fails_too_often_is_parked_and_can_be_retried(noted, effects, hand_over):
    services.emit(task="tests.outbox.note_and_fail", key="k", payload={"number": 1})
    for _ in range(services.MAX_FAILURES):
        with pytest.raises(ValueError):
            hand_over()

    with schema_context(settings.PUBLIC_SCHEMA_NAME):
        [parked] = selectors.failed()
        services.retry(id=parked.id)

    assert parked.failures == services.MAX_FAILURES
    assert (effects()[0].failures, effects()[0].parked_at) == (0, None)


def test_a_parked_effect_is_not_carried_out(noted, effects, hand_over):
    services.emit(task="tests.outbox.note", key="k", payload={"number": 1})
    with schema_context(settings.PUBLIC_SCHEMA_NAME):
        services.park(id=effects()[0].id, error=TenantUnknown("测试"))

    hand_over()

    assert noted() == []


def test_an_effect_whose_worker_died_counts_the_death_and_is_carried_out(noted, effects, hand_over):
    services.emit(task="tests.outbox.note", key="k", payload={"number": 1})

    hand_over(redelivered=True)

    assert noted() == [1]
    assert effects()[0].failures == 1


def test_effects_of_a_suspended_tenant_wait_until_it_serves_again(noted, effects, hand_over, in_state):
    services.emit(task="tests.outbox.note", key="k", payload={"number": 1})
    in_state("SUSPENDED")

    hand_over()

    [held] = effects()
    assert noted() == []
    assert (held.failures, held.parked_at) == (0, None)
    assert held.last_error == "TENANT_NOT_SERVING: 租户 alpha 现在不受理任务（已停用），恢复后再执行。"

    in_state("READY")
    with schema_context(settings.PUBLIC_SCHEMA_NAME):
        assert services.release(tenant="alpha") == 1
    hand_over()
    assert noted() == [1]


def test_effects_of_an_archived_tenant_are_parked(noted, effects, hand_over, in_state):
    services.emit(task="tests.outbox.note", key="k", payload={"number": 1})
    in_state("ARCHIVED")

    hand_over()

    assert noted() == []
    assert effects()[0].parked_at is not None


def test_one_tenant_cannot_take_anothers_effect(noted, effects, alpha, beta):
    with schema_context("alpha"):
        services.emit(task="tests.outbox.note", key="k", payload={"number": 1})

    with schema_context("beta"):
        assert services.claim(id=effects()[0].id) is None

    assert effects()[0].done_at is None


def test_retrying_what_is_not_parked_is_refused(db):
    with pytest.raises(services.EffectNotParked):
        services.retry(id=uuid4())


def test_a_tenants_task_runs_under_its_role_in_its_schema_with_a_workers_time_limit(alpha):
    assert who_am_i("x", tenant="alpha") == ("x", "hongling_t_alpha", "alpha", "1min")


def test_the_session_is_public_again_after_a_task(alpha):
    before = _timeout()

    who_am_i("x", tenant="alpha")

    assert (connection.schema_name, _timeout()) == ("public", before)


@pytest.mark.parametrize("schema", ["nobody", "pg_catalog", "information_schema"])
def test_a_task_for_an_unknown_tenant_is_refused(db, schema):
    with pytest.raises(TenantUnknown):
        who_am_i("x", tenant=schema)


@pytest.mark.parametrize("state", ["PROVISIONING", "SUSPENDED"])
def test_a_task_for_a_tenant_that_does_not_serve_is_refused(in_state, state):
    in_state(state)

    with pytest.raises(TenantNotServing):
        who_am_i("x", tenant="alpha")


def test_a_task_without_a_tenant_is_refused(db):
    with pytest.raises(TypeError, match="tenant"):
        who_am_i("x")


def test_a_session_that_did_not_follow_the_switch_is_noticed(in_alpha):
    with pytest.raises(tasks.WrongSchema):
        tasks._enter("beta")


def test_serving_gives_the_task_the_tenants_plugins(alpha):
    with serving("alpha"):
        assert connection.tenant.active_plugins == alpha.active_plugins


def _timeout() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return cursor.fetchone()[0]
