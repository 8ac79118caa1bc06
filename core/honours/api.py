"""GraphQL: honours, typical examples and punishments."""

from typing import Any

import graphene
from django.utils import timezone

from core.access import declare
from core.api import connections
from core.api.identifiers import parsed
from core.honours import models, mutations, selectors, types
from core.honours.selectors import Filters
from core.organisations import scope
from core.people import api as people

_SEE = "honours.see"


class Query(graphene.ObjectType):
    """Root fields about honours, typical examples and punishments."""

    honour = graphene.Field(
        types.Honour, required=True, description="一条奖惩或典型记录。", id=graphene.ID(required=True)
    )
    honours = graphene.Field(
        types.HonourConnection,
        required=True,
        description="荣誉、典型和处分处理，新年度在前；含全单位公布的，以及本人权限范围内的；"
        "处分处理只对有权查看谈话记录的人员显示。",
        person=graphene.ID(description="只要这个人的"),
        organisation=graphene.ID(description="只要这个党组织的"),
        natures=graphene.List(graphene.NonNull(types.HonourNature)),
        kinds=graphene.List(graphene.NonNull(types.HonourKind)),
        levels=graphene.List(graphene.NonNull(types.HonourLevel)),
        year=graphene.Int(description="只要这个年度的"),
        states=graphene.List(graphene.NonNull(types.HonourState)),
        **connections.arguments(),
    )

    @declare.requires(_SEE)
    def resolve_honour(root: Any, info: Any, *, id: str) -> models.Honour:
        """Return one row."""
        return mutations.shown(info, mutations.seen(info, id))

    @declare.requires(_SEE)
    def resolve_honours(
        root: Any,
        info: Any,
        *,
        first: int,
        after: str | None = None,
        person: str | None = None,
        organisation: str | None = None,
        **filters: Any,
    ) -> dict[str, Any]:
        """Return one page of the rows that the principal may see."""
        page = connections.page(first=first, after=after)
        where = None
        if organisation is not None:
            where = scope.require(people.sight(info, _SEE), parsed(organisation), named=organisation)
        rows = selectors.page(
            limit=page.first + 1,
            principal=info.context.principal,
            today=timezone.localdate(),
            after=types.place(page),
            filters=Filters(
                person=None if person is None else people.identifier(person), organisation=where, **filters
            ),
        )
        shown = types.shown(rows, principal=info.context.principal)
        return connections.answer(shown, page, key=lambda row: (str(row.year), str(row.pk)))


class Mutation(graphene.ObjectType):
    """Root mutations about honours, typical examples and punishments."""

    record_honour = mutations.RecordHonour.Field(required=True)
    correct_honour = mutations.CorrectHonour.Field(required=True)
    publish_honour = mutations.PublishHonour.Field(required=True)
    withdraw_honour = mutations.WithdrawHonour.Field(required=True)
