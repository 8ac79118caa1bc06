"""What the core's own law says of cases at its bounds."""

import pytest

from core.policy.problems import FactsError

EXCELLENT = ("CORE-EXCELLENT", "BLOCK")


@pytest.mark.parametrize(
    ("appraised", "excellent", "count", "headroom"),
    [
        (47, 7, 7, 0),
        (47, 8, 7, -1),
        (46, 6, 6, 0),
        (20, 3, 3, 0),
        (20, 4, 3, -1),
        (19, 3, 2, -1),
        (6, 1, 0, -1),
        (7, 1, 1, 0),
        (0, 0, 0, 0),
    ],
)
def test_excellent_is_capped_at_fifteen_percent_rounded_down(
    decide, codes, appraised, excellent, count, headroom
):
    decision = decide("excellent_cap", {"appraised": appraised, "excellent": excellent})

    assert dict(decision.outcome) == {"count": count, "headroom": headroom}
    assert codes(decision) == ([] if headroom >= 0 else [EXCELLENT])


def test_a_share_of_a_third_is_exact(decide):
    """0.3 of 10 is 3; binary floats make it 3.0000000000000004 of 0.1 + 0.2."""
    decision = decide("excellent_cap", {"appraised": 10, "excellent": 3}, excellent_share=0.3)

    assert (decision.allowed, decision.outcome["count"]) == (True, 3)


@pytest.mark.parametrize(("excellent", "allowed"), [(9, True), (10, False)])
def test_the_cap_of_another_law_takes_the_place_of_the_share(decide, excellent, allowed):
    decision = decide("excellent_cap", {"appraised": 47, "excellent": excellent, "cap": 9})

    assert decision.allowed is allowed
    assert dict(decision.outcome) == {"count": 9, "headroom": 9 - excellent}


def test_a_cap_of_none_allows_nobody(decide, codes):
    assert codes(decide("excellent_cap", {"appraised": 47, "excellent": 1, "cap": 0})) == [EXCELLENT]


def test_the_finding_says_how_many_are_too_many_and_by_which_figure(decide):
    [own] = decide("excellent_cap", {"appraised": 47, "excellent": 9}).findings
    [other] = decide("excellent_cap", {"appraised": 47, "excellent": 9, "cap": 8}).findings

    assert own.message == "参加考核 47 人，按 15% 计算优秀等次不超过 7 人，拟定 9 人：请减少 2 人"
    assert other.message == "参加考核 47 人，按所适用的制度优秀等次不超过 8 人，拟定 9 人：请减少 1 人"
    assert dict(own.facts) == {"appraised": 47, "excellent": 9, "cap": None}


def test_more_excellent_than_appraised_is_an_error(decide):
    with pytest.raises(FactsError, match="excellent"):
        decide("excellent_cap", {"appraised": 3, "excellent": 4})


@pytest.mark.parametrize(
    ("attended", "score", "passed"),
    [(True, 60, True), (True, 59.99, False), (True, 100, True), (True, 0, False), (False, None, False)],
)
def test_who_reaches_the_pass_mark_passes(decide, attended, score, passed):
    decision = decide("exam_result", {"attended": attended, "score": score})

    assert dict(decision.outcome) == {"passed": passed, "pass_mark": 60}
    assert decision.findings == ()


def test_the_pass_mark_is_a_parameter(decide):
    assert not decide("exam_result", {"attended": True, "score": 60}, pass_mark=61).outcome["passed"]


@pytest.mark.parametrize(
    ("attended", "score", "code"),
    [(True, None, "MISSING"), (False, 70, "UNEXPECTED"), (False, 0, "UNEXPECTED")],
)
def test_a_score_is_given_by_those_who_attended_and_by_nobody_else(decide, attended, score, code):
    with pytest.raises(FactsError, match="score") as refused:
        decide("exam_result", {"attended": attended, "score": score})

    assert [(problem.path, problem.code) for problem in refused.value.problems] == [("score", code)]


@pytest.mark.parametrize(
    ("quant", "groups", "found"),
    [
        (True, 2, []),
        (True, 0, []),
        (True, 1, ["CORE-GROUPS"]),
        (False, 2, ["CORE-QUANT"]),
        (False, 1, ["CORE-QUANT", "CORE-GROUPS"]),
    ],
)
def test_a_cycle_without_figures_or_judged_by_one_side_needs_a_reason(decide, codes, quant, groups, found):
    facts = {"has_quant_item": quant, "evaluator_groups": groups}

    without = decide("open_cycle", {**facts, "reason_given": False})
    explained = decide("open_cycle", {**facts, "reason_given": True})

    assert codes(without) == [(code, "BLOCK") for code in found]
    assert codes(explained) == [(code, "INFO") for code in found]
    assert explained.allowed


def test_how_many_sides_must_judge_is_a_parameter(decide, codes):
    facts = {"has_quant_item": True, "evaluator_groups": 2, "reason_given": False}

    [finding] = decide("open_cycle", facts, least_evaluator_groups=3).findings

    assert finding.message == "评价主体只有 2 类，少于 3 类：请增加评价主体，或说明理由"
    assert dict(finding.facts) == {"evaluator_groups": 2, "reason_given": False}


def test_a_reason_is_told_from_a_fault(decide):
    facts = {"has_quant_item": False, "evaluator_groups": 2}
    [fault] = decide("open_cycle", {**facts, "reason_given": False}).findings
    [reason] = decide("open_cycle", {**facts, "reason_given": True}).findings

    assert fault.message == "没有定量指标：请增加定量指标，或说明理由"
    assert reason.message == "没有定量指标，已说明理由"
