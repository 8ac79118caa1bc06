"""Steps of the standard, money, and what was recorded in error."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from browsing import CLERK

from core.projects import progress, services
from core.projects.entries import InvalidProject
from core.projects.models import ProjectEntry, Stage
from core.projects.progress import Kind

TODAY = date(2026, 5, 1)


def step(project, code: str = "S1", *, on: date = TODAY, evidence: str = "会议纪要") -> ProjectEntry:
    return progress.complete_step(project=project.pk, step=code, on=on, today=TODAY, evidence=evidence)


def funds(project, amount: str, *, kind: Kind = Kind.SPENT, note: str = "购置设备") -> ProjectEntry:
    return progress.record_funds(
        project=project.pk, kind=kind, amount=Decimal(amount), on=TODAY, today=TODAY, note=note
    )


def annulled(project, entry: UUID, *, reason: str = "误记") -> ProjectEntry:
    return progress.annul(project=project.pk, entry=entry, reason=reason, on=TODAY, today=TODAY, actor=CLERK)


def test_steps_may_be_done_in_any_order_each_once(raised, standard):
    project = raised(standard=standard)
    step(project, "S3")

    with pytest.raises(progress.StepDone):
        step(project, "S3")

    assert progress.skipped(project) == ["动员部署", "组织实施"]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"code": "S9"}, "没有步骤 S9；其步骤为：S1、S2、S3"),
        ({"evidence": " "}, "请填写完成情况"),
        ({"on": date(2026, 1, 9)}, "早于项目生成日期"),
        ({"on": date(2026, 5, 2)}, "晚于今天"),
    ],
)
def test_a_step_that_cannot_be_is_refused(raised, standard, given, problem):
    project = raised(standard=standard)

    with pytest.raises(InvalidProject, match=problem):
        step(project, **given)

    assert ProjectEntry.objects.filter(kind="STEP").count() == 0


def test_a_project_without_a_standard_has_no_steps(raised):
    with pytest.raises(InvalidProject, match="其步骤为：无"):
        step(raised())


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "1000000000000"])
def test_an_amount_that_cannot_be_is_refused(raised, amount):
    project = raised()

    with pytest.raises(InvalidProject):
        funds(project, amount)

    assert ProjectEntry.objects.filter(amount__isnull=False).count() == 0


def test_an_amount_is_kept_to_the_cent(raised):
    assert funds(raised(), "999999999999.99").amount == Decimal("999999999999.99")


def test_money_needs_a_word_on_whence_or_for_what(raised):
    with pytest.raises(InvalidProject, match="资金来源或用途"):
        funds(raised(), "1", note="")


def test_a_step_that_was_recorded_in_error_is_annulled_and_recorded_anew(raised, standard):
    project = raised(standard=standard)
    wrong = step(project)

    note = annulled(project, wrong.pk)
    again = step(project)

    wrong.refresh_from_db()
    assert wrong.annulled_at is not None
    assert (note.kind, note.annuls_id, note.note, note.recorded_by_name) == (
        "ANNULLED",
        wrong.pk,
        "误记",
        CLERK.name,
    )
    assert again.version == 4
    with pytest.raises(InvalidProject, match="已作废"):
        annulled(project, wrong.pk)


def test_only_steps_and_money_of_the_project_are_annulled(raised):
    project, other = raised(), raised("另一项")
    beginning = ProjectEntry.objects.get(project=project)
    foreign = funds(other, "1")

    with pytest.raises(InvalidProject, match="“生成”的记载不能作废"):
        annulled(project, beginning.pk)
    for unknown in (foreign.pk, UUID(int=7)):
        with pytest.raises(progress.UnknownEntry):
            annulled(project, unknown)
    with pytest.raises(InvalidProject, match="作废理由"):
        annulled(other, foreign.pk, reason=" ")

    assert ProjectEntry.objects.filter(annulled_at__isnull=False).count() == 0


def test_nothing_is_done_in_a_project_that_was_withdrawn(raised):
    project = raised()
    services.advance(project=project.pk, to=Stage.WITHDRAWN, on=TODAY, today=TODAY, reason="重复")

    with pytest.raises(progress.entries.ProjectOver):
        funds(project, "1")

    assert ProjectEntry.objects.filter(kind="SPENT").count() == 0
