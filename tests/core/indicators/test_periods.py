"""Years, quarters and months, and what has passed of them."""

from datetime import date

import pytest

from core.indicators import periods


@pytest.mark.parametrize(
    ("name", "first", "after"),
    [
        ("2022", date(2022, 1, 1), date(2023, 1, 1)),
        ("2022Q1", date(2022, 1, 1), date(2022, 4, 1)),
        ("2022Q2", date(2022, 4, 1), date(2022, 7, 1)),
        ("2022Q3", date(2022, 7, 1), date(2022, 10, 1)),
        ("2022Q4", date(2022, 10, 1), date(2023, 1, 1)),
        ("2022-01", date(2022, 1, 1), date(2022, 2, 1)),
        ("2024-02", date(2024, 2, 1), date(2024, 3, 1)),
        ("2022-12", date(2022, 12, 1), date(2023, 1, 1)),
        ("9998", date(9998, 1, 1), date(9999, 1, 1)),
    ],
)
def test_a_period_is_named_by_year_quarter_or_month(name, first, after):
    period = periods.parse(name)

    assert (period.name, period.from_on, period.until_on) == (name, first, after)


@pytest.mark.parametrize(
    "name", ["", "22", "2022Q0", "2022Q5", "2022q3", "2022-00", "2022-13", "2022-9", "2022-09-01", "0000"]
)
def test_what_names_no_period_is_refused_in_words(name):
    with pytest.raises(periods.BadPeriod, match="2022Q3（季）") as refused:
        periods.parse(name)

    assert refused.value.extensions == {"period": name}


@pytest.mark.parametrize("name", ["9999", "９９９８", "２０２２"])
def test_years_without_a_next_one_and_foreign_digits_are_refused(name):
    with pytest.raises(periods.BadPeriod):
        periods.parse(name)


@pytest.mark.parametrize(
    ("today", "on", "until_on"),
    [
        (date(2022, 7, 1), date(2022, 7, 1), date(2022, 7, 2)),
        (date(2022, 9, 29), date(2022, 9, 29), date(2022, 9, 30)),
        (date(2022, 9, 30), date(2022, 9, 30), date(2022, 10, 1)),
        (date(2022, 10, 1), date(2022, 9, 30), date(2022, 10, 1)),
        (date(2026, 1, 1), date(2022, 9, 30), date(2022, 10, 1)),
    ],
)
def test_stock_stands_on_the_last_day_and_on_today_while_the_period_runs(today, on, until_on):
    span = periods.passed(periods.parse("2022Q3"), today=today)

    assert (span.from_on, span.on, span.until_on) == (date(2022, 7, 1), on, until_on)


def test_a_period_that_has_not_begun_has_no_figures():
    with pytest.raises(periods.BadPeriod, match="自 2022-07-01 开始"):
        periods.passed(periods.parse("2022Q3"), today=date(2022, 6, 30))
