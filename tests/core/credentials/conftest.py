"""Units of tenant alpha, people whose files they keep, and credentials of its schemes."""

from collections.abc import Callable
from datetime import date

import pytest

from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from core.people import services as people
from core.people.models import Person


@pytest.fixture
def unit(in_alpha) -> Callable[..., Organisation]:
    """Found a committee that stands since 2018."""

    def found(name: str, parent: Organisation | None = None) -> Organisation:
        return organisations.found(
            name=name,
            kind=Kind.COMMITTEE,
            sector=Sector.TOWNSHIP,
            level=Level.TOWNSHIP,
            division_code="522702",
            on=date(2018, 1, 1),
            parent=parent,
        )

    return found


@pytest.fixture
def town(unit) -> Organisation:
    return unit("牛场镇党委")


@pytest.fixture
def somebody(town) -> Callable[..., Person]:
    """Register someone whose file a unit keeps, the town unless told otherwise."""

    def make(name: str = "张三", kept_by: Organisation | None = None) -> Person:
        return people.record(name=name, kept_by=kept_by or town, distinct=True).person

    return make
