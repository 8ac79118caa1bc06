"""Reads of users and rights; each is one query."""

import hmac
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from core.access import permissions, principals, schemas, tokens, usernames
from core.access.models import ApiToken, RoleAssignment, User
from core.actors import Actor


def _held(user_reference: str) -> ArraySubquery:
    active = RoleAssignment.objects.filter(user_id=OuterRef(user_reference), revoked_at__isnull=True)
    row = JSONObject(code=F("role"), organisation=F("organisation_id"), region=F("region_code"))
    return ArraySubquery(active.order_by("granted_at", "id").values(row=row))


def users() -> QuerySet[User]:
    """Return all users by sign-in name, each with `held`, the rows of the roles that count now."""
    return User.objects.annotate(held=_held("pk")).order_by("username")  # type: ignore[no-redef]


def user_by_name(username: str) -> User | None:
    """Return the user who signs in with this name, in whatever case or width."""
    return users().filter(username=usernames.normalise(username)).first()


def user_by_id(user_id: UUID) -> User | None:
    """Return the user with `held`, or None."""
    return users().filter(pk=user_id).first()


def assignment(
    *, user: User, role: str, organisation_id: UUID | None = None, region_code: str | None = None
) -> RoleAssignment | None:
    """Return the assignment of this role for exactly this place if it counts now, or None."""
    return RoleAssignment.objects.filter(
        user=user,
        role=role,
        organisation_id=organisation_id,
        region_code=region_code,
        revoked_at__isnull=True,
    ).first()


def holders(permission: str) -> list[tuple[UUID, UUID | None]]:
    """Return the active users of this host who hold a permission; one query.

    Each comes with the organisation at and below which it counts, None where it counts everywhere; a user
    with several roles comes several times.
    """
    here = permissions.roles(schemas.realm())
    codes = [role.code for role in here if permissions.known(permission) in role.permissions]
    active = RoleAssignment.objects.filter(
        role__in=codes, revoked_at__isnull=True, region_code__isnull=True, user__is_active=True
    )
    return list(active.values_list("user_id", "organisation_id").distinct().order_by("user_id"))


def addresses(users: Iterable[UUID]) -> dict[UUID, str]:
    """Return the e-mail addresses of those of some users who have one and are active; one query."""
    known = User.objects.filter(pk__in=set(users), is_active=True).exclude(email="")
    return dict(known.values_list("pk", "email"))


def live_token(clear: str, *, at: datetime) -> ApiToken | None:
    """Return the token if it counts at this instant and its user is active; its user carries `held`."""
    digest = tokens.digest(clear)
    found = (
        ApiToken.objects.filter(digest=digest).select_related("user").annotate(held=_held("user_id")).first()
    )
    if found is None or not hmac.compare_digest(bytes(found.digest), digest):
        return None
    if found.revoked_at is not None or found.expires_at <= at or not found.user.is_active:
        return None
    found.user.held = found.held
    return found


def principal(user: User, *, token: ApiToken | None = None) -> principals.Principal:
    """Return the principal of a user who carries `held`, with the rights of this moment."""
    here = schemas.realm()
    held = _roles(user.held)
    return principals.Principal(
        actor=Actor(realm=here, id=str(user.pk), name=user.name),
        user_id=user.pk,
        username=user.username,
        roles=held,
        grants=principals.grants(here, held, only=token.scopes if token else None),
        via="token" if token else "session",
        must_change_password=user.must_change_password,
    )


def _roles(rows: Iterable[dict[str, Any]]) -> tuple[principals.HeldRole, ...]:
    return tuple(
        principals.HeldRole(
            code=row["code"],
            organisation=UUID(row["organisation"]) if row["organisation"] else None,
            region=row["region"],
        )
        for row in rows
    )
