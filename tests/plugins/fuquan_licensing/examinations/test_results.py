"""What an examination found: published once, corrected by new versions with a reason."""

from datetime import timedelta
from decimal import Decimal

import examining
import pytest
from browsing import CLERK
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.examinations.models import Attendance, ExaminationResult, State
from core.organisations.facts import Outdated
from plugins.fuquan_licensing.examinations import results, services
from plugins.fuquan_licensing.examinations.models import Examination, Mark, Registration
from plugins.fuquan_licensing.examinations.stages import Stage, WrongStage
from plugins.fuquan_licensing.sittings import services as sittings
from plugins.fuquan_licensing.sittings.marking import BadRemark


def publish(examination: Examination, *, version: int | None = None) -> Examination:
    return results.publish(
        examination=examination.pk,
        version=examination.version if version is None else version,
        on=timezone.localdate(),
        actor=CLERK,
    )


def standing() -> list[tuple]:
    """Return the results that count in the core's records."""
    rows = ExaminationResult.objects.filter(superseded_at__isnull=True).exclude(attendance=Attendance.VOID)
    return list(rows.order_by("person__name").values_list("attendance", "score", "version", "reason"))


def stored() -> tuple:
    models = (Examination, Registration, Mark, ExaminationResult)
    return tuple(list(model.objects.order_by("pk").values()) for model in models)


@pytest.fixture
def reviewed(examination) -> Examination:
    """An examination that one candidate sat with 100 points and another missed, reviewed."""
    came, _ = examining.seated(examination, 2)
    desk = sittings.begin(ticket=came)
    sittings.hand_in(ticket=came, lease=1, sequence=1, answers=examining.right(desk))
    Registration.objects.filter(attended=None).update(attended=False)
    return examining.at_stage(examination, Stage.REVIEWED)


def paper() -> list[str]:
    """Return the questions of the one paper that was sat."""
    [registration] = Registration.objects.filter(attended=True)
    return [item.version for item in sittings.paper_of(registration.sitting)]


def test_publishing_puts_results_into_the_archive(reviewed):
    published = publish(reviewed)

    assert (published.stage, published.version) == (Stage.PUBLISHED, reviewed.version + 1)
    assert standing() == [
        (Attendance.PRESENT, Decimal(100), 2, ""),
        (Attendance.ABSENT, None, 2, ""),
    ]
    reviewed.record.refresh_from_db()
    assert (reviewed.record.state, reviewed.record.published_on, reviewed.record.pass_mark) == (
        State.PUBLISHED,
        timezone.localdate(),
        Decimal(60),
    )


def test_who_was_withdrawn_and_registered_again_is_published_once(examination):
    first, second = examining.registered(examination, 2)
    services.withdraw(registration=first.pk, reason="误报", actor=CLERK)
    services.withdraw(registration=second.pk, reason="调离", actor=CLERK)
    today = timezone.localdate()
    services.register(
        examination=examination.pk, people=[first.person_id], on=today, today=today, actor=CLERK
    )
    services.begin_sittings(examination=examination.pk, version=2)
    [(_, ticket)] = services.issue_tickets(examination=examination.pk)
    sittings.begin(ticket=ticket)
    sittings.hand_in(ticket=ticket, lease=1, sequence=1, answers={})

    publish(examining.at_stage(examination, Stage.REVIEWED))

    assert standing() == [(Attendance.PRESENT, Decimal(0), 2, "")]


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.REVIEWED])
def test_only_what_was_reviewed_is_published(reviewed, stage):
    examining.at_stage(reviewed, stage)
    before = stored()

    with pytest.raises(WrongStage):
        publish(reviewed)

    assert stored() == before


def test_publishing_on_an_outdated_version_writes_nothing(reviewed):
    before = stored()

    with pytest.raises(Outdated):
        publish(reviewed, version=reviewed.version - 1)

    assert stored() == before


def test_a_day_before_the_examination_is_refused_and_nothing_is_written(reviewed):
    before = stored()

    with pytest.raises(services.records.InvalidExamination):
        results.publish(
            examination=reviewed.pk,
            version=reviewed.version,
            on=timezone.localdate() - timedelta(days=1),
            actor=CLERK,
        )

    assert stored() == before


def test_before_publication_a_corrected_key_changes_the_score_that_will_be_published(reviewed):
    examining.correct_key(paper()[0], 1)

    [changed] = results.mark_again(examination=reviewed.pk, reason="第 1 题答案更正", actor=CLERK)
    publish(reviewed)

    assert (changed.before, changed.after) == (Decimal(100), Decimal(95))
    assert standing()[0] == (Attendance.PRESENT, Decimal(95), 2, "")
    assert ExaminationResult.objects.filter(superseded_at__isnull=False).count() == 0


def test_after_publication_it_is_a_new_version_with_the_reason_and_the_old_one_is_kept(reviewed):
    publish(reviewed)
    examining.correct_key(paper()[0], 1)

    results.mark_again(examination=reviewed.pk, reason="第 1 题答案更正", actor=CLERK)

    assert standing()[0] == (Attendance.PRESENT, Decimal(95), 3, "第 1 题答案更正")
    [old] = ExaminationResult.objects.filter(superseded_at__isnull=False)
    assert (old.score, old.version) == (Decimal(100), 2)
    assert list(Mark.objects.order_by("number").values_list("number", "score", "source")) == [
        (1, Decimal(100), Mark.Source.SITTING),
        (2, Decimal(95), Mark.Source.REMARK),
    ]


def test_marking_again_when_nothing_changes_writes_nothing(reviewed):
    publish(reviewed)
    before = stored()

    assert results.mark_again(examination=reviewed.pk, reason="复核", actor=CLERK) == []
    assert stored() == before


def test_marking_again_needs_a_reason_also_after_publication(reviewed):
    publish(reviewed)
    examining.correct_key(paper()[0], 1)
    before = stored()

    with pytest.raises(BadRemark):
        results.mark_again(examination=reviewed.pk, reason="", actor=CLERK)

    assert stored() == before


@pytest.mark.parametrize("stage", [Stage.OPENED, Stage.REGISTRATION, Stage.SAT])
def test_nothing_is_marked_again_before_it_was_marked(reviewed, stage):
    examining.correct_key(paper()[0], 1)
    examining.at_stage(reviewed, stage)
    before = stored()

    with pytest.raises(WrongStage):
        results.mark_again(examination=reviewed.pk, reason="更正", actor=CLERK)

    assert stored() == before


def test_a_key_that_is_corrected_twice_to_where_it_was_brings_the_score_back(reviewed):
    publish(reviewed)
    version = paper()[0]
    for key in (1, 0):
        examining.correct_key(version, key)
        results.mark_again(examination=reviewed.pk, reason=f"答案改为 {key}", actor=CLERK)

    assert standing()[0] == (Attendance.PRESENT, Decimal(100), 4, "答案改为 0")
    assert [mark.score for mark in Mark.objects.order_by("number")] == [100, 95, 100]


@pytest.mark.parametrize("work", ["publish", "mark again"])
def test_a_hundred_take_as_many_queries_as_ten(in_alpha, work):
    taken = []
    for count in (10, 100):
        examination = examining.opened()
        desks = examining.sat(examination, count)
        examining.at_stage(examination, Stage.REVIEWED)
        if work == "mark again":
            examining.correct_key(desks[0].paper[0].version, 1)
        with CaptureQueriesContext(connection) as captured:
            if work == "publish":
                publish(examination)
            else:
                results.mark_again(examination=examination.pk, reason="更正", actor=CLERK)
        taken.append(len(captured))

    assert taken[0] == taken[1]
