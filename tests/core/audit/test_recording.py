"""What the trigger records, of which statements, and in whose name."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from core.actors import Actor
from core.audit import acting, services
from core.audit.models import AuditEvent
from tenants import rights

FANG = Actor(realm="tenant", id="7", name="王芳")
PROVINCE = Actor(realm="public", id="1", name="省级管理员")


def recorded() -> list[tuple]:
    """Return operation, row, old and new of all events on the sample table."""
    return list(
        AuditEvent.objects.filter(table_name="sample")
        .order_by("id")
        .values_list("operation", "row_key", "old", "new")
    )


def row(id: int, name: str | None, **others) -> dict:
    """Return a whole row as it is recorded."""
    return {
        "id": id,
        "name": name,
        "amount": None,
        "id_number_encrypted": None,
        "last_seen_at": None,
        **others,
    }


def test_an_insert_is_recorded_with_the_whole_row(sample, sql):
    sql("INSERT INTO sample (id, name, amount) VALUES (1, '甲', 1.50)")

    assert recorded() == [("INSERT", "1", None, row(1, "甲", amount=1.50))]


def test_an_update_is_recorded_with_the_changed_columns_of_each_row(sample, sql):
    sql("INSERT INTO sample (id, name) VALUES (1, '甲'), (2, '乙')")

    sql("UPDATE sample SET name = name || '一', amount = NULL")

    assert recorded()[2:] == [
        ("UPDATE", "1", {"name": "甲"}, {"name": "甲一"}),
        ("UPDATE", "2", {"name": "乙"}, {"name": "乙一"}),
    ]


def test_an_update_of_the_key_keeps_the_row_together(sample, sql):
    sql("INSERT INTO sample (id, name) VALUES (1, '甲'), (2, '乙')")

    sql("UPDATE sample SET id = 3 - id WHERE false; UPDATE sample SET id = id + 10")

    assert recorded()[2:] == [
        ("UPDATE", "1", {"id": 1}, {"id": 11}),
        ("UPDATE", "2", {"id": 2}, {"id": 12}),
    ]


def test_an_update_without_a_change_is_not_recorded(sample, sql):
    sql("INSERT INTO sample (id, name) VALUES (1, '甲')")

    sql("UPDATE sample SET name = '甲', last_seen_at = now()")

    assert len(recorded()) == 1


def test_a_delete_is_recorded_with_the_whole_row(sample, sql):
    sql("INSERT INTO sample (id, name) VALUES (1, '甲')")

    sql("DELETE FROM sample")

    assert recorded()[1:] == [("DELETE", "1", row(1, "甲"), None)]


def test_an_upsert_is_recorded_as_what_it_did_to_each_row(sample, sql):
    sql("INSERT INTO sample (id, name) VALUES (1, '甲')")

    sql(
        "INSERT INTO sample (id, name) VALUES (1, '乙'), (2, '丙')"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name"
    )

    assert sorted(recorded()[1:], key=lambda event: event[0]) == [
        ("INSERT", "2", None, row(2, "丙")),
        ("UPDATE", "1", {"name": "甲"}, {"name": "乙"}),
    ]


def test_copy_is_recorded_row_by_row(sample):
    with connection.cursor() as cursor, cursor.copy("COPY sample (id, name) FROM STDIN") as copy:
        copy.write_row((1, "甲"))
        copy.write_row((2, "乙"))

    assert recorded() == [("INSERT", "1", None, row(1, "甲")), ("INSERT", "2", None, row(2, "乙"))]


def test_truncate_is_recorded_with_every_row_that_it_removes(sample, sql):
    sql("INSERT INTO sample (id, name) VALUES (1, '甲')")

    with rights.owner():
        sql("TRUNCATE sample")

    assert recorded()[1:] == [("TRUNCATE", "1", row(1, "甲"), None)]


def test_secrets_are_recorded_as_digests_that_differ_when_the_secret_differs(sample, sql):
    sql("INSERT INTO sample (id, id_number_encrypted) VALUES (1, 'geheim')")
    sql("UPDATE sample SET id_number_encrypted = 'anders'")

    (_, _, _, inserted), (_, _, old, new) = recorded()
    assert inserted["id_number_encrypted"].startswith("sha256:")
    assert len(new["id_number_encrypted"]) == len("sha256:") + 64
    assert old["id_number_encrypted"] != new["id_number_encrypted"]


def test_a_switch_named_after_a_secret_is_none(sample, sql):
    with rights.owner():
        sql("ALTER TABLE sample ADD COLUMN must_change_password boolean")
        services.attach_triggers(connection)

    sql("INSERT INTO sample (id, must_change_password) VALUES (1, true)")

    assert recorded()[0][3]["must_change_password"] is True


def test_a_statement_from_another_search_path_is_recorded_in_the_tables_own_tenant(sample, sql):
    with rights.owner():
        sql("SET search_path = beta")
        sql("INSERT INTO alpha.sample (id, name) VALUES (1, '甲')")
        sql("SET search_path = alpha")

    assert recorded() == [("INSERT", "1", None, row(1, "甲"))]
    with rights.owner():
        assert sql("SELECT count(*) FROM beta.audit_event WHERE table_name = 'sample'") == [(0,)]


def test_a_temporary_table_does_not_take_the_audits_place(sample, sql):
    with rights.owner():
        sql("CREATE TEMPORARY TABLE audit_event (LIKE alpha.audit_event) ON COMMIT DROP")
        sql("INSERT INTO alpha.sample (id, name) VALUES (1, '甲')")
        sql("DROP TABLE pg_temp.audit_event")

    assert [event[:2] for event in recorded()] == [("INSERT", "1")]


def test_the_actor_and_the_reason_of_the_block_are_recorded(sample, sql):
    with acting(actor=FANG, reason="年度更新", request_id="r-1"):
        sql("INSERT INTO sample (id) VALUES (1)")

    event = AuditEvent.objects.get(table_name="sample")
    assert (event.actor_realm, event.actor_id, event.actor_name) == ("tenant", "7", "王芳")
    assert (event.reason, event.request_id, event.db_role) == ("年度更新", "r-1", "hongling_t_alpha")


def test_an_inner_block_speaks_for_itself_and_the_outer_one_again_afterwards(sample, sql):
    with acting(actor=FANG, reason="外层", request_id="r-1"):
        with acting(actor=PROVINCE):
            sql("INSERT INTO sample (id) VALUES (1)")
        sql("INSERT INTO sample (id) VALUES (2)")

    events = AuditEvent.objects.filter(table_name="sample").order_by("id")
    assert [(event.actor_name, event.reason, event.request_id) for event in events] == [
        ("省级管理员", "外层", "r-1"),
        ("王芳", "外层", "r-1"),
    ]


def test_a_failed_inner_block_leaves_the_outer_ones_actor(sample, sql):
    with acting(actor=FANG):
        with pytest.raises(ZeroDivisionError), acting(actor=PROVINCE):
            raise ZeroDivisionError
        sql("INSERT INTO sample (id) VALUES (1)")

    assert AuditEvent.objects.get(table_name="sample").actor_name == "王芳"


def test_a_change_outside_any_block_is_recorded_in_the_database_roles_name(sample, sql):
    with acting(actor=FANG, reason="年度更新"):
        pass

    sql("INSERT INTO sample (id) VALUES (1)")

    event = AuditEvent.objects.get(table_name="sample")
    assert (event.actor_realm, event.actor_id, event.reason) == ("database", "hongling_t_alpha", "")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET reason = 'x'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "INSERT INTO audit_seal SELECT * FROM audit_seal",
        "DELETE FROM audit_seal",
        "INSERT INTO audit_event (at, xid, operation) VALUES (now(), 1, 'INSERT')",
        "UPDATE public.audit_head SET seq = 0",
        "ALTER TABLE sample DISABLE TRIGGER audit_insert",
    ],
)
def test_the_tenants_role_cannot_touch_the_record(sample, sql, statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        sql(statement)


@pytest.mark.parametrize("table", ["audit_event", "audit_seal"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET xid_from = 1", "DELETE FROM {}", "TRUNCATE {}"])
def test_even_the_owner_is_refused(sample, sql, table, statement):
    statement = statement.replace("xid_from", "xid" if table == "audit_event" else "xid_from")

    with rights.owner(), pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        sql(statement.format(table))


def test_attaching_again_changes_nothing(sample, sql):
    triggers = "SELECT oid FROM pg_trigger WHERE tgname LIKE 'audit%' ORDER BY oid"
    before = sql(triggers)

    with rights.owner():
        services.attach_triggers(connection)

    assert sql(triggers) == before


def test_attaching_renews_triggers_whose_columns_changed(sample, sql):
    with rights.owner():
        sql("ALTER TABLE sample ADD COLUMN pin_hash text")
        services.attach_triggers(connection)

    sql("INSERT INTO sample (id, pin_hash) VALUES (1, 'x')")

    assert recorded()[0][3]["pin_hash"].startswith("sha256:")
