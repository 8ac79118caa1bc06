"""GraphQL: read appointments and the establishment, and record what happens to them."""

from datetime import date
from typing import Any

import graphene
from django.utils import timezone

from core.access import declare
from core.api import connections
from core.api.identifiers import parsed
from core.api.scalars import Date
from core.appointments import mutations, nodes, selectors, services, types
from core.appointments.selectors import Filters
from core.organisations import scope
from core.organisations.types import place
from core.people import api as people

_SEE = "people.see"


class Query(graphene.ObjectType):
    """Root fields about appointments and the establishment."""

    appointment = graphene.Field(
        types.Appointment, required=True, description="一条任职记录。", id=graphene.ID(required=True)
    )
    appointments = graphene.Field(
        types.AppointmentConnection,
        required=True,
        description="任职记录，按姓名拼音排序；只含本人权限范围内的。",
        as_of=Date(description="只要这一天在任的；不填则含已离任和未到任的"),
        search=graphene.String(description="姓名中的文字，或姓名拼音"),
        organisation=graphene.ID(description="只要这个党组织的"),
        person=graphene.ID(description="只要这个人的"),
        posts=graphene.List(graphene.NonNull(types.Post)),
        basis=types.AppointmentBasis(),
        **connections.arguments(),
    )
    quotas = graphene.Field(
        connections.of(types.OrganisationQuota),
        required=True,
        description="某一天的员额与空余，按党组织名称拼音排序；只含本人权限范围内的。",
        as_of=Date(description="哪一天；默认今天"),
        organisation=graphene.ID(description="只要这个党组织的"),
        posts=graphene.List(graphene.NonNull(types.Post)),
        **connections.arguments(),
    )

    @declare.requires(_SEE)
    def resolve_appointment(root: Any, info: Any, *, id: str) -> nodes.Node:
        """Return one appointment."""
        today = timezone.localdate()
        identifier = parsed(id)
        reached = scope.reach(info.context.principal, _SEE, on=today)
        row = None
        if identifier is not None:
            row = selectors.one(appointment=identifier, organisations=reached)
        if row is None:
            raise services.unknown(id)
        return types.appointments([row], on=today, principal=info.context.principal)[0]

    @declare.requires(_SEE)
    def resolve_appointments(
        root: Any,
        info: Any,
        *,
        first: int,
        after: str | None = None,
        as_of: date | None = None,
        search: str | None = None,
        organisation: str | None = None,
        person: str | None = None,
        posts: list[Any] | None = None,
        basis: Any = None,
    ) -> dict[str, Any]:
        """Return one page of the appointments that the principal may see."""
        page = connections.page(first=first, after=after)
        today = timezone.localdate()
        reached = scope.reach(info.context.principal, _SEE, on=today)
        where = None
        if organisation is not None:
            where = scope.require(reached, parsed(organisation), named=organisation)
        who = None if person is None else people.identifier(person)
        rows = selectors.page(
            limit=page.first + 1,
            after=place(page),
            filters=Filters(
                on=as_of,
                organisations=reached,
                organisation=where,
                person=who,
                posts=posts,
                basis=basis,
                search=(search or "").strip() or None,
            ),
        )
        shown = types.appointments(rows, on=as_of or today, principal=info.context.principal)
        return connections.answer(shown, page, key=lambda row: (row.person_pinyin, str(row.id)))

    @declare.requires("organisations.see")
    def resolve_quotas(
        root: Any,
        info: Any,
        *,
        first: int,
        after: str | None = None,
        as_of: date | None = None,
        organisation: str | None = None,
        posts: list[Any] | None = None,
    ) -> dict[str, Any]:
        """Return one page of the establishments that the principal may see."""
        page = connections.page(first=first, after=after)
        today = timezone.localdate()
        reached = scope.reach(info.context.principal, "organisations.see", on=today)
        where = None
        if organisation is not None:
            where = scope.require(reached, parsed(organisation), named=organisation)
        rows = selectors.quota_page(
            limit=page.first + 1,
            on=as_of or today,
            after=place(page),
            organisations=reached,
            organisation=where,
            posts=posts,
        )
        shown = types.quotas(rows, on=as_of or today, principal=info.context.principal)
        return connections.answer(
            shown,
            page,
            key=lambda one: (one["quota"].organisation_pinyin, str(one["quota"].id)),
        )


class Mutation(graphene.ObjectType):
    """Root mutations about appointments and the establishment."""

    appoint = mutations.Appoint.Field(required=True)
    end_appointment = mutations.EndAppointment.Field(required=True)
    transfer_appointment = mutations.TransferAppointment.Field(required=True)
    correct_appointment = mutations.CorrectAppointment.Field(required=True)
    set_quota = mutations.SetQuota.Field(required=True)
