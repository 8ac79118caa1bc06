"""Whom a reader means: people and organisations named in arguments, if they are in sight."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from core.api.identifiers import parsed
from core.decisions import sight as narrowing
from core.decisions.about import About
from core.organisations import scope
from core.people import api as people

SEE, CHANGE = "decisions.see", "decisions.change"


def reach(info: Any, permission: str = SEE) -> frozenset[UUID] | None:
    """Return the organisations for which the principal has the permission today; None = all."""
    return scope.reach(info.context.principal, permission, on=timezone.localdate())


def sight(info: Any, permission: str = SEE) -> Q:
    """Return what narrows decisions to those that the principal may see today."""
    return narrowing.condition(organisations=reach(info, permission), today=timezone.localdate())


def seen(
    info: Any,
    *,
    person: str | None = None,
    organisation: str | None = None,
    kind: str = "",
    id: str = "",
    permission: str = SEE,
) -> About:
    """Return what arguments name as the subject of a decision.

    :raises UnknownPerson: if the person is none for whom the principal has the permission.
    :raises UnknownOrganisation: if the organisation is none.
    """
    return About(
        person=None if person is None else people.seen(info, person, permission).id,
        organisation=None
        if organisation is None
        else scope.require(reach(info, permission), parsed(organisation), named=organisation),
        kind=kind,
        id=id,
    )
