"""Obligations from their assignment to their check."""

from datetime import date
from uuid import UUID

import pytest
from browsing import CLERK
from django.db import IntegrityError, transaction

from core.actors import SYSTEM, Actor
from core.audit.models import AuditEvent
from core.obligations import deadlines, services
from core.obligations.models import Obligation
from core.obligations.services import Duty
from core.organisations.facts import Outdated
from core.organisations.selectors import UnknownOrganisation
from core.people.identities import NumberInText

OPENED = date(2026, 3, 2)
DUE = date(2026, 5, 1)
OTHER = Actor(realm="tenant", id="2", name="李四")


def state() -> list[dict]:
    return list(Obligation.objects.order_by("id").values())


def duty(town, **more) -> Duty:
    return Duty(
        **{
            "kind": "REPORT",
            "title": "报送总结",
            "organisation": town.pk,
            "deadline": deadlines.fixed(DUE),
            **more,
        }
    )


def test_an_assignment_says_who_must_do_what_by_when(town):
    row = services.assign(
        duty(town, deadline=deadlines.working_days(3, after=date(2026, 4, 28))), on=OPENED, actor=CLERK
    )

    row.refresh_from_db()
    assert (row.rule, row.counted_from_on, row.counted_length, row.due_on) == (
        "WORKING_DAYS",
        date(2026, 4, 28),
        3,
        date(2026, 5, 6),
    )
    assert (row.provisional, row.calendar_version) == (False, "2026")
    assert (row.opened_on, row.opened_by_name, row.version) == (OPENED, "测试", 1)


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"kind": "报送"}, services.InvalidObligation),
        ({"kind": ""}, services.InvalidObligation),
        ({"title": " "}, services.InvalidObligation),
        ({"title": "长" * 201}, services.InvalidObligation),
        ({"title": "联系 13800001234"}, NumberInText),
        ({"deadline": deadlines.fixed(date(2026, 3, 1))}, services.InvalidObligation),
        ({"organisation": UUID(int=7)}, UnknownOrganisation),
    ],
)
def test_what_cannot_be_assigned_is_refused(town, more, error):
    with pytest.raises(error):
        services.assign(duty(town, **more), on=OPENED, actor=CLERK)

    assert state() == []


def test_an_obligation_may_be_due_on_the_day_it_is_assigned(town):
    row = services.assign(duty(town, deadline=deadlines.fixed(OPENED)), on=OPENED, actor=CLERK)

    assert row.due_on == OPENED


def test_many_are_assigned_with_as_many_queries_as_one(town, django_assert_num_queries):
    for count in (1, 100):
        with django_assert_num_queries(5):
            services.assign_many([duty(town)] * count, on=OPENED)

    assert Obligation.objects.count() == 101


@pytest.mark.parametrize(("on", "late"), [(DUE, False), (date(2026, 5, 2), True)])
def test_a_late_fulfilment_stays_visible(assigned, on, late):
    row = services.fulfil(obligation=assigned().pk, evidence="已报送", on=on, version=1, actor=CLERK)

    assert (row.fulfilled_on, row.fulfilled_by_name, row.evidence, row.version) == (
        on,
        "测试",
        "已报送",
        2,
    )
    assert (row.fulfilled_on > row.due_on) is late


def test_nothing_is_fulfilled_without_evidence_before_its_assignment_or_twice(assigned):
    row = assigned()
    before = state()

    with pytest.raises(services.InvalidObligation, match="办理情况"):
        services.fulfil(obligation=row.pk, evidence=" ", on=DUE)
    with pytest.raises(services.InvalidObligation, match="交办日"):
        services.fulfil(obligation=row.pk, evidence="已报送", on=date(2026, 3, 1))
    assert state() == before

    services.fulfil(obligation=row.pk, evidence="已报送", on=OPENED)
    with pytest.raises(services.NotOpen) as refusal:
        services.fulfil(obligation=row.pk, evidence="又报送", on=DUE)
    assert refusal.value.code == "OBLIGATION_NOT_OPEN"
    assert Obligation.objects.get().evidence == "已报送"


def test_what_asks_for_a_record_is_not_fulfilled_by_hand(assigned):
    row = assigned(by_record=True)

    with pytest.raises(services.FulfilledByRecord) as refusal:
        services.fulfil(obligation=row.pk, evidence="已报送", on=DUE)

    assert refusal.value.code == "FULFILLED_BY_RECORD"
    assert Obligation.objects.get().fulfilled_on is None


def test_somebody_else_checks_a_fulfilment(assigned):
    row = assigned()
    services.fulfil(obligation=row.pk, evidence="已报送", on=DUE, actor=CLERK)

    checked = services.check(obligation=row.pk, on=DUE, version=2, actor=OTHER)

    assert (checked.checked_on, checked.checked_by_name, checked.version) == (DUE, "李四", 3)


def test_nobody_checks_an_own_fulfilment(assigned):
    row = assigned()
    services.fulfil(obligation=row.pk, evidence="已报送", on=DUE, actor=CLERK)
    before = state()

    with pytest.raises(services.CheckedBySelf) as refusal:
        services.check(obligation=row.pk, on=DUE, actor=CLERK)
    with pytest.raises(IntegrityError, match="obligation_is_checked_by_someone_else"), transaction.atomic():
        Obligation.objects.update(
            checked_on=DUE, checked_by_realm=CLERK.realm, checked_by_id=CLERK.id, checked_by_name="张三"
        )

    assert refusal.value.code == "CHECKED_BY_SELF"
    assert state() == before


def test_only_what_is_fulfilled_and_unchecked_is_checked_or_sent_back(assigned):
    row = assigned()

    for step in (
        lambda: services.check(obligation=row.pk, on=DUE, actor=OTHER),
        lambda: services.send_back(obligation=row.pk, reason="缺附件", actor=OTHER),
    ):
        with pytest.raises(services.NotFulfilled):
            step()
    services.fulfil(obligation=row.pk, evidence="已报送", on=DUE, actor=CLERK)
    with pytest.raises(services.InvalidObligation, match="办结日"):
        services.check(obligation=row.pk, on=date(2026, 4, 30), actor=OTHER)
    services.check(obligation=row.pk, on=DUE, actor=OTHER)
    before = state()
    with pytest.raises(services.NotFulfilled, match="已于 2026-05-01 核验"):
        services.send_back(obligation=row.pk, reason="缺附件", actor=OTHER)

    assert state() == before


def test_what_is_sent_back_is_open_again_with_the_reason(assigned):
    row = assigned()
    services.fulfil(obligation=row.pk, evidence="已报送", on=DUE, actor=CLERK)

    services.send_back(obligation=row.pk, reason="缺附件", version=2, actor=OTHER)
    again = services.fulfil(
        obligation=row.pk, evidence="已补附件", on=date(2026, 5, 3), version=3, actor=CLERK
    )

    assert (again.fulfilled_on, again.due_on, again.return_reason) == (date(2026, 5, 3), DUE, "缺附件")
    with pytest.raises(services.InvalidObligation, match="退回理由"):
        services.send_back(obligation=row.pk, reason="", actor=OTHER)


def test_a_cancelled_obligation_stays_with_its_reason_and_is_not_fulfilled(assigned):
    row = assigned()
    with pytest.raises(services.InvalidObligation, match="取消理由"):
        services.cancel(obligation=row.pk, on=DUE, reason=" ")

    services.cancel(obligation=row.pk, on=DUE, reason="重复交办", version=1, actor=CLERK)

    kept = Obligation.objects.get()
    assert (kept.cancelled_on, kept.cancel_reason, kept.version) == (DUE, "重复交办", 2)
    for step in (
        lambda: services.fulfil(obligation=row.pk, evidence="已报送", on=DUE),
        lambda: services.cancel(obligation=row.pk, on=DUE, reason="再取消"),
        lambda: services.reschedule(obligation=row.pk, deadline=deadlines.fixed(DUE)),
    ):
        with pytest.raises(services.NotOpen, match="取消"):
            step()
    last = AuditEvent.objects.filter(table_name="core_obligation").latest("id")
    assert (last.actor_name, last.reason) == ("测试", "重复交办")


def test_what_is_fulfilled_is_not_cancelled(assigned):
    row = assigned()
    services.fulfil(obligation=row.pk, evidence="已报送", on=DUE)

    with pytest.raises(services.NotOpen, match="先退回"):
        services.cancel(obligation=row.pk, on=DUE, reason="重复交办")

    assert Obligation.objects.get().cancelled_on is None


def test_another_deadline_replaces_the_earlier_one(assigned):
    row = assigned()

    services.reschedule(
        obligation=row.pk, deadline=deadlines.calendar_days(1, after=date(2026, 4, 30)), actor=CLERK
    )

    moved = Obligation.objects.get()
    assert (moved.rule, moved.counted_length, moved.due_on) == ("CALENDAR_DAYS", 1, date(2026, 5, 6))


def test_changes_on_an_outdated_version_are_refused(assigned):
    row = assigned()
    services.fulfil(obligation=row.pk, evidence="已报送", on=DUE, actor=CLERK)
    before = state()

    for step in (
        lambda: services.check(obligation=row.pk, on=DUE, version=1, actor=OTHER),
        lambda: services.send_back(obligation=row.pk, reason="缺附件", version=1, actor=OTHER),
        lambda: services.cancel(obligation=row.pk, on=DUE, reason="重复", version=1, actor=OTHER),
    ):
        with pytest.raises(Outdated) as refusal:
            step()
        assert (refusal.value.code, refusal.value.extensions) == ("CONFLICT", {"version": 2})
    assert state() == before


def test_an_obligation_of_nowhere_is_not_found(in_beta):
    with pytest.raises(services.UnknownObligation) as refusal:
        services.check(obligation=UUID(int=7), on=DUE, actor=SYSTEM)

    assert refusal.value.code == "NOT_FOUND"
