"""GraphQL: projects, their ledger, and the standards that they follow."""

from datetime import date
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api import connections
from core.api.identifiers import parsed
from core.api.scalars import Date, Decimal
from core.organisations import scope
from core.people import api as people
from core.projects import entries, ledger, models, mutations, nodes, selectors, standards, types
from core.projects.selectors import Filters

_SEE = "projects.see"


class LedgerEntry(graphene.ObjectType):
    """台账的一行：一个项目截至期末（期间未结束的截至今天）的情况，全部由记载得出。"""

    id = graphene.ID(required=True, description="项目")
    title = graphene.String(required=True, description="项目名称")
    origin = graphene.Field(types.ProjectOrigin, required=True, description="来源")
    organisation_id = graphene.ID(required=True, description="责任党组织")
    organisation_name = graphene.String(required=True, description="责任党组织的名称")
    raised_on = Date(required=True, description="生成日期")
    due_on = Date(description="计划完成日期")
    stage = graphene.Field(types.ProjectStage, required=True, description="阶段")
    stage_since = Date(required=True, description="进入该阶段的日期")
    leads = graphene.List(graphene.NonNull(graphene.String), required=True, description="负责人")
    steps = graphene.Int(required=True, description="规范的步骤数")
    steps_done = graphene.Int(required=True, description="已完成的步骤数")
    milestones = graphene.Int(required=True, description="节点数")
    milestones_reached = graphene.Int(required=True, description="已办结的节点数")
    milestones_overdue = graphene.Int(required=True, description="逾期未办结的节点数")
    next_on = Date(description="最近一个未办结节点的期限")
    budget = Decimal(description="资金预算（元）")
    received = Decimal(required=True, description="到位资金（元）")
    spent = Decimal(required=True, description="支出资金（元）")
    spent_in_period = Decimal(required=True, description="其中本期支出（元）")
    balance = Decimal(required=True, description="到位减支出（元）")
    last_entry_on = Date(description="最近一次记载的日期")


class Query(graphene.ObjectType):
    """Root fields about projects."""

    project = graphene.Field(
        types.Project, required=True, description="一个项目。", id=graphene.ID(required=True)
    )
    projects = graphene.Field(
        connections.of(types.Project),
        required=True,
        description="项目，新生成的在前；只含本人权限范围内的。",
        organisation=graphene.ID(description="只要这个党组织的"),
        origins=graphene.List(graphene.NonNull(types.ProjectOrigin), description="只要这些来源的"),
        stages=graphene.List(graphene.NonNull(types.ProjectStage), description="只要处于这些阶段的"),
        person=graphene.ID(description="只要这个人参与或曾参与的"),
        standard=graphene.ID(description="只要依这个版本的规范办理的"),
        search=graphene.String(description="名称中的文字"),
        **connections.arguments(),
    )
    project_ledger = graphene.Field(
        connections.of(LedgerEntry),
        required=True,
        description="项目台账：期间内在办的项目，先生成的在前；只含本人权限范围内的。",
        from_on=Date(required=True, description="期间自（含）"),
        until_on=Date(required=True, description="期间至（不含）"),
        organisation=graphene.ID(description="党组织：含其下级；不填为本人权限范围内的全部"),
        **connections.arguments(),
    )
    standard = graphene.Field(
        types.Standard, required=True, description="规范的一个版本。", id=graphene.ID(required=True)
    )
    standards = graphene.Field(
        connections.of(types.Standard),
        required=True,
        description="规范的各版本，按编号和版次；本单位的人员都可查看。",
        code=graphene.String(description="只要这个编号的"),
        in_force_on=Date(description="只要这一天施行的版本"),
        **connections.arguments(),
    )

    @declare.requires(_SEE)
    def resolve_project(root: Any, info: Any, *, id: str) -> nodes.Node:
        """Return one project."""
        wanted = parsed(id)
        reached = scope.reach(info.context.principal, _SEE, on=timezone.localdate())
        row = None if wanted is None else selectors.one(project=wanted, organisations=reached)
        if row is None:
            raise entries.unknown(id)
        return nodes.Shelf([row], principal=info.context.principal).nodes[0]

    @declare.requires(_SEE)
    def resolve_projects(
        root: Any,
        info: Any,
        *,
        first: int,
        after: str | None = None,
        organisation: str | None = None,
        origins: list[Any] | None = None,
        stages: list[Any] | None = None,
        person: str | None = None,
        standard: str | None = None,
        search: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the projects that the principal may see."""
        page = connections.page(first=first, after=after)
        reached = scope.reach(info.context.principal, _SEE, on=timezone.localdate())
        where = None
        if organisation is not None:
            where = scope.require(reached, parsed(organisation), named=organisation)
        rows = selectors.page(
            limit=page.first + 1,
            after=types.place(page),
            filters=Filters(
                organisations=reached,
                organisation=where,
                origins=origins,
                stages=stages,
                person=None if person is None else people.seen(info, person, "people.see").id,
                standard=None if standard is None else _standard(standard).pk,
                search=(search or "").strip() or None,
            ),
        )
        shelf = nodes.Shelf(rows, principal=info.context.principal)
        return connections.answer(shelf.nodes, page, key=types.key)

    @declare.requires(_SEE)
    def resolve_project_ledger(
        root: Any,
        info: Any,
        *,
        from_on: date,
        until_on: date,
        first: int,
        after: str | None = None,
        organisation: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the ledger of the projects that the principal may see."""
        page = connections.page(first=first, after=after)
        today = timezone.localdate()
        period = ledger.period(from_on, until_on, today=today)
        rows = ledger.seen(
            info.context.principal,
            period=period,
            limit=page.first + 1,
            after=types.place(page),
            organisation=organisation,
            today=today,
        )
        return connections.answer(rows, page, key=lambda row: (row.raised_on.isoformat(), str(row.id)))

    @declare.requires(_SEE)
    def resolve_standard(root: Any, info: Any, *, id: str) -> models.Standard:
        """Return one version of a standard."""
        return _standard(id)

    @declare.requires(_SEE)
    def resolve_standards(
        root: Any,
        info: Any,
        *,
        first: int,
        after: str | None = None,
        code: str | None = None,
        in_force_on: date | None = None,
    ) -> dict[str, Any]:
        """Return one page of versions of standards."""
        page = connections.page(first=first, after=after)
        place = connections.texts(page, 2)
        if place is not None and not place[1].isdecimal():
            raise connections.BadCursor("after 不是本列表给出的游标：请使用上一页的 endCursor。")
        rows = selectors.standards(
            limit=page.first + 1,
            after=None if place is None else (place[0], int(place[1])),
            code=code,
            on=in_force_on,
        )
        return connections.answer(rows, page, key=lambda row: (row.code, str(row.number)))


class Mutation(graphene.ObjectType):
    """Root mutations about projects."""

    raise_project = mutations.RaiseProject.Field(required=True)
    update_project = mutations.UpdateProject.Field(required=True)
    advance_project = mutations.AdvanceProject.Field(required=True)
    complete_project_step = mutations.CompleteProjectStep.Field(required=True)
    record_project_funds = mutations.RecordProjectFunds.Field(required=True)
    annul_project_entry = mutations.AnnulProjectEntry.Field(required=True)
    add_project_milestone = mutations.AddProjectMilestone.Field(required=True)
    involve_in_project = mutations.InvolveInProject.Field(required=True)
    release_from_project = mutations.ReleaseFromProject.Field(required=True)
    enact_standard = mutations.EnactStandard.Field(required=True)


def _standard(identifier: str) -> models.Standard:
    wanted: UUID | None = parsed(identifier)
    row = None if wanted is None else selectors.standard(standard=wanted)
    if row is None:
        raise standards.unknown(identifier)
    return row
