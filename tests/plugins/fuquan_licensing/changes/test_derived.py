"""Changes that the core's own records show, each recorded once."""

from datetime import date

import pytest
from browsing import CLERK

from core.appointments import services as appointments
from core.appointments.models import Appointment, EndReason, Post
from core.obligations.models import Obligation
from core.organisations import reshaping
from core.organisations import services as organisations
from core.organisations.models import CloseReason, Sector
from core.people import services as people
from core.policy.vocabulary import PoliticalStatus
from plugins.fuquan_licensing.changes import derived, services
from plugins.fuquan_licensing.changes.models import Change

SINCE, TODAY = date(2026, 1, 1), date(2026, 5, 6)
FULL_TIME, PART_TIME = Appointment.Basis.FULL_TIME, Appointment.Basis.PART_TIME


def appoint(organisation, name: str = "张三", *, on: date = date(2026, 2, 2), basis=FULL_TIME, **more):
    person = people.register(name=name, political_status=PoliticalStatus.FULL_MEMBER)
    return appointments.appoint(person=person, organisation=organisation, basis=basis, on=on, **more)


def derive() -> list[tuple]:
    made = services.derive(since=SINCE, today=TODAY, actor=CLERK)
    return [(row.kind, row.organisation_id, row.changed_on, row.description) for row in made]


def test_who_comes_and_who_leaves_is_a_change_of_staff(bureau):
    appointment = appoint(bureau)
    appointments.end(appointment=appointment.pk, on=date(2026, 4, 1), end_reason=EndReason.RESIGNED)

    assert derive() == [
        ("STAFF_CHANGE", bureau.pk, date(2026, 2, 2), "任职：张三"),
        ("STAFF_CHANGE", bureau.pk, date(2026, 4, 1), "离任：张三"),
    ]
    assert Obligation.objects.count() == 6


def test_a_fact_is_recorded_once(bureau):
    appoint(bureau)
    derive()

    assert derive() == []
    assert Change.objects.count() == 1


@pytest.mark.parametrize(
    "more",
    [
        {"basis": PART_TIME},
        {"post": Post.ORGANISATION_COMMISSIONER},
        {"on": date(2025, 12, 31)},
        {"on": date(2026, 5, 7)},
    ],
)
def test_what_is_no_change_of_the_establishment_or_of_another_time_is_left_out(bureau, more):
    appoint(bureau, **more)

    assert derived.unrecorded(since=SINCE, on=TODAY) == []


@pytest.mark.parametrize("day", [SINCE, TODAY])
def test_both_days_of_the_period_count(bureau, day):
    appoint(bureau, on=day)

    assert [row.changed_on for row in derived.unrecorded(since=SINCE, on=TODAY)] == [day]


def test_a_unit_that_is_moved_or_gets_other_figures_is_a_change_of_organisation(bureau):
    organisations.move(organisation=bureau.pk, parent=None, on=date(2026, 2, 1))
    organisations.change(organisation=bureau.pk, staff_count=200, on=date(2026, 3, 1))
    organisations.change(organisation=bureau.pk, sector=Sector.INSTITUTION, on=date(2026, 4, 1))

    assert derive() == [
        ("ORGANISATION_CHANGE", bureau.pk, date(2026, 2, 1), "调整隶属"),
        ("ORGANISATION_CHANGE", bureau.pk, date(2026, 3, 1), "变更"),
        ("ORGANISATION_CHANGE", bureau.pk, date(2026, 4, 1), "变更"),
    ]


def test_a_new_name_or_rating_is_none(bureau):
    organisations.rename(organisation=bureau.pk, name="乙局党委", on=date(2026, 2, 1))
    organisations.change(organisation=bureau.pk, star_rating=4, on=date(2026, 3, 1))

    assert derived.unrecorded(since=SINCE, on=TODAY) == []


def test_what_becomes_of_a_closed_unit_is_the_change_of_the_one_above(bureau, county):
    reshaping.close(organisation=bureau.pk, on=date(2026, 2, 1), close_reason=CloseReason.DISSOLVED)

    assert derive() == [("ORGANISATION_CHANGE", county.pk, date(2026, 2, 1), "撤销")]
