"""GraphQL types of organisations, and the shelves from which a whole page of them is served."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.access.permissions import Mark
from core.access.principals import AnyPrincipal
from core.api import connections
from core.api.identifiers import parsed
from core.api.scalars import JSON, Date, DateTime
from core.appointments import nodes
from core.appointments import selectors as appointments
from core.decisions.types import Finding
from core.organisations import findings, models, scope, selectors
from core.organisations.selectors import OrganisationRow

_CHANGE_KIND = models.OrganisationChange.Kind


def enum(choices: Any, name: str, title: str) -> Any:
    """Return the GraphQL enum of choices, each described by its Chinese term."""
    return graphene.Enum.from_enum(
        choices, name=name, description=lambda value: value.label if value else title
    )


OrganisationKind = enum(models.Kind, "OrganisationKind", "党组织类型")
OrganisationSector = enum(models.Sector, "OrganisationSector", "领域")
OrganisationLevel = enum(models.Level, "OrganisationLevel", "层级")
OrganisationStatus = enum(models.Standing, "OrganisationStatus", "党组织状况")
OrganisationChangeKind = enum(_CHANGE_KIND, "OrganisationChangeKind", "变动事项")
CloseReason = enum(models.CloseReason, "CloseReason", "撤销原因")


class Node(OrganisationRow):
    """A row together with the shelf that it stands on."""

    shelf: "Shelf"


class Shelf:
    """Organisations that are shown together; what belongs to them is fetched for all of them at once."""

    def __init__(
        self,
        rows: Iterable[OrganisationRow],
        *,
        on: date,
        principal: AnyPrincipal,
        reached: frozenset[UUID] | None,
    ) -> None:
        self.on, self.principal, self.reached = on, principal, reached
        self.nodes = [self._node(row) for row in rows]
        self.ids = [node.id for node in self.nodes]
        self._children: dict[tuple[int, str | None], Mapping[UUID, list[Node]]] = {}
        self._incumbents: dict[tuple[int, str | None], Mapping[UUID, list[nodes.Node]]] = {}

    @cached_property
    def by_id(self) -> dict[UUID, Node]:
        """The nodes by identifier."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def above(self) -> dict[UUID, list[Node]]:
        """What stands above each of them and may be seen, the highest first."""
        found = selectors.above(ids=self.ids, on=self.on)
        seen = {row.id: row for rows in found.values() for row in rows if self._sees(row.id)}
        shelf = self._another(seen.values())
        return {
            start: [shelf.by_id[row.id] for row in rows if row.id in seen] for start, rows in found.items()
        }

    @cached_property
    def lives(self) -> dict[UUID, selectors.Life]:
        """From when to when each of them stands."""
        return selectors.lives(ids=self.ids)

    @cached_property
    def histories(self) -> Mapping[UUID, list[models.OrganisationChange]]:
        """All facts about each of them."""
        return selectors.histories(ids=self.ids)

    @cached_property
    def quotas(self) -> Mapping[UUID, list[appointments.QuotaRow]]:
        """The establishment of each of them."""
        return appointments.quotas(ids=self.ids, on=self.on)

    @cached_property
    def staffing(self) -> dict[UUID, findings.Staffing]:
        """Who holds posts in each of them."""
        return appointments.staffing(ids=self.ids, on=self.on)

    @cached_property
    def people_reached(self) -> frozenset[UUID] | None:
        """The organisations whose people may be seen."""
        return scope.reach(self.principal, "people.see", on=timezone.localdate())

    def children(self, page: connections.Page, key: tuple[int, str | None]) -> Mapping[UUID, list[Node]]:
        """Return what stands directly below each of them and may be seen, one page of it."""
        if key not in self._children:
            found = selectors.children(
                ids=self.ids, on=self.on, limit=page.first + 1, after=place(page), organisations=self.reached
            )
            shelf = self._another(row for rows in found.values() for row in rows)
            self._children[key] = {
                parent: [shelf.by_id[row.id] for row in rows] for parent, rows in found.items()
            }
        return self._children[key]

    def incumbents(
        self, page: connections.Page, key: tuple[int, str | None]
    ) -> Mapping[UUID, list[nodes.Node]]:
        """Return who holds posts in each of them and may be seen, one page of it."""
        if key not in self._incumbents:
            reached = self.people_reached
            ids = self.ids if reached is None else [one for one in self.ids if one in reached]
            found = appointments.incumbents(ids=ids, on=self.on, limit=page.first + 1, after=place(page))
            shelf = nodes.Shelf(
                (row for rows in found.values() for row in rows), organisation=self.by_id.__getitem__
            )
            result = defaultdict(list)
            for node in shelf.nodes:
                result[node.organisation_id].append(node)
            self._incumbents[key] = result
        return self._incumbents[key]

    def _node(self, row: OrganisationRow) -> Node:
        node = Node._make(row)
        node.shelf = self
        return node

    def _sees(self, organisation: UUID) -> bool:
        return self.reached is None or organisation in self.reached

    def _another(self, rows: Iterable[OrganisationRow]) -> "Shelf":
        return Shelf(rows, on=self.on, principal=self.principal, reached=self.reached)


def place(page: connections.Page) -> tuple[str, UUID] | None:
    """Return the key before a page of a list that is sorted by pinyin and identifier.

    :raises BadCursor: if the cursor was not given out by such a list.
    """
    key = connections.texts(page, 2)
    if key is None:
        return None
    identifier = parsed(key[1])
    if identifier is None:
        raise connections.BadCursor("after 不是本列表给出的游标：请使用上一页的 endCursor。")
    return key[0], identifier


class OrganisationChange(graphene.ObjectType):
    """关于党组织的一条记载；以后的记载优先于以前的，以前的不删改。"""

    version = graphene.Int(required=True, description="记载后的版本")
    kind = graphene.Field(OrganisationChangeKind, required=True, description="事项")
    from_on = Date(required=True, description="自该日起")
    until_on = Date(description="至该日（不含）；null 为至今")
    values = JSON(required=True, description="所记载的内容")
    close_reason = graphene.Field(CloseReason, description="撤销原因")
    reason = graphene.String(required=True, description="说明")
    recorded_by = graphene.String(required=True, description="记载人")
    recorded_at = DateTime(required=True, description="记载时间")

    def resolve_close_reason(root: models.OrganisationChange, info: Any) -> str | None:
        """Return the reason of a closing."""
        return root.close_reason or None

    def resolve_recorded_by(root: models.OrganisationChange, info: Any) -> str:
        """Return the name of who recorded it."""
        return root.recorded_by_name


class Organisation(graphene.ObjectType):
    """党组织，某一天的样子。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="版本；办理变动时原样填回")
    name = graphene.String(required=True, description="名称")
    kind = graphene.Field(OrganisationKind, required=True, description="类型")
    sector = graphene.Field(OrganisationSector, required=True, description="领域")
    level = graphene.Field(OrganisationLevel, required=True, description="层级")
    division_code = graphene.String(required=True, description="行政区划代码")
    staff_count = graphene.Int(description="在岗人数")
    member_count = graphene.Int(description="党员人数")
    star_rating = graphene.Int(description="星级，1 至 5")
    status = graphene.Field(OrganisationStatus, description="状况")
    six_good = graphene.Boolean(description="六好")
    planned_end_on = Date(description="预计届满日（临时党支部）")
    since = Date(required=True, description="自该日起即如此")
    until = Date(description="至该日（不含）如此；null 为至今")
    founded_on = Date(required=True, description="成立日")
    closed_on = Date(description="撤销日；null 为存续")
    parent = graphene.Field(lambda: Organisation, description="上级党组织；不在本人权限范围内时为 null")
    path = graphene.List(
        graphene.NonNull(lambda: Organisation), required=True, description="各级上级，最高的在前"
    )
    children = graphene.Field(
        lambda: connections.of(Organisation),
        required=True,
        description="下级党组织，按名称拼音排序",
        **connections.arguments(),
    )
    incumbents = graphene.Field(
        "core.appointments.types.AppointmentConnection",
        required=True,
        description="在任人员，按姓名拼音排序",
        **connections.arguments(),
    )
    quotas = graphene.List(
        graphene.NonNull("core.appointments.types.Quota"), required=True, description="各类岗位的员额与空余"
    )
    findings = graphene.List(graphene.NonNull(Finding), required=True, description="需要注意的事项")
    history = graphene.List(
        graphene.NonNull(OrganisationChange), required=True, description="全部记载，按记载先后"
    )

    def resolve_status(root: Node, info: Any) -> str | None:
        """Return the standing, if it was rated."""
        return root.status or None

    def resolve_founded_on(root: Node, info: Any) -> date:
        """Return the first day."""
        return root.shelf.lives[root.id].founded_on

    def resolve_closed_on(root: Node, info: Any) -> date | None:
        """Return the first day on which it stands no longer."""
        return root.shelf.lives[root.id].closed_on

    def resolve_parent(root: Node, info: Any) -> Node | None:
        """Return what stands directly above."""
        above = root.shelf.above.get(root.id, [])
        return above[-1] if above and above[-1].id == root.parent_id else None

    def resolve_path(root: Node, info: Any) -> list[Node]:
        """Return all that stands above."""
        return root.shelf.above.get(root.id, [])

    def resolve_children(root: Node, info: Any, *, first: int, after: str | None = None) -> dict[str, Any]:
        """Return one page of what stands directly below."""
        page = connections.page(first=first, after=after)
        rows = root.shelf.children(page, (first, after)).get(root.id, [])
        return connections.answer(rows, page, key=key)

    def resolve_incumbents(root: Node, info: Any, *, first: int, after: str | None = None) -> dict[str, Any]:
        """Return one page of who holds posts, to those who may see people at all."""
        declare.enforce(info.context.principal, Mark("requires", "people.see"))
        page = connections.page(first=first, after=after)
        rows = root.shelf.incumbents(page, (first, after)).get(root.id, [])
        return connections.answer(rows, page, key=lambda row: (row.person_pinyin, str(row.id)))

    def resolve_quotas(root: Node, info: Any) -> list[Any]:
        """Return the establishment."""
        return root.shelf.quotas.get(root.id, [])

    def resolve_findings(root: Node, info: Any) -> list[Any]:
        """Return what is to be said of it, by one call into the rules."""
        staffing = root.shelf.staffing.get(root.id, findings.Staffing())
        return findings.of(kind=root.kind, sector=root.sector, staffing=staffing)

    def resolve_history(root: Node, info: Any) -> list[models.OrganisationChange]:
        """Return all facts."""
        return root.shelf.histories[root.id]


def key(row: OrganisationRow) -> tuple[str, str]:
    """Return the sort key of an organisation in a list."""
    return row.pinyin, str(row.id)
