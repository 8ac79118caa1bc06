"""The share of township cadres who were trained for 12 days in the year."""

from datetime import date

import pytest
from counting import total, trained, unit, worker

from core.organisations.models import Sector


@pytest.mark.parametrize(("days", "met"), [("11.5", 0), ("12", 1)])
def test_twelve_days_in_the_year_are_enough(in_alpha, days, met):
    town = unit("甲镇党委", Sector.TOWNSHIP)
    someone = worker("张三", town)
    trained(someone, town, days=days, last_on=date(2022, 3, 1))
    trained(someone, town, days="12", last_on=date(2021, 12, 31))

    assert total("training_12d_share", "2022") == (met, 1)


def test_only_township_cadres_count(in_alpha):
    village = unit("甲村党支部", Sector.VILLAGE)
    trained(worker("张三", village), village, days="12", last_on=date(2022, 3, 1))

    assert total("training_12d_share", "2022") == (0, 0)
