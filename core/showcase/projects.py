"""Projects of a demonstration tenant: one closed by its standard, one by an exception, one under way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from core.decisions import exceptions
from core.decisions.about import About
from core.decisions.models import PolicyException, Scope
from core.obligations import services as obligations
from core.organisations.models import Level, Organisation
from core.people.models import Person
from core.projects import members, milestones, progress, services, standards
from core.projects.milestones import SUBJECT
from core.projects.models import Origin, Part, Project, ProjectEntry, Stage, Standard, Support
from core.projects.services import Raising
from core.showcase.units import ACTOR

_STEPS = (
    ("S1", "调研摸底", "走访不少于 3 个支部，形成问题清单"),
    ("S2", "制定方案", "明确责任人、时限和经费"),
    ("S3", "组织实施", "按月通报进度"),
    ("S4", "评估总结", "党员群众评议，形成长效做法"),
)


@dataclass(frozen=True)
class Course:
    """What became of a project: the steps done, the stage it came to, and its budget in yuan.

    Two thirds of the money came, and of that five eighths were spent.
    """

    title: str
    origin: Origin
    aim: str
    steps: int
    stage: Stage
    budget: int


def carry_out(
    courses: Sequence[Course],
    *,
    organisation: Organisation,
    leads: Sequence[Person],
    authority: str,
    authority_level: Level,
    year: int,
) -> list[Project]:
    """Raise projects under one standard and take each as far as it came; return them.

    A project that is closed with a step left out has an exception that waives it.

    :param leads: one for each project.
    """
    standard = standards.enact(
        organisation=organisation.pk,
        code="DJ-01",
        title="基层党建项目管理规范",
        steps=[{"code": code, "title": title, "requirement": need} for code, title, need in _STEPS],
        from_on=date(year, 1, 1),
        number=1,
        actor=ACTOR,
    )
    raised = services.raise_many(
        [_raising(course, organisation, standard, year) for course in courses],
        today=date(year, 2, 1),
        note="年度党建重点项目",
        actor=ACTOR,
    )
    for project, course, lead in zip(raised, courses, leads, strict=True):
        _lead(project.pk, course, lead, year)
        if course.stage == Stage.CLOSED:
            if course.steps < len(_STEPS):
                waive(project, authority=authority, authority_level=authority_level, year=year)
            _advance(project.pk, Stage.CLOSED, date(year, 12, 10))
    return raised


def waive(project: Project, *, authority: str, authority_level: Level, year: int) -> PolicyException:
    """Let a project be closed although a step was left out; the exception holds for years."""
    return exceptions.grant(
        action="core.close_project",
        clause="CORE-STEPS",
        scope=Scope.RECORD,
        about=About(kind=SUBJECT, id=str(project.pk)),
        authority=authority,
        authority_level=authority_level,
        reason="评估总结与年度述职评议合并开展，不再单独组织",
        evidence=f"部务会议纪要〔{year}〕9 号",
        from_on=date(year, 12, 1),
        until_on=date(2099, 1, 1),
        actor=ACTOR,
    )


def _raising(course: Course, organisation: Organisation, standard: Standard, year: int) -> Raising:
    return Raising(
        organisation=organisation.pk,
        title=course.title,
        origin=course.origin,
        raised_on=date(year, 2, 1),
        standard=standard,
        more={
            "aim": course.aim,
            "due_on": date(year, 11, 30),
            "budget": Decimal(course.budget),
            "supports": {Support.ORGANISATION: "成立工作专班", Support.FUNDS: "党费和财政经费各半"},
        },
    )


def _lead(project: UUID, course: Course, lead: Person, year: int) -> None:
    begun, today = date(year, 3, 1), date(year, 12, 31)
    members.involve(
        project=project, person=lead.pk, part=Part.LEAD, duty="总负责", on=begun, today=today, actor=ACTOR
    )
    _advance(project, Stage.IMPLEMENTING, begun)
    duty = milestones.add(
        project=project, title="中期评估", due_on=date(year, 7, 31), on=begun, today=today, actor=ACTOR
    )
    for number, (code, title, _) in enumerate(_STEPS[: course.steps]):
        on = date(year, 3 + 2 * number, 20)
        progress.complete_step(
            project=project, step=code, on=on, today=today, evidence=f"{title}已完成，材料存档", actor=ACTOR
        )
    for kind, amount, note in (
        (ProjectEntry.Kind.RECEIVED, course.budget * 2 // 3, "上级党费下拨"),
        (ProjectEntry.Kind.SPENT, course.budget * 5 // 12, "阵地建设和资料印制"),
    ):
        progress.record_funds(
            project=project,
            kind=kind,
            amount=Decimal(amount),
            on=date(year, 5, 6),
            today=today,
            note=note,
            actor=ACTOR,
        )
    if course.stage != Stage.IMPLEMENTING:
        _advance(project, Stage.MONITORING, date(year, 7, 1))
        obligations.fulfil(
            obligation=duty.pk, evidence="中期评估报告已提交", on=date(year, 7, 25), actor=ACTOR
        )


def _advance(project: UUID, to: Stage, on: date) -> None:
    services.advance(project=project, to=to, on=on, today=on, actor=ACTOR)
