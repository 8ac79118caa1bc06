"""GraphQL mutations about projects and standards."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api.identifiers import parsed
from core.organisations import scope
from core.people import api as people
from core.projects import (
    entries,
    inputs,
    members,
    milestones,
    models,
    nodes,
    progress,
    selectors,
    services,
    standards,
    types,
    values,
)

_CHANGE = "projects.change"


class _Answer:
    """What mutations of projects return: the project as it stands afterwards."""

    project = graphene.Field(types.Project, required=True, description="办理后的项目")


class RaiseProject(_Answer, graphene.Mutation):
    """由重点工作、难点或薄弱环节生成一个项目。"""

    class Arguments:
        input = inputs.RaiseProjectInput(required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Raise it by one call into the service."""
        today = timezone.localdate()
        on = input.get("on") or today
        project = services.raise_project(
            organisation=_organisation(info, input["organisation"]),
            title=input["title"],
            origin=input["origin"],
            on=on,
            today=today,
            standard=_in_force(input.get("standard"), on),
            more=_said(input, ("aim", "due_on", "budget", "supports")),
            note=input["note"],
            actor=info.context.principal.actor,
        )
        return _shown(info, project.pk)


class UpdateProject(_Answer, graphene.Mutation):
    """变更项目内容；变更前后的内容都留有记载。"""

    class Arguments:
        input = inputs.UpdateProjectInput(required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Change it by one call into the service."""
        project = services.change(
            **_which(info, input),
            version=input["version"],
            reason=input["reason"],
            **_said(input, values.FIELDS),
        )
        return _shown(info, project.pk)


class AdvanceProject(_Answer, graphene.Mutation):
    """项目转入另一阶段；不能转入的，说明可以转入哪些阶段、还缺什么。"""

    class Arguments:
        input = inputs.AdvanceProjectInput(required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Advance it by one call into the service."""
        project = services.advance(
            **_which(info, input), version=input["version"], to=input["to"], reason=input["reason"]
        )
        return _shown(info, project.pk)


class CompleteProjectStep(_Answer, graphene.Mutation):
    """登记完成规范的一个步骤。"""

    class Arguments:
        input = inputs.CompleteProjectStepInput(required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Record it by one call into the service."""
        entry = progress.complete_step(**_which(info, input), step=input["step"], evidence=input["evidence"])
        return _shown(info, entry.project_id)


class RecordProjectFunds(_Answer, graphene.Mutation):
    """登记项目到位或支出的资金。"""

    class Arguments:
        input = inputs.RecordProjectFundsInput(required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Record it by one call into the service."""
        entry = progress.record_funds(
            **_which(info, input),
            kind=models.ProjectEntry.Kind(input["kind"].value),
            amount=input["amount"],
            note=input["note"],
        )
        return _shown(info, entry.project_id)


class AnnulProjectEntry(_Answer, graphene.Mutation):
    """作废一条登记有误的步骤或资金记载；原记载保留。"""

    class Arguments:
        input = inputs.AnnulProjectEntryInput(required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Annul it by one call into the service."""
        wrong = parsed(input["entry"])
        if wrong is None:
            raise progress.unknown(input["entry"])
        entry = progress.annul(**_which(info, input), entry=wrong, reason=input["reason"])
        return _shown(info, entry.project_id)


class AddProjectMilestone(_Answer, graphene.Mutation):
    """为项目设置一个节点：即责任党组织的一项待办。"""

    class Arguments:
        input = inputs.AddProjectMilestoneInput(required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Open the obligation by one call into the service."""
        which = _which(info, input)
        milestones.add(**which, title=input["title"], due_on=input["due_on"])
        return _shown(info, which["project"])


class InvolveInProject(_Answer, graphene.Mutation):
    """登记某人参与项目。"""

    class Arguments:
        input = inputs.InvolveInProjectInput(required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Involve the person by one call into the service."""
        which = _which(info, input)
        members.involve(
            **which,
            person=people.seen(info, input["person"], "people.see").id,
            part=input["part"],
            duty=input["duty"],
        )
        return _shown(info, which["project"])


class ReleaseFromProject(_Answer, graphene.Mutation):
    """登记某人退出项目。"""

    class Arguments:
        input = inputs.ReleaseFromProjectInput(required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Release the person by one call into the service."""
        today = timezone.localdate()
        wanted = parsed(input["member"])
        row = None
        if wanted is not None:
            row = selectors.member(member=wanted, organisations=_reached(info))
        if row is None:
            raise members.unknown(input["member"])
        members.release(
            member=row.pk,
            on=input.get("on") or today,
            today=today,
            actor=info.context.principal.actor,
        )
        return _shown(info, row.project_id)


class EnactStandard(graphene.Mutation):
    """颁行规范的一个版本；此前生成的项目仍依原版本办理。"""

    class Arguments:
        input = inputs.EnactStandardInput(required=True)

    standard = graphene.Field(types.Standard, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Enact it by one call into the service."""
        given = {name: input[name] for name in ("code", "number", "title", "from_on", "steps", "reason")}
        organisation = _organisation(info, input["organisation"])
        return {
            "standard": standards.enact(
                organisation=organisation, **given, actor=info.context.principal.actor
            )
        }


def _reached(info: Any) -> frozenset[UUID] | None:
    return scope.reach(info.context.principal, _CHANGE, on=timezone.localdate())


def _organisation(info: Any, identifier: str) -> UUID:
    return scope.require(_reached(info), parsed(identifier), named=identifier)


def _in_force(code: str | None, on: date) -> models.Standard | None:
    if code is None:
        return None
    standard = standards.in_force(code=code, on=on)
    if standard is None:
        raise standards.unknown(f"{code}（{on} 施行的版本）")
    return standard


def _said(input: Mapping[str, Any], fields: tuple[str, ...]) -> Any:
    """Return those of the fields that the input names, in the shape that the service takes."""
    said = {name: input[name] for name in fields if name in input}
    if "supports" in said:
        said["supports"] = {one["kind"]: one["content"] for one in said["supports"] or ()}
    return said


def _which(info: Any, input: Mapping[str, Any]) -> dict[str, Any]:
    today = timezone.localdate()
    wanted = parsed(input["id"])
    row = None if wanted is None else selectors.one(project=wanted, organisations=_reached(info))
    if row is None:
        raise entries.unknown(input["id"])
    return {
        "project": row.pk,
        "on": input.get("on") or today,
        "today": today,
        "actor": info.context.principal.actor,
    }


def _shown(info: Any, project: UUID) -> dict[str, Any]:
    row = selectors.one(project=project)
    assert row is not None
    return {"project": nodes.Shelf([row], principal=info.context.principal).nodes[0]}
