"""GraphQL types of projects and of the standards that they follow."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal as ExactDecimal
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.access.permissions import Mark
from core.api import connections
from core.api.scalars import JSON, Date, DateTime, Decimal
from core.obligations.models import Obligation
from core.organisations import types as organisation_types
from core.organisations.types import enum
from core.projects import models, progress, stages
from core.projects.nodes import Node
from core.projects.selectors import MemberRow

ProjectOrigin = enum(models.Origin, "ProjectOrigin", "项目来源")
ProjectStage = enum(models.Stage, "ProjectStage", "项目阶段")
ProjectSupportKind = enum(models.Support, "ProjectSupportKind", "五项保障")
ProjectPart = enum(models.Part, "ProjectPart", "项目中的角色")
ProjectEntryKind = enum(models.ProjectEntry.Kind, "ProjectEntryKind", "项目记载事项")
_STEP, _RECEIVED, _SPENT = (models.ProjectEntry.Kind[name] for name in ("STEP", "RECEIVED", "SPENT"))


class StandardStep(graphene.ObjectType):
    """规范中的一个步骤。"""

    code = graphene.String(required=True, description="编号")
    title = graphene.String(required=True, description="名称")
    requirement = graphene.String(required=True, description="要求")


class Standard(graphene.ObjectType):
    """规范的一个版本：项目须依次办理的步骤；版本不修改，只由新版本接替。"""

    id = graphene.ID(required=True)
    code = graphene.String(required=True, description="编号；同一规范的各版本编号相同")
    number = graphene.Int(required=True, description="第几版；颁行下一版时填本数加 1")
    title = graphene.String(required=True, description="名称")
    from_on = Date(required=True, description="施行日")
    steps = graphene.List(graphene.NonNull(StandardStep), required=True, description="步骤，按先后")
    reason = graphene.String(required=True, description="说明")
    enacted_by = graphene.String(required=True, description="颁行人")

    def resolve_enacted_by(root: models.Standard, info: Any) -> str:
        """Return the name of who enacted it."""
        return root.enacted_by_name


class ProjectSupport(graphene.ObjectType):
    """一项保障。"""

    kind = graphene.Field(ProjectSupportKind, required=True, description="哪一项")
    content = graphene.String(required=True, description="内容")


class ProjectStep(graphene.ObjectType):
    """项目所依规范的一个步骤及其完成情况。"""

    code = graphene.String(required=True, description="编号")
    title = graphene.String(required=True, description="名称")
    requirement = graphene.String(required=True, description="要求")
    done_on = Date(description="完成日期；null 为未完成")
    evidence = graphene.String(required=True, description="完成情况")


class ProjectMilestone(graphene.ObjectType):
    """项目的一个节点；它是一项待办，办结、核验、取消均按待办办理。"""

    id = graphene.ID(required=True, description="待办的编号")
    version = graphene.Int(required=True, description="待办的版本")
    title = graphene.String(required=True, description="名称")
    due_on = Date(required=True, description="完成期限")
    fulfilled_on = Date(description="办结日")
    checked_on = Date(description="核验日")
    overdue = graphene.Boolean(required=True, description="今天是否已逾期")
    evidence = graphene.String(required=True, description="办理情况")

    def resolve_overdue(root: Obligation, info: Any) -> bool:
        """Return whether its day has passed and it is open."""
        return root.fulfilled_on is None and root.due_on < timezone.localdate()


class ProjectMember(graphene.ObjectType):
    """参与项目的人员。"""

    id = graphene.ID(required=True, description="参与记录的编号")
    person_id = graphene.ID(required=True, description="人员")
    name = graphene.String(required=True, description="姓名")
    part = graphene.Field(ProjectPart, required=True, description="角色")
    duty = graphene.String(required=True, description="分工")
    from_on = Date(required=True, description="自")
    until_on = Date(description="至（不含）；null 为至今")

    def resolve_name(root: MemberRow, info: Any) -> str:
        """Return the person's name."""
        return root.person_name


class ProjectEntry(graphene.ObjectType):
    """关于项目的一条记载；不删改，有误的作废后另记。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="记载后项目的版本")
    kind = graphene.Field(ProjectEntryKind, required=True, description="事项")
    on = Date(required=True, description="日期")
    stage = graphene.Field(ProjectStage, description="进入的阶段")
    step = graphene.String(required=True, description="完成的步骤")
    amount = Decimal(description="金额（元）")
    values = JSON(required=True, description="变更前后的内容")
    note = graphene.String(required=True, description="说明")
    annuls = graphene.ID(description="所作废的记载")
    annulled = graphene.Boolean(required=True, description="是否已作废")
    recorded_by = graphene.String(required=True, description="记载人")
    recorded_at = DateTime(required=True, description="记载时间")

    def resolve_stage(root: models.ProjectEntry, info: Any) -> str | None:
        """Return the stage that was entered, if one was."""
        return root.stage or None

    def resolve_annuls(root: models.ProjectEntry, info: Any) -> UUID | None:
        """Return the entry that this one annuls."""
        return root.annuls_id

    def resolve_annulled(root: models.ProjectEntry, info: Any) -> bool:
        """Return whether it counts no longer."""
        return root.annulled_at is not None

    def resolve_recorded_by(root: models.ProjectEntry, info: Any) -> str:
        """Return the name of who recorded it."""
        return root.recorded_by_name


def _own(field: str) -> Any:
    return lambda root, info: getattr(root.row, field)


class Project(graphene.ObjectType):
    """项目：由重点工作、难点或薄弱环节生成，经实施、监控而办结。"""

    id = graphene.ID(required=True, resolver=_own("pk"))
    version = graphene.Int(required=True, description="版本；办理变更时原样填回", resolver=_own("version"))
    title = graphene.String(required=True, description="名称", resolver=_own("title"))
    origin = graphene.Field(ProjectOrigin, required=True, description="来源", resolver=_own("origin"))
    aim = graphene.String(required=True, description="问题与目标", resolver=_own("aim"))
    raised_on = Date(required=True, description="生成日期", resolver=_own("raised_on"))
    due_on = Date(description="计划完成日期", resolver=_own("due_on"))
    stage = graphene.Field(ProjectStage, required=True, description="阶段", resolver=_own("stage"))
    stage_since = Date(required=True, description="进入该阶段的日期", resolver=_own("stage_since"))
    next_stages = graphene.List(
        graphene.NonNull(ProjectStage), required=True, description="下一步可以转入的阶段"
    )
    organisation = graphene.Field(
        organisation_types.Organisation, required=True, description="责任党组织，今天的样子"
    )
    standard = graphene.Field(
        Standard, description="所依规范的版本；null 为不依规范", resolver=_own("standard")
    )
    budget = Decimal(description="资金预算（元）", resolver=_own("budget"))
    received = Decimal(required=True, description="到位资金（元），由记载合计")
    spent = Decimal(required=True, description="支出资金（元），由记载合计")
    supports = graphene.List(graphene.NonNull(ProjectSupport), required=True, description="五项保障")
    steps = graphene.List(
        graphene.NonNull(ProjectStep), required=True, description="所依规范的步骤及完成情况"
    )
    milestones = graphene.List(
        graphene.NonNull(ProjectMilestone), required=True, description="节点，按期限先后；不含已取消的"
    )
    members = graphene.List(
        graphene.NonNull(ProjectMember),
        required=True,
        description="负责人和参与人员；不含本人权限范围以外的人员",
    )
    entries = graphene.List(graphene.NonNull(ProjectEntry), required=True, description="全部记载，按记载先后")

    def resolve_next_stages(root: Node, info: Any) -> list[models.Stage]:
        """Return where it may go from here."""
        return list(stages.MOVES[models.Stage(root.row.stage)])

    def resolve_organisation(root: Node, info: Any) -> organisation_types.Node:
        """Return whose project it is, to those who may see organisations at all."""
        declare.enforce(info.context.principal, Mark("requires", "organisations.see"))
        return root.shelf.organisations[root.row.organisation_id]

    def resolve_received(root: Node, info: Any) -> ExactDecimal:
        """Return the sum of what was received."""
        return root.shelf.sum(root.row.pk, _RECEIVED)

    def resolve_spent(root: Node, info: Any) -> ExactDecimal:
        """Return the sum of what was spent."""
        return root.shelf.sum(root.row.pk, _SPENT)

    def resolve_supports(root: Node, info: Any) -> list[dict[str, str]]:
        """Return the supports in the order of the trade."""
        given = root.row.supports
        return [{"kind": kind, "content": given[kind]} for kind in models.Support.values if kind in given]

    def resolve_steps(root: Node, info: Any) -> Sequence[dict[str, Any]]:
        """Return the steps of the standard, each with what was recorded."""
        done = {entry.step: entry for entry in root.shelf.standing(root.row.pk) if entry.kind == _STEP}
        return [
            {
                **step,
                "done_on": done[step["code"]].on if step["code"] in done else None,
                "evidence": done[step["code"]].note if step["code"] in done else "",
            }
            for step in progress.steps(root.row)
        ]

    def resolve_milestones(root: Node, info: Any) -> list[Obligation]:
        """Return the milestones, to those who may see obligations at all."""
        declare.enforce(info.context.principal, Mark("requires", "obligations.see"))
        return root.shelf.milestones.get(root.row.pk, [])

    def resolve_members(root: Node, info: Any) -> list[MemberRow]:
        """Return who takes part, to those who may see people at all."""
        declare.enforce(info.context.principal, Mark("requires", "people.see"))
        return root.shelf.members.get(root.row.pk, [])

    def resolve_entries(root: Node, info: Any) -> list[models.ProjectEntry]:
        """Return all that was recorded."""
        return root.shelf.entries.get(root.row.pk, [])


def key(node: Node) -> tuple[str, str]:
    """Return the sort key of a project in a list."""
    return node.row.raised_on.isoformat(), str(node.row.pk)


def place(page: connections.Page) -> tuple[date, UUID] | None:
    """Return the key before a page of a list that is sorted by day and identifier.

    :raises BadCursor: if the cursor was not given out by such a list.
    """
    given = connections.texts(page, 2)
    if given is None:
        return None
    try:
        return date.fromisoformat(given[0]), UUID(given[1])
    except ValueError:
        raise connections.BadCursor("after 不是本列表给出的游标：请使用上一页的 endCursor。") from None
