"""GraphQL: what was decided, how it would come out by now, and deciding it anew on order."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api import connections
from core.api.identifiers import parsed
from core.api.scalars import JSON, Date
from core.decisions import matters, past, record_types, records, redeciding, rereading, selectors
from core.decisions.past import Supposing
from core.decisions.record_types import DecisionChangeConnection, DecisionRecord
from core.decisions.records import Filters


class Query(graphene.ObjectType):
    """Root fields about stored decisions."""

    decision = graphene.Field(
        DecisionRecord, required=True, description="一件认定记录。", id=graphene.ID(required=True)
    )
    decisions = graphene.Field(
        connections.of(DecisionRecord),
        required=True,
        description="认定记录，新的在前；只含本人权限范围内的。",
        action=graphene.String(description="事项全名；只写制度代码则为该制度的全部事项"),
        person=graphene.ID(description="只要关于这名人员的"),
        organisation=graphene.ID(description="只要关于这个党组织的"),
        subject_kind=graphene.String(description="只要这一种事项的，如 appointment；与 subjectId 一并填写"),
        subject_id=graphene.ID(description="只要这一件事项的"),
        allowed=graphene.Boolean(description="只要通过的，或只要未通过的"),
        on=Date(description="只要适用这一天制度的"),
        standing=graphene.Boolean(description="true 只要仍然有效的，false 只要已重新认定的"),
        lapsed_on=Date(description="只要所依据的例外在这一天已到期或已撤销的，须重新认定"),
        **connections.arguments(),
    )
    decision_changes = graphene.Field(
        DecisionChangeConnection,
        required=True,
        description="按现在所知（制度、日历、例外、已更正的记录）重新认定会改变的认定记录；只列出，不改动。",
        action=graphene.String(description="事项全名；只写制度代码则为该制度的全部事项"),
        person=graphene.ID(description="只要关于这名人员的"),
        organisation=graphene.ID(description="只要关于这个党组织的"),
        **connections.arguments(),
    )
    correction_preview = graphene.Field(
        DecisionChangeConnection,
        required=True,
        description="假如这样更正一条记录，会改变哪些认定记录；只列出，不改动。",
        noun=graphene.String(required=True, description="记录的种类，例如 appointment（任职）"),
        id=graphene.ID(required=True, description="要更正的记录"),
        values=JSON(required=True, description="更正后的内容，例如 {from_on: '2020-01-01'}"),
        **connections.arguments(),
    )

    @declare.requires(matters.SEE)
    def resolve_decision(root: Any, info: Any, *, id: str) -> Any:
        """Return one decision."""
        row = records.one(parsed(id), reached=matters.reach(info), today=timezone.localdate(), named=id)
        return record_types.nodes([row])[0]

    @declare.requires(matters.SEE)
    def resolve_decisions(
        root: Any,
        info: Any,
        *,
        first: int,
        after: str | None = None,
        person: str | None = None,
        organisation: str | None = None,
        subject_kind: str = "",
        subject_id: str = "",
        **narrow: Any,
    ) -> dict[str, Any]:
        """Return one page of the decisions that the principal may see."""
        page = connections.page(first=first, after=after)
        about = matters.seen(info, person=person, organisation=organisation)
        rows = records.page(
            limit=page.first + 1,
            after=page_key(page),
            filters=Filters(
                person=about.person,
                organisation=about.organisation,
                subject=(subject_kind, subject_id) if subject_kind else None,
                **narrow,
            ),
            reached=matters.reach(info),
            today=timezone.localdate(),
        )
        return connections.answer(record_types.nodes(rows), page, key=lambda node: (str(node.row.pk),))

    @declare.requires(matters.SEE)
    def resolve_decision_changes(
        root: Any,
        info: Any,
        *,
        first: int,
        after: str | None = None,
        action: str | None = None,
        person: str | None = None,
        organisation: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the decisions that would come out otherwise by now."""
        page = connections.page(first=first, after=after)
        about = matters.seen(info, person=person, organisation=organisation)
        filters = Filters(action=action, person=about.person, organisation=about.organisation)
        rows = past.standing(where=records.narrowed(filters) & matters.sight(info))
        return record_types.changes(past.changes(rows, limit=page.first, after=record_types.key(page)), page)

    @declare.requires(matters.SEE)
    def resolve_correction_preview(
        root: Any,
        info: Any,
        *,
        noun: str,
        id: str,
        values: Any,
        first: int,
        after: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the decisions that a correction would change."""
        page = connections.page(first=first, after=after)
        columns = rereading.supposed(noun=noun, row=id, values=values)
        rows = past.standing(row=rereading.row_of(noun, id), where=matters.sight(info))
        found = past.changes(
            rows, limit=page.first, after=record_types.key(page), supposing=Supposing(columns=columns)
        )
        return record_types.changes(found, page)


class RedecisionFactsInput(graphene.InputObjectType):
    """为一件认定写明的事实：由已更正的记录推算、系统不能自行重算的。"""

    decision = graphene.ID(required=True, description="认定记录")
    facts = JSON(required=True, description="事实名称对值")


class RedecideInput(graphene.InputObjectType):
    """重新认定。"""

    decisions = graphene.List(
        graphene.NonNull(graphene.ID), required=True, description="要重新认定的记录，一次不超过 500 件"
    )
    reason = graphene.String(required=True, description="理由，如更正的批准文号")
    facts = graphene.List(graphene.NonNull(RedecisionFactsInput), description="须写明的事实")


class Redecide(graphene.Mutation):
    """按现在所知重新认定；原认定保留。结论和事实都不变的，不另作认定。"""

    class Arguments:
        input = RedecideInput(required=True)

    decisions = graphene.List(graphene.NonNull(DecisionRecord), required=True, description="新的认定记录")
    unchanged = graphene.List(
        graphene.NonNull(graphene.ID), required=True, description="结论和事实都不变的原认定记录"
    )

    @declare.requires(matters.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Decide anew by one call into the service."""
        wanted = _in_sight(info, input["decisions"])
        stated = {
            identifier: one["facts"]
            for one in input.get("facts") or ()
            for identifier in _in_sight(info, [one["decision"]])
        }
        done = redeciding.redecide(
            decisions=wanted, reason=input["reason"], facts=stated, actor=info.context.principal.actor
        )
        return {
            "decisions": record_types.nodes(records.several([row.pk for row in done.made])),
            "unchanged": [row.pk for row in done.unchanged],
        }


class Mutation(graphene.ObjectType):
    """Root mutations about stored decisions."""

    redecide = Redecide.Field(required=True)


def _in_sight(info: Any, named: list[str]) -> list[UUID]:
    """Return the decisions that a principal may have decided anew.

    :raises UnknownDecision: if one of them is out of sight.
    """
    identifiers = {text: parsed(text) for text in named}
    seen = records.in_sight(
        [one for one in identifiers.values() if one is not None],
        reached=matters.reach(info, matters.CHANGE),
        today=timezone.localdate(),
    )
    for text, identifier in identifiers.items():
        if identifier not in seen:
            raise selectors.unknown(text)
    return [identifier for identifier in identifiers.values() if identifier is not None]


def page_key(page: connections.Page) -> UUID | None:
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
