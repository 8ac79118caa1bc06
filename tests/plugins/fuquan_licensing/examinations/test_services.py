"""Examinations: their stages, who is registered, and what is refused with nothing written."""

from datetime import datetime, timedelta
from decimal import Decimal

import examining
import pytest
from browsing import CLERK
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.decisions.models import DecisionRecord
from core.examinations.models import Attendance, ExaminationResult
from core.organisations.facts import Outdated
from core.people import services as people
from core.policy.problems import InputError
from core.policy.vocabulary import PoliticalStatus
from plugins.fuquan_licensing.bank.papers import BadBlueprint, BankTooSmall
from plugins.fuquan_licensing.examinations import services
from plugins.fuquan_licensing.examinations.models import Examination, Registration, Round
from plugins.fuquan_licensing.examinations.stages import Mode, Stage, WrongStage, following
from plugins.fuquan_licensing.facts import Level
from plugins.fuquan_licensing.sittings import services as sittings
from plugins.fuquan_licensing.sittings.models import Sitting

PART = {"topic": "组织建设", "kind": "SINGLE", "count": 20, "points": Decimal(5)}


def stored() -> tuple:
    models = (Round, Examination, Registration, DecisionRecord, ExaminationResult, Sitting)
    return tuple(list(model.objects.order_by("pk").values()) for model in models)


def register(examination: Examination, who: list) -> services.Registered:
    return services.register(
        examination=examination.pk,
        people=[one.pk for one in who],
        on=timezone.localdate(),
        today=timezone.localdate(),
        actor=CLERK,
    )


def at(hour: int) -> datetime:
    return datetime(2022, 6, 18, hour, tzinfo=timezone.get_default_timezone())


def opened(**other) -> Examination:
    values = {
        "organisation": examining.town("道坪镇党委").pk,
        "year": 2022,
        "title": "第一场",
        "level": Level.JUNIOR,
        "mode": Mode.SHEET,
        "opens_at": at(9),
        "closes_at": at(11),
        "minutes": 120,
    }
    return services.open_examination(**(values | other))


def test_examinations_of_a_year_are_numbered_in_its_one_round(in_alpha):
    first, second = opened(), opened(title="第二场", organisation=examining.town("牛场镇党委").pk)

    assert [(one.round_id, one.number) for one in (first, second)] == [
        (Round.objects.get(year=2022).pk, 1),
        (first.round_id, 2),
    ]
    assert (first.record.pass_mark, first.record.on, first.record.paper_title) == (
        Decimal(60),
        at(9).date(),
        "初级资格考试",
    )


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"closes_at": at(9)}, services.BadExamination),
        ({"year": 2021}, services.BadExamination),
        ({"minutes": 0}, services.BadExamination),
        ({"minutes": 24 * 60 + 1}, services.BadExamination),
        ({"blueprint": {"parts": [PART]}}, services.BadExamination),
        ({"mode": Mode.ONLINE}, services.BadExamination),
        ({"mode": Mode.ONLINE, "blueprint": {"parts": [PART]}}, BankTooSmall),
        ({"mode": Mode.ONLINE, "blueprint": {"parts": [{**PART, "count": 19}]}}, BadBlueprint),
        ({"mode": Mode.ONLINE, "blueprint": {"parts": [{**PART, "points": Decimal(0)}]}}, InputError),
        ({"mode": Mode.ONLINE, "blueprint": {"teile": []}}, InputError),
    ],
    ids=[
        "ends when it begins",
        "of another year",
        "no time",
        "more than a day",
        "paper with a blueprint",
        "screen without one",
        "empty bank",
        "95 points",
        "no points",
        "misspelt",
    ],
)
def test_an_examination_that_cannot_be_is_not_opened(in_alpha, given, error):
    with pytest.raises(error):
        opened(**given)

    assert (Round.objects.count(), Examination.objects.count()) == (0, 0)


def test_the_bank_of_the_day_in_china_counts(in_alpha):
    examination = examining.opened()
    [ticket] = examining.seated(examination, 1)
    night = timezone.localtime().replace(hour=0, minute=30)
    Examination.objects.update(opens_at=night - timedelta(days=1), closes_at=night + timedelta(days=2))
    retired = timezone.localdate() - timedelta(days=1)
    examining.retire_all_but(19, on=retired)

    # In Greenwich that night still belongs to the day before, on which there were enough questions.
    with pytest.raises(BankTooSmall):
        sittings.begin(ticket=ticket)


def test_stages_follow_one_another():
    assert [following(stage) for stage in Stage] == [*list(Stage)[1:], None]


def test_the_steps_lead_from_the_opening_to_the_scores(examination):
    [desk] = examining.sat(examination, 1)
    examining.passed_over(examination)

    services.close_sittings(examination=examination.pk, version=3)

    examination.refresh_from_db()
    assert (examination.stage, examination.version) == (Stage.SCORED, 4)
    assert Registration.objects.get().attended is True
    assert desk.sitting.due_at > desk.now


STEPS = {
    services.open_registration: {Stage.OPENED},
    services.begin_sittings: {Stage.REGISTRATION},
    services.close_sittings: {Stage.SAT},
}


@pytest.mark.parametrize(
    ("step", "stage"),
    [(step, stage) for step, allowed in STEPS.items() for stage in Stage if stage not in allowed],
)
def test_a_step_at_another_stage_writes_nothing(examination, step, stage):
    examining.at_stage(examination, stage)
    before = stored()

    with pytest.raises(WrongStage):
        step(examination=examination.pk, version=1)

    assert stored() == before


@pytest.mark.parametrize("step", STEPS)
def test_a_step_on_an_outdated_version_writes_nothing(examination, step):
    [stage] = STEPS[step]
    examining.at_stage(examination, stage)
    before = stored()

    with pytest.raises(Outdated):
        step(examination=examination.pk, version=2)

    assert stored() == before


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.REGISTRATION])
def test_nobody_is_registered_at_another_stage(examination, stage):
    who = examining.members(examination.record.organisation, 1)
    examining.at_stage(examination, stage)
    before = stored()

    with pytest.raises(WrongStage):
        register(examination, who)

    assert stored() == before


def test_each_registration_rests_on_a_decision_of_its_own(examination):
    first, second = examining.registered(examination, 2)

    assert [one.seat for one in (first, second)] == [1, 2]
    assert first.number == f"{timezone.localdate().year}0100001"
    records = DecisionRecord.objects.in_bulk([first.decision_id, second.decision_id])
    assert {record.action for record in records.values()} == {"fuquan_licensing.sit_exam"}
    assert len(records) == 2


def test_who_may_not_sit_is_listed_with_the_clause_and_keeps_nobody_else_out(examination):
    unit = examination.record.organisation
    [member] = examining.members(unit, 1)
    masses = people.register(name="群众", political_status=PoliticalStatus.MASSES)
    unknown = people.register(name="未填政治面貌")
    services.open_registration(examination=examination.pk, version=1)

    outcome = register(examination, [member, masses, unknown])

    assert [one.person_id for one in outcome.registrations] == [member.pk]
    refused = {one.person: one.refusal for one in outcome.refused}
    assert refused.keys() == {masses.pk, unknown.pk}
    assert [finding["code"] for finding in refused[masses.pk].extensions["findings"]] == [
        "FQ-MEMBER",
        "FQ-POST",
    ]
    assert (refused[unknown.pk].code, "political_status" in refused[unknown.pk].message) == (
        "BAD_USER_INPUT",
        True,
    )
    assert DecisionRecord.objects.count() == 1


def test_nobody_is_registered_twice_and_then_nobody_is(examination):
    examining.registered(examination, 1)
    [other] = examining.members(examination.record.organisation, 1, name="他人")
    known = Registration.objects.get().person
    before = stored()

    with pytest.raises(services.AlreadyRegistered) as refused:
        register(examination, [other, known])

    assert refused.value.extensions == {"people": [str(known.pk)]}
    assert stored() == before


def test_who_was_withdrawn_can_be_registered_again_and_is_published_once(examination):
    [first, _] = examining.registered(examination, 2)
    services.withdraw(registration=first.pk, reason="单位变动", actor=CLERK)

    [again] = register(examination, [first.person]).registrations

    assert (again.seat, again.number) == (3, f"{timezone.localdate().year}0100003")
    states = ExaminationResult.objects.filter(person=first.person_id).order_by("pk")
    assert [row.attendance for row in states] == [Attendance.VOID, Attendance.REGISTERED]


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_withdrawal_needs_a_reason(examination, reason):
    [row] = examining.registered(examination, 1)
    before = stored()

    with pytest.raises(services.BadExamination):
        services.withdraw(registration=row.pk, reason=reason, actor=CLERK)

    assert stored() == before


def test_who_has_come_is_not_withdrawn(examination):
    [ticket] = examining.seated(examination, 1)
    sittings.begin(ticket=ticket)
    before = stored()

    with pytest.raises(services.BadExamination):
        services.withdraw(registration=Registration.objects.get().pk, reason="缺考", actor=CLERK)

    assert stored() == before


def test_a_new_ticket_takes_the_place_of_the_old_one(examination):
    [old] = examining.seated(examination, 1)
    registration = Registration.objects.get()

    [(_, new)] = services.issue_tickets(examination=examination.pk, registrations=[registration.pk])

    with pytest.raises(sittings.UnknownTicket):
        sittings.begin(ticket=old)
    assert sittings.begin(ticket=new).sitting.registration_id == registration.pk
    assert services.issue_tickets(examination=examination.pk) == []


def test_sittings_are_not_closed_before_the_closing_time(examination):
    examining.sat(examination, 1)
    before = stored()

    with pytest.raises(services.StillSitting):
        services.close_sittings(examination=examination.pk, version=3)

    assert stored() == before


def test_closing_takes_in_what_was_not_handed_in_and_notes_who_never_came(examination):
    answering, _ = examining.seated(examination, 2)
    desk = sittings.begin(ticket=answering)
    sittings.save(ticket=answering, lease=1, sequence=1, answers=examining.right(desk))
    examining.passed_over(examination)
    Sitting.objects.update(due_at=timezone.now() - timedelta(seconds=1))

    services.close_sittings(examination=examination.pk, version=3)

    assert list(
        Registration.objects.order_by("seat").values_list("attended", "marks__score", "sitting__ending")
    ) == [(True, Decimal(100), Sitting.Ending.TIME), (False, None, None)]


def test_registering_takes_as_many_queries_for_a_hundred_as_for_ten(examination):
    services.open_registration(examination=examination.pk, version=1)
    register(examination, examining.members(examination.record.organisation, 1, name="预热"))
    taken = []

    for count in (10, 100):
        who = examining.members(examination.record.organisation, count)
        with CaptureQueriesContext(connection) as captured:
            register(examination, who)
        taken.append(len(captured))

    assert taken[0] == taken[1]
    assert Registration.objects.count() == 111
