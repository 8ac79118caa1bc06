"""Training sessions: arranged, changed, cancelled, evaluated."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from browsing import CLERK
from django.db import IntegrityError, transaction

from core.actors import Actor
from core.law.policy import CorePolicy
from core.obligations import services as obligations
from core.obligations.models import Obligation
from core.organisations.facts import Outdated
from core.organisations.selectors import UnknownOrganisation
from core.people.identities import NumberInText
from core.training import attendance, services
from core.training.attendance import Mark
from core.training.models import TrainingKind, TrainingLevel, TrainingSession

OTHER = Actor(realm="tenant", id="2", name="李四")
BEFORE, ENDED = date(2026, 2, 1), date(2026, 3, 4)
DUE = date(2026, 6, 4)


def state() -> tuple[list[dict], list[dict]]:
    sessions = TrainingSession.objects.order_by("id").values()
    return list(sessions), list(Obligation.objects.order_by("id").values())


def test_a_session_is_recorded_and_its_evaluation_falls_due_months_later(arranged, county):
    session = arranged()

    session.refresh_from_db()
    duty = session.evaluation_duty
    assert (session.days, session.topics, session.version) == (Decimal("2.5"), ["党务实务", "信息化"], 1)
    assert (duty.kind, duty.title, duty.organisation_id, duty.due_on) == (
        "TRAINING_EVALUATION",
        "评估培训效果：支部书记轮训",
        county.pk,
        DUE,
    )
    assert (duty.subject_kind, duty.subject_id, duty.by_record) == ("TRAINING", session.pk, True)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"title": " "}, services.InvalidTraining),
        ({"title": "长" * 201}, services.InvalidTraining),
        ({"place": "长" * 201}, services.InvalidTraining),
        ({"topics": ["党务", ""]}, services.InvalidTraining),
        ({"provider": "联系 13800001234"}, NumberInText),
        ({"level": "VILLAGE"}, services.InvalidTraining),
        ({"kind": "PARTY"}, services.InvalidTraining),
        ({"last_on": date(2026, 3, 1)}, services.InvalidTraining),
        ({"days": Decimal(0)}, services.InvalidTraining),
        ({"days": Decimal("-0.5")}, services.InvalidTraining),
        ({"days": Decimal("1.25")}, services.InvalidTraining),
        ({"days": Decimal("3.5")}, services.InvalidTraining),
        ({"from_on": date(2019, 12, 31), "last_on": date(2020, 1, 1)}, UnknownOrganisation),
    ],
)
def test_a_session_that_cannot_be_is_refused(arranged, said, error):
    with pytest.raises(error):
        arranged(**{"days": Decimal(1), **said})

    assert state() == ([], [])


@pytest.mark.parametrize("days", [Decimal("0.5"), Decimal(3)])
def test_days_range_from_a_half_to_all_from_the_first_to_the_last(arranged, days):
    assert arranged(days=days).days == days


def test_the_database_keeps_days_in_halves(arranged):
    session = arranged()

    with pytest.raises(IntegrityError, match="training_is_of_half_days"), transaction.atomic():
        TrainingSession.objects.filter(pk=session.pk).update(days=Decimal("1.3"))


def test_many_are_recorded_with_as_many_queries_as_one(county, django_assert_num_queries):
    def rows(count: int) -> list[TrainingSession]:
        return [
            TrainingSession(
                title="轮训",
                level=TrainingLevel.COUNTY,
                kind=TrainingKind.ROTATION,
                organiser=county,
                from_on=ENDED,
                last_on=ENDED,
                days=Decimal(1),
            )
            for _ in range(count)
        ]

    for count in (1, 100):
        with django_assert_num_queries(11):
            services.arrange_many(rows(count), on=BEFORE)

    assert (TrainingSession.objects.count(), Obligation.objects.count()) == (101, 101)


def test_a_session_that_is_evaluated_already_asks_for_no_evaluation(county):
    row = TrainingSession(
        title="轮训",
        level=TrainingLevel.COUNTY,
        kind=TrainingKind.ROTATION,
        organiser=county,
        from_on=ENDED,
        last_on=ENDED,
        days=Decimal(1),
        evaluated_on=DUE,
        evaluation="学用结合较好",
    )

    services.arrange_many([row], on=DUE)

    assert Obligation.objects.count() == 0
    with pytest.raises(services.AlreadyEvaluated):
        services.evaluate(session=row.pk, evaluation="再评", on=DUE)


def test_before_it_begins_a_session_is_changed_without_a_reason_and_its_evaluation_moves(arranged):
    session = arranged()

    changed = services.change(
        session=session.pk,
        on=BEFORE,
        version=1,
        from_on=date(2026, 3, 30),
        last_on=date(2026, 3, 31),
        days=Decimal(2),
        actor=CLERK,
    )

    assert (changed.version, changed.evaluation_duty_id) == (2, session.evaluation_duty_id)
    assert Obligation.objects.get().due_on == date(2026, 6, 30)


def test_once_begun_a_session_is_corrected_with_a_reason_only(arranged):
    session = arranged()
    before = state()
    with pytest.raises(services.InvalidTraining, match="理由"):
        services.change(session=session.pk, on=session.from_on, place="县委党校")
    assert state() == before

    services.change(session=session.pk, on=session.from_on, place="县委党校", reason="误记")

    assert TrainingSession.objects.get().place == "县委党校"


def test_days_are_not_cut_below_what_somebody_attended(arranged, person):
    session, zhang = arranged(), person()
    attendance.enrol(session=session.pk, people=[zhang.pk])
    attendance.record_attendance_many(session=session.pk, marks=[Mark(zhang.pk, Decimal("2.5"))], on=ENDED)
    before = state()

    with pytest.raises(services.InvalidTraining, match="有 1 人"):
        services.change(session=session.pk, on=ENDED, days=Decimal(2), reason="误记")

    assert state() == before


def test_a_cancelled_session_stays_with_its_reason_and_its_evaluation_is_cancelled(arranged):
    session = arranged()
    with pytest.raises(services.InvalidTraining, match="取消理由"):
        services.cancel(session=session.pk, on=BEFORE, reason=" ")

    services.cancel(session=session.pk, on=BEFORE, reason="汛期", version=1, actor=CLERK)

    row, duty = TrainingSession.objects.get(), Obligation.objects.get()
    assert (row.cancelled_on, row.cancel_reason) == (BEFORE, "汛期")
    assert (duty.cancelled_on, duty.cancel_reason) == (BEFORE, "培训取消：汛期")
    for step in (
        lambda: services.cancel(session=session.pk, on=BEFORE, reason="再取消"),
        lambda: services.change(session=session.pk, on=BEFORE, title="新名"),
        lambda: services.evaluate(session=session.pk, evaluation="好", on=DUE),
        lambda: attendance.enrol(session=session.pk, people=[]),
    ):
        with pytest.raises(services.Cancelled) as refusal:
            step()
        assert refusal.value.code == "TRAINING_CANCELLED"


@pytest.mark.parametrize("held", ["attended", "evaluated"])
def test_a_session_that_was_held_is_not_cancelled(arranged, person, held):
    session, zhang = arranged(), person()
    if held == "attended":
        attendance.enrol(session=session.pk, people=[zhang.pk])
        attendance.record_attendance_many(
            session=session.pk, marks=[Mark(zhang.pk, Decimal("0.5"))], on=ENDED
        )
    else:
        services.evaluate(session=session.pk, evaluation="好", on=DUE)
    before = state()

    with pytest.raises(services.AlreadyHeld) as refusal:
        services.cancel(session=session.pk, on=ENDED, reason="汛期")

    assert (refusal.value.code, state()) == ("TRAINING_HELD", before)


def test_an_evaluation_fulfils_the_obligation_which_somebody_else_checks(arranged):
    session = arranged()

    services.evaluate(session=session.pk, evaluation="学用结合较好", on=DUE, version=1, actor=CLERK)

    duty = Obligation.objects.get()
    assert TrainingSession.objects.get().evaluated_on == DUE
    assert (duty.fulfilled_on, duty.evidence, duty.fulfilled_by_name) == (DUE, "学用结合较好", "测试")
    with pytest.raises(obligations.CheckedBySelf):
        obligations.check(obligation=duty.pk, on=DUE, actor=CLERK)
    obligations.check(obligation=duty.pk, on=DUE, actor=OTHER)


def test_an_evaluation_is_made_again_only_when_it_was_sent_back(arranged):
    session = arranged()
    services.evaluate(session=session.pk, evaluation="好", on=DUE, actor=CLERK)
    before = state()
    with pytest.raises(services.AlreadyEvaluated) as refusal:
        services.evaluate(session=session.pk, evaluation="很好", on=DUE, actor=CLERK)
    assert (refusal.value.code, state()) == ("TRAINING_EVALUATED", before)

    obligations.send_back(obligation=session.evaluation_duty_id, reason="缺数据", actor=OTHER)
    services.evaluate(session=session.pk, evaluation="测试合格率 96%", on=DUE, actor=CLERK)

    assert TrainingSession.objects.get().evaluation == "测试合格率 96%"
    assert Obligation.objects.get().evidence == "测试合格率 96%"


@pytest.mark.parametrize(("on", "allowed"), [(date(2026, 3, 3), False), (ENDED, True)])
def test_a_session_is_evaluated_once_it_has_ended(arranged, on, allowed):
    session = arranged()
    if allowed:
        assert services.evaluate(session=session.pk, evaluation="好", on=on).evaluated_on == on
        return
    with pytest.raises(services.InvalidTraining, match="结束后"):
        services.evaluate(session=session.pk, evaluation="好", on=on)
    assert TrainingSession.objects.get().evaluated_on is None


def test_an_evaluation_is_not_fulfilled_by_hand(arranged):
    with pytest.raises(obligations.FulfilledByRecord):
        obligations.fulfil(obligation=arranged().evaluation_duty_id, evidence="已评估", on=DUE)


def test_a_session_does_not_end_after_its_evaluation(arranged):
    session = arranged()
    services.evaluate(session=session.pk, evaluation="好", on=ENDED)

    with pytest.raises(services.InvalidTraining, match="已于 2026-03-04 评估"):
        services.change(session=session.pk, on=ENDED, last_on=date(2026, 3, 5), reason="误记")


def test_changes_on_an_outdated_version_are_refused(arranged):
    session = arranged()
    services.change(session=session.pk, on=BEFORE, title="新名")
    before = state()

    with pytest.raises(Outdated) as refusal:
        services.cancel(session=session.pk, on=BEFORE, reason="汛期", version=1)

    assert (refusal.value.extensions, state()) == ({"version": 2}, before)


def test_a_session_of_nowhere_is_not_found(in_beta):
    with pytest.raises(services.UnknownTraining):
        services.cancel(session=UUID(int=7), on=BEFORE, reason="汛期")


def test_the_default_law_asks_for_an_evaluation_after_three_months():
    assert CorePolicy().evaluation_months == 3
