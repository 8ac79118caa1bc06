"""A county committee and a town below it in tenant beta, and obligations of the town."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from browsing import CLERK

from core.access import services as access
from core.actors import Actor
from core.obligations import deadlines, services
from core.obligations.models import Obligation
from core.obligations.services import Duty
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector

OPENED = date(2026, 3, 2)


@pytest.fixture
def found(in_beta) -> Callable[..., Organisation]:
    """Found an organisation that stands since 2020."""

    def make(name: str, *, parent: Organisation | None = None) -> Organisation:
        return organisations.found(
            name=name,
            kind=Kind.COMMITTEE,
            sector=Sector.TOWNSHIP,
            level=Level.TOWNSHIP,
            division_code="360823",
            on=date(2020, 1, 1),
            parent=parent,
        )

    return make


@pytest.fixture
def county(found) -> Organisation:
    """The committee above."""
    return found("县委")


@pytest.fixture
def town(found, county) -> Organisation:
    """A committee below the county's."""
    return found("甲镇党委", parent=county)


@pytest.fixture
def assigned(town) -> Callable[..., Obligation]:
    """Assign an obligation, to the town unless told otherwise."""

    def make(
        due_on: date = date(2026, 5, 1), *, on: date = OPENED, actor: Actor = CLERK, **more: Any
    ) -> Obligation:
        duty = Duty(
            **{
                "kind": "REPORT",
                "title": "报送总结",
                "organisation": town.pk,
                "deadline": deadlines.fixed(due_on),
                **more,
            }
        )
        return services.assign_many([duty], on=on, actor=actor)[0]

    return make


@pytest.fixture
def officer(in_beta) -> Callable[..., UUID]:
    """Make a user who answers for an organisation, or for all, and return the identifier."""

    def make(name: str, organisation: Organisation | None = None, role: str = "UNIT_OFFICER") -> UUID:
        user = access.create_user(username=name, name=name, actor=CLERK)
        place = {} if organisation is None else {"organisation_id": organisation.pk}
        access.grant_role(user=user, role=role, actor=CLERK, **place)
        return user.pk

    return make
