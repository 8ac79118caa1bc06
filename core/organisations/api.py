"""GraphQL: read organisations, and record what happens to them."""

from datetime import date
from typing import Any

import graphene
from django.utils import timezone

from core.access import declare
from core.api import connections
from core.api.identifiers import parsed
from core.api.scalars import Date
from core.organisations import mutations, scope, selectors
from core.organisations.selectors import Filters
from core.organisations.types import (
    Node,
    Organisation,
    OrganisationKind,
    OrganisationLevel,
    OrganisationSector,
    OrganisationStatus,
    Shelf,
    key,
    place,
)

_SEE = "organisations.see"


class Query(graphene.ObjectType):
    """Root fields about organisations."""

    organisation = graphene.Field(
        Organisation,
        required=True,
        description="一个党组织在某一天的样子；默认今天。",
        id=graphene.ID(required=True),
        as_of=Date(description="哪一天的样子"),
    )
    organisations = graphene.Field(
        connections.of(Organisation),
        required=True,
        description="某一天存续的党组织，按名称拼音排序；只含本人权限范围内的。",
        as_of=Date(description="哪一天的样子；默认今天"),
        search=graphene.String(description="名称中的文字，或名称拼音"),
        parent=graphene.ID(description="只要直接隶属于它的"),
        kinds=graphene.List(graphene.NonNull(OrganisationKind)),
        sectors=graphene.List(graphene.NonNull(OrganisationSector)),
        levels=graphene.List(graphene.NonNull(OrganisationLevel)),
        status=OrganisationStatus(),
        **connections.arguments(),
    )

    @declare.requires(_SEE)
    def resolve_organisation(root: Any, info: Any, *, id: str, as_of: date | None = None) -> Node:
        """Return one organisation as it stood on a day."""
        today = timezone.localdate()
        reached = scope.reach(info.context.principal, _SEE, on=today)
        organisation = scope.require(reached, parsed(id), named=id)
        row = selectors.one(organisation=organisation, on=as_of or today)
        shelf = Shelf([row], on=as_of or today, principal=info.context.principal, reached=reached)
        return shelf.nodes[0]

    @declare.requires(_SEE)
    def resolve_organisations(
        root: Any,
        info: Any,
        *,
        first: int,
        after: str | None = None,
        as_of: date | None = None,
        search: str | None = None,
        parent: str | None = None,
        kinds: list[Any] | None = None,
        sectors: list[Any] | None = None,
        levels: list[Any] | None = None,
        status: Any = None,
    ) -> dict[str, Any]:
        """Return one page of the organisations that the principal may see."""
        page = connections.page(first=first, after=after)
        today = timezone.localdate()
        day = as_of or today
        reached = scope.reach(info.context.principal, _SEE, on=today)
        above = None if parent is None else scope.require(reached, parsed(parent), named=parent)
        rows = selectors.page(
            limit=page.first + 1,
            on=day,
            after=place(page),
            filters=Filters(
                organisations=reached,
                parent=above,
                kinds=kinds,
                sectors=sectors,
                levels=levels,
                status=status,
                search=(search or "").strip() or None,
            ),
        )
        shelf = Shelf(rows, on=day, principal=info.context.principal, reached=reached)
        return connections.answer(shelf.nodes, page, key=key)


class Mutation(graphene.ObjectType):
    """Root mutations about organisations."""

    found_organisation = mutations.FoundOrganisation.Field(required=True)
    rename_organisation = mutations.RenameOrganisation.Field(required=True)
    move_organisation = mutations.MoveOrganisation.Field(required=True)
    change_organisation = mutations.ChangeOrganisation.Field(required=True)
    correct_organisation = mutations.CorrectOrganisation.Field(required=True)
    close_organisation = mutations.CloseOrganisation.Field(required=True)
    reopen_organisation = mutations.ReopenOrganisation.Field(required=True)
    split_organisation = mutations.SplitOrganisation.Field(required=True)
    merge_organisations = mutations.MergeOrganisations.Field(required=True)
