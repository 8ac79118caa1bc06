"""A county of tenant alpha, which runs all plugins: towns, people with posts, and decisions about them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from asking import Asker, token_of
from deciding import ACTOR, OVER, TODAY

from core.appointments import services as appointments
from core.appointments.models import Appointment, EntryChannel
from core.decisions import services
from core.decisions.about import About
from core.decisions.models import DecisionRecord
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from core.people import services as people
from core.people.models import Person

APPOINT = "fuquan_licensing.appoint"


@pytest.fixture
def town(in_alpha) -> Callable[..., Organisation]:
    """Found a township's committee that stands since 2010."""

    def make(name: str, parent: Organisation | None = None) -> Organisation:
        return organisations.found(
            name=name,
            kind=Kind.COMMITTEE,
            sector=Sector.TOWNSHIP,
            level=Level.TOWNSHIP,
            division_code="522702",
            on=date(2010, 1, 1),
            parent=parent,
        )

    return make


@pytest.fixture
def cadre(in_alpha) -> Callable[..., tuple[Person, Appointment]]:
    """Register a recruited civil servant with a full-time post in an organisation."""

    def make(organisation: Organisation, *, since: date = date(2016, 9, 1), name: str = "张三"):
        person = people.register(name=name)
        post = appointments.appoint(
            person=person,
            organisation=organisation,
            basis=Appointment.Basis.FULL_TIME,
            on=since,
            entry_channel=EntryChannel.CIVIL_SERVICE_EXAM,
        )
        return person, post

    return make


@pytest.fixture
def kept(in_alpha) -> Callable[..., DecisionRecord]:
    """Ask and keep what comes out, whether it blocks or not."""

    def keep(action: str, facts: dict[str, Any], **asked: Any) -> DecisionRecord:
        answer = services.decide(action=action, facts=facts, today=TODAY, **asked)
        return services.keep(answer, actor=ACTOR, refuse=False)

    return keep


@pytest.fixture
def asker(client_of, in_alpha):
    """Make someone of tenant alpha with one role, for one organisation if one is given."""

    def make(role: str, organisation=None) -> Asker:
        return Asker(client_of("alpha"), token_of(role, organisation=organisation and organisation.pk))

    return make


@pytest.fixture
def two_towns(town, cadre, kept):
    """Two towns with one person and one decision each, and a decision about the tenant as a whole."""
    home, other = town("牛场镇党委"), town("道坪镇党委")
    one, _ = cadre(home)
    two, _ = cadre(other, name="李四")
    records = [
        kept(
            APPOINT,
            {**OVER, "incumbents": 9},
            on=date(2024, 6, 1),
            about=About(person=one.pk, organisation=home.pk),
        ),
        kept(APPOINT, OVER, on=date(2024, 6, 2), about=About(person=two.pk, organisation=other.pk)),
        kept("core.excellent_cap", {"appraised": 100, "excellent": 9}, about=About()),
    ]
    return home, other, one, two, records
