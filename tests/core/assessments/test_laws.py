"""A tenant that runs other laws beside the core's: their word on a cycle's grades counts too."""

from datetime import date

import appraising
import pytest
from appraising import TODAY, fresh, grade, state

from core.appointments import services as appointments
from core.appointments.models import Appointment
from core.assessments import caps, cycles, services
from core.assessments.design import Subject
from core.decisions.services import Refused
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Sector
from core.people import services as people


@pytest.fixture
def township(in_alpha):
    """Ten people of a township in tenant alpha, in an open cycle, all of one score."""
    town = organisations.found(
        name="甲镇党委",
        kind=Kind.COMMITTEE,
        sector=Sector.TOWNSHIP,
        level=Level.TOWNSHIP,
        division_code="522702",
        on=date(2020, 1, 1),
    )
    appointments.appoint_many(
        Appointment(
            person=people.register(name=f"张{number}"),
            organisation=town,
            basis=Appointment.Basis.PART_TIME,
            from_on=date(2021, 1, 1),
        )
        for number in range(10)
    )
    cycle = appraising.open(
        cycles.draft(
            organisation=town.pk,
            subject=Subject.PERSON,
            title="年度考核",
            year=2025,
            design=appraising.measured(),
            on=TODAY,
        )
    )
    rows = services.enrol(cycle=cycle.pk, on=TODAY)
    for row in rows:
        appraising.measure(row, 90)
    return rows


def test_guizhous_share_takes_the_place_of_the_cores(township):
    for row in township[:2]:
        grade(row, "EXCELLENT")
    before = state()

    found = caps.headroom(township[0].cycle, today=TODAY)
    with pytest.raises(Refused) as refusal:
        grade(township[2], "EXCELLENT")

    # 15 % and 5 points of ten people are two; the core's own share alone would leave one.
    assert (found.appraised, found.places, found.more) == (10, 2, 0)
    assert "CORE-EXCELLENT" in {one["code"] for one in refusal.value.extensions["findings"]}
    assert state() == before
    assert fresh(township[2]).grade == ""
