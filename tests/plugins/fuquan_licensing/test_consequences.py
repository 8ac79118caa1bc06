"""Filing, grades, pay and ranking."""

from datetime import date
from decimal import Decimal

import pytest

from core.policy.calendar import CalendarNotCovered


@pytest.mark.parametrize(
    ("changed_on", "due_on"),
    [
        pytest.param("2024-09-20", date(2024, 10, 16), id="over National Day, Sundays and Saturdays worked"),
        pytest.param("2024-10-01", date(2024, 10, 25), id="on National Day itself"),
        pytest.param("2024-02-09", date(2024, 3, 7), id="over Spring Festival"),
        pytest.param("2024-01-26", date(2024, 2, 21), id="over Spring Festival with both Sundays worked"),
        pytest.param("2024-02-29", date(2024, 3, 21), id="from 29 February"),
        pytest.param("2025-12-10", date(2025, 12, 31), id="to the last day published"),
    ],
)
def test_filing_is_due_fifteen_working_days_after_the_change(decide, changed_on, due_on):
    decision = decide("filing_due", {"changed_on": changed_on})

    assert decision.outcome == {"due_on": due_on, "provisional": False, "note": None}
    assert decision.allowed is True


@pytest.mark.parametrize(
    ("changed_on", "due_on"),
    [
        pytest.param("2025-12-11", date(2026, 1, 2), id="crossing into the year not yet arranged"),
        pytest.param("2026-02-09", date(2026, 3, 6), id="over Spring Festival without make-up days"),
        pytest.param("2026-09-24", date(2026, 10, 20), id="over Mid-Autumn and National Day"),
    ],
)
def test_filing_in_the_year_not_yet_arranged_is_provisional(decide, changed_on, due_on):
    outcome = decide("filing_due", {"changed_on": changed_on}).outcome

    assert (outcome["due_on"], outcome["provisional"]) == (due_on, True)
    assert outcome["note"] == "暂按 2026 年法定节假日推算，放假安排公布后重新计算"


@pytest.mark.parametrize("changed_on", ["2023-12-31", "2026-12-15", "2027-01-01", "9999-12-31", "0001-01-01"])
def test_filing_outside_the_calendar_names_the_years_covered(decide, changed_on):
    with pytest.raises(CalendarNotCovered, match="2024 年至 2025 年"):
        decide("filing_due", {"changed_on": changed_on})


def test_the_working_days_of_filing_are_a_parameter(decide):
    outcome = decide("filing_due", {"changed_on": "2024-09-30"}, filing_working_days=1).outcome

    assert outcome["due_on"] == date(2024, 10, 8)


@pytest.mark.parametrize("unit_grade", ["GOOD", "FAIR", "AVERAGE", "POOR"])
@pytest.mark.parametrize("grade", ["EXCELLENT", "COMPETENT", "BASIC", "INCOMPETENT"])
def test_in_a_poor_unit_nobody_is_excellent_or_competent(decide, codes, unit_grade, grade):
    decision = decide("grade", {"unit_grade": unit_grade, "grade": grade})

    blocked = unit_grade == "POOR" and grade in {"EXCELLENT", "COMPETENT"}
    assert codes(decision) == ([("FQ-UNIT", "BLOCK")] if blocked else [])
    assert decision.allowed is not blocked


@pytest.mark.parametrize("sector", ["ORGAN", "INSTITUTION", "TOWNSHIP", "SUBDISTRICT", "SCHOOL", "HOSPITAL"])
@pytest.mark.parametrize(
    ("level", "coefficient"),
    [(None, 0), ("JUNIOR", 0), ("INTERMEDIATE", Decimal("0.05")), ("SENIOR", Decimal("0.10"))],
)
def test_organs_and_the_like_pay_a_coefficient(decide, sector, level, coefficient):
    outcome = decide("pay", {"sector": sector, "level": level}).outcome

    assert outcome == {"coefficient": coefficient, "steps": None}


@pytest.mark.parametrize("sector", ["VILLAGE", "COMMUNITY"])
@pytest.mark.parametrize(("level", "steps"), [(None, 0), ("JUNIOR", 0), ("INTERMEDIATE", 1), ("SENIOR", 2)])
def test_villages_and_communities_pay_steps(decide, sector, level, steps):
    assert decide("pay", {"sector": sector, "level": level}).outcome == {"coefficient": None, "steps": steps}


@pytest.mark.parametrize("sector", ["SOE", "PRIVATE_ENTERPRISE", "SOCIAL_ORGANISATION", "TWO_NEW"])
def test_elsewhere_a_licence_is_not_linked_to_pay(decide, sector):
    outcome = decide("pay", {"sector": sector, "level": "SENIOR"}).outcome

    assert outcome == {"coefficient": None, "steps": None}


def test_pay_without_a_level_counts_as_none(decide):
    assert decide("pay", {"sector": "ORGAN"}).outcome == {"coefficient": 0, "steps": None}


def test_the_figures_of_pay_are_parameters(decide):
    assert decide(
        "pay", {"sector": "ORGAN", "level": "SENIOR"}, senior_coefficient=Decimal("0.2")
    ).outcome == {
        "coefficient": Decimal("0.2"),
        "steps": None,
    }
    assert decide(
        "pay", {"sector": "SOE", "level": "SENIOR"}, step_sectors=["SOE"], senior_steps=3
    ).outcome == {
        "coefficient": None,
        "steps": 3,
    }


def candidate(identity, score, level=None):
    return {"id": identity, "score": score, "level": level}


@pytest.mark.parametrize(
    ("candidates", "order"),
    [
        ([], []),
        ([candidate("a", 80), candidate("b", 90)], ["b", "a"]),
        (
            [candidate("a", 80), candidate("b", 80, "JUNIOR"), candidate("c", 80, "SENIOR")],
            ["c", "b", "a"],
        ),
        ([candidate("b", 80, "SENIOR"), candidate("a", 80, "SENIOR")], ["b", "a"]),
        ([candidate("a", 80), candidate("b", Decimal("80.0"), "INTERMEDIATE")], ["b", "a"]),
        ([candidate(1, Decimal("89.99")), candidate(2, 90), candidate(3, Decimal("90.01"))], [3, 2, 1]),
        ([candidate("a", 60, "SENIOR"), candidate("b", 61)], ["b", "a"]),
    ],
)
def test_candidates_are_ranked_by_score_then_level_then_as_given(decide, candidates, order):
    decision = decide("rank", {"candidates": candidates})

    assert decision.outcome == {"order": order}
    assert decision.allowed is True
