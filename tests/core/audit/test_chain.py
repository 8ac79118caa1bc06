"""Sealing, verifying, every kind of tampering, and lawful erasure."""

import threading
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, connections, transaction
from django_tenants.utils import tenant_context

from core.actors import Actor
from core.audit import selectors, services
from core.audit.models import AuditEvent, AuditSeal
from core.audit.tasks import seal_all
from tenants import rights

FANG = Actor(realm="tenant", id="7", name="王芳")


def test_an_untouched_chain_is_whole(verify):
    verdict = verify()

    assert (verdict.schema, verdict.seals, verdict.events, verdict.tampering) == ("chained", 2, 5, None)
    assert verdict.head == bytes(AuditSeal.objects.get(seq=2).hash).hex()


def test_sealing_without_new_events_adds_nothing(chain):
    assert services.seal() == 0
    assert AuditSeal.objects.count() == 2


def test_events_of_an_open_transaction_wait_for_its_end(chain, sql):
    with transaction.atomic():
        sql("INSERT INTO sample (id) VALUES (9)")
        assert services.seal() == 0

    assert services.seal() == 1


def test_an_event_with_a_lower_number_that_commits_later_is_sealed_too(chain, sql, verify):
    written, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        with tenant_context(chain), transaction.atomic():
            sql("INSERT INTO sample (id) VALUES (10)")
            written.set()
            may_end.wait(30)
        connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    written.wait(30)
    sql("INSERT INTO sample (id) VALUES (11)")
    sealed_meanwhile = services.seal()
    may_end.set()
    thread.join(30)

    assert sealed_meanwhile == 0
    assert services.seal() == 2
    assert verify().tampering is None


def test_two_sealers_at_once_make_one_chain(chain, sql, verify):
    for id in range(20, 40):
        sql("INSERT INTO sample (id) VALUES (%s)", id)
    sealed: list[int] = []

    def seal() -> None:
        with tenant_context(chain):
            sealed.append(services.seal())
        connections.close_all()

    threads = [threading.Thread(target=seal) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(sealed) == [0, 0, 0, 20]
    assert verify().tampering is None


def test_a_large_backlog_is_cut_into_batches_at_the_ends_of_transactions(chain, sql, verify):
    for id in range(50, 60):
        sql("INSERT INTO sample (id) VALUES (%s), (%s)", id, id + 100)

    sql('SELECT "chained".audit_seal_events(3)')

    assert (
        list(AuditSeal.objects.filter(seq__gt=2).order_by("seq").values_list("count", flat=True)) == [2] * 10
    )
    assert verify().tampering is None


@pytest.mark.parametrize(
    ("statement", "kind", "event"),
    [
        ("""UPDATE audit_event SET new = '{"name": "戊"}' WHERE id = 4""", "EVENT_CHANGED", 4),
        ("UPDATE audit_event SET actor_id = '8' WHERE id = 2", "EVENT_CHANGED", 2),
        ("UPDATE audit_event SET at = at - interval '1 day' WHERE id = 3", "EVENT_CHANGED", 3),
        ("UPDATE audit_event SET reason = '补记' WHERE id = 5", "EVENT_CHANGED", 5),
        ("DELETE FROM audit_event WHERE id = 2", "EVENT_DELETED", 2),
        (
            "INSERT INTO audit_event SELECT (jsonb_populate_record(e, '{\"id\": 99}')).*"
            " FROM audit_event e WHERE id = 1",
            "EVENT_INSERTED",
            99,
        ),
        (
            "UPDATE audit_event e SET row_key = o.row_key, new = o.new, salt = o.salt FROM audit_event o"
            " WHERE e.id IN (1, 2) AND o.id = 3 - e.id",
            "EVENT_CHANGED",
            1,
        ),
        ("UPDATE audit_event SET xid = xid + 1000000 WHERE id = 4", "EVENT_DELETED", 4),
        (
            "UPDATE audit_seal SET sealed_at = sealed_at - interval '1 day' WHERE seq = 1",
            "SEAL_CHANGED",
            None,
        ),
        ("DELETE FROM audit_seal WHERE seq = 1", "CHAIN_BROKEN", None),
        ("DELETE FROM audit_seal WHERE seq = 2", "TAIL_CUT", None),
        ("DELETE FROM audit_seal; DELETE FROM audit_event", "TAIL_CUT", None),
        ("DELETE FROM public.audit_head WHERE schema_name = 'chained'", "HEAD_MISSING", None),
    ],
)
def test_tampering_is_found_and_named(verify, tamper, statement, kind, event):
    tamper(statement)

    tampering = verify().tampering

    assert tampering is not None
    assert (tampering.kind, tampering.event) == (kind, event)


def test_a_chain_sealed_anew_after_a_cut_differs_from_its_noted_head(verify, tamper, sql):
    tamper("DELETE FROM audit_seal WHERE seq = 2; DELETE FROM audit_event WHERE id = 5")
    with rights.owner():
        head = sql("SELECT seq, hash, sealed_at FROM public.audit_head WHERE schema_name = 'chained'")
        services.seal()
        sql(
            "UPDATE public.audit_head SET seq = %s, hash = %s, sealed_at = %s WHERE schema_name = 'chained'",
            *head[0],
        )

    assert verify().tampering.kind == "HEAD_DIFFERS"


def test_values_erased_lawfully_leave_the_chain_whole(verify):
    events = services.erase(
        table="sample", row_key="1", fields=["name"], actor=FANG, reason="《个人信息保护法》第四十七条"
    )
    services.seal()

    assert events == 2
    assert [(event.old, event.new) for event in selectors.history(table="sample", row_key="1")[:2]] == [
        (None, {"id": 1, "name": None, "amount": None, "id_number_encrypted": None, "last_seen_at": None}),
        ({"name": None}, {"name": None}),
    ]
    verdict = verify()
    assert (verdict.events, verdict.tampering) == (6, None)


def test_an_erasure_is_an_event_itself(chain):
    services.erase(table="sample", row_key="1", fields=["name"], actor=FANG, reason="依申请删除")

    event = AuditEvent.objects.get(operation="ERASE")
    assert (event.table_name, event.row_key, event.new) == ("sample", "1", {"fields": ["name"], "events": 2})
    assert (event.actor_name, event.reason) == ("王芳", "依申请删除")


def test_erasing_in_steps_keeps_what_is_left_verifiable(verify, tamper):
    services.erase(table="sample", row_key="1", fields=["name"], actor=FANG, reason="依申请删除")
    services.erase(table="sample", row_key="1", fields=["id", "@reason"], actor=FANG, reason="依申请删除")
    services.seal()
    assert verify().tampering is None

    tamper("""UPDATE audit_event SET new = new || '{"amount": 5}' WHERE id = 1""")

    assert verify().tampering.event == 1


def test_the_salt_of_an_erased_value_is_gone(chain):
    services.erase(table="sample", row_key="1", fields=["name"], actor=FANG, reason="依申请删除")

    event = AuditEvent.objects.get(id=1)
    assert event.salt is None
    assert "new.name" in event.erasure["digests"]
    assert "new.name" not in event.erasure["salts"]


def test_an_erased_value_cannot_be_replaced_by_another(verify, tamper):
    services.erase(table="sample", row_key="1", fields=["name"], actor=FANG, reason="依申请删除")

    tamper("""UPDATE audit_event SET new = new || '{"name": "伪"}' WHERE id = 1""")

    assert (verify().tampering.kind, verify().tampering.event) == ("EVENT_CHANGED", 1)


def test_an_erasure_that_was_not_recorded_is_tampering(verify, tamper):
    services.erase(table="sample", row_key="1", fields=["name"], actor=FANG, reason="依申请删除")

    tamper("DELETE FROM audit_event WHERE operation = 'ERASE'")

    assert (verify().tampering.kind, verify().tampering.event) == ("UNRECORDED_ERASURE", 1)


@pytest.mark.parametrize(("fields", "reason"), [([], "依申请删除"), (["name"], " ")])
def test_erasing_without_columns_or_ground_is_refused(chain, fields, reason):
    with pytest.raises(services.ErasureWithoutReason):
        services.erase(table="sample", row_key="1", fields=fields, actor=FANG, reason=reason)

    assert AuditEvent.objects.count() == 5


def test_the_round_seals_every_schema(chain, sql):
    sql("INSERT INTO sample (id) VALUES (90)")
    connection.set_schema_to_public()

    seal_all(tenant="public")

    heads = selectors.heads()
    assert {"public", "alpha", "chained"} <= heads.keys()
    assert heads["chained"].seq == 3


def test_the_command_prints_the_head_of_a_whole_chain(chain):
    connection.set_schema_to_public()
    out = StringIO()

    call_command("audit", "verify", "--tenant", "chained", stdout=out)

    head = selectors.heads()["chained"].hash.hex()
    assert out.getvalue() == f"chained：完好，5 条记录，2 个封存，链首 {head}\n"


def test_the_command_fails_on_tampering_and_names_the_event(chain, tamper):
    tamper("DELETE FROM audit_event WHERE id = 2")
    connection.set_schema_to_public()
    out = StringIO()

    with pytest.raises(CommandError) as caught:
        call_command("audit", "verify", stdout=out)

    assert caught.value.returncode == 1
    assert "chained：已被篡改。事件 2 已被删除（封存 1）。" in out.getvalue()
    assert "alpha：完好" in out.getvalue()


def test_the_command_refuses_an_unknown_tenant(chain):
    connection.set_schema_to_public()

    with pytest.raises(CommandError) as caught:
        call_command("audit", "verify", "--tenant", "nobody")

    assert caught.value.returncode == 2
