"""A county committee of tenant beta with townships below it, people at work there, and cycles."""

from collections.abc import Callable
from datetime import date
from typing import Any

import appraising
import pytest
from asking import Asker, token_of

from core.appointments import services as appointments
from core.appointments.models import Appointment
from core.assessments import cycles, services
from core.assessments.design import Subject
from core.assessments.models import Assessment, AssessmentCycle
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from core.people import services as people
from core.people.models import Person


@pytest.fixture
def found(in_beta) -> Callable[..., Organisation]:
    """Found an organisation that stands since 2020."""

    def make(name: str, parent: Organisation | None = None, **more: Any) -> Organisation:
        values = {"kind": Kind.COMMITTEE, "sector": Sector.TOWNSHIP, "level": Level.TOWNSHIP} | more
        return organisations.found(
            name=name, parent=parent, division_code="360823", on=date(2020, 1, 1), **values
        )

    return make


@pytest.fixture
def county(found) -> Organisation:
    """The county's committee."""
    return found("县委", sector=Sector.ORGAN, level=Level.COUNTY)


@pytest.fixture
def town(found, county) -> Organisation:
    """A township below the county."""
    return found("甲镇党委", county)


@pytest.fixture
def worker() -> Callable[..., Person]:
    """Register somebody with a full-time post from 2021 on."""

    def make(name: str, organisation: Organisation, **more: Any) -> Person:
        person = people.register(name=name)
        values = {"basis": Appointment.Basis.FULL_TIME, "on": date(2021, 1, 1)} | more
        appointments.appoint(person=person, organisation=organisation, **values)
        return person

    return make


@pytest.fixture
def drafted(county) -> Callable[..., AssessmentCycle]:
    """Draft a cycle of the county, of one measured item unless told otherwise."""

    def make(**more: Any) -> AssessmentCycle:
        values = {
            "organisation": county.pk,
            "subject": Subject.PERSON,
            "title": "2025 年度考核",
            "year": 2025,
            "design": appraising.measured(),
            "on": appraising.TODAY,
        } | more
        return cycles.draft(**values)

    return make


@pytest.fixture
def opened(drafted) -> Callable[..., AssessmentCycle]:
    """Draft a cycle and open it."""

    def make(**more: Any) -> AssessmentCycle:
        return appraising.open(drafted(**more))

    return make


@pytest.fixture
def rated(opened, town, worker) -> Callable[..., list[Assessment]]:
    """Enrol so many people with these scores in an open cycle; return their assessments in that order."""

    def make(*scores: int, cycle: AssessmentCycle | None = None) -> list[Assessment]:
        cycle = cycle or opened()
        rows = []
        for number, score in enumerate(scores):
            person = worker(f"张{number}", town)
            [row] = services.enrol(cycle=cycle.pk, people=[person.pk], on=appraising.TODAY)
            appraising.measure(row, score)
            rows.append(row)
        return rows

    return make


@pytest.fixture
def officer(town, client_of) -> Asker:
    """A worker of the organisation department."""
    return Asker(client_of("beta"), token_of("ORGANISATION_OFFICER"))


@pytest.fixture
def unit_officer(town, client_of) -> Asker:
    """An officer of the township."""
    return Asker(client_of("beta"), token_of("UNIT_OFFICER", organisation=town.pk))


@pytest.fixture
def neighbour(county, found, worker, client_of):
    """Another township with somebody at work there, and its officer."""
    other = found("乙镇党委", county)
    return (
        other,
        worker("李四", other),
        Asker(client_of("beta"), token_of("UNIT_OFFICER", organisation=other.pk)),
    )
