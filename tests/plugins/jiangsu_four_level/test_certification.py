"""Stages, evaluation, publicity, moving to another city."""

import itertools
from datetime import date
from decimal import Decimal

import pytest

from core.policy.calendar import CalendarNotCovered

STAGES = ["APPLICATION", "REVIEW", "TEST", "VISIT", "EVALUATION", "PUBLICITY", "CERTIFIED", "REJECTED"]
IN_ORDER = set(itertools.pairwise(STAGES[:7]))
REJECTIONS = {(stage, "REJECTED") for stage in STAGES[:6]}
ALLOWED = IN_ORDER | REJECTIONS | {("PUBLICITY", "EVALUATION")}
SCORES = {"POLITICAL": 60, "COMPETENCE": 60, "TENURE": 60, "ACHIEVEMENT": 60, "RECOGNITION": 60}


@pytest.mark.parametrize(("stage", "to"), list(itertools.product(STAGES, STAGES)))
def test_stages_follow_each_other_back_only_from_publicity_and_out_by_rejection(decide, codes, stage, to):
    decision = decide("advance", {"stage": stage, "to": to})

    allowed = (stage, to) in ALLOWED
    assert codes(decision) == ([] if allowed else [("JS-ORDER", "BLOCK")])
    assert decision.allowed is allowed
    assert set(decision.outcome["next"]) == {after for before, after in ALLOWED if before == stage}


@pytest.mark.parametrize(
    ("stage", "to", "message"),
    [
        ("REVIEW", "VISIT", "不能从组织审核进入实地走访：可以进入培训测试、不予认证"),
        ("PUBLICITY", "VISIT", "不能从结果公示进入实地走访：可以进入颁发证书、综合评定、不予认证"),
        ("CERTIFIED", "REJECTED", "不能从颁发证书进入不予认证：该步骤之后不再变动"),
    ],
)
def test_a_wrong_step_is_told_the_right_ones(decide, stage, to, message):
    [finding] = decide("advance", {"stage": stage, "to": to}).findings

    assert finding.message == message
    assert finding.facts == {"stage": stage, "to": to}


@pytest.mark.parametrize("category", ["SECRETARY", "RECRUITED", "INSTRUCTOR"])
@pytest.mark.parametrize(
    ("scores", "total", "allowed"),
    [
        pytest.param({}, 60, True, id="exactly the pass mark"),
        pytest.param({"TENURE": Decimal("59.99")}, Decimal("59.998"), False, id="just below"),
        pytest.param({"TENURE": Decimal("60.05")}, Decimal("60.01"), True, id="just above"),
        pytest.param({"POLITICAL": 100, "RECOGNITION": 20}, 60, True, id="one makes up for another"),
        pytest.param(dict.fromkeys(SCORES, 100), 100, True, id="all that can be had"),
        pytest.param(dict.fromkeys(SCORES, 0), 0, False, id="nothing"),
    ],
)
def test_five_scores_count_a_fifth_each_and_sixty_passes(decide, codes, category, scores, total, allowed):
    decision = decide("evaluate", {"category": category, "scores": {**SCORES, **scores}})

    assert decision.outcome == {"total": total, "pass_mark": 60}
    assert codes(decision) == ([] if allowed else [("JS-SCORE", "BLOCK")])
    assert decision.allowed is allowed


def test_a_score_too_low_is_told_in_figures(decide):
    [finding] = decide("evaluate", {"category": "RECRUITED", "scores": {**SCORES, "TENURE": 52}}).findings

    assert finding.message == "综合评定 58.4 分，低于合格分数线 60 分：不予认证，请改进后再申报"
    assert set(finding.facts) == {"category", "scores"}
    assert finding.satisfied_on is None


def test_the_total_is_judged_before_it_is_rounded(decide):
    scores = {**SCORES, "TENURE": Decimal("59.9999999999999999")}

    decision = decide("evaluate", {"category": "SECRETARY", "scores": scores})

    assert decision.allowed is False
    assert decision.outcome["total"] == 60


@pytest.mark.parametrize(
    ("tenure", "total"),
    [
        ("60.00000000001", "60.000000000002"),
        ("60.000000000001", "60"),
        ("60.0000000000025", "60.000000000001"),
    ],
)
def test_the_total_has_twelve_decimals_at_most(decide, tenure, total):
    facts = {"category": "SECRETARY", "scores": {**SCORES, "TENURE": Decimal(tenure)}}

    assert decide("evaluate", facts).outcome["total"] == Decimal(total)


def test_weights_and_pass_mark_are_parameters_by_category(decide):
    fifths = dict.fromkeys(SCORES, Decimal("0.2"))
    achievement_only = {**dict.fromkeys(SCORES, 0), "ACHIEVEMENT": 1}
    weights = {"SECRETARY": fifths, "RECRUITED": achievement_only, "INSTRUCTOR": fifths}
    marks = {"SECRETARY": 61, "RECRUITED": 70, "INSTRUCTOR": 60}
    scores = {**SCORES, "ACHIEVEMENT": 70}

    def ask(category):
        decision = decide(
            "evaluate",
            {"category": category, "scores": scores},
            evaluation_weights=weights,
            evaluation_pass_mark=marks,
        )
        return decision.outcome["total"], decision.outcome["pass_mark"], decision.allowed

    assert ask("SECRETARY") == (62, 61, True)
    assert ask("RECRUITED") == (70, 70, True)
    assert ask("INSTRUCTOR") == (62, 60, True)


@pytest.mark.parametrize("component", SCORES)
def test_each_weight_belongs_to_its_score(decide, component):
    row = {**dict.fromkeys(SCORES, 0), component: 1}
    weights = dict.fromkeys(["SECRETARY", "RECRUITED", "INSTRUCTOR"], row)
    facts = {"category": "SECRETARY", "scores": {**dict.fromkeys(SCORES, 0), component: 77}}

    assert decide("evaluate", facts, evaluation_weights=weights).outcome["total"] == 77


@pytest.mark.parametrize(
    ("publicity_from", "fifth", "first_day"),
    [
        pytest.param("2024-06-03", date(2024, 6, 11), date(2024, 6, 12), id="over a holiday on Monday"),
        pytest.param("2024-07-01", date(2024, 7, 8), date(2024, 7, 9), id="over a weekend"),
        pytest.param("2024-07-05", date(2024, 7, 12), date(2024, 7, 13), id="to a Friday: Saturday will do"),
        pytest.param(
            "2024-09-26", date(2024, 10, 9), date(2024, 10, 10), id="over National Day, Sunday worked"
        ),
        pytest.param("2024-10-01", date(2024, 10, 12), date(2024, 10, 13), id="to a Saturday worked"),
        pytest.param("2024-10-07", date(2024, 10, 12), date(2024, 10, 13), id="from the last day off"),
        pytest.param("2024-02-06", date(2024, 2, 19), date(2024, 2, 20), id="over Spring Festival"),
        pytest.param("2024-02-29", date(2024, 3, 7), date(2024, 3, 8), id="from 29 February"),
        pytest.param("2024-12-25", date(2025, 1, 2), date(2025, 1, 3), id="over New Year"),
    ],
)
def test_a_certificate_is_issued_after_five_working_days_of_publicity(
    decide, codes, publicity_from, fifth, first_day
):
    facts = {"publicity_from": publicity_from, "open_objections": 0}

    on_the_fifth = decide("certify", facts, on=fifth)
    after = decide("certify", facts, on=first_day)
    at_once = decide("certify", {**facts, "on": publicity_from})

    assert codes(on_the_fifth) == codes(at_once) == [("JS-PUBLICITY", "BLOCK")]
    assert on_the_fifth.allowed is False
    assert on_the_fifth.findings[0].satisfied_on == at_once.findings[0].satisfied_on == first_day
    assert codes(after) == []
    assert after.allowed is True
    assert after.outcome == {"publicity_until": fifth, "provisional": False, "note": None}


def test_publicity_that_runs_is_told_in_days(decide):
    facts = {"on": "2024-10-08", "publicity_from": "2024-09-26", "open_objections": 0}

    [finding] = decide("certify", facts).findings

    assert finding.message == ("公示自 2024-09-26 起，满 5 个工作日到 2024-10-09 止：请于 2024-10-10 起发证")
    assert finding.facts == {"on": date(2024, 10, 8), "publicity_from": date(2024, 9, 26)}


def test_publicity_in_the_year_not_yet_arranged_is_provisional(decide):
    facts = {"on": "2026-02-24", "publicity_from": "2026-02-12", "open_objections": 0}

    decision = decide("certify", facts)

    [finding] = decision.findings
    assert finding.satisfied_on == date(2026, 2, 26)
    assert "（暂按 2026 年法定节假日推算，放假安排公布后重新计算）" in finding.message
    assert decision.outcome == {
        "publicity_until": date(2026, 2, 25),
        "provisional": True,
        "note": "暂按 2026 年法定节假日推算，放假安排公布后重新计算",
    }


@pytest.mark.parametrize("publicity_from", ["2023-12-29", "2026-12-28", "2027-01-04", "0001-01-01"])
def test_publicity_outside_the_calendar_names_the_years_covered(decide, publicity_from):
    with pytest.raises(CalendarNotCovered, match="2024 年至 2025 年"):
        decide("certify", {"on": "2027-06-01", "publicity_from": publicity_from, "open_objections": 0})


def test_open_objections_hold_a_certificate_back(decide, codes):
    facts = {"on": "2024-07-09", "publicity_from": "2024-07-01"}

    one = decide("certify", {**facts, "open_objections": 1})
    both = decide("certify", {**facts, "on": "2024-07-08", "open_objections": 2})

    assert codes(one) == [("JS-OBJECTION", "BLOCK")]
    assert one.findings[0].message == "有 1 件异议未办结：请办结后再发证"
    assert one.findings[0].satisfied_on is None
    assert codes(both) == [("JS-PUBLICITY", "BLOCK"), ("JS-OBJECTION", "BLOCK")]
    assert both.allowed is False


def test_the_days_of_publicity_are_a_parameter(decide, codes):
    facts = {"on": "2024-07-05", "publicity_from": "2024-07-01", "open_objections": 0}

    assert codes(decide("certify", facts, publicity_working_days=3)) == []
    [finding] = decide("certify", facts, publicity_working_days=4).findings
    assert (finding.code, finding.satisfied_on) == ("JS-PUBLICITY", date(2024, 7, 6))


@pytest.mark.parametrize(
    ("from_city", "to_city", "carries_over"),
    [
        pytest.param("320500", "320500", True, id="the same city"),
        pytest.param("320500", "320583", True, id="to a county of the city"),
        pytest.param("320506", "320507", True, id="between districts of the city"),
        pytest.param("320500", "320600", False, id="to the next city"),
        pytest.param("320500", "330500", False, id="to another province"),
    ],
)
def test_a_certificate_carries_over_inside_one_city_only(decide, codes, from_city, to_city, carries_over):
    decision = decide("move", {"from_city": from_city, "to_city": to_city})

    assert codes(decision) == ([] if carries_over else [("JS-CITY", "WARN")])
    assert decision.outcome == {"carries_over": carries_over}
    assert decision.allowed is True


def test_moving_to_another_city_is_told_what_to_do(decide):
    [finding] = decide("move", {"from_city": "320500", "to_city": "320100"}).findings

    assert finding.message == ("从 320500 到 320100 是跨设区市流动，原证书不带入：请在新的城市重新申报认证")
    assert finding.facts == {"from_city": "320500", "to_city": "320100"}
