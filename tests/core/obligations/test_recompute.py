"""Provisional due days are reckoned again when the arrangement of their year is loaded."""

from datetime import date
from pathlib import Path

import pytest
from browsing import CLERK
from django.conf import settings
from django_tenants.utils import get_tenant_model, schema_context, tenant_context

from core.audit.models import AuditEvent
from core.obligations import deadlines, services, tasks
from core.obligations.models import Obligation
from core.outbox.models import OutboxEffect
from core.reference import services as reference
from core.tasks import EffectTask

ARRANGEMENT = """\
# 版本,2027
# 年份,2027
# 发布日期,2026-11-05
# 来源,国务院办公厅通知
日期,类别,名称
2027-01-01,休,元旦
2027-01-04,休,元旦
2027-02-05,休,春节
2027-02-06,休,春节
2027-02-07,休,春节
2027-02-08,休,春节
2027-02-09,休,春节
2027-04-05,休,清明节
2027-05-01,休,劳动节
2027-05-02,休,劳动节
2027-06-09,休,端午节
2027-09-15,休,中秋节
2027-10-01,休,国庆节
2027-10-02,休,国庆节
2027-10-03,休,国庆节
"""
IN_DECEMBER = date(2026, 12, 1)
NEW_YEAR = {"deadline": deadlines.working_days(1, after=date(2026, 12, 31)), "on": IN_DECEMBER}


@pytest.fixture
def load(tmp_path: Path):
    """Load the arrangement of 2027, which takes 4 January off, as an administrator does."""

    def run() -> None:
        path = tmp_path / "2027.csv"
        path.write_text(ARRANGEMENT, encoding="utf-8")
        with schema_context(settings.PUBLIC_SCHEMA_NAME):
            reference.load_working_days(path=path)

    return run


def carried_out(task: EffectTask) -> list[str]:
    """Do what workers do with all effects of a task; return for which schemas."""
    with schema_context(settings.PUBLIC_SCHEMA_NAME):
        effects = list(OutboxEffect.objects.filter(task=task.name, done_at__isnull=True).order_by("tenant"))
        for effect in effects:
            task(tenant=effect.tenant, outbox_id=str(effect.id))
    return [effect.tenant for effect in effects]


def test_loading_an_arrangement_reaches_every_tenant_and_moves_what_was_provisional(assigned, load, in_beta):
    row = assigned(**NEW_YEAR)
    assert (row.due_on, row.provisional) == (date(2027, 1, 4), True)

    load()

    assert carried_out(tasks.recompute_all) == ["public"]
    assert carried_out(tasks.recompute) == ["alpha", "beta"]
    row.refresh_from_db()
    assert (row.due_on, row.provisional, row.calendar_version, row.version) == (
        date(2027, 1, 5),
        False,
        "2027",
        2,
    )
    assert AuditEvent.objects.filter(table_name="core_obligation").latest("id").reason == (
        "载入新的放假安排，重新推算到期日"
    )


def test_an_arrangement_that_is_loaded_already_moves_nothing(load, in_beta):
    load()
    load()

    assert carried_out(tasks.recompute_all) == ["public"]


def test_what_was_fulfilled_cancelled_or_certain_keeps_its_day(assigned, load):
    fulfilled, cancelled = assigned(**NEW_YEAR), assigned(**NEW_YEAR)
    certain = assigned(date(2027, 1, 4), on=IN_DECEMBER)
    services.fulfil(obligation=fulfilled.pk, evidence="已报送", on=IN_DECEMBER, actor=CLERK)
    services.cancel(obligation=cancelled.pk, on=IN_DECEMBER, reason="重复交办")
    load()

    assert services.recompute_provisional() == 0

    days = {row.pk: (row.due_on, row.provisional) for row in Obligation.objects.all()}
    assert days == {
        fulfilled.pk: (date(2027, 1, 4), True),
        cancelled.pk: (date(2027, 1, 4), True),
        certain.pk: (date(2027, 1, 4), False),
    }


def test_nothing_changes_while_there_is_no_newer_arrangement(assigned):
    assigned(**NEW_YEAR)

    assert services.recompute_provisional() == 0
    assert Obligation.objects.get().version == 1


def test_many_are_reckoned_again_with_as_many_queries_as_one(town, assigned, load, django_assert_num_queries):
    load()
    counts = []
    for rows in (1, 100):
        for _ in range(rows):
            assigned(**NEW_YEAR)
        Obligation.objects.update(due_on=date(2027, 1, 4), provisional=True, calendar_version="2026")
        with django_assert_num_queries(7):
            counts.append(services.recompute_provisional())

    assert counts == [1, 101]


def test_a_suspended_tenant_reckons_again_when_it_serves_again(assigned, load, beta, in_beta):
    row = assigned(**NEW_YEAR)
    load()
    with schema_context(settings.PUBLIC_SCHEMA_NAME):
        get_tenant_model().objects.filter(schema_name="beta").update(state="SUSPENDED")
    carried_out(tasks.recompute_all)
    carried_out(tasks.recompute)
    with tenant_context(beta):
        row.refresh_from_db()
        assert row.provisional is True

    with schema_context(settings.PUBLIC_SCHEMA_NAME):
        get_tenant_model().objects.filter(schema_name="beta").update(state="READY")
    assert carried_out(tasks.recompute) == ["beta"]
    with tenant_context(beta):
        row.refresh_from_db()
        assert (row.due_on, row.provisional) == (date(2027, 1, 5), False)
