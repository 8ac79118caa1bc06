"""Registering people, and listing them."""

from datetime import date

import pytest

from core.appointments import services as appointments
from core.appointments.models import Appointment
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from core.people import listing, services
from core.people.models import Person

TODAY = date(2026, 5, 1)
FULL_TIME = Appointment.Basis.FULL_TIME


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


def test_people_are_listed_by_pinyin(in_beta):
    for name in ("周五", "安三", "李四"):
        services.register(name=name)

    assert [row.name for row in listing.by_pinyin(limit=10, on=TODAY)] == ["安三", "李四", "周五"]


def test_the_list_goes_on_after_a_row(in_beta):
    for name in ("周五", "安三", "李四", "李四"):
        services.register(name=name)
    first = listing.by_pinyin(limit=2, on=TODAY)

    rest = listing.by_pinyin(limit=10, after=(first[-1].pinyin, first[-1].id), on=TODAY)

    assert [row.name for row in rest] == ["李四", "周五"]


def test_only_people_with_a_post_in_the_organisations_are_listed(in_beta):
    unit, other = found("甲镇党委"), found("乙镇党委")
    for name, organisation in (("张三", unit), ("李四", other)):
        appointments.appoint(
            person=services.register(name=name),
            organisation=organisation,
            basis=FULL_TIME,
            on=date(2021, 1, 1),
        )

    assert [row.name for row in listing.by_pinyin(limit=10, roots=[unit.pk], on=TODAY)] == ["张三"]


@pytest.mark.parametrize(
    ("on", "listed"), [(date(2021, 12, 31), []), (date(2022, 1, 1), ["张三"]), (date(2023, 1, 1), [])]
)
def test_a_post_counts_from_its_first_day_until_the_day_it_ends(in_beta, on, listed):
    unit = found("甲镇党委")
    appointments.appoint(
        person=services.register(name="张三"),
        organisation=unit,
        basis=FULL_TIME,
        on=date(2022, 1, 1),
        until=date(2023, 1, 1),
    )

    assert [row.name for row in listing.by_pinyin(limit=10, roots=[unit.pk], on=on)] == listed


def test_a_person_without_a_name_is_refused(in_beta):
    with pytest.raises(services.InvalidPerson, match="姓名"):
        services.register(name=" ")

    assert Person.objects.count() == 0
