"""Organisations, people with posts, and someone who asks over GraphQL."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from browsing import CLERK, token_of
from django.test import Client
from django_tenants.utils import tenant_context

from core.access import services as access
from core.appointments import services as appointments
from core.appointments.models import Appointment
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from core.people import services
from core.people.models import Person

Unit = Callable[..., Organisation]


@pytest.fixture
def unit() -> Unit:
    """Found an organisation that stands since 2020."""

    def found(name: str, parent: Organisation | None = None) -> Organisation:
        return organisations.found(
            name=name,
            kind=Kind.COMMITTEE,
            sector=Sector.TOWNSHIP,
            level=Level.TOWNSHIP,
            division_code="360823",
            on=date(2020, 1, 1),
            parent=parent,
        )

    return found


@pytest.fixture
def posted() -> Callable[..., Person]:
    """Register someone, with a full-time post in an organisation from 2021 on unless told otherwise."""

    def make(
        name: str, organisation: Organisation | None = None, *, on: date = date(2021, 1, 1), **details: Any
    ) -> Person:
        person = services.register(name=name, **details)
        if organisation is not None:
            appointments.appoint(
                person=person, organisation=organisation, basis=Appointment.Basis.FULL_TIME, on=on
            )
        return person

    return make


@dataclass(frozen=True)
class Asker:
    """Someone with a token of one tenant."""

    client: Client
    token: str

    def send(self, query: str, variables: Any = None, **headers: str) -> Any:
        """Return the response to a query."""
        return self.client.post(
            "/graphql/",
            json.dumps({"query": query, "variables": variables}),
            content_type="application/json",
            headers={"authorization": f"Bearer {self.token}", **headers},
        )

    def ask(self, query: str, variables: Any = None, **headers: str) -> dict[str, Any]:
        """Return the answer to a query."""
        return self.send(query, variables, **headers).json()

    def code(self, query: str, variables: Any = None) -> str:
        """Return the code of the one error in the answer."""
        [error] = self.ask(query, variables)["errors"]
        return error["extensions"]["code"]


@pytest.fixture
def asker(client_of: Callable[..., Client], beta: Any) -> Callable[..., Asker]:
    """Make someone of tenant beta with one role, for one organisation if one is given."""

    def make(role: str, organisation: Organisation | None = None) -> Asker:
        with tenant_context(beta):
            user = access.create_user(username=role.lower(), name="测试", actor=CLERK)
            place = {} if organisation is None else {"organisation_id": organisation.pk}
            access.grant_role(user=user, role=role, actor=CLERK, **place)
            token = token_of(user)
        return Asker(client_of("beta"), token)

    return make
