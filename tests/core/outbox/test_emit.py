"""What may be noted, by whom, and with which transaction it stands or falls."""

from datetime import date, timedelta
from uuid import UUID

import nobody
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError
from django_tenants.utils import schema_context

from core.outbox import services
from tenants import rights

PERSON = UUID("01890000-0000-7000-8000-000000000001")


def test_an_effect_is_noted_for_the_schema_at_work(in_alpha, effects):
    services.emit(
        task="core.people.announce",
        key="person-retired/1",
        payload={"person": PERSON, "on": date(2026, 7, 1), "level": "COUNTY", "posts": [3, 4]},
    )

    [effect] = effects()
    assert (effect.tenant, effect.task, effect.effect_key) == (
        "alpha",
        "core.people.announce",
        "person-retired/1",
    )
    assert effect.payload == {"person": str(PERSON), "on": "2026-07-01", "level": "COUNTY", "posts": [3, 4]}
    assert (effect.attempts, effect.published_at, effect.done_at) == (0, None, None)


def test_an_effect_can_be_put_off(in_alpha, effects):
    services.emit(task="core.people.announce", key="now")
    services.emit(task="core.people.announce", key="later", after_seconds=90)

    now, later = effects()
    assert now.available_at <= later.created_at
    assert timedelta(seconds=89) < later.available_at - later.created_at < timedelta(seconds=91)


def test_public_work_can_note_effects_too(db, effects):
    services.emit(task="tenants.rollup.refresh", key="rollup/1")

    assert [(effect.tenant, effect.payload) for effect in effects()] == [("public", {})]


def test_the_same_key_is_noted_once_in_a_schema(in_alpha, effects):
    services.emit(task="core.people.announce", key="k", payload={"person": 1})
    services.emit(task="core.people.announce", key="k", payload={"person": 2})

    assert [effect.payload for effect in effects()] == [{"person": 1}]


def test_another_schema_may_use_the_same_key(db, alpha, beta, effects):
    for schema in ("alpha", "beta"):
        with schema_context(schema):
            services.emit(task="core.people.announce", key="k")

    assert [effect.tenant for effect in effects()] == ["alpha", "beta"]


def test_a_rollback_takes_the_effect_along(in_alpha, effects):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.emit(task="core.people.announce", key="k")
        raise ZeroDivisionError

    assert effects() == []


def test_outside_a_transaction_nothing_is_noted(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), schema_context("alpha"):
        with pytest.raises(services.OutsideTransaction):
            services.emit(task="core.people.announce", key="outside")

        with schema_context(settings.PUBLIC_SCHEMA_NAME), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM outbox WHERE effect_key = 'outside'")
            assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    ("task", "key", "payload"),
    [
        ("announce", "k", {}),
        ("core.people.Announce; drop", "k", {}),
        ("core.people.announce", "", {}),
        ("core.people.announce", "王芳", {}),
        ("core.people.announce", "k" * 201, {}),
        ("core.people.announce", "k", {"name": "王芳"}),
        ("core.people.announce", "k", {"text": "two words"}),
        ("core.people.announce", "k", {"code": "A" * 65}),
        ("core.people.announce", "k", {"share": 0.5}),
        ("core.people.announce", "k", {"person": None}),
        ("core.people.announce", "k", {"person": {"id": 1}}),
        ("core.people.announce", "k", {"people": [[1]]}),
        ("core.people.announce", "k", {"Person": 1}),
        ("core.people.announce", "k", {"person": nobody.NUMBER}),
        ("core.people.announce", "k", {"person": int(nobody.PHONE)}),
        ("core.people.announce", "k", {"people": ["a", f"tel:{nobody.PHONE}"]}),
        ("core.people.announce", f"retired/{nobody.NUMBER}", {}),
        ("core.people.announce", "k", {"people": ["x" * 64] * 100}),
    ],
)
def test_anything_but_identifiers_is_refused(in_alpha, effects, task, key, payload):
    with pytest.raises(services.PayloadRefused):
        services.emit(task=task, key=key, payload=payload)

    assert effects() == []


def test_a_tenant_cannot_note_an_effect_in_anothers_name(in_alpha, effects):
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        _execute(
            "INSERT INTO public.outbox (id, tenant, task, effect_key)"
            " VALUES (gen_random_uuid(), 'beta', 'a.b', 'k')"
        )

    assert effects() == []


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM public.outbox",
        "UPDATE public.outbox SET done_at = now()",
        "DELETE FROM public.outbox",
    ],
)
def test_a_tenant_can_do_nothing_else_with_the_outbox(in_alpha, statement):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        _execute(statement)


def test_the_database_itself_refuses_a_large_payload(in_alpha):
    with rights.owner(), pytest.raises(IntegrityError, match="payload_is_small"), transaction.atomic():
        _execute(
            "INSERT INTO public.outbox (id, tenant, task, effect_key, payload)"
            " VALUES (gen_random_uuid(), 'alpha', 'a.b', 'k', jsonb_build_object('x', repeat('x', 9000)))"
        )


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
