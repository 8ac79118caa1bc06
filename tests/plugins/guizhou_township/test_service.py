"""The clock of township service."""

from datetime import date

import pytest

from plugins.guizhou_township.policy import TownshipPolicy
from plugins.guizhou_township.service import Spell, counted_since


def spell(since, until=None):
    return Spell(date.fromisoformat(since), date.fromisoformat(until) if until else None)


ON = date(2022, 1, 1)
PROBATION = [spell("2016-09-01", "2017-09-01")]


@pytest.mark.parametrize(
    ("posts", "since"),
    [
        pytest.param([], None, id="none"),
        pytest.param([spell("2016-09-01")], "2016-09-01", id="one post"),
        pytest.param([spell("2022-01-01")], "2022-01-01", id="begins on the day"),
        pytest.param([spell("2022-01-02")], None, id="begins the day after"),
        pytest.param([spell("2016-09-01", "2022-01-02")], "2016-09-01", id="last day is the day"),
        pytest.param([spell("2016-09-01", "2022-01-01")], None, id="left on the day"),
        pytest.param(
            [spell("2019-05-01"), spell("2016-09-01", "2019-05-01")], "2016-09-01", id="moved without a gap"
        ),
        pytest.param(
            [spell("2016-09-01", "2019-04-30"), spell("2019-05-01")], "2019-05-01", id="a day between"
        ),
        pytest.param(
            [spell("2016-09-01", "2020-01-01"), spell("2019-05-01")], "2016-09-01", id="overlapping posts"
        ),
        pytest.param(
            [spell("2016-09-01", "2023-01-01"), spell("2018-01-01", "2019-01-01")],
            "2016-09-01",
            id="a short post within a long one",
        ),
    ],
)
def test_moves_between_townships_do_not_restart_the_clock_and_leaving_does(posts, since):
    counted = counted_since(posts, on=ON, policy=TownshipPolicy())

    assert counted == (date.fromisoformat(since) if since else None)


@pytest.mark.parametrize(
    ("away", "since"),
    [
        pytest.param([spell("2018-01-01", "2018-01-02")], "2016-09-02", id="one day"),
        pytest.param([spell("2020-02-28", "2020-03-01")], "2016-09-03", id="over 29 February"),
        pytest.param([spell("2019-02-28", "2019-03-01")], "2016-09-02", id="without 29 February"),
        pytest.param(
            [spell("2018-01-01", "2018-01-11"), spell("2018-01-06", "2018-01-21")],
            "2016-09-21",
            id="overlapping ones count once",
        ),
        pytest.param(
            [
                spell("2017-01-01", "2017-01-02"),
                spell("2018-01-01", "2018-01-11"),
                spell("2018-01-06", "2018-01-21"),
            ],
            "2016-09-22",
            id="overlapping ones after one apart",
        ),
        pytest.param(
            [
                spell("2017-01-01", "2017-01-02"),
                spell("2018-01-01", "2018-01-21"),
                spell("2018-01-06", "2018-01-11"),
            ],
            "2016-09-22",
            id="one within another after one apart",
        ),
        pytest.param([spell("2021-12-22")], "2016-09-11", id="still away"),
        pytest.param([spell("2022-01-01")], "2016-09-01", id="leaves on the day"),
        pytest.param([spell("2022-03-01", "2022-06-01")], "2016-09-01", id="later"),
        pytest.param([spell("2016-08-22", "2016-09-03")], "2016-09-03", id="begun before the service"),
        pytest.param([spell("2015-01-01", "2015-06-01")], "2016-09-01", id="in an earlier service"),
    ],
)
def test_time_seconded_out_stops_the_clock(away, since):
    posts = [spell("2016-09-01")]

    counted = counted_since(posts, on=ON, policy=TownshipPolicy(), secondments=away)

    assert counted == date.fromisoformat(since)


def test_whether_probation_and_secondment_count_are_parameters():
    posts, away = [spell("2016-09-01")], [spell("2018-01-01", "2018-01-31")]

    def counted(**parameters):
        policy = TownshipPolicy(**parameters)
        return counted_since(posts, on=ON, policy=policy, probations=PROBATION, secondments=away)

    assert counted() == date(2016, 10, 1)
    assert counted(secondment_counts=True) == date(2016, 9, 1)
    assert counted(probation_counts=False, secondment_counts=True) == date(2017, 9, 1)
    assert counted(probation_counts=False) == date(2017, 10, 1)


def test_the_counted_start_feeds_the_rule(decide, codes):
    posts, away = [spell("2016-02-29")], [spell("2017-01-01", "2017-02-01")]
    since = counted_since(posts, on=date(2018, 3, 30), policy=TownshipPolicy(), secondments=away)
    facts = {
        "township_since": since,
        "recruited": True,
        "to_level": "TOWNSHIP",
        "special_reason": False,
        "city_approved": False,
    }

    assert since == date(2016, 3, 31)
    assert codes(decide("transfer", {**facts, "on": "2018-03-30"})) == [("GZ-2Y", "BLOCK")]
    assert codes(decide("transfer", {**facts, "on": "2018-03-31"})) == []
