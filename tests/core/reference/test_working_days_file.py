"""The shipped arrangements of working days, compared with the announcements and with the law."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from core.reference import arrangements, services
from core.reference.models import DayKind


@pytest.fixture(scope="module")
def shipped():
    return arrangements.read(services.WORKING_DAYS)


@pytest.fixture(scope="module")
def law():
    return arrangements.read_statutory(services.STATUTORY_DAYS)


def span(year: int, *bounds: tuple[tuple[int, int], tuple[int, int]]) -> set[date]:
    days: set[date] = set()
    for first, last in bounds:
        start, end = date(year, *first), date(year, *last)
        days |= {start + timedelta(days=number) for number in range((end - start).days + 1)}
    return days


ANNOUNCED = {
    2024: (
        span(
            2024,
            ((1, 1), (1, 1)),
            ((2, 10), (2, 17)),
            ((4, 4), (4, 6)),
            ((5, 1), (5, 5)),
            ((6, 10), (6, 10)),
            ((9, 15), (9, 17)),
            ((10, 1), (10, 7)),
        ),
        [(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)],
    ),
    2025: (
        span(
            2025,
            ((1, 1), (1, 1)),
            ((1, 28), (2, 4)),
            ((4, 4), (4, 6)),
            ((5, 1), (5, 5)),
            ((5, 31), (6, 2)),
            ((10, 1), (10, 8)),
        ),
        [(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)],
    ),
    2026: (
        span(
            2026,
            ((1, 1), (1, 3)),
            ((2, 15), (2, 23)),
            ((4, 4), (4, 6)),
            ((5, 1), (5, 5)),
            ((6, 19), (6, 21)),
            ((9, 25), (9, 27)),
            ((10, 1), (10, 7)),
        ),
        [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)],
    ),
}


@pytest.mark.parametrize("year", ANNOUNCED)
def test_a_year_is_as_the_state_council_announced(shipped, year):
    days_off, worked = ANNOUNCED[year]

    listed = [row for row in shipped.days.values() if row.day.year == year]

    assert {row.day for row in listed if row.kind == DayKind.HOLIDAY} == days_off
    assert {row.day for row in listed if row.kind == DayKind.WORKDAY} == {date(year, *day) for day in worked}


def test_every_day_from_2004_to_2026_is_as_an_independent_calendar_says(shipped):
    day, last = date(2004, 1, 1), date(2026, 12, 31)
    differing = []
    while day <= last:
        row = shipped.days.get(day)
        working = row.kind == DayKind.WORKDAY if row else day.weekday() < 5
        if working != chinese_calendar.is_workday(day):
            differing.append(day)
        day += timedelta(days=1)

    assert differing == []
    assert (shipped.label, shipped.first_year, shipped.last_year) == ("2026", 2004, 2026)


def test_statutory_days_of_2027_are_those_of_the_law_in_force_since_2025(law):
    assert law[2027] == {
        date(2027, 1, 1): "元旦",
        date(2027, 2, 5): "春节",
        date(2027, 2, 6): "春节",
        date(2027, 2, 7): "春节",
        date(2027, 2, 8): "春节",
        date(2027, 4, 5): "清明节",
        date(2027, 5, 1): "劳动节",
        date(2027, 5, 2): "劳动节",
        date(2027, 6, 9): "端午节",
        date(2027, 9, 15): "中秋节",
        date(2027, 10, 1): "国庆节",
        date(2027, 10, 2): "国庆节",
        date(2027, 10, 3): "国庆节",
    }


def test_every_later_year_has_thirteen_statutory_days_of_which_two_may_coincide(law):
    assert {year: len(days) for year, days in law.items() if len(days) != 13} == {2028: 12, 2031: 12}
    assert list(law) == list(range(2027, 2037))
    assert law[2028][date(2028, 10, 3)] == "中秋节、国庆节"
