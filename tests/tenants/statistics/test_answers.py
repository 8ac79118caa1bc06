"""What a reader from outside is told: exact sums over regions, own rows as children, small cells hidden."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from figures import publish, tenant

from core.indicators.periods import BadPeriod
from core.indicators.registry import UnknownIndicator
from core.indicators.selectors import BadDimension
from core.reference.models import Level
from tenants.statistics import answers
from tenants.statistics.answers import BadQuestion

pytestmark = pytest.mark.django_db

FUQUAN, DUYUN, QIANNAN, GUIZHOU, ZUNYI = "522702", "522701", "522700", "520000", "520302"


def asked(*indicators, region=None, level=None, periods=("2022",), dimensions=()):
    question = answers.question(
        indicators=indicators, region=region, level=level, named_periods=periods, dimensions=dimensions
    )
    return answers.answer(question)


def told(*indicators, **kwargs):
    return [(row.region, row.own, row.numerator, row.denominator) for row in asked(*indicators, **kwargs)]


@pytest.fixture
def places(db):
    """Tenants of three counties, a prefecture and a province."""
    return {code: tenant(f"place{code}", code) for code in (FUQUAN, DUYUN, QIANNAN, GUIZHOU, ZUNYI)}


@pytest.fixture
def organisations(places):
    for number, place in enumerate(places.values(), start=1):
        publish(place, {("organisations", ""): (number, None)})
    return places


def test_a_region_covers_its_subtree(organisations):
    assert told("organisations", region=FUQUAN) == [(FUQUAN, False, 1, None)]
    assert told("organisations", region=QIANNAN) == [(QIANNAN, False, 6, None)]
    assert told("organisations", region=GUIZHOU) == [(GUIZHOU, False, 15, None)]
    assert told("organisations") == [("000000", False, 15, None)]


def test_own_rows_are_a_child_so_that_children_add_up_to_the_parent(organisations):
    assert told("organisations", region=GUIZHOU, level=Level.PREFECTURE) == [
        (GUIZHOU, True, 4, None),
        ("520300", False, 5, None),
        (QIANNAN, False, 6, None),
    ]
    assert told("organisations", region=GUIZHOU, level=Level.COUNTY) == [
        (GUIZHOU, True, 4, None),
        (ZUNYI, False, 5, None),
        (QIANNAN, True, 3, None),
        (DUYUN, False, 2, None),
        (FUQUAN, False, 1, None),
    ]
    assert told("organisations", level=Level.PROVINCE) == [(GUIZHOU, False, 15, None)]


def test_own_rows_are_called_so(organisations):
    own, *_ = asked("organisations", region=GUIZHOU, level=Level.PREFECTURE)

    assert own.region_name == "贵州省本级"
    assert own.region_level == "PROVINCE"


def test_a_share_is_divided_after_adding_up(places):
    publish(places[FUQUAN], {("quota_filled", ""): (509, 578)})
    publish(places[DUYUN], {("quota_filled", ""): (10, 100)})

    [row] = asked("quota_filled", region=QIANNAN)

    assert (row.numerator, row.denominator, row.value) == (519, 678, Decimal("0.765487"))
    assert row.tenants == 2


def test_no_data_is_no_row_and_zero_is_a_row(places):
    publish(places[FUQUAN], {("organisations", ""): (0, None)})

    assert told("organisations", region=FUQUAN) == [(FUQUAN, False, 0, None)]
    assert told("organisations", region=DUYUN) == []


def test_several_periods_make_a_series_in_the_order_asked_for(places):
    publish(places[FUQUAN], {("organisations", ""): (3, None)}, period="2021")
    publish(places[FUQUAN], {("organisations", ""): (4, None)}, period="2022")

    rows = asked("organisations", region=FUQUAN, periods=("2022", "2021"))

    assert [(row.period, row.numerator) for row in rows] == [("2022", 4), ("2021", 3)]


def test_a_dimension_divides_the_figure(places):
    publish(
        places[FUQUAN],
        {("organisations", "TOWNSHIP"): (3, None), ("organisations", "VILLAGE"): (1, None)},
        split="sector",
    )

    rows = asked("organisations", region=FUQUAN, dimensions=["sector"])

    assert [(row.dimension, row.numerator) for row in rows] == [
        ({"sector": "TOWNSHIP"}, 3),
        ({"sector": "VILLAGE"}, 1),
    ]


def test_people_fewer_than_five_are_hidden_with_all_that_would_tell_them(places):
    publish(places[FUQUAN], {("workers", ""): (4, None)})
    publish(places[DUYUN], {("workers", ""): (30, None)})
    publish(places[ZUNYI], {("workers", ""): (20, None)})

    rows = {row.region: row for row in asked("workers", region=GUIZHOU, level=Level.COUNTY)}

    assert {code: row.numerator for code, row in rows.items()} == {ZUNYI: 20, DUYUN: None, FUQUAN: None}
    assert rows[FUQUAN].suppressed
    assert rows[FUQUAN].value is None
    assert rows[FUQUAN].tenants is None
    assert told("workers", region=QIANNAN) == [(QIANNAN, False, 34, None)]


def test_five_people_are_shown(places):
    publish(places[FUQUAN], {("workers", ""): (5, None)})

    assert told("workers", region=FUQUAN) == [(FUQUAN, False, 5, None)]


def test_a_small_complement_is_hidden_too(places):
    publish(places[FUQUAN], {("fulltime_share", ""): (26, 30)})

    [row] = asked("fulltime_share", region=FUQUAN)

    assert row.suppressed


def test_a_lone_small_place_is_hidden_up_to_the_country(places):
    publish(places[FUQUAN], {("workers", ""): (4, None)})

    assert all(
        row.suppressed for code in (FUQUAN, QIANNAN, GUIZHOU, None) for row in asked("workers", region=code)
    )


def test_a_value_that_a_hidden_place_lacks_is_not_told_by_its_absence(places):
    publish(places[FUQUAN], {("workers", "FEMALE"): (3, None), ("workers", "MALE"): (20, None)}, split="sex")
    publish(places[DUYUN], {("workers", "FEMALE"): (30, None)}, split="sex")

    rows = asked("workers", region=QIANNAN, level=Level.COUNTY, dimensions=["sex"])

    assert [(row.region, row.dimension["sex"], row.numerator) for row in rows] == [
        (DUYUN, "FEMALE", None),
        (DUYUN, "MALE", None),
        (FUQUAN, "FEMALE", None),
        (FUQUAN, "MALE", None),
    ]


def test_figures_whose_difference_counts_few_people_are_hidden_together(places):
    publish(
        places[FUQUAN],
        {("education_college_share", ""): (50, 100), ("education_bachelor_share", ""): (47, 100)},
    )

    rows = asked("education_college_share", "education_bachelor_share", region=FUQUAN)

    assert [row.suppressed for row in rows] == [True, True]


def test_what_happened_to_people_is_told_for_years_only(places):
    for period in ("2022", "2022Q1"):
        publish(places[FUQUAN], {("departures", ""): (50, None)}, period=period)

    rows = asked("departures", region=FUQUAN, periods=("2022", "2022Q1"))

    assert [(row.period, row.numerator, row.suppressed) for row in rows] == [
        ("2022", 50, False),
        ("2022Q1", None, True),
    ]


def test_a_place_stays_joined_after_its_figure_has_grown(places):
    publish(places[FUQUAN], {("workers", ""): (3, None)})
    publish(places[DUYUN], {("workers", ""): (30, None)})

    publish(places[FUQUAN], {("workers", ""): (6, None)})

    assert [row.numerator for row in asked("workers", region=QIANNAN, level=Level.COUNTY)] == [None, None]


def test_a_new_place_inside_of_a_cluster_belongs_to_it(places):
    publish(places[FUQUAN], {("workers", ""): (3, None)})
    publish(places[ZUNYI], {("workers", ""): (40, None)})

    publish(places[DUYUN], {("workers", ""): (30, None)})

    rows = asked("workers", region=GUIZHOU, level=Level.COUNTY)
    assert [row.numerator for row in rows] == [None, None, None]
    assert told("workers", region=GUIZHOU) == [(GUIZHOU, False, 73, None)]


def test_a_hidden_province_hides_the_country_and_no_other_province(places):
    publish(places[FUQUAN], {("workers", ""): (3, None)})
    publish(tenant("xiajiang", "360823"), {("workers", ""): (40, None)})

    rows = asked("workers", level=Level.PROVINCE)

    assert [(row.region, row.numerator) for row in rows] == [("360000", 40), (GUIZHOU, None)]
    assert told("workers") == [("000000", False, None, None)]


def test_a_province_is_shown_again_once_it_is_large_enough(places):
    publish(places[FUQUAN], {("workers", ""): (3, None)})

    publish(places[FUQUAN], {("workers", ""): (6, None)})

    assert told("workers", region=FUQUAN) == [(FUQUAN, False, 6, None)]
    assert told("workers") == [("000000", False, 6, None)]


def test_organisations_are_never_hidden(places):
    publish(places[FUQUAN], {("organisations", ""): (1, None)})

    assert told("organisations", region=FUQUAN) == [(FUQUAN, False, 1, None)]


def test_the_whole_answer_takes_one_query(organisations):
    question = answers.question(
        indicators=["organisations", "workers"],
        region=GUIZHOU,
        level=Level.COUNTY,
        named_periods=["2022", "2021"],
        dimensions=[],
    )

    with CaptureQueriesContext(connection) as queries:
        answers.answer(question)

    assert len(queries) == 1


def test_pages_follow_each_other_without_gap_or_repetition(organisations):
    question = answers.question(
        indicators=["organisations"],
        region=GUIZHOU,
        level=Level.COUNTY,
        named_periods=["2022"],
        dimensions=[],
    )
    everything = answers.answer(question)
    found, after = [], None
    while rows := answers.answer(question, limit=2, after=after):
        found += rows
        after = answers.key(question, rows[-1])

    assert len(everything) == 5
    assert found == everything


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"indicators": ["nonsense"]}, UnknownIndicator),
        ({"indicators": []}, BadQuestion),
        ({"region": "52"}, BadQuestion),
        ({"region": FUQUAN, "level": Level.PROVINCE}, BadQuestion),
        ({"named_periods": []}, BadQuestion),
        ({"named_periods": ["2022Q5"]}, BadPeriod),
        ({"dimensions": ["sex"]}, BadDimension),
        ({"dimensions": ["sector", "level"]}, BadQuestion),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(wrong, error):
    right = {"indicators": ["organisations"], "region": None, "level": None}

    with pytest.raises(error):
        answers.question(**{**right, "named_periods": ["2022"], "dimensions": [], **wrong})
