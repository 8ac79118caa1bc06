"""GraphQL: assessments, for those who may see them."""

from datetime import date
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api import connections
from core.api.identifiers import parsed
from core.api.scalars import Date
from core.assessments import caps, cycles, nodes, selectors, services, types
from core.assessments.latest import AssessmentGrade
from core.assessments.models import Audience
from core.assessments.selectors import AssessmentRow, Filters, ListingRow, Sight
from core.organisations import scope
from core.people import api as people

SEE = "assessments.see"


class Query(graphene.ObjectType):
    """Root fields about assessments."""

    assessment_cycle = graphene.Field(
        types.AssessmentCycle, required=True, description="一次考核。", id=graphene.ID(required=True)
    )
    assessment_cycles = graphene.Field(
        types.CycleConnection,
        required=True,
        description="考核，新的在前；只含本人权限范围内有对象参加的。",
        subject=types.AssessmentSubject(description="只要考核这类对象的"),
        state=types.AssessmentState(description="只要这种状态的"),
        year=graphene.Int(description="只要这个年度的"),
        **connections.arguments(),
    )
    assessment_headroom = graphene.Field(
        types.ExcellentHeadroom,
        description="一次人员考核还可评几名优秀，再多一名突破哪一条；考核党组织的没有名额限制，为 null。",
        cycle=graphene.ID(required=True),
    )
    assessment = graphene.Field(
        types.Assessment, required=True, description="一条考核记录。", id=graphene.ID(required=True)
    )
    assessments = graphene.Field(
        types.AssessmentConnection,
        required=True,
        description="考核记录，新登记的在前；只含本人权限范围内的人员和党组织。",
        cycle=graphene.ID(description="只要这次考核的"),
        person=graphene.ID(description="只要这个人的"),
        organisation=graphene.ID(description="只要这个党组织的，含其中人员的"),
        grade=AssessmentGrade(description="只要这个等次的"),
        **connections.arguments(),
    )
    assessment_reports = graphene.Field(
        graphene.List(graphene.NonNull(types.AssessmentReport)),
        required=True,
        description="一次考核中向上级党组织的述职报告，供参加同一考核的同级党组织评议。",
        cycle=graphene.ID(required=True),
        first=graphene.Int(default_value=20, description="最多几份，不超过 100"),
    )
    assessment_listings = graphene.Field(
        types.ListingConnection,
        required=True,
        description="后备干部名单和跟踪管理名单，新列入的在前；只含本人权限范围内的。",
        list=types.AssessmentList(description="只要这个名单的"),
        cycle=graphene.ID(description="只要这次考核的"),
        as_of=Date(description="只要这一天在名单上的；不填则含已移出的"),
        **connections.arguments(),
    )

    @declare.requires(SEE)
    def resolve_assessment_cycle(root: Any, info: Any, *, id: str) -> nodes.CycleNode:
        """Return one cycle."""
        return cycle_node(info, seen_cycle(info, id))

    @declare.requires(SEE)
    def resolve_assessment_cycles(
        root: Any, info: Any, *, first: int, after: str | None = None, **filters: Any
    ) -> dict[str, Any]:
        """Return one page of the cycles that the principal may see."""
        page = connections.page(first=first, after=after)
        rows = selectors.cycles(limit=page.first + 1, sight=sight(info), after=place(page), **filters)
        shown = nodes.cycles(rows, principal=info.context.principal, today=timezone.localdate())
        return connections.answer(shown, page, key=lambda node: (str(node.row.pk),))

    @declare.requires(SEE)
    def resolve_assessment_headroom(root: Any, info: Any, *, cycle: str) -> caps.Headroom | None:
        """Return what the law leaves of the EXCELLENT of one cycle."""
        return caps.headroom(seen_cycle(info, cycle), today=timezone.localdate())

    @declare.requires(SEE)
    def resolve_assessment(root: Any, info: Any, *, id: str) -> nodes.Node:
        """Return one assessment."""
        return node(info, seen(info, id))

    @declare.requires(SEE)
    def resolve_assessments(
        root: Any,
        info: Any,
        *,
        first: int,
        after: str | None = None,
        cycle: str | None = None,
        person: str | None = None,
        organisation: str | None = None,
        grade: Any = None,
    ) -> dict[str, Any]:
        """Return one page of the assessments that the principal may see."""
        page = connections.page(first=first, after=after)
        view = sight(info)
        filters = Filters(
            cycle=None if cycle is None else seen_cycle(info, cycle).pk,
            person=None if person is None else people.identifier(person),
            organisation=None
            if organisation is None
            else scope.require(view.organisations, parsed(organisation), named=organisation),
            grade=grade,
        )
        rows = selectors.page(limit=page.first + 1, sight=view, after=place(page), filters=filters)
        shelf = nodes.Shelf(rows, principal=info.context.principal, today=view.today)
        return connections.answer(shelf.nodes, page, key=lambda row: (str(row.id),))

    @declare.requires(SEE)
    def resolve_assessment_reports(root: Any, info: Any, *, cycle: str, first: int) -> Any:
        """Return the reports that organisations of the same level are to review."""
        page = connections.page(first=first)
        return selectors.reports_before(
            cycle=seen_cycle(info, cycle).pk, audience=Audience.SUPERIOR, limit=page.first
        )

    @declare.requires(SEE)
    def resolve_assessment_listings(
        root: Any,
        info: Any,
        *,
        first: int,
        after: str | None = None,
        list: Any = None,
        cycle: str | None = None,
        as_of: date | None = None,
    ) -> dict[str, Any]:
        """Return one page of the lists that the principal may see."""
        page = connections.page(first=first, after=after)
        rows = selectors.listings(
            limit=page.first + 1,
            sight=sight(info),
            after=place(page),
            list=list,
            cycle=None if cycle is None else seen_cycle(info, cycle).pk,
            on=as_of,
        )
        return connections.answer(listing_nodes(info, rows), page, key=lambda one: (str(one["id"]),))


def sight(info: Any, permission: str = SEE) -> Sight:
    """Return what the principal may see by a permission today."""
    today = timezone.localdate()
    return Sight(scope.reach(info.context.principal, permission, on=today), today)


def seen_cycle(info: Any, id: str, permission: str = SEE) -> Any:
    """Return a cycle in the principal's sight.

    :raises UnknownCycle: if there is none, here or in sight.
    """
    identifier = parsed(id)
    row = None if identifier is None else selectors.cycle(id=identifier, sight=sight(info, permission))
    if row is None:
        raise cycles.unknown(id)
    return row


def seen(info: Any, id: str, permission: str = SEE) -> AssessmentRow:
    """Return an assessment in the principal's sight.

    :raises UnknownAssessment: if there is none, here or in sight.
    """
    identifier = parsed(id)
    row = None if identifier is None else selectors.one(id=identifier, sight=sight(info, permission))
    if row is None:
        raise services.unknown(id)
    return row


def node(info: Any, row: AssessmentRow) -> nodes.Node:
    """Return an assessment as it is shown."""
    return nodes.Shelf([row], principal=info.context.principal, today=timezone.localdate()).nodes[0]


def cycle_node(info: Any, row: Any) -> nodes.CycleNode:
    """Return a cycle as it is shown."""
    return nodes.cycles([row], principal=info.context.principal, today=timezone.localdate())[0]


def listing_nodes(info: Any, rows: list[ListingRow]) -> list[dict[str, Any]]:
    """Return entries of the lists as they are shown."""
    shelf = nodes.Shelf(
        [row.assessment for row in rows], principal=info.context.principal, today=timezone.localdate()
    )
    return [{**row._asdict(), "assessment": shown} for row, shown in zip(rows, shelf.nodes, strict=True)]


def place(page: connections.Page) -> UUID | None:
    """Return the identifier before a page of a list that is sorted by it.

    :raises BadCursor: if the cursor was not given out by such a list.
    """
    key = connections.texts(page, 1)
    if key is None:
        return None
    identifier = parsed(key[0])
    if identifier is None:
        raise connections.BadCursor("after 不是本列表给出的游标：请使用上一页的 endCursor。")
    return identifier
