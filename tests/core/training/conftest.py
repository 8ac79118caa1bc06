"""A county committee and two towns in tenant beta, their people, and training sessions of the county's."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from browsing import CLERK

from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from core.people import services as people
from core.people.models import Person
from core.training import services
from core.training.models import TrainingKind, TrainingLevel, TrainingSession


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
def person(in_beta) -> Callable[..., Person]:
    """Register somebody whose file an organisation keeps, if one is given."""

    def make(name: str = "张三", kept_by: Organisation | None = None) -> Person:
        return people.record(name=name, kept_by=kept_by, on=date(2026, 1, 1)).person

    return make


@pytest.fixture
def arranged(county) -> Callable[..., TrainingSession]:
    """Arrange three days of training in March, two and a half of them used, unless told otherwise."""

    def make(
        *, organiser: Organisation = county, on: date = date(2026, 2, 1), **said: Any
    ) -> TrainingSession:
        details = {
            "title": "支部书记轮训",
            "level": TrainingLevel.COUNTY,
            "kind": TrainingKind.ROTATION,
            "topics": ["党务实务", "信息化"],
            "from_on": date(2026, 3, 2),
            "last_on": date(2026, 3, 4),
            "days": Decimal("2.5"),
        }
        return services.arrange(organiser=organiser.pk, on=on, actor=CLERK, **{**details, **said})

    return make
