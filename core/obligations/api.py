"""GraphQL: read obligations, and do what they ask for."""

from datetime import date
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api import connections
from core.api.identifiers import parsed
from core.api.scalars import Date
from core.obligations import mutations, selectors, services, types
from core.obligations.selectors import Filters
from core.organisations import scope
from core.organisations import selectors as organisations

_SEE = "obligations.see"


class Query(graphene.ObjectType):
    """Root fields about obligations."""

    obligation = graphene.Field(
        types.Obligation, required=True, description="一项待办。", id=graphene.ID(required=True)
    )
    obligations = graphene.Field(
        types.ObligationConnection,
        required=True,
        description="待办，按到期日排序；只含责任单位在本人权限范围内的。",
        as_of=Date(description="哪一天的状态；默认今天"),
        unit=graphene.ID(description="只要这个党组织及其下级的"),
        mine=graphene.Boolean(default_value=False, description="只要由本人直接负责的党组织的"),
        kind=graphene.String(description="只要这一类的"),
        states=graphene.List(graphene.NonNull(types.ObligationState), description="只要这些状态的"),
        due_before=Date(description="只要在此日之前到期的"),
        subject=graphene.ID(description="只要涉及这个对象的"),
        **connections.arguments(),
    )
    obligation_counts = graphene.Field(
        types.ObligationCounts,
        required=True,
        description="某一天的待办数；只含责任单位在本人权限范围内的。",
        as_of=Date(description="哪一天；默认今天"),
        unit=graphene.ID(description="只计这个党组织及其下级的"),
    )

    @declare.requires(_SEE)
    def resolve_obligation(root: Any, info: Any, *, id: str) -> types.Node:
        """Return one obligation."""
        today = timezone.localdate()
        reached = scope.reach(info.context.principal, _SEE, on=today)
        identifier = parsed(id)
        row = None if identifier is None else selectors.one(obligation=identifier, organisations=reached)
        if row is None:
            raise services.unknown(id)
        return types.Shelf([row], on=today, principal=info.context.principal).nodes[0]

    @declare.requires(_SEE)
    def resolve_obligations(
        root: Any,
        info: Any,
        *,
        first: int,
        after: str | None = None,
        as_of: date | None = None,
        unit: str | None = None,
        mine: bool,
        kind: str | None = None,
        states: list[Any] | None = None,
        due_before: date | None = None,
        subject: str | None = None,
    ) -> dict[str, Any]:
        """Return one page of the obligations that the principal may see."""
        page = connections.page(first=first, after=after)
        principal, today = info.context.principal, timezone.localdate()
        on = as_of or today
        reached = scope.reach(principal, _SEE, on=today)
        own = principal.scope("obligations.change")
        rows = selectors.page(
            limit=page.first + 1,
            on=on,
            after=_place(page),
            filters=Filters(
                organisations=reached,
                unit=_below(reached, unit, on=on),
                mine=own.organisations if mine and not own.whole else None,
                kind=kind,
                states=states,
                due_before=due_before,
                subject=None if subject is None else _identifier(subject),
            ),
        )
        shelf = types.Shelf(rows, on=on, principal=principal)
        return connections.answer(
            shelf.nodes, page, key=lambda node: (node.row.due_on.isoformat(), str(node.row.id))
        )

    @declare.requires(_SEE)
    def resolve_obligation_counts(
        root: Any, info: Any, *, as_of: date | None = None, unit: str | None = None
    ) -> selectors.Counts:
        """Return the counts of what the principal may see."""
        today = timezone.localdate()
        on = as_of or today
        reached = scope.reach(info.context.principal, _SEE, on=today)
        below = _below(reached, unit, on=on)
        return selectors.counts(on=on, organisations=reached if below is None else below)


class Mutation(graphene.ObjectType):
    """Root mutations about obligations."""

    open_obligation = mutations.OpenObligation.Field(required=True)
    fulfil_obligation = mutations.FulfilObligation.Field(required=True)
    check_obligation = mutations.CheckObligation.Field(required=True)
    return_obligation = mutations.ReturnObligation.Field(required=True)
    cancel_obligation = mutations.CancelObligation.Field(required=True)


def _below(reached: frozenset[UUID] | None, unit: str | None, *, on: date) -> frozenset[UUID] | None:
    """Return a unit that the principal reaches and all below it, None if no unit was asked for."""
    if unit is None:
        return None
    return organisations.answerable(roots=[scope.require(reached, parsed(unit), named=unit)], on=on)


def _identifier(text: str) -> UUID:
    """Return an identifier from a filter; what is none is nobody's, and finds nothing."""
    return parsed(text) or UUID(int=0)


def _place(page: connections.Page) -> tuple[date, UUID] | None:
    key = connections.texts(page, 2)
    if key is None:
        return None
    try:
        return date.fromisoformat(key[0]), UUID(key[1])
    except ValueError as error:
        raise connections.BadCursor("after 不是本列表给出的游标：请使用上一页的 endCursor。") from error
