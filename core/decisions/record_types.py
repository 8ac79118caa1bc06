"""GraphQL types of stored decisions, and of how they would come out by now."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, cached_property
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.api import connections
from core.api.identifiers import parsed
from core.api.scalars import JSON, Date, DateTime
from core.decisions import consequences, past, records, types
from core.decisions.models import DecisionRecord as Record
from core.organisations import selectors as organisations
from core.policy import jsontext
from core.policy.calendar import WorkingCalendar
from core.policy.exceptions import Waiver
from core.reference import selectors as reference


class Shelf:
    """Decisions that are shown together; what belongs to them is fetched for all of them at once."""

    def __init__(self, rows: Iterable[Record]) -> None:
        self.rows = list(rows)
        self.calendar: Callable[[str], WorkingCalendar] = cache(reference.calendar)

    @cached_property
    def organisations(self) -> Mapping[UUID, organisations.OrganisationRow]:
        """The organisations that they concern."""
        ids = {row.organisation_id for row in self.rows if row.organisation_id is not None}
        return organisations.nearest(ids=ids, on=timezone.localdate())

    @cached_property
    def consequences(self) -> Mapping[UUID, list[consequences.Consequence]]:
        """What rests on them."""
        return consequences.of([row.pk for row in self.rows])


class DecisionParty(graphene.ObjectType):
    """认定所涉及的人员或党组织。"""

    id = graphene.ID(required=True)
    name = graphene.String(required=True)


class Replay(graphene.ObjectType):
    """按所存的事实、参数、日历和例外重算的结果。"""

    identical = graphene.Boolean(required=True, description="与原记录一字不差")
    problem = graphene.String(required=True, description="不一致或不能重算的原因；一致则为空")


class Consequence(graphene.ObjectType):
    """依据认定而产生的一条记录，例如证书的一次变动。"""

    assumed_rows = 2

    title = graphene.String(required=True, description="记录的种类")
    table = graphene.String(required=True, description="数据表")
    row = graphene.ID(required=True, description="编号")


class DecisionRecord(graphene.ObjectType):
    """一件认定记录，当时的样子；不删改，更正后另作新的认定。"""

    id = graphene.ID(required=True)
    action = graphene.String(required=True, description="事项全名")
    allowed = graphene.Boolean(required=True, description="通过")
    findings = graphene.List(graphene.NonNull(types.Finding), required=True)
    outcome = JSON(required=True, description="结果")
    facts = JSON(required=True, description="所用的事实")
    sources = JSON(required=True, description="事实取自哪些记录；更正这些记录时据此找到本认定")
    parameters = JSON(required=True, description="所用的制度参数")
    policy_version = graphene.Field(types.PolicyVersion, required=True, description="所依据的制度版本")
    policy_on = Date(required=True, description="适用哪一天的制度")
    calendar_version = graphene.String(required=True, description="所用工作日历的版本；没有用到则为空")
    exceptions = graphene.List(graphene.NonNull(types.UsedException), required=True, description="所用的例外")
    person = graphene.Field(DecisionParty, description="所涉及的人员")
    organisation = graphene.Field(DecisionParty, description="所涉及的党组织，现在的名称")
    subject_kind = graphene.String(required=True, description="办理的事项种类")
    subject_id = graphene.String(required=True, description="办理的事项编号")
    replaces = graphene.ID(description="所替代的认定记录")
    replaced_by = graphene.ID(description="替代本记录的认定记录；null 为仍然有效")
    reason = graphene.String(required=True, description="重新认定的理由")
    decided_by = graphene.String(required=True, description="认定人")
    decided_at = DateTime(required=True, description="认定时间")
    replay = graphene.Field(Replay, required=True, description="现在重算")
    consequences = graphene.List(
        graphene.NonNull(Consequence), required=True, description="依据本认定产生的记录"
    )

    def resolve_findings(root: "Node", info: Any) -> list[dict[str, Any]]:
        """Return the stored findings."""
        return findings(root.tree)

    def resolve_outcome(root: "Node", info: Any) -> Any:
        """Return the stored outcome."""
        return root.tree["outcome"]

    def resolve_facts(root: "Node", info: Any) -> Any:
        """Return the stored facts."""
        return jsontext.read(root.row.facts)

    def resolve_parameters(root: "Node", info: Any) -> Any:
        """Return the stored parameters."""
        return jsontext.read(root.row.parameters)

    def resolve_exceptions(root: "Node", info: Any) -> list[Waiver]:
        """Return the stored exceptions."""
        return [Waiver.of(tree) for tree in jsontext.read(root.row.exceptions)]

    def resolve_organisation(root: "Node", info: Any) -> Any:
        """Return the organisation under its present name."""
        identifier = root.row.organisation_id
        return None if identifier is None else root.shelf.organisations.get(identifier)

    def resolve_replaces(root: "Node", info: Any) -> Any:
        """Return the identifier of the decision before."""
        return root.row.replaces_id

    def resolve_replaced_by(root: "Node", info: Any) -> Any:
        """Return the identifier of the decision after."""
        later = getattr(root.row, "replaced_by", None)
        return later.pk if later else None

    def resolve_decided_by(root: "Node", info: Any) -> str:
        """Return the name of who decided."""
        return root.row.decided_by_name

    def resolve_replay(root: "Node", info: Any) -> dict[str, Any]:
        """Make the decision again."""
        problem = records.replay_problem(root.row, calendar=root.shelf.calendar)
        return {"identical": not problem, "problem": problem}

    def resolve_consequences(root: "Node", info: Any) -> Any:
        """Return what rests on it."""
        return root.shelf.consequences.get(root.row.pk, [])


class Node:
    """A decision together with the shelf that it stands on."""

    def __init__(self, row: Record, shelf: Shelf) -> None:
        self.row, self.shelf = row, shelf

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @cached_property
    def tree(self) -> dict[str, Any]:
        """The stored decision as plain values."""
        tree: dict[str, Any] = jsontext.read(self.row.decision)
        return tree


def nodes(rows: Iterable[Record]) -> list[Node]:
    """Return the nodes of a page of decisions."""
    shelf = Shelf(rows)
    return [Node(row, shelf) for row in shelf.rows]


def findings(tree: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the findings of a stored decision with days as days."""
    return [
        {**finding, "satisfied_on": finding["satisfied_on"] and date.fromisoformat(finding["satisfied_on"])}
        for finding in tree["findings"]
    ]


class Answer(graphene.ObjectType):
    """按现在所知得出的结论。"""

    allowed = graphene.Boolean(required=True, description="通过")
    findings = graphene.List(graphene.NonNull(types.Finding), required=True)
    outcome = JSON(required=True, description="结果")
    policy_version = graphene.Field(types.PolicyVersion, required=True, description="当日现行的制度版本")
    exceptions = graphene.List(graphene.NonNull(types.UsedException), required=True, description="所用的例外")


class DecisionChange(graphene.ObjectType):
    """一件认定记录，以及按现在所知会如何改变。"""

    record = graphene.Field(DecisionRecord, required=True, description="原认定记录，含原结论")
    after = graphene.Field(Answer, description="重新认定的结论；事实不明或不能认定时为 null")
    changed_facts = JSON(required=True, description="已更正的事实：名称对新值")
    unknown_facts = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="由已更正的记录推算、系统不能自行重算的事实：重新认定时须写明",
    )
    problem = graphene.String(required=True, description="不能认定的原因；可以认定则为空")


class DecisionChangeEdge(graphene.ObjectType):
    """列表中的一行。"""

    node = graphene.Field(DecisionChange, required=True)
    cursor = graphene.String(required=True)


class DecisionChangeConnection(graphene.ObjectType):
    """查找的一段：一页可以不满而后面还有，以 pageInfo 为准。"""

    edges = graphene.List(graphene.NonNull(DecisionChangeEdge), required=True)
    page_info = graphene.Field(connections.PageInfo, required=True)
    examined = graphene.Int(required=True, description="本段核对了多少件认定记录")


def changes(found: past.Page, page: connections.Page) -> dict[str, Any]:
    """Return a connection's value from decisions that would change."""
    shown = nodes(change.record for change in found.changes)
    edges = [
        {"node": _change(change, node), "cursor": _cursor(past.key(change.record))}
        for change, node in zip(found.changes, shown, strict=True)
    ]
    last = None if found.last is None else _cursor(found.last)
    return {
        "edges": edges,
        "examined": found.examined,
        "page_info": {
            "has_next_page": not found.complete,
            "has_previous_page": page.after is not None,
            "start_cursor": edges[0]["cursor"] if edges else None,
            "end_cursor": last,
        },
    }


def key(page: connections.Page) -> past.Key | None:
    """Return the key before a page of decisions that would change.

    :raises BadCursor: if the cursor was not given out by such a list.
    """
    texts = connections.texts(page, 2)
    if texts is None:
        return None
    identifier = parsed(texts[1])
    try:
        day = date.fromisoformat(texts[0])
    except ValueError:
        identifier = None
    if identifier is None:
        raise connections.BadCursor("after 不是本列表给出的游标：请使用上一页的 endCursor。")
    return day, identifier


def _cursor(place: past.Key) -> str:
    return connections.cursor((place[0].isoformat(), str(place[1])))


def _change(change: past.Change, node: Node) -> dict[str, Any]:
    answer = change.answer
    return {
        "record": node,
        "after": answer
        and {
            "allowed": answer.decision.allowed,
            "findings": answer.decision.findings,
            "outcome": answer.decision.outcome,
            "policy_version": answer.version,
            "exceptions": answer.waivers,
        },
        "changed_facts": {name: change.reread.facts[name] for name in change.reread.changed},
        "unknown_facts": change.reread.unknown,
        "problem": change.problem,
    }
