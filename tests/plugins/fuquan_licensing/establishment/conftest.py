"""Units of several sectors with their staff, and who fills their posts."""

from collections.abc import Callable
from datetime import date

import pytest

from core.appointments import services as appointments
from core.appointments.models import Appointment, Post
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from core.people import services as people
from core.people.models import Person

D2020 = date(2020, 1, 1)


@pytest.fixture
def unit(in_alpha) -> Callable[..., Organisation]:
    """Found a unit of a sector with so many staff."""

    def found(sector: Sector, staff_count: int | None = None, *, name: str = "", **more) -> Organisation:
        values = {} if staff_count is None else {"staff_count": staff_count}
        return organisations.found(
            name=name or f"{sector.label}党委",
            kind=Kind.COMMITTEE,
            sector=sector,
            level=Level.COUNTY,
            division_code="522702",
            on=D2020,
            more=values,
            **more,
        )

    return found


@pytest.fixture
def staff(in_alpha) -> Callable[..., list[Person]]:
    """Let so many people fill posts of a unit."""

    def fill(
        organisation: Organisation,
        count: int = 1,
        *,
        post: Post = Post.WORKER,
        basis: str = Appointment.Basis.FULL_TIME,
        on: date = D2020,
    ) -> list[Person]:
        made = [people.register(name=f"专职{number}") for number in range(count)]
        appointments.appoint_many(
            [
                Appointment(person=one, organisation=organisation, basis=basis, post=post, from_on=on)
                for one in made
            ]
        )
        return made

    return fill
