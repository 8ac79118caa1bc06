"""Projects are raised, changed, and taken from stage to stage."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from browsing import CLERK
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.decisions import exceptions
from core.decisions.about import About
from core.decisions.models import DecisionRecord, Scope
from core.decisions.services import Refused, replay
from core.organisations.facts import Outdated
from core.organisations.models import Level
from core.organisations.selectors import UnknownOrganisation
from core.projects import entries, milestones, progress, services, stages, standards
from core.projects.entries import InvalidProject, ProjectOver, UnknownProject
from core.projects.milestones import SUBJECT
from core.projects.models import Origin, Project, ProjectEntry, Stage
from core.projects.services import Raising

TODAY = date(2026, 5, 1)
RAISED = date(2026, 1, 10)


def recorded(project: Project) -> list[tuple[str, str]]:
    return list(ProjectEntry.objects.filter(project=project).order_by("version").values_list("kind", "stage"))


def advanced(project: Project, to: Stage, *, on: date = TODAY, **more) -> Project:
    return services.advance(project=project.pk, to=to, on=on, today=TODAY, **more)


def waived(project: Project, *, until_on: date = date(2027, 1, 1)):
    return exceptions.grant(
        action="core.close_project",
        clause="CORE-STEPS",
        scope=Scope.RECORD,
        about=About(kind=SUBJECT, id=str(project.pk)),
        authority="县委组织部",
        authority_level=Level.COUNTY,
        reason="防汛期间",
        evidence="会议纪要 3 号",
        from_on=date(2026, 4, 1),
        until_on=until_on,
        actor=CLERK,
    )


def test_a_project_is_raised_in_its_first_stage(raised):
    project = raised(
        more={"budget": Decimal("30000.5"), "supports": {"FUNDS": " 镇财政 ", "TALENT": " "}, "aim": "达标"},
        note="镇党发〔2026〕1 号",
        actor=CLERK,
    )

    project.refresh_from_db()
    [entry] = ProjectEntry.objects.filter(project=project)
    assert (project.stage, project.stage_since, project.version) == ("GENERATED", RAISED, 1)
    assert (project.budget, project.supports) == (Decimal("30000.50"), {"FUNDS": "镇财政"})
    assert (entry.kind, entry.stage, entry.note, entry.recorded_by_name) == (
        "RAISED",
        "GENERATED",
        "镇党发〔2026〕1 号",
        CLERK.name,
    )


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"title": " "}, "请填写项目名称"),
        ({"title": "补" * 201}, "不得超过 200 字"),
        ({"origin": "IDEA"}, "项目来源须为"),
        ({"more": {"due_on": date(2026, 1, 9)}}, "早于项目生成日期"),
        ({"more": {"budget": Decimal("-0.01")}}, "0 至"),
        ({"more": {"budget": Decimal("0.001")}}, "最多两位小数"),
        ({"more": {"aim": "达" * 1001}}, "不得超过 1000 字"),
        ({"on": date(2026, 5, 2)}, "晚于今天"),
    ],
)
def test_what_cannot_be_is_not_raised(raised, more, problem):
    with pytest.raises(InvalidProject, match=problem):
        raised(**more)

    assert Project.objects.count() == 0


def test_a_project_is_of_an_organisation_that_stands(raised):
    with pytest.raises(UnknownOrganisation):
        raised(on=date(2019, 12, 31))
    with pytest.raises(UnknownOrganisation):
        raised(organisation=UUID(int=7))

    assert Project.objects.count() == 0


def test_a_project_follows_a_version_that_was_in_force(raised, standard):
    assert raised(standard=standard).standard_id == standard.pk

    with pytest.raises(InvalidProject, match="2025-01-01 起施行"):
        raised(standard=standard, on=date(2024, 12, 31))


def test_a_hundred_projects_take_as_many_writes_as_ten(town):
    counts = []
    for number in (10, 100):
        with CaptureQueriesContext(connection) as statements:
            made = services.raise_many(
                [Raising(town.pk, f"项目{n}", Origin.KEY_WORK, RAISED) for n in range(number)], today=TODAY
            )
        counts.append((len(made), len(statements)))

    assert [count for count, _ in counts] == [10, 100]
    assert counts[0][1] == counts[1][1]
    assert Project.objects.count() == ProjectEntry.objects.count() == 110


def test_a_change_keeps_what_stood_before(raised):
    project = raised(more={"budget": Decimal("100"), "due_on": date(2026, 6, 1)})

    services.change(project=project.pk, version=1, on=TODAY, today=TODAY, budget=Decimal("99.9"), due_on=None)

    project.refresh_from_db()
    changed = ProjectEntry.objects.get(project=project, kind="CHANGED")
    assert (project.budget, project.due_on, project.version) == (Decimal("99.90"), None, 2)
    assert changed.values == {
        "before": {"budget": "100.00", "due_on": "2026-06-01"},
        "after": {"budget": "99.90", "due_on": None},
    }


def test_a_change_on_an_outdated_version_is_refused(raised):
    project = raised()
    services.change(project=project.pk, version=1, on=TODAY, today=TODAY, title="新名")

    with pytest.raises(Outdated, match="现为第 2 版"):
        services.change(project=project.pk, version=1, on=TODAY, today=TODAY, title="另名")
    with pytest.raises(InvalidProject, match="至少填写一项"):
        services.change(project=project.pk, version=2, on=TODAY, today=TODAY)
    with pytest.raises(UnknownProject):
        services.change(project=UUID(int=7), on=TODAY, today=TODAY, title="另名")

    assert Project.objects.get().title == "新名"


def test_a_project_goes_the_whole_way(monitored):
    project = monitored()

    advanced(project, Stage.CLOSED)

    assert [stage for kind, stage in recorded(project) if kind in ("RAISED", "STAGE")] == [
        "GENERATED",
        "IMPLEMENTING",
        "MONITORING",
        "CLOSED",
    ]
    assert Project.objects.get().stage_since == TODAY


def test_a_wrong_stage_is_refused_and_the_next_ones_are_named(raised):
    project = raised()

    with pytest.raises(stages.WrongStage, match="下一步只能是实施、撤项") as refusal:
        advanced(project, Stage.CLOSED)

    assert refusal.value.extensions == {"stage": "GENERATED", "allowed": ["IMPLEMENTING", "WITHDRAWN"]}
    assert recorded(project) == [("RAISED", "GENERATED")]


def test_nobody_begins_without_a_lead(raised):
    project = raised()

    with pytest.raises(stages.NotReady, match="负责人"):
        advanced(project, Stage.IMPLEMENTING)

    assert Project.objects.get().stage == "GENERATED"


@pytest.mark.parametrize("on", [date(2026, 2, 28), date(2026, 5, 2)])
def test_a_stage_is_not_left_before_it_began_nor_in_the_future(monitored, on):
    project = monitored()

    with pytest.raises(InvalidProject):
        advanced(project, Stage.CLOSED, on=on)

    assert Project.objects.get().stage == "MONITORING"


def test_a_stage_may_be_left_on_the_day_it_began(monitored):
    assert advanced(monitored(), Stage.CLOSED, on=date(2026, 3, 1)).stage == "CLOSED"


def test_closing_waits_for_open_milestones(monitored):
    project = monitored()
    milestones.add(project=project.pk, title="验收", due_on=date(2026, 6, 1), on=TODAY, today=TODAY)

    with pytest.raises(stages.NotReady, match="节点未完成：验收"):
        advanced(project, Stage.CLOSED)

    assert Project.objects.get().stage == "MONITORING"


def test_closing_with_a_skipped_step_is_refused_with_the_clause(monitored):
    project = monitored(done=("S1", "S3"))

    with pytest.raises(Refused, match="规范共 3 个步骤，有 1 个未完成") as refusal:
        advanced(project, Stage.CLOSED)

    assert [finding["code"] for finding in refusal.value.extensions["findings"]] == ["CORE-STEPS"]
    assert (Project.objects.get().stage, DecisionRecord.objects.count()) == ("MONITORING", 0)


def test_an_exception_lets_a_project_close_with_a_skipped_step(monitored):
    project = monitored(done=("S1", "S3"))
    exception = waived(project)

    advanced(project, Stage.CLOSED, actor=CLERK)

    record = DecisionRecord.objects.get()
    assert Project.objects.get().stage == "CLOSED"
    assert (record.action, record.subject_id, record.allowed) == (
        "core.close_project",
        str(project.pk),
        True,
    )
    assert str(exception.pk) in record.exceptions
    assert [finding.code for finding in replay(record).findings] == ["CORE-STEPS"]


def test_a_lapsed_exception_counts_no_more(monitored):
    project = monitored(done=("S1", "S3"))
    waived(project, until_on=TODAY)

    with pytest.raises(Refused):
        advanced(project, Stage.CLOSED)
    advanced(project, Stage.CLOSED, on=date(2026, 4, 30))

    assert Project.objects.get().stage_since == date(2026, 4, 30)


def test_an_exception_for_another_project_does_not_count(monitored, raised):
    project = monitored(done=())
    waived(raised("另一项"))

    with pytest.raises(Refused):
        advanced(project, Stage.CLOSED)

    assert Project.objects.get(pk=project.pk).stage == "MONITORING"


def test_a_project_without_a_standard_closes_without_steps(monitored):
    assert advanced(monitored(done=(), follows=None), Stage.CLOSED).stage == "CLOSED"


def test_a_later_version_of_the_standard_asks_nothing_of_a_project_under_way(monitored, standard):
    project = monitored()
    standards.enact(
        organisation=standard.organisation_id,
        code="DJ-01",
        number=2,
        title="规范",
        steps=[*standard.steps, {"code": "S4", "title": "回访"}],
        from_on=date(2026, 4, 1),
    )

    assert progress.skipped(project) == []
    assert advanced(project, Stage.CLOSED).stage == "CLOSED"


def test_nothing_is_recorded_of_a_project_that_is_over_until_it_is_taken_up_again(monitored):
    project = monitored()
    advanced(project, Stage.CLOSED)
    before = len(recorded(project))

    with pytest.raises(ProjectOver, match="先转回监控"):
        services.change(project=project.pk, on=TODAY, today=TODAY, title="新名")
    with pytest.raises(ProjectOver):
        milestones.add(project=project.pk, title="回访", due_on=TODAY, on=TODAY, today=TODAY)
    assert len(recorded(project)) == before

    advanced(project, Stage.MONITORING, reason="群众反映未到位")
    assert services.change(project=project.pk, on=TODAY, today=TODAY, title="新名").title == "新名"


def test_a_project_that_was_withdrawn_stays_so(raised):
    project = raised()
    advanced(project, Stage.WITHDRAWN, reason="重复立项")

    with pytest.raises(ProjectOver, match="另行立项"):
        services.change(project=project.pk, on=TODAY, today=TODAY, title="新名")
    with pytest.raises(stages.WrongStage, match="不再办理"):
        advanced(project, Stage.IMPLEMENTING)


def test_an_entry_says_who_and_when(raised):
    project = raised(actor=CLERK)
    entry = entries.record(
        project, kind=entries.Kind.CHANGED, on=TODAY, note=" 说明 ", actor=CLERK, values={"a": 1}
    )

    assert (entry.version, entry.note, entry.recorded_by_id) == (2, "说明", "tests")
