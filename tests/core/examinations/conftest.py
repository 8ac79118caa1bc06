"""A county committee of tenant beta that holds examinations, a township, and people at work there."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.appointments import services as appointments
from core.appointments.models import Appointment
from core.examinations import services
from core.examinations.models import Examination
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from core.people import services as people
from core.people.models import Person


@pytest.fixture
def found(in_beta) -> Callable[..., Organisation]:
    """Found an organisation that stands since 2020."""

    def make(name: str, parent: Organisation | None = None) -> Organisation:
        return organisations.found(
            name=name,
            kind=Kind.COMMITTEE,
            sector=Sector.TOWNSHIP,
            level=Level.TOWNSHIP,
            parent=parent,
            division_code="360823",
            on=date(2020, 1, 1),
        )

    return make


@pytest.fixture
def county(found) -> Organisation:
    """The county's committee."""
    return found("县委")


@pytest.fixture
def town(found, county) -> Organisation:
    """A township below the county."""
    return found("甲镇党委", county)


@pytest.fixture
def worker() -> Callable[..., Person]:
    """Register somebody with a full-time post from 2021 on."""

    def make(name: str, organisation: Organisation) -> Person:
        person = people.register(name=name)
        appointments.appoint(
            person=person,
            organisation=organisation,
            basis=Appointment.Basis.FULL_TIME,
            on=date(2021, 1, 1),
        )
        return person

    return make


@pytest.fixture
def sitting(county) -> Callable[..., Examination]:
    """Schedule a sitting that the county holds on 1 June 2025."""

    def make(**more: Any) -> Examination:
        values = {
            "organisation": county.pk,
            "title": "党务知识考试",
            "paper_title": "甲卷",
            "on": date(2025, 6, 1),
        } | more
        return services.schedule(**values)

    return make
