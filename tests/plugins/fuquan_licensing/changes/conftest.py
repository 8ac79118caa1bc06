"""A unit below another one, whose changes are followed."""

from datetime import date

import pytest

from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector


@pytest.fixture
def county(in_alpha) -> Organisation:
    """The committee at the top."""
    return organisations.found(
        name="县直机关工委",
        kind=Kind.WORKING_COMMITTEE,
        sector=Sector.ORGAN,
        level=Level.COUNTY,
        division_code="522702",
        on=date(2020, 1, 1),
    )


@pytest.fixture
def bureau(county) -> Organisation:
    """A bureau below it."""
    return organisations.found(
        name="甲局党委",
        kind=Kind.COMMITTEE,
        sector=Sector.ORGAN,
        level=Level.COUNTY,
        division_code="522702",
        parent=county,
        on=date(2020, 1, 1),
        more={"staff_count": 300},
    )
