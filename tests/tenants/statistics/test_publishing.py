"""Marks, failures, rights and the command of the published figures."""

import pytest
from counting import unit, worker
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from publishing import TODAY, figures, freshness, law_with, recounted, waiting, worked_off

from core.organisations.models import Sector
from tenants import rights
from tenants.statistics import publishing, services


@pytest.fixture
def place(in_beta):
    """A unit without anybody, whose figures are published."""
    law_with(figure_years=3, figure_detail_years=2)
    place = unit("甲村党支部", Sector.VILLAGE)
    worked_off()
    return place


def test_many_writes_of_a_transaction_leave_one_mark_a_table_and_month(place):
    for name in ("甲", "乙", "丙"):
        worker(name, place)

    assert sorted((mark["tables"], mark["since"]) for mark in waiting()) == [
        (["core_appointment"], ["2021-01-01"]),
        (["core_person"], ["0001-01-01"]),
    ]


def test_a_write_that_is_rolled_back_leaves_no_mark(place):
    with transaction.atomic():
        worker("甲", place)
        transaction.set_rollback(True)

    assert waiting() == []


def test_one_round_takes_all_marks(place):
    worker("甲", place)
    services.recount(touches=[], on=TODAY)

    assert waiting() == []
    assert figures()[("2022", "workers", "{}")] == (1, None)
    assert figures()[("2022", "workers", '{"sector":"VILLAGE"}')] == (1, None)


def test_counting_again_changes_no_row(place):
    worker("甲", place)
    worked_off()

    with transaction.atomic():
        publishing.lock(schema="beta", wait=True)
        again = services.counting.count([services.Touch(services.EVERYTHING)], today=TODAY, chunk=None)

    assert (again.changed, again.left) == (0, None)


def test_rebuilding_changes_no_answer(place):
    worker("甲", place)
    worked_off()
    before = figures()

    services.rebuild(on=TODAY)

    assert figures() == before == recounted(on=TODAY)


def test_a_tenant_that_cannot_be_counted_is_stale_and_heals_with_the_next_round(place):
    before = figures()
    with rights.owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_quota RENAME TO core_quota_lost")
    worker("甲", place)
    services.recount(touches=[], on=TODAY)

    assert figures() == before
    stale = freshness()
    assert (stale.attempts, stale.failing) == (1, [])
    assert stale.stale_reason == "数据库无法统计（ProgrammingError，42P01）：请查看执行进程的日志。"
    assert len(waiting()) == 1
    with rights.owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_quota_lost RENAME TO core_quota")
    services.recount(touches=[], on=TODAY)
    healed = freshness()
    assert (healed.stale_since, healed.stale_reason, healed.attempts) == (None, "", 0)
    assert figures() == recounted(on=TODAY)


def test_a_new_day_counts_what_runs_anew_without_any_write(place):
    tomorrow = TODAY.replace(day=TODAY.day + 1)

    services.recount(touches=[], on=tomorrow)

    assert freshness().counted_on == tomorrow
    assert figures() == recounted(on=tomorrow)


@pytest.mark.parametrize("table", ["figure", "freshness", "report"])
def test_a_tenant_cannot_touch_the_shared_tables_themselves(place, table):
    for statement in ("SELECT count(*) FROM", "DELETE FROM"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"{statement} public.statistics_{table}")


def test_outside_of_a_tenant_nothing_can_be_published(db):
    connection.set_schema_to_public()
    with pytest.raises(ProgrammingError, match="published by tenants only"), transaction.atomic():
        publishing.put(counted=[("2022", "workers")], rows=[])


def test_the_command_refuses_an_unknown_tenant(db):
    with pytest.raises(CommandError, match="没有简称为 nowhere 的租户"):
        call_command("statistics", "rebuild", "--tenant", "nowhere")
