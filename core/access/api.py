"""GraphQL: who am I."""

from typing import Any

import graphene

from core.access import declare, permissions, schemas
from core.access.principals import Principal, Scope


class MeRole(graphene.ObjectType):
    """A role that the signed-in user holds, and the place to which it is limited, if any."""

    code = graphene.String(required=True)
    title = graphene.String(required=True)
    organisation = graphene.ID()
    region = graphene.String()


class MeScope(graphene.ObjectType):
    """Where the user's roles count: everywhere, or below organisations and inside regions."""

    whole = graphene.Boolean(required=True)
    organisations = graphene.List(graphene.NonNull(graphene.ID), required=True)
    regions = graphene.List(graphene.NonNull(graphene.String), required=True)


class Me(graphene.ObjectType):
    """The signed-in user and what this user may do on this host."""

    username = graphene.String(required=True)
    name = graphene.String(required=True)
    realm = graphene.String(required=True, description="tenant or public")
    roles = graphene.List(graphene.NonNull(MeRole), required=True)
    permissions = graphene.List(graphene.NonNull(graphene.String), required=True)
    scope = graphene.Field(MeScope, required=True)


class Query(graphene.ObjectType):
    """Root fields of every host."""

    me = graphene.Field(Me, required=True, description="The signed-in user.")

    @declare.signed_in
    def resolve_me(root: Any, info: Any) -> Me:
        """Return the request's principal."""
        return _me(info.context.principal)


def _me(principal: Principal) -> Me:
    scope = Scope()
    for held in principal.roles:
        scope = scope.joined(held)
    return Me(
        username=principal.username,
        name=principal.actor.name,
        realm=principal.actor.realm,
        roles=[
            MeRole(code=held.code, title=role.title, organisation=held.organisation, region=held.region)
            for held in principal.roles
            if (role := permissions.role(schemas.realm(), held.code))
        ],
        permissions=sorted(principal.permissions),
        scope=MeScope(
            whole=scope.whole,
            organisations=sorted(map(str, scope.organisations)),
            regions=sorted(scope.regions),
        ),
    )
