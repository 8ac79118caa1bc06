"""Which organisations a principal may read or change: those that its roles answer for today."""

from datetime import date
from uuid import UUID

from core.access.principals import AnyPrincipal
from core.organisations import selectors


def reach(principal: AnyPrincipal, permission: str, *, on: date) -> frozenset[UUID] | None:
    """Return the organisations for which a permission counts on a day; None = all of them."""
    scope = principal.scope(permission)
    if scope.whole:
        return None
    if not scope.organisations:
        return frozenset()
    return selectors.answerable(roots=scope.organisations, on=on)


def require(reached: frozenset[UUID] | None, organisation: UUID | None, *, named: object) -> UUID:
    """Return the organisation if it is one of those reached.

    :param named: what the reader called it, for the refusal, which does not tell whether it exists elsewhere.
    :raises UnknownOrganisation: if it is not.
    """
    if organisation is None or (reached is not None and organisation not in reached):
        raise selectors.unknown(named)
    return organisation
