"""Lock a project and record what happens to it; what all services of projects share."""

from datetime import date
from typing import Any
from uuid import UUID

from core.actors import Actor
from core.errors import DomainError
from core.organisations.facts import Outdated
from core.projects.models import Project, ProjectEntry, Stage
from core.projects.stages import OVER

Kind = ProjectEntry.Kind


class UnknownProject(DomainError):
    """No project has this identifier in this tenant, or none that the reader may see."""

    code = "NOT_FOUND"


class InvalidProject(DomainError):
    """A project, or something recorded of it, cannot be as described."""

    code = "BAD_USER_INPUT"


class ProjectOver(DomainError):
    """A project is closed or withdrawn, and nothing more is recorded of it."""

    code = "PROJECT_OVER"


def unknown(project: object) -> UnknownProject:
    """Return the refusal for an identifier that names no project here."""
    return UnknownProject(f"没有编号为 {project} 的项目，或不在您的权限范围内：请核对编号。")


def locked(project: UUID, *, version: int | None = None) -> Project:
    """Lock a project for this transaction and return it.

    :param version: the version that was read before; None = whatever stands.
    :raises UnknownProject: if there is none of this identifier.
    :raises Outdated: if it has another version by now.
    """
    row = Project.objects.select_for_update().filter(pk=project).first()
    if row is None:
        raise unknown(project)
    if version is not None and version != row.version:
        raise Outdated(
            f"项目“{row.title}”已被他人修改（您看到的是第 {version} 版，现为第 {row.version} 版）："
            "请刷新后核对，再重新办理。",
            extensions={"version": row.version},
        )
    return row


def under_way(project: UUID, *, version: int | None = None) -> Project:
    """Lock a project of which things may still be recorded and return it.

    :raises DomainError: as `locked`.
    :raises ProjectOver: if it is closed or withdrawn.
    """
    row = locked(project, version=version)
    stage = Stage(row.stage)
    if stage in OVER:
        way = "如需补记，请先转回监控阶段。" if stage == Stage.CLOSED else "如需继续，请另行立项。"
        raise ProjectOver(f"项目“{row.title}”已于 {row.stage_since} {stage.label}，不再登记新的内容：{way}")
    return row


def dated(project: Project, *, on: date, today: date) -> None:
    """Check the day of something that has happened in a project.

    :raises InvalidProject: if it lies before the project was raised or after today.
    """
    if on < project.raised_on:
        raise InvalidProject(f"日期 {on} 早于项目生成日期 {project.raised_on}：请核对。")
    if on > today:
        raise InvalidProject(f"日期 {on} 晚于今天（{today}）：尚未发生的事项请设为节点。")


def text(given: str, *, label: str, most: int, required: bool = True) -> str:
    """Return a text as it is stored.

    :raises InvalidProject: if it is missing or too long.
    """
    given = given.strip()
    if required and not given:
        raise InvalidProject(f"请填写{label}。")
    if len(given) > most:
        raise InvalidProject(f"{label}不得超过 {most} 字。")
    return given


def record(
    project: Project, *, kind: ProjectEntry.Kind, on: date, note: str = "", actor: Actor, **values: Any
) -> ProjectEntry:
    """Store the project in its next version together with an entry, and return the entry.

    :param values: other columns of the entry.
    """
    project.version += 1
    project.save()
    return ProjectEntry.objects.create(**entry(project, kind=kind, on=on, note=note, actor=actor), **values)


def entry(project: Project, *, kind: ProjectEntry.Kind, on: date, note: str, actor: Actor) -> dict[str, Any]:
    """Return the columns that every entry has.

    :raises InvalidProject: if the note is too long.
    """
    return {
        "project": project,
        "version": project.version,
        "kind": kind,
        "on": on,
        "note": text(note, label="说明", most=500, required=False),
        **actor.columns("recorded_by"),
    }
