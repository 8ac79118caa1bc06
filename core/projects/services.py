"""Write projects: raise, change, take from stage to stage. Steps and money stand in `progress`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Unpack
from uuid import UUID

from core.actors import SYSTEM, Actor
from core.audit import acting
from core.decisions import services as decisions
from core.decisions.about import About
from core.organisations import selectors as organisations
from core.projects import entries, milestones, progress, stages, values
from core.projects.entries import InvalidProject
from core.projects.milestones import SUBJECT
from core.projects.models import Origin, Part, Project, ProjectEntry, ProjectMember, Stage, Standard
from core.projects.values import Values


@dataclass(frozen=True)
class Raising:
    """A project to be raised; `more` says what else is known of it."""

    organisation: UUID
    title: str
    origin: Origin
    raised_on: date
    standard: Standard | None = None
    more: Values | None = None


def raise_project(
    *,
    organisation: UUID,
    title: str,
    origin: Origin,
    on: date,
    today: date,
    standard: Standard | None = None,
    more: Values | None = None,
    note: str = "",
    actor: Actor = SYSTEM,
) -> Project:
    """Raise a project of an organisation, in stage GENERATED, and return it.

    :param standard: the version of a standard that it follows, in force on the day.
    :raises InvalidProject: if a value cannot be, or the standard was not in force.
    :raises UnknownOrganisation: if the organisation did not stand on the day.
    """
    organisations.one(organisation=organisation, on=on)
    raising = Raising(organisation, title, origin, on, standard, more)
    return raise_many([raising], today=today, note=note, actor=actor)[0]


def raise_many(
    raisings: Sequence[Raising], *, today: date, note: str = "", actor: Actor = SYSTEM
) -> list[Project]:
    """Raise projects with two writes in all and return them in the same order.

    That their organisations stand is left to the caller.

    :raises InvalidProject: as `raise_project`; then none is raised.
    """
    projects = [_described(raising, today=today) for raising in raisings]
    with acting(actor=actor):
        Project.objects.bulk_create(projects)
        ProjectEntry.objects.bulk_create(
            ProjectEntry(
                **entries.entry(
                    project, kind=entries.Kind.RAISED, on=project.raised_on, note=note, actor=actor
                ),
                stage=Stage.GENERATED,
            )
            for project in projects
        )
    return projects


def change(
    *,
    project: UUID,
    version: int | None = None,
    on: date,
    today: date,
    reason: str = "",
    actor: Actor = SYSTEM,
    **said: Unpack[Values],
) -> Project:
    """Change what is said of a project and return it.

    :raises InvalidProject: if a value cannot be, or nothing is said.
    :raises DomainError: as `entries.under_way`.
    """
    checked = values.checked(said)
    if not checked:
        raise InvalidProject("没有写明要修改的内容：请至少填写一项。")
    with acting(actor=actor):
        row = entries.under_way(project, version=version)
        entries.dated(row, on=on, today=today)
        before = {field: getattr(row, field) for field in checked}
        for field, value in checked.items():
            setattr(row, field, value)
        _due(row)
        noted = {"before": values.plain(before), "after": values.plain(checked)}
        entries.record(row, kind=entries.Kind.CHANGED, on=on, note=reason, actor=actor, values=noted)
    return row


def advance(
    *,
    project: UUID,
    to: Stage,
    on: date,
    today: date,
    version: int | None = None,
    reason: str = "",
    actor: Actor = SYSTEM,
) -> Project:
    """Take a project into another stage and return it.

    :raises WrongStage: if that stage does not follow; the refusal names those that do.
    :raises NotReady: if something is missing: a lead, a milestone, a reason.
    :raises Refused: if it is to be closed, steps of its standard were skipped, and no exception covers that.
    :raises InvalidProject: if the day lies before the present stage began, or after today.
    :raises DomainError: as `entries.locked`.
    """
    with acting(actor=actor):
        row = entries.locked(project, version=version)
        way = stages.move(title=row.title, at=Stage(row.stage), to=to, reason=reason)
        entries.dated(row, on=on, today=today)
        if on < row.stage_since:
            raise InvalidProject(
                f"项目于 {row.stage_since} 进入“{Stage(row.stage).label}”阶段，转入下一阶段不能早于该日。"
            )
        stages.check(way, _readiness(row), title=row.title, to=to)
        if way.action:
            _decide(row, action=way.action, on=on, today=today, actor=actor)
        row.stage, row.stage_since = to, on
        entries.record(row, kind=entries.Kind.STAGE, on=on, note=reason, actor=actor, stage=to)
    return row


def _decide(project: Project, *, action: str, on: date, today: date, actor: Actor) -> None:
    """Ask the law, exceptions included, and keep what it answers beside the project."""
    facts = {"steps": len(progress.steps(project)), "skipped": len(progress.skipped(project))}
    about = About(organisation=project.organisation_id, kind=SUBJECT, id=str(project.pk))
    decisions.keep(decisions.decide(action=action, facts=facts, on=on, about=about, today=today), actor=actor)


def _readiness(project: Project) -> stages.Readiness:
    leads = ProjectMember.objects.filter(project=project, part=Part.LEAD, until_on__isnull=True).count()
    reached = milestones.of([project.pk]).get(project.pk, [])
    return stages.Readiness(
        leads=leads,
        milestones=len(reached),
        open_milestones=[one.title for one in reached if one.fulfilled_on is None],
    )


def _described(raising: Raising, *, today: date) -> Project:
    said = values.checked({"title": raising.title, "origin": raising.origin, **(raising.more or {})})
    standard = raising.standard
    if standard is not None and standard.from_on > raising.raised_on:
        raise InvalidProject(
            f"规范“{standard.title}”第 {standard.number} 版自 {standard.from_on} 起施行，"
            f"{raising.raised_on} 生成的项目不能适用：请改选施行中的版本。"
        )
    project = Project(
        organisation_id=raising.organisation,
        raised_on=raising.raised_on,
        stage_since=raising.raised_on,
        standard=standard,
        **said,
    )
    entries.dated(project, on=raising.raised_on, today=today)
    _due(project)
    return project


def _due(project: Project) -> None:
    if project.due_on is not None and project.due_on < project.raised_on:
        raise InvalidProject(f"计划完成日期 {project.due_on} 早于项目生成日期 {project.raised_on}：请核对。")
