"""How due days follow from the days counted from."""

from datetime import date

import pytest

from core.obligations import deadlines
from core.obligations.deadlines import Due, InvalidDeadline
from core.policy.calendar import CalendarNotCovered
from core.policy.periods import DayOutOfRange
from core.reference import selectors as reference


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("after", "length", "due_on"),
    [
        ("2026-04-28", 2, "2026-04-30"),
        ("2026-04-28", 3, "2026-05-06"),
        ("2026-04-28", 5, "2026-05-08"),
        ("2026-04-28", 6, "2026-05-09"),
        ("2026-05-01", 1, "2026-05-06"),
        ("2026-05-06", 1, "2026-05-07"),
    ],
)
def test_working_days_pass_over_holidays_count_make_up_days_and_not_the_start(db, after, length, due_on):
    deadline = deadlines.working_days(length, after=day(after))

    assert deadlines.due(deadline, reference.calendar()) == Due(day(due_on), False, "2026")


@pytest.mark.parametrize(
    ("after", "length", "due_on"),
    [
        ("2026-04-29", 1, "2026-04-30"),
        ("2026-04-30", 1, "2026-05-06"),
        ("2026-05-05", 1, "2026-05-06"),
        ("2026-05-08", 1, "2026-05-09"),
        ("2026-05-09", 1, "2026-05-11"),
    ],
)
def test_calendar_days_move_forward_off_days_that_are_not_worked(db, after, length, due_on):
    deadline = deadlines.calendar_days(length, after=day(after))

    assert deadlines.due(deadline, reference.calendar()) == Due(day(due_on), False, "2026")


@pytest.mark.parametrize(
    ("after", "length", "due_on"),
    [
        ("2025-11-30", 3, "2026-02-28"),
        ("2026-02-01", 3, "2026-05-01"),
        ("2024-02-29", 12, "2025-02-28"),
    ],
)
def test_months_are_full_on_the_corresponding_day_which_does_not_move(after, length, due_on):
    assert deadlines.due(deadlines.months(length, after=day(after)), None) == Due(day(due_on))


def test_a_fixed_day_does_not_move():
    assert deadlines.due(deadlines.fixed(day("2026-05-01")), None) == Due(day("2026-05-01"))


def test_the_year_after_the_last_arrangement_is_provisional(db):
    deadline = deadlines.working_days(1, after=day("2026-12-31"))

    assert deadlines.due(deadline, reference.calendar()) == Due(day("2027-01-04"), True, "2026")


def test_years_that_nobody_knows_are_refused(db):
    deadline = deadlines.working_days(5, after=day("2027-12-30"))

    with pytest.raises(CalendarNotCovered, match="2028"):
        deadlines.due(deadline, reference.calendar())


@pytest.mark.parametrize("length", [0, -1, 3661])
def test_a_length_that_is_none_is_refused(length):
    for make in (deadlines.working_days, deadlines.calendar_days, deadlines.months):
        with pytest.raises(InvalidDeadline):
            make(length, after=day("2026-01-01"))


def test_a_day_after_the_last_of_all_years_is_refused(db):
    with pytest.raises(DayOutOfRange):
        deadlines.due(deadlines.calendar_days(1, after=date.max), reference.calendar())
