"""GraphQL: read credentials, issue them, and let them take their steps."""

from datetime import date
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api import connections
from core.api.identifiers import parsed
from core.api.scalars import Date
from core.credentials import catalogue, mutations, selectors, steps, types
from core.credentials.kinds import CredentialKind
from core.credentials.selectors import Filters
from core.organisations import scope
from core.organisations import selectors as organisations
from core.people import api as people

_SEE = "credentials.see"


class Query(graphene.ObjectType):
    """Root fields about credentials."""

    credential_kinds = graphene.List(
        graphene.NonNull(types.CredentialKind), required=True, description="本租户启用的制度所发的证书。"
    )
    credential = graphene.Field(
        types.Credential,
        required=True,
        description="一张证书。",
        id=graphene.ID(required=True),
        as_of=Date(description="哪一天的状态；默认今天"),
    )
    credentials = graphene.Field(
        types.CredentialConnection,
        required=True,
        description="证书，新发的在前；只含本人权限范围内人员的。",
        as_of=Date(description="哪一天的状态，只含当日已发的；默认今天"),
        kind=graphene.String(description="种类代码"),
        level=graphene.String(description="级别代码"),
        number=graphene.String(description="编号，须完整"),
        status=types.CredentialStatus(description="当日的状态"),
        person=graphene.ID(description="只要这个人的"),
        organisation=graphene.ID(description="只要当日在这个党组织（含下级）的人员的"),
        expiring_before=Date(description="只要当日有效或暂停、而有效期在这一天之前届满的"),
        **connections.arguments(),
    )

    @declare.requires(_SEE)
    def resolve_credential_kinds(root: Any, info: Any) -> list[CredentialKind]:
        """Return the kinds."""
        return list(catalogue.offered().values())

    @declare.requires(_SEE)
    def resolve_credential(root: Any, info: Any, *, id: str, as_of: date | None = None) -> types.Node:
        """Return one credential whose holder is in the principal's sight."""
        today = timezone.localdate()
        on = as_of or today
        identifier = parsed(id)
        row = None
        if identifier is not None:
            reached = scope.reach(info.context.principal, _SEE, on=today)
            row = selectors.one(credential=identifier, on=on, today=today, organisations=reached)
        if row is None:
            raise steps.unknown(id)
        return types.credentials([row], on=on, principal=info.context.principal)[0]

    @declare.requires(_SEE)
    def resolve_credentials(
        root: Any,
        info: Any,
        *,
        first: int,
        after: str | None = None,
        as_of: date | None = None,
        person: str | None = None,
        organisation: str | None = None,
        **filters: Any,
    ) -> dict[str, Any]:
        """Return one page of the credentials that the principal may see."""
        page = connections.page(first=first, after=after)
        today = timezone.localdate()
        on = as_of or today
        reached = scope.reach(info.context.principal, _SEE, on=today)
        unit = None
        if organisation is not None:
            root_unit = scope.require(reached, parsed(organisation), named=organisation)
            unit = organisations.subtree(roots=[root_unit], on=on)
        rows = selectors.page(
            limit=page.first + 1,
            on=on,
            today=today,
            after=_place(page),
            filters=Filters(
                organisations=reached,
                unit=unit,
                person=None if person is None else people.identifier(person),
                **filters,
            ),
        )
        shown = types.credentials(rows, on=on, principal=info.context.principal)
        return connections.answer(shown, page, key=lambda row: (row.issued_on.isoformat(), str(row.id)))


class Mutation(graphene.ObjectType):
    """Root mutations about credentials."""

    issue_credential = mutations.IssueCredential.Field(required=True)
    issue_credentials = mutations.IssueCredentials.Field(required=True)
    suspend_credential = mutations.SuspendCredential.Field(required=True)
    restore_credential = mutations.RestoreCredential.Field(required=True)
    revoke_credential = mutations.RevokeCredential.Field(required=True)
    expire_credential = mutations.ExpireCredential.Field(required=True)
    inspect_credential = mutations.InspectCredential.Field(required=True)


def _place(page: connections.Page) -> tuple[date, UUID] | None:
    key = connections.texts(page, 2)
    if key is None:
        return None
    try:
        return date.fromisoformat(key[0]), UUID(key[1])
    except ValueError as error:
        raise connections.BadCursor("after 不是本列表给出的游标：请使用上一页的 endCursor。") from error
