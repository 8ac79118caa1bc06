"""Who acts in Fuquan's scheme: the organisation department for the county, a unit for its own people."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from core.access import declare
from core.access.declare import AccessDenied
from core.access.permissions import Mark
from core.organisations import scope
from core.people import api as people
from core.people import selectors, services

SEE, CHANGE = "schemes.see", "schemes.change"


def department(info: Any, permission: str = CHANGE) -> None:
    """Let only those pass whose permission counts for the whole tenant (domain.md §3, who acts).

    :raises AccessDenied: if it counts for some units only.
    """
    if reached(info, permission) is not None:
        raise AccessDenied("此事由组织部门办理：您的权限限于所在单位，请联系组织部门。")


def reached(info: Any, permission: str = SEE) -> frozenset[UUID] | None:
    """Return the organisations for which the principal has the permission today; None = all.

    :raises AccessDenied: if the principal lacks the permission altogether.
    """
    declare.enforce(info.context.principal, Mark("requires", permission))
    return scope.reach(info.context.principal, permission, on=timezone.localdate())


def own_people(info: Any, identifiers: list[str], permission: str = CHANGE) -> list[UUID]:
    """Return people by identifier, all of whom the principal answers for; one query.

    :raises UnknownPerson: if one is unknown or out of reach.
    """
    wanted = [people.identifier(text) for text in identifiers]
    today = timezone.localdate()
    found = selectors.people(ids=wanted, organisations=reached(info, permission), on=today, today=today)
    if len(found) < len(set(wanted)):
        raise services.unknown()
    return wanted
