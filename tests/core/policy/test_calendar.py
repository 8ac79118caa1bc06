from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.policy.calendar import CalendarNotCovered, WorkingCalendar


def span(first: date, last: date) -> set[date]:
    return {first + timedelta(days) for days in range((last - first).days + 1)}


# Spring Festival, National Day and New Year as published for 2024 and 2025; 2026 as if not yet published.
CALENDAR = WorkingCalendar(
    version="test",
    first_year=2024,
    last_year=2025,
    holidays=frozenset(
        {date(2024, 1, 1), date(2025, 1, 1)}
        | span(date(2024, 2, 10), date(2024, 2, 17))
        | span(date(2024, 10, 1), date(2024, 10, 7))
        | span(date(2025, 1, 28), date(2025, 2, 4))
        | span(date(2025, 10, 1), date(2025, 10, 8))
    ),
    workdays=frozenset(
        {
            date(2024, 2, 4),
            date(2024, 2, 18),
            date(2024, 9, 29),
            date(2024, 10, 12),
            date(2025, 1, 26),
            date(2025, 2, 8),
            date(2025, 9, 28),
            date(2025, 10, 11),
        }
    ),
    statutory_next_year=frozenset(
        {date(2026, 1, 1), date(2026, 4, 5), date(2026, 5, 1), date(2026, 5, 2), date(2026, 6, 19)}
        | span(date(2026, 2, 16), date(2026, 2, 19))
        | {date(2026, 9, 25)}
        | span(date(2026, 10, 1), date(2026, 10, 3))
    ),
)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        pytest.param(date(2024, 9, 27), True, id="an ordinary Friday"),
        pytest.param(date(2024, 9, 28), False, id="an ordinary Saturday"),
        pytest.param(date(2024, 9, 29), True, id="a Sunday worked before National Day"),
        pytest.param(date(2024, 9, 30), True, id="the day before National Day"),
        pytest.param(date(2024, 10, 1), False, id="National Day"),
        pytest.param(date(2024, 10, 7), False, id="last day off of National Day"),
        pytest.param(date(2024, 10, 8), True, id="the day after National Day"),
        pytest.param(date(2024, 10, 12), True, id="a Saturday worked after National Day"),
        pytest.param(date(2024, 2, 4), True, id="a Sunday worked before Spring Festival"),
        pytest.param(date(2024, 2, 10), False, id="Spring Festival"),
        pytest.param(date(2024, 2, 29), True, id="29 February"),
        pytest.param(date(2026, 2, 16), False, id="lunar New Year's Eve of the provisional year"),
        pytest.param(date(2026, 2, 20), True, id="a Friday after the statutory days of Spring Festival"),
        pytest.param(date(2026, 2, 28), False, id="a Saturday of the provisional year"),
    ],
)
def test_a_day_is_worked_as_arranged(day, working):
    assert CALENDAR.is_working(day) is working


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        (date(2024, 9, 20), 15, date(2024, 10, 16)),
        (date(2024, 9, 30), 1, date(2024, 10, 8)),
        (date(2024, 10, 7), 15, date(2024, 10, 25)),
        (date(2024, 2, 3), 1, date(2024, 2, 4)),
        (date(2024, 2, 9), 15, date(2024, 3, 7)),
        (date(2024, 2, 17), 1, date(2024, 2, 18)),
        (date(2024, 12, 31), 15, date(2025, 1, 22)),
        (date(2025, 12, 10), 15, date(2025, 12, 31)),
    ],
)
def test_the_nth_working_day_leaves_out_the_start_day_and_counts_make_up_days(start, n, due):
    assert CALENDAR.nth_working_day_after(start, n) == (due, False)


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        pytest.param(date(2025, 12, 11), 15, date(2026, 1, 2), id="crosses from the published year"),
        pytest.param(date(2026, 2, 9), 15, date(2026, 3, 6), id="over Spring Festival, no make-up days"),
        pytest.param(date(2026, 9, 24), 1, date(2026, 9, 28), id="over Mid-Autumn"),
        pytest.param(date(2026, 9, 24), 4, date(2026, 10, 5), id="over National Day"),
    ],
)
def test_a_due_day_in_the_year_after_the_last_arrangement_is_provisional(start, n, due):
    assert CALENDAR.nth_working_day_after(start, n) == (due, True)


@pytest.mark.parametrize(
    "start", [date(2023, 12, 31), date(2027, 1, 1), date(2026, 12, 31), date(1, 1, 1), date(9999, 12, 31)]
)
def test_counting_outside_the_years_covered_names_them(start):
    with pytest.raises(CalendarNotCovered) as refusal:
        CALENDAR.nth_working_day_after(start, 1)

    assert "2024 年至 2025 年" in refusal.value.message
    assert "2026 年可按法定节假日推算" in refusal.value.message
    assert refusal.value.code == "BAD_USER_INPUT"
    assert refusal.value.extensions["finalYear"] == 2026


def test_without_statutory_days_the_next_year_is_not_covered():
    calendar = replace(CALENDAR, statutory_next_year=frozenset())

    with pytest.raises(CalendarNotCovered) as refusal:
        calendar.nth_working_day_after(date(2025, 12, 11), 15)

    assert refusal.value.extensions == {
        "year": 2026,
        "firstYear": 2024,
        "lastYear": 2025,
        "finalYear": 2025,
    }
    assert "推算" not in refusal.value.message


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        (date(2024, 9, 28), (date(2024, 9, 29), False)),
        (date(2024, 9, 29), (date(2024, 9, 29), False)),
        (date(2024, 10, 1), (date(2024, 10, 8), False)),
        (date(2026, 1, 1), (date(2026, 1, 2), True)),
    ],
)
def test_a_deadline_moves_forward_to_a_working_day(day, moved):
    assert CALENDAR.forward_to_working_day(day) == moved


def test_nothing_is_counted_from_zero():
    with pytest.raises(ValueError, match="from 1"):
        CALENDAR.nth_working_day_after(date(2024, 5, 6), 0)


@pytest.mark.parametrize(
    "change",
    [
        {"first_year": 2026},
        {"workdays": frozenset({date(2024, 10, 1)})},
        {"holidays": frozenset({date(2023, 12, 31)})},
        {"statutory_next_year": frozenset({date(2027, 1, 1)})},
    ],
)
def test_a_calendar_at_odds_with_itself_is_refused(change):
    with pytest.raises(ValueError, match=r"impossible|both|outside"):
        replace(CALENDAR, **change)
