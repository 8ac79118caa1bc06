"""The dual appraisal: what both sides' scores come to, and that the unit's result comes first."""

from decimal import Decimal

import pytest

from core.policy.problems import FactsError


def test_people_are_graded_once_their_units_result_is_published(decide, codes):
    decision = decide("grade_order", {"unit_published": True})

    assert codes(decision) == []
    assert decision.allowed is True


def test_nobody_is_graded_before_the_units_result(decide, codes):
    decision = decide("grade_order", {"unit_published": False})

    assert codes(decision) == [("FQ-ORDER", "BLOCK")]
    assert decision.allowed is False
    [finding] = decision.findings
    assert finding.facts == {"unit_published": False}
    assert finding.message == "所在单位本期考核结果尚未公布：请先公布单位的考核结果，再评定其人员的等次"


@pytest.mark.parametrize("published", [True, False])
def test_which_result_comes_first_is_a_parameter(decide, codes, published):
    decision = decide("grade_order", {"unit_published": published}, unit_result_first=False)

    assert codes(decision) == []


@pytest.mark.parametrize(
    ("own", "superior", "total"),
    [
        pytest.param(0, 0, "0.00", id="lowest"),
        pytest.param(100, 100, "100.00", id="highest"),
        pytest.param(100, 0, "50.00", id="own alone"),
        pytest.param(0, 100, "50.00", id="superior alone"),
        pytest.param(90, Decimal("81.5"), "85.75", id="exact"),
        pytest.param(Decimal("80.01"), Decimal("80.02"), "80.02", id="half up"),
    ],
)
def test_each_side_counts_half(decide, own, superior, total):
    outcome = decide("dual_score", {"own_score": own, "superior_score": superior}).outcome

    assert str(outcome["score"]) == total


@pytest.mark.parametrize(
    ("share", "total"), [(Decimal("0.3"), "62.00"), (Decimal(0), "50.00"), (Decimal(1), "90.00")]
)
def test_how_much_the_own_side_counts_is_a_parameter(decide, share, total):
    outcome = decide("dual_score", {"own_score": 90, "superior_score": 50}, own_score_share=share).outcome

    assert str(outcome["score"]) == total


@pytest.mark.parametrize("score", [-1, Decimal("100.01"), "90", True, None])
def test_a_score_is_a_number_from_0_to_100(decide, score):
    with pytest.raises(FactsError, match="own_score"):
        decide("dual_score", {"own_score": score, "superior_score": 50})
