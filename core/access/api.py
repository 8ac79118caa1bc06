"""GraphQL: who am I."""

from typing import Any

import graphene

from core.access import declare, permissions, schemas
from core.access.principals import Principal, Scope


class MeRole(graphene.ObjectType):
    """登录用户持有的角色，以及所限的范围（如有）。"""

    code = graphene.String(required=True)
    title = graphene.String(required=True)
    organisation = graphene.ID()
    region = graphene.String()


class MeScope(graphene.ObjectType):
    """角色的效力范围：全部，或若干党组织及其下级、若干地区之内。"""

    whole = graphene.Boolean(required=True)
    organisations = graphene.List(graphene.NonNull(graphene.ID), required=True)
    regions = graphene.List(graphene.NonNull(graphene.String), required=True)


class Me(graphene.ObjectType):
    """登录用户，以及在本网址可以办理的事项。"""

    username = graphene.String(required=True)
    name = graphene.String(required=True)
    realm = graphene.String(required=True, description="tenant（单位）或 public（公共平台）")
    roles = graphene.List(graphene.NonNull(MeRole), required=True)
    permissions = graphene.List(graphene.NonNull(graphene.String), required=True)
    scope = graphene.Field(MeScope, required=True)


class Query(graphene.ObjectType):
    """Root fields of every host."""

    me = graphene.Field(Me, required=True, description="登录用户本人。")

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
