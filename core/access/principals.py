"""Who makes a request, and what this someone may do where."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from core.access import permissions
from core.actors import Actor


@dataclass(frozen=True)
class HeldRole:
    """A role as granted: for the whole realm, below one organisation, or inside one region."""

    code: str
    organisation: UUID | None = None
    region: str | None = None


@dataclass(frozen=True)
class Scope:
    """Where a permission counts: everywhere, or below some organisations and inside some regions."""

    whole: bool = False
    organisations: frozenset[UUID] = frozenset()
    regions: frozenset[str] = frozenset()

    def joined(self, held: HeldRole) -> "Scope":
        """Return this scope widened by that of another role."""
        return Scope(
            whole=self.whole or (held.organisation is None and held.region is None),
            organisations=self.organisations | ({held.organisation} if held.organisation else set()),
            regions=self.regions | ({held.region} if held.region else set()),
        )


NOWHERE = Scope()
EVERYWHERE = Scope(whole=True)


def inside(code: str, region: str) -> bool:
    """Return whether a division code (GB/T 2260, six digits) lies in a region or is that region.

    >>> inside("522702", "520000"), inside("522702", "522700"), inside("530000", "520000")
    (True, True, False)
    """
    stem = region.rstrip("0")
    return code.startswith(stem.ljust(len(stem) + len(stem) % 2, "0"))


@dataclass(frozen=True)
class Principal:
    """Someone who has signed in on this host, with the rights that hold for this request only."""

    actor: Actor
    user_id: UUID
    username: str
    roles: tuple[HeldRole, ...]
    grants: Mapping[str, Scope]
    via: Literal["session", "token"]
    must_change_password: bool = False
    is_authenticated: bool = field(default=True, init=False)

    @property
    def permissions(self) -> frozenset[str]:
        """What may be done somewhere."""
        return frozenset(self.grants)

    def scope(self, permission: str) -> Scope:
        """Return where the permission counts, for selectors that filter lists; `NOWHERE` if not granted."""
        return self.grants.get(permissions.known(permission), NOWHERE)

    def may(
        self, permission: str, *, organisation: Collection[UUID] | None = None, region: str | None = None
    ) -> bool:
        """Return whether the permission is granted.

        Without a place: granted anywhere, which opens a field but not yet any row in it.

        :param organisation: the organisation's id and those of everything above it, as of the day.
        :param region: the division code of the place.
        """
        scope = self.scope(permission)
        if organisation is not None:
            return scope.whole or not scope.organisations.isdisjoint(organisation)
        if region is not None:
            return scope.whole or any(inside(region, of) for of in scope.regions)
        return scope != NOWHERE


@dataclass(frozen=True)
class AnonymousPrincipal:
    """Someone who has not signed in: may do nothing that asks for a permission."""

    actor: None = None
    user_id: None = None
    username: str = ""
    roles: tuple[HeldRole, ...] = ()
    permissions: frozenset[str] = frozenset()
    via: None = None
    must_change_password: bool = False
    is_authenticated: bool = field(default=False, init=False)

    def scope(self, permission: str) -> Scope:
        """Return `NOWHERE`."""
        permissions.known(permission)
        return NOWHERE

    def may(
        self, permission: str, *, organisation: Collection[UUID] | None = None, region: str | None = None
    ) -> bool:
        """Return False."""
        permissions.known(permission)
        return False


ANONYMOUS = AnonymousPrincipal()
AnyPrincipal = Principal | AnonymousPrincipal


def grants(
    realm: permissions.Realm, held: Iterable[HeldRole], *, only: Collection[str] | None = None
) -> Mapping[str, Scope]:
    """Return where each permission counts for someone who holds these roles.

    :param only: the permissions to which a token is narrowed; None leaves all.
    """
    result = dict.fromkeys(permissions.SIGNED_IN, EVERYWHERE)
    for one in held:
        role = permissions.role(realm, one.code)
        for permission in role.permissions if role else ():
            result[permission] = result.get(permission, NOWHERE).joined(one)
    if only is not None:
        result = {permission: scope for permission, scope in result.items() if permission in only}
    return MappingProxyType(result)
