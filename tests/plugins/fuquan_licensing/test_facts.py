"""Bad facts name themselves, for every action and every fact."""

from datetime import date
from decimal import Decimal

import pytest

from core.policy.problems import FactsError
from plugins.fuquan_licensing.scheme import SCHEME

UNIT = {"sector": "ORGAN", "staff_count": 150}
HELD = {"level": "JUNIOR", "issued_on": "2023-01-10", "status": "VALID"}
CANDIDATE = {"id": "a", "score": 80, "level": None}
GOOD = {
    "quota": UNIT,
    "approve_quota": {**UNIT, "approved_quota": 2, "incumbents": 1},
    "appoint": {
        **UNIT,
        "political_status": "FULL_MEMBER",
        "in_post": True,
        "incumbents": 2,
        "approved_quota": 3,
        "licensed": True,
    },
    "sit_exam": {
        "on": "2024-06-01",
        "level": "INTERMEDIATE",
        "political_status": "FULL_MEMBER",
        "in_post": True,
        "held": [HELD],
    },
    "issue": {"exam_passed": True, "reviews": {"DISCIPLINE": "CLEAR"}},
    "filing_due": {"changed_on": "2024-09-20"},
    "grade": {"unit_grade": "GOOD", "grade": "EXCELLENT"},
    "grade_order": {"unit_published": True},
    "dual_score": {"own_score": 80, "superior_score": 90},
    "pay": {"sector": "ORGAN", "level": "SENIOR"},
    "revoke": {"serious_consequence": True, "cause": "WORK_ERROR"},
    "rank": {"candidates": [CANDIDATE]},
}
OPTIONAL = {("appoint", "licensed"), ("pay", "level")}
EVERY_FACT = [(action, fact) for action, facts in GOOD.items() for fact in facts]
FRACTIONS = {("dual_score", "own_score"), ("dual_score", "superior_score")}
ODD = ["", "12", Decimal("3.0"), {"$number": "1"}, [3], "2024-02-30"]
NEEDED = [pair for pair in EVERY_FACT if pair not in OPTIONAL]


def named(decide, action, facts):
    with pytest.raises(FactsError) as refusal:
        decide(action, facts)
    assert refusal.value.code == "BAD_USER_INPUT"
    assert all(problem.path in problem.message for problem in refusal.value.problems)
    return {(problem.path, problem.code) for problem in refusal.value.problems}


def test_every_action_has_a_case_here():
    assert [action.name for action in SCHEME.actions] == [f"fuquan_licensing.{name}" for name in GOOD]


@pytest.mark.parametrize("action", GOOD)
def test_the_good_case_is_decided(decide, action):
    decide(action, GOOD[action])


@pytest.mark.parametrize(("action", "fact"), NEEDED)
def test_a_fact_left_out_is_named(decide, action, fact):
    facts = {name: value for name, value in GOOD[action].items() if name != fact}

    assert named(decide, action, facts) == {(fact, "MISSING")}


@pytest.mark.parametrize(("action", "fact"), NEEDED)
def test_a_fact_that_is_null_is_named(decide, action, fact):
    assert named(decide, action, {**GOOD[action], fact: None}) == {(fact, "NULL")}


@pytest.mark.parametrize(("action", "fact"), sorted(OPTIONAL))
def test_an_optional_fact_may_be_absent_or_null(decide, action, fact):
    absent = {name: value for name, value in GOOD[action].items() if name != fact}

    assert decide(action, absent) == decide(action, {**absent, fact: None})


@pytest.mark.parametrize(
    ("action", "fact", "odd"),
    [
        (*pair, odd)
        for pair in EVERY_FACT
        for odd in ODD
        if not (pair in FRACTIONS and isinstance(odd, Decimal))
    ],
)
def test_a_fact_of_a_wrong_type_is_named(decide, action, fact, odd):
    paths = {path for path, _ in named(decide, action, {**GOOD[action], fact: odd})}

    assert {path.split(".")[0].split("[")[0] for path in paths} == {fact}


@pytest.mark.parametrize("action", GOOD)
def test_an_unknown_fact_is_named(decide, action):
    assert named(decide, action, {**GOOD[action], "staff_cuont": 1}) == {("staff_cuont", "UNKNOWN")}


@pytest.mark.parametrize(
    ("action", "change", "found"),
    [
        ("quota", {"staff_count": -1}, ("staff_count", "OUT_OF_BOUNDS")),
        ("quota", {"staff_count": Decimal("150.0")}, ("staff_count", "WRONG_TYPE")),
        ("quota", {"staff_count": True}, ("staff_count", "WRONG_TYPE")),
        ("quota", {"staff_count": 10**400}, ("staff_count", "UNREADABLE")),
        ("quota", {"sector": "FARM"}, ("sector", "UNKNOWN_CODE")),
        ("approve_quota", {"incumbents": -1}, ("incumbents", "OUT_OF_BOUNDS")),
        ("appoint", {"in_post": 1}, ("in_post", "WRONG_TYPE")),
        ("appoint", {"licensed": "false"}, ("licensed", "WRONG_TYPE")),
        ("appoint", {"political_status": "MEMBER"}, ("political_status", "UNKNOWN_CODE")),
        ("sit_exam", {"on": "2024-02-30"}, ("on", "NO_SUCH_DAY")),
        ("sit_exam", {"on": "2022-12-31"}, ("held[0].issued_on", "AFTER_LIMIT")),
        ("sit_exam", {"held": [{**HELD, "level": "SPECIAL"}]}, ("held[0].level", "UNKNOWN_CODE")),
        ("sit_exam", {"held": [HELD, {**HELD, "status": None}]}, ("held[1].status", "NULL")),
        ("sit_exam", {"held": [{**HELD, "number": 3}]}, ("held[0].number", "UNKNOWN")),
        (
            "sit_exam",
            {"held": [{**HELD, "status": "REVOKED", "issued_on": "2024-06-02"}]},
            ("held[0].issued_on", "AFTER_LIMIT"),
        ),
        ("issue", {"reviews": {"AUDIT": "CLEAR"}}, ("reviews.AUDIT", "UNKNOWN")),
        ("issue", {"reviews": {"DISCIPLINE": "FINE"}}, ("reviews.DISCIPLINE", "UNKNOWN_CODE")),
        ("issue", {"reviews": {"DISCIPLINE": None}}, ("reviews.DISCIPLINE", "NULL")),
        ("issue", {"reviews": {"discipline": "CLEAR"}}, ("reviews.discipline", "WRONG_FORM")),
        ("filing_due", {"changed_on": "2023-02-29"}, ("changed_on", "NO_SUCH_DAY")),
        ("filing_due", {"on": "2024-09-20"}, ("on", "UNKNOWN")),
        ("grade", {"grade": "GOOD"}, ("grade", "UNKNOWN_CODE")),
        ("dual_score", {"own_score": Decimal("100.01")}, ("own_score", "OUT_OF_BOUNDS")),
        ("dual_score", {"superior_score": -1}, ("superior_score", "OUT_OF_BOUNDS")),
        ("revoke", {"cause": "LAZINESS"}, ("cause", "UNKNOWN_CODE")),
        ("rank", {"candidates": [{**CANDIDATE, "score": 101}]}, ("candidates[0].score", "OUT_OF_BOUNDS")),
        ("rank", {"candidates": [{**CANDIDATE, "score": "80"}]}, ("candidates[0].score", "WRONG_TYPE")),
        ("rank", {"candidates": [{"id": "a", "score": 1}]}, ("candidates[0].level", "MISSING")),
        ("rank", {"candidates": [CANDIDATE, CANDIDATE]}, ("candidates[1].id", "DUPLICATE")),
    ],
)
def test_a_bad_fact_is_named_with_its_place(decide, action, change, found):
    assert named(decide, action, {**GOOD[action], **change}) == {found}


def test_a_licence_issued_on_the_day_itself_is_no_error(decide):
    facts = {**GOOD["sit_exam"], "on": "2023-01-10"}

    assert [finding.code for finding in decide("sit_exam", facts).findings] == ["FQ-WAIT"]


def test_the_day_asked_about_fills_only_a_fact_that_is_left_out(decide):
    facts = {name: value for name, value in GOOD["sit_exam"].items() if name != "on"}

    assert [finding.code for finding in decide("sit_exam", facts, on=date(2024, 1, 9)).findings] == [
        "FQ-WAIT"
    ]
    assert decide("sit_exam", {**facts, "on": "2024-01-10"}, on=date(2024, 1, 9)).allowed is True
