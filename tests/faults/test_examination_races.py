"""Two who do the same thing in an examination at the same moment: it happens once."""

from collections.abc import Iterator
from datetime import timedelta

import examining
import pytest
from browsing import CLERK
from django.utils import timezone
from django_tenants.utils import tenant_context
from faults import racing
from pytest_django.plugin import DjangoDbBlocker

from plugins.fuquan_licensing.bank import services as bank
from plugins.fuquan_licensing.bank.models import Question, QuestionVersion
from plugins.fuquan_licensing.bank.papers import Kind
from plugins.fuquan_licensing.bank.services import Draft
from plugins.fuquan_licensing.examinations import results
from plugins.fuquan_licensing.examinations import services as examinations
from plugins.fuquan_licensing.examinations.models import Examination, Mark, Registration
from plugins.fuquan_licensing.examinations.stages import Stage
from plugins.fuquan_licensing.sittings import services as sittings
from plugins.fuquan_licensing.sittings.models import Answer, Sitting
from tenants import registry

ROUNDS = 10


@pytest.fixture(scope="module")
def tenant(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[registry.TenantRecord]:
    """A tenant of this module's own, which runs Fuquan's scheme."""
    with (
        django_db_blocker.unblock(),
        racing.tenant("examination_race", plugins=["fuquan_licensing"]) as record,
        tenant_context(record),
    ):
        yield record


def ticket() -> str:
    """Return the ticket of the one candidate of a new examination."""
    [only] = examining.seated(examining.opened(), 1)
    return only


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_two_devices_that_begin_at_once_get_one_paper_and_the_later_one_goes_on(tenant, attempt):
    only, desks = ticket(), []

    found = racing.at_once(tenant, [lambda: desks.append(sittings.begin(ticket=only))] * 2)

    assert found == ["DONE", "DONE"]
    assert {desk.sitting.lease for desk in desks} == {1, 2}
    assert desks[0].paper == desks[1].paper
    with pytest.raises(sittings.TakenOver):
        sittings.save(ticket=only, lease=1, sequence=1, answers={0: [0]})


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_handing_in_while_the_time_ends_ends_the_sitting_and_marks_it_once(tenant, attempt):
    only = ticket()
    desk = sittings.begin(ticket=only)
    near = timezone.now() + timedelta(milliseconds=30)
    Sitting.objects.filter(pk=desk.sitting.pk).update(due_at=near)
    right = examining.right(desk)

    def until_it_ends() -> None:
        while Sitting.objects.filter(pk=desk.sitting.pk, ended_at=None).exists():
            sittings.end_overdue()

    handed_in, _, _ = racing.at_once(
        tenant,
        [
            lambda: sittings.hand_in(ticket=only, lease=1, sequence=1, answers=right),
            until_it_ends,
            until_it_ends,
        ],
    )

    sitting = Sitting.objects.get(pk=desk.sitting.pk)
    [mark] = Mark.objects.filter(registration=sitting.registration_id)
    answers = Answer.objects.filter(sitting=sitting).count()
    assert (handed_in, sitting.ending, mark.score, answers) in [
        ("DONE", "SUBMITTED", 100, 20),
        ("TIME_OVER", "TIME", 0, 0),
        ("HANDED_IN", "TIME", 0, 0),
    ]
    assert sitting.ended_at <= sitting.due_at


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_a_file_that_two_import_at_once_is_added_once(tenant, attempt):
    drafts = [
        Draft("党章党规", Kind.SINGLE, f"{attempt} 之 {number}", ("甲", "乙"), frozenset({0}))
        for number in range(30)
    ]
    before, outcomes = Question.objects.count(), []

    racing.at_once(tenant, [lambda: outcomes.append(bank.add_many(drafts=drafts, actor=CLERK))] * 2)

    assert sorted((one.added, one.known) for one in outcomes) == [(0, 30), (30, 0)]
    assert Question.objects.count() == before + 30
    assert QuestionVersion.objects.filter(text__startswith=f"{attempt} 之").count() == 30


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_a_person_whom_two_register_at_once_is_registered_once(tenant, attempt):
    examination = examining.opened()
    [member] = examining.members(examination.record.organisation, 1)
    examinations.open_registration(examination=examination.pk, version=1)
    today = timezone.localdate()

    found = racing.at_once(
        tenant,
        [
            lambda: examinations.register(
                examination=examination.pk, people=[member.pk], on=today, today=today, actor=CLERK
            )
        ]
        * 2,
    )

    assert sorted(found) == ["ALREADY_REGISTERED", "DONE"]
    assert Registration.objects.filter(examination=examination).count() == 1


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_beginning_while_the_registration_is_withdrawn_does_one_of_both(tenant, attempt):
    only = ticket()
    registration = Registration.objects.get(ticket=sittings.digest(only))

    began, withdrawn = racing.at_once(
        tenant,
        [
            lambda: sittings.begin(ticket=only),
            lambda: examinations.withdraw(registration=registration.pk, reason="调离", actor=CLERK),
        ],
    )

    registration.refresh_from_db()
    sat = Sitting.objects.filter(registration=registration).exists()
    assert (began, withdrawn, sat, registration.withdrawn_reason) in [
        ("DONE", "BAD_USER_INPUT", True, ""),
        ("NOT_OPEN", "DONE", False, "调离"),
    ]


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_two_orders_to_mark_again_change_each_score_once(tenant, attempt):
    examination = examining.opened()
    [desk] = examining.sat(examination, 1)
    examining.at_stage(examination, Stage.SCORED)
    examining.correct_key(desk.paper[0].version, 1)

    def again() -> None:
        results.mark_again(examination=examination.pk, reason="答案更正", actor=CLERK)

    assert racing.at_once(tenant, [again, again]) == ["DONE", "DONE"]
    marks = Mark.objects.filter(registration=desk.sitting.registration_id).order_by("number")
    assert [(mark.number, mark.score) for mark in marks] == [(1, 100), (2, 95)]
    examining.correct_key(desk.paper[0].version, 0)


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_two_who_publish_at_once_publish_once(tenant, attempt):
    examination = examining.opened()
    examining.sat(examination, 1)
    examination = examining.at_stage(examination, Stage.REVIEWED)

    def publish() -> None:
        results.publish(
            examination=examination.pk,
            version=examination.version,
            on=timezone.localdate(),
            actor=CLERK,
        )

    found = racing.at_once(tenant, [publish, publish])

    assert sorted(found) == ["CONFLICT", "DONE"]
    assert Examination.objects.get(pk=examination.pk).version == examination.version + 1
