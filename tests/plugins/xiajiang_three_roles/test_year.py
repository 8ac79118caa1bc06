"""Duties over a term, the year-end appraisal, and the county's targets."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.policy import jsontext


def duties(decide, role, first, last, **parameters):
    outcome = decide("schedule", {"role": role, "appointed_on": first, "until": last}, **parameters).outcome
    return [(duty["kind"].value, duty["due_on"].isoformat()) for duty in outcome["obligations"]]


def due(decide, kind, role, first, last, **parameters):
    return [day for found, day in duties(decide, role, first, last, **parameters) if found == kind]


@pytest.mark.parametrize("role", ["COMMISSIONER", "INSTRUCTOR"])
def test_a_calendar_year_has_four_reports_and_one_appraisal(decide, role):
    assert duties(decide, role, "2019-01-01", "2019-12-31") == [
        ("QUARTERLY_REPORT", "2019-03-31"),
        ("QUARTERLY_REPORT", "2019-06-30"),
        ("QUARTERLY_REPORT", "2019-09-30"),
        ("QUARTERLY_REPORT", "2019-12-31"),
        ("YEAR_END_APPRAISAL", "2019-12-31"),
    ]


def test_a_supervisor_also_inspects_every_month(decide):
    assert duties(decide, "SUPERVISOR", "2019-12-01", "2020-03-31") == [
        ("MONTHLY_INSPECTION", "2019-12-31"),
        ("YEAR_END_APPRAISAL", "2019-12-31"),
        ("MONTHLY_INSPECTION", "2020-01-31"),
        ("MONTHLY_INSPECTION", "2020-02-29"),
        ("QUARTERLY_REPORT", "2020-03-31"),
        ("MONTHLY_INSPECTION", "2020-03-31"),
        ("YEAR_END_APPRAISAL", "2020-03-31"),
    ]


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        pytest.param("2019-03-31", "2019-06-30", ["2019-06-30"], id="begins the day before a quarter"),
        pytest.param("2019-04-01", "2019-06-30", ["2019-06-30"], id="exactly one quarter"),
        pytest.param("2019-04-02", "2019-06-30", [], id="begins the day after its first"),
        pytest.param("2019-04-01", "2019-06-29", [], id="ends the day before its last"),
        pytest.param("2019-04-01", "2019-07-01", ["2019-06-30"], id="ends the day after its last"),
        pytest.param("2019-04-02", "2019-09-29", [], id="covers two quarters in part"),
        pytest.param("2019-11-15", "2020-04-15", ["2020-03-31"], id="over the year's end"),
    ],
)
def test_a_quarter_counts_when_the_term_covers_it_whole(decide, first, last, found):
    assert due(decide, "QUARTERLY_REPORT", "COMMISSIONER", first, last) == found


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        pytest.param("2020-02-01", "2020-02-28", [], id="28 February of a leap year"),
        pytest.param("2020-02-01", "2020-02-29", ["2020-02-29"], id="29 February"),
        pytest.param("2019-02-01", "2019-02-28", ["2019-02-28"], id="28 February of another year"),
        pytest.param("2020-02-02", "2020-02-29", [], id="begins the day after the first"),
        pytest.param("2019-10-01", "2019-11-30", ["2019-10-31", "2019-11-30"], id="also on holidays"),
        pytest.param("9999-11-15", "9999-12-31", ["9999-12-31"], id="to the last day there is"),
    ],
)
def test_a_month_counts_when_the_term_covers_it_whole(decide, first, last, found):
    assert due(decide, "MONTHLY_INSPECTION", "SUPERVISOR", first, last) == found


@pytest.mark.parametrize("role", ["COMMISSIONER", "INSTRUCTOR"])
def test_only_supervisors_inspect(decide, role):
    assert due(decide, "MONTHLY_INSPECTION", role, "2019-01-01", "2019-12-31") == []


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        pytest.param("2019-06-01", "2019-12-30", ["2019-12-30"], id="ends the day before 31 December"),
        pytest.param("2019-06-01", "2019-12-31", ["2019-12-31"], id="ends on 31 December, once"),
        pytest.param("2019-06-01", "2020-01-01", ["2019-12-31", "2020-01-01"], id="ends the day after"),
        pytest.param("2019-12-31", "2020-12-30", ["2019-12-31", "2020-12-30"], id="begins on 31 December"),
        pytest.param("2020-01-01", "2020-12-30", ["2020-12-30"], id="begins the day after"),
        pytest.param("2019-06-01", "2021-05-31", ["2019-12-31", "2020-12-31", "2021-05-31"], id="two years"),
        pytest.param("2020-02-29", "2020-02-29", ["2020-02-29"], id="a term of one day"),
    ],
)
def test_appraisals_fall_on_each_year_end_and_on_the_last_day(decide, first, last, found):
    assert due(decide, "YEAR_END_APPRAISAL", "INSTRUCTOR", first, last) == found


def test_a_policy_may_count_the_month_and_quarter_in_which_a_term_begins(decide):
    asked = ("SUPERVISOR", "2019-05-10", "2019-08-15")

    assert due(decide, "MONTHLY_INSPECTION", *asked, first_period="ANY") == [
        "2019-05-31",
        "2019-06-30",
        "2019-07-31",
    ]
    assert due(decide, "QUARTERLY_REPORT", *asked, first_period="ANY") == ["2019-06-30"]
    assert due(decide, "MONTHLY_INSPECTION", *asked) == ["2019-06-30", "2019-07-31"]
    assert due(decide, "QUARTERLY_REPORT", *asked) == []


@settings(max_examples=60, deadline=None)
@given(first=st.dates(date(2018, 1, 1), date(2021, 12, 31)), days=st.integers(0, 800))
def test_every_month_and_quarter_is_found_by_walking_through_the_term(decide, first, days):
    term = [first + timedelta(day) for day in range(days + 1)]
    starts = {(day.year, day.month) for day in term if day.day == 1}
    ends = [day for day in term if (day + timedelta(1)).day == 1]
    months = [day.isoformat() for day in ends if (day.year, day.month) in starts]
    quarters = [day.isoformat() for day in ends if day.month % 3 == 0 and (day.year, day.month - 2) in starts]
    year_ends = {day.isoformat() for day in term if (day.month, day.day) == (12, 31)}

    asked = (decide, "SUPERVISOR", first.isoformat(), term[-1].isoformat())
    found = duties(*asked)

    assert [day for _, day in found] == sorted(day for _, day in found)
    assert [day for kind, day in found if kind == "MONTHLY_INSPECTION"] == months
    assert [day for kind, day in found if kind == "QUARTERLY_REPORT"] == quarters
    assert [day for kind, day in found if kind == "YEAR_END_APPRAISAL"] == sorted(
        year_ends | {term[-1].isoformat()}
    )


YEAR = {
    "present_days": 200,
    "inspections_done": 12,
    "inspections_due": 12,
    "reports_done": 4,
    "reports_due": 4,
    "score": 90,
}


@pytest.mark.parametrize(
    ("change", "result"),
    [
        pytest.param({}, "OUTSTANDING", id="90 and nothing missed"),
        pytest.param({"score": Decimal("89.99")}, "NORMAL", id="just under 90"),
        pytest.param({"score": 100}, "OUTSTANDING", id="100"),
        pytest.param({"inspections_done": 11}, "NORMAL", id="one inspection missed"),
        pytest.param({"reports_done": 3}, "NORMAL", id="one report missed"),
        pytest.param({"inspections_done": 13, "reports_done": 5}, "OUTSTANDING", id="more than due"),
        pytest.param({"inspections_done": 13, "reports_done": 3}, "NORMAL", id="one does not stand in"),
        pytest.param({"score": 60}, "NORMAL", id="60"),
        pytest.param({"score": Decimal("59.99")}, "NEGATIVE", id="just under 60"),
        pytest.param({"score": 0}, "NEGATIVE", id="nothing"),
        pytest.param({"inspections_done": 6}, "NORMAL", id="exactly half of the inspections"),
        pytest.param({"inspections_done": 5}, "NEGATIVE", id="less than half of the inspections"),
        pytest.param({"reports_done": 2}, "NORMAL", id="exactly half of the reports"),
        pytest.param({"reports_done": 1}, "NEGATIVE", id="less than half of the reports"),
        pytest.param({"inspections_due": 3, "inspections_done": 1}, "NEGATIVE", id="a third"),
        pytest.param({"inspections_due": 3, "inspections_done": 2}, "NORMAL", id="two thirds"),
        pytest.param({"inspections_due": 0, "inspections_done": 0}, "OUTSTANDING", id="no inspections due"),
        pytest.param({"reports_due": 0, "reports_done": 0}, "OUTSTANDING", id="no reports due"),
        pytest.param(
            {"inspections_due": 0, "inspections_done": 0, "reports_due": 0, "reports_done": 0, "score": 75},
            "NORMAL",
            id="nothing due",
        ),
        pytest.param({"present_days": 0}, "OUTSTANDING", id="presence is not asked"),
    ],
)
def test_the_year_is_outstanding_normal_or_negative(decide, change, result):
    decision = decide("year_end", {**YEAR, **change})

    assert decision.outcome["result"] == result
    assert decision.allowed is True
    assert decision.findings == ()


@pytest.mark.parametrize(
    ("change", "consequences"),
    [
        ({}, ["向县委推荐", "通报表扬"]),
        ({"score": 80}, []),
        ({"score": 50}, ["约谈提醒", "通报批评"]),
    ],
)
def test_the_result_has_its_consequences(decide, change, consequences):
    assert decide("year_end", {**YEAR, **change}).outcome["consequences"] == consequences


def test_a_negative_year_says_every_reason(decide):
    facts = {**YEAR, "score": Decimal("59.5"), "inspections_done": 1, "reports_done": 1, "present_days": 99}

    assert decide("year_end", facts, min_present_days=100).outcome["reasons"] == [
        "考核得分 59.5 分，低于 60 分",
        "应完成督查 12 次，实际 1 次，低于应完成数的 50%",
        "应完成报告 4 份，实际 1 份，低于应完成数的 50%",
        "在岗 99 天，少于 100 天",
    ]


@pytest.mark.parametrize(
    ("present", "least", "result"),
    [
        pytest.param(149, 150, "NEGATIVE", id="a day too few, whatever the score"),
        pytest.param(150, 150, "OUTSTANDING", id="as many as asked"),
        pytest.param(0, 0, "OUTSTANDING", id="none asked"),
        pytest.param(0, None, "OUTSTANDING", id="no requirement"),
    ],
)
def test_days_of_presence_count_when_the_policy_asks_for_them(decide, present, least, result):
    facts = {**YEAR, "present_days": present}

    assert decide("year_end", facts, min_present_days=least).outcome["result"] == result


def test_the_figures_of_the_year_end_are_parameters(decide):
    assert decide("year_end", YEAR, outstanding_score=91).outcome["result"] == "NORMAL"
    assert decide("year_end", {**YEAR, "score": 69}, negative_score=70).outcome["result"] == "NEGATIVE"
    assert (
        decide("year_end", {**YEAR, "reports_done": 3}, least_done_share=Decimal("0.8")).outcome["result"]
        == "NEGATIVE"
    )


MET = {"organisations": 100, "qualified": 95, "advanced": 35, "backward": 5}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        pytest.param({}, [], id="exactly on all three targets"),
        pytest.param({"qualified": 94}, ["XJ-QUALIFIED"], id="one short of qualified"),
        pytest.param({"advanced": 34}, ["XJ-ADVANCED"], id="one short of advanced"),
        pytest.param(
            {"qualified": 94, "backward": 6}, ["XJ-QUALIFIED", "XJ-BACKWARD"], id="one backward too many"
        ),
        pytest.param({"qualified": 96, "backward": 4}, [], id="one better on each"),
        pytest.param(
            {"organisations": 20, "qualified": 19, "advanced": 7, "backward": 1}, [], id="exact twentieths"
        ),
        pytest.param(
            {"organisations": 19, "qualified": 18, "advanced": 7, "backward": 1},
            ["XJ-QUALIFIED", "XJ-BACKWARD"],
            id="one of nineteen is over a twentieth",
        ),
        pytest.param(
            {"organisations": 3, "qualified": 3, "advanced": 1, "backward": 0}, ["XJ-ADVANCED"], id="a third"
        ),
        pytest.param(
            {"organisations": 10**6, "qualified": 949_999, "advanced": 349_999, "backward": 50_001},
            ["XJ-QUALIFIED", "XJ-ADVANCED", "XJ-BACKWARD"],
            id="a millionth off on each",
        ),
        pytest.param(
            {
                "organisations": 10**15,
                "qualified": 95 * 10**13,
                "advanced": 35 * 10**13,
                "backward": 5 * 10**13,
            },
            [],
            id="exact where binary floats would not be",
        ),
    ],
)
def test_the_targets_are_exact_shares(decide, codes, change, found):
    decision = decide("targets", {**MET, **change})

    assert codes(decision) == [(code, "BLOCK") for code in found]
    assert decision.allowed is (found == [])


def test_the_targets_answer_with_shares_headroom_and_the_year(decide):
    decision = decide("targets", {"organisations": 300, "qualified": 280, "advanced": 100, "backward": 20})

    assert decision.outcome == {
        "qualified_share": Fraction(14, 15),
        "advanced_share": Fraction(1, 3),
        "backward_share": Fraction(1, 15),
        "qualified_headroom": -5,
        "advanced_headroom": -5,
        "backward_headroom": -5,
        "target_year": 2022,
        "baseline_advanced": Decimal("0.10"),
    }
    assert [finding.message for finding in decision.findings] == [
        "合格党组织 280 个，占 300 个的 93.33%，低于目标 95%：还须再有 5 个达到合格",
        "先进党组织 100 个，占 300 个的 33.33%，低于目标 35%：还须再有 5 个达到先进",
        "后进党组织 20 个，占 300 个的 6.67%，高于上限 5%：还须转化 5 个",
    ]
    assert [dict(finding.facts) for finding in decision.findings] == [
        {"organisations": 300, "qualified": 280},
        {"organisations": 300, "advanced": 100},
        {"organisations": 300, "backward": 20},
    ]
    assert jsontext.plain(dict(decision.outcome))["qualified_share"] == Decimal("0.933333")


def test_the_targets_are_parameters(decide, codes):
    assert codes(decide("targets", MET, qualified_share=Decimal("0.951"))) == [("XJ-QUALIFIED", "BLOCK")]
    assert codes(decide("targets", MET, advanced_share=Decimal("0.36"))) == [("XJ-ADVANCED", "BLOCK")]
    assert codes(decide("targets", MET, backward_share=Decimal("0.04"))) == [("XJ-BACKWARD", "BLOCK")]
    outcome = decide("targets", MET, target_year=2025, baseline_advanced=Decimal("0.2")).outcome
    assert (outcome["target_year"], outcome["baseline_advanced"]) == (2025, Decimal("0.2"))
