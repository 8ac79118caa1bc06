"""What a mark concerns, how many of them are joined, and what is left of them; without a database."""

from datetime import date

import pytest

from core.indicators import periods
from core.law.policy import CorePolicy
from tenants.statistics import keeping, touches
from tenants.statistics.touches import Touch

TODAY = date(2026, 5, 4)


def names(recorded, **figures):
    return [
        period.name
        for period in keeping.periods_of(recorded=recorded, policy=CorePolicy(**figures), today=TODAY)
    ]


@pytest.mark.parametrize(
    ("since", "concerned"),
    [(date(2022, 12, 31), True), (date(2023, 1, 1), False), (date(2020, 1, 1), True)],
    ids=["the last day", "the day after", "long before"],
)
def test_a_row_concerns_periods_with_a_day_from_its_first_on(since, concerned):
    assert Touch("a", since=since).concerns(periods.parse("2022")) is concerned


def test_what_is_left_are_the_periods_that_end_earlier():
    [rest] = touches.left([Touch("a"), Touch("b", since=date(2023, 1, 1))], before=date(2022, 1, 1))

    assert rest == Touch("a", date.min, date(2021, 12, 31))
    assert rest.concerns(periods.parse("2021-11"))
    assert not rest.concerns(periods.parse("2021"))


def test_touches_survive_the_way_through_an_effect():
    given = [Touch("a", date(2022, 1, 1)), Touch("a", date(2021, 1, 1), date(2023, 1, 1)), Touch("b")]

    payload = {
        name: [value if isinstance(value, str) else value.isoformat() for value in values]
        for name, values in touches.written(given).items()
    }

    assert touches.read(payload) == [Touch("a", date(2021, 1, 1)), Touch("b")]


def test_very_many_tables_become_everything():
    given = [Touch(f"t{number}", since=date(2020, 1, 1)) for number in range(touches.MOST + 1)]

    assert touches.joined(given) == [Touch(touches.EVERYTHING, since=date(2020, 1, 1))]


def test_without_records_only_this_year_is_kept():
    assert names([]) == [
        *("2026", "2026Q2", "2026-05", "2026-04"),
        *("2026Q1", "2026-03", "2026-02", "2026-01"),
    ]


def test_every_year_since_the_first_record_is_kept_and_the_newest_recorded_ones_in_detail():
    kept = names([2019, 2022], figure_detail_years=3)

    assert [name for name in kept if len(name) == 4] == [str(year) for year in range(2026, 2018, -1)]
    assert {name[:4] for name in kept if "Q" in name} == {"2022", "2025", "2026"}
    assert kept.count("2022Q3") == kept.count("2022-09") == 1


def test_years_beyond_the_figure_of_the_law_are_not_kept():
    assert names([1990, 2024], figure_years=3)[-1] == "2024-01"
    assert names([1990], figure_years=3)[-1] == "2026-01"
    assert "2023" not in names([1990, 2024], figure_years=3)
