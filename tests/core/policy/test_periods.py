from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.policy import periods


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2023, 2, 28), 12, date(2024, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2023, 12, 15), 1, date(2024, 1, 15)),
        (date(2024, 1, 15), -1, date(2023, 12, 15)),
        (date(9998, 12, 31), 12, date(9999, 12, 31)),
    ],
)
def test_months_lead_to_the_corresponding_day_or_the_last_of_the_month(start, months, end):
    assert periods.add_months(start, months) == end


@pytest.mark.parametrize(("start", "years"), [(date(9999, 1, 1), 1), (date(1, 1, 1), -1)])
def test_a_day_beyond_the_calendar_is_a_typed_error(start, years):
    with pytest.raises(periods.DayOutOfRange) as refusal:
        periods.add_years(start, years)

    assert refusal.value.code == "BAD_USER_INPUT"
    assert start.isoformat() in refusal.value.message


def test_a_period_that_no_calendar_day_ends_is_never_reached():
    assert periods.reached_on(date(9999, 1, 1), years=5) is None
    assert periods.is_reached(date(9999, 1, 1), date(9999, 12, 31), years=5) is False


@pytest.mark.parametrize(
    ("on", "reached"),
    [(date(2025, 2, 27), False), (date(2025, 2, 28), True), (date(2025, 3, 1), True)],
    ids=["day before", "day itself", "day after"],
)
def test_a_year_from_29_february_is_full_on_28_february(on, reached):
    assert periods.is_reached(date(2024, 2, 29), on, years=1) is reached


@pytest.mark.parametrize(
    ("on", "years"),
    [
        (date(2019, 5, 1), 0),
        (date(2020, 5, 1), 0),
        (date(2021, 4, 30), 0),
        (date(2021, 5, 1), 1),
        (date(2055, 4, 30), 34),
        (date(2056, 5, 1), 36),
    ],
)
def test_completed_years_count_full_ones_only(on, years):
    assert periods.completed_years(date(2020, 5, 1), on) == years


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(0, 600))
def test_completed_years_agree_with_reaching_them(start, months):
    on = periods.add_months(start, months)

    years = periods.completed_years(start, on)

    assert periods.is_reached(start, on, years=years)
    assert not periods.is_reached(start, on, years=years + 1)
