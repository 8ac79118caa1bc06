"""Bad facts name themselves, for every action and every fact."""

from datetime import date
from decimal import Decimal

import pytest

from core.policy.problems import FactsError
from plugins.jiangsu_four_level.scheme import SCHEME

CITY = "320500"
CERTIFICATE = {"level": "JUNIOR", "issued_on": "2020-05-10", "status": "VALID", "city": CITY}
SCORES = {"POLITICAL": 80, "COMPETENCE": 80, "TENURE": 80, "ACHIEVEMENT": 80, "RECOGNITION": 80}
GOOD = {
    "select_secretary": {
        "head_is_member": True,
        "candidate_is_head": True,
        "candidate_in_management": True,
        "staff_count": 20,
        "member_count": 5,
        "has_fulltime_deputy": False,
        "city": CITY,
    },
    "dispatch_instructor": {
        "origin": "SOE",
        "political_status": "FULL_MEMBER",
        "target_sector": "TWO_NEW",
        "target_kind": "LISTED",
        "city": CITY,
    },
    "training": {"sessions": 1, "days": 3, "city": CITY},
    "training_plan": {
        "level": "CITY",
        "demonstration_sessions": 1,
        "rotation_planned": True,
        "rotation_held": True,
        "city": CITY,
    },
    "apply": {
        "on": "2024-06-01",
        "category": "SECRETARY",
        "level": "INTERMEDIATE",
        "training_test_passed": True,
        "years_in_post": 3,
        "held": [CERTIFICATE],
        "city": CITY,
        "last_grades": ["COMPETENT"],
        "professional_title": "OTHER",
    },
    "advance": {"stage": "REVIEW", "to": "TEST", "city": CITY},
    "evaluate": {"category": "RECRUITED", "scores": SCORES, "city": CITY},
    "certify": {
        "on": "2024-07-09",
        "publicity_from": "2024-07-01",
        "open_objections": 0,
        "city": CITY,
    },
    "annual_inspection": {
        "level": "SENIOR",
        "failed_before": False,
        "grade": "COMPETENT",
        "training_sessions": 1,
        "training_days": 3,
        "city": CITY,
    },
    "withdraw": {"cause": "LEFT", "city": CITY},
    "allowance": {
        "category": "SECRETARY",
        "level": "JUNIOR",
        "certificate_status": "VALID",
        "engaged": True,
        "grade": "COMPETENT",
        "city": CITY,
    },
    "assessors": {"category": "INSTRUCTOR", "city": CITY},
    "report_change": {"changed_on": "2024-07-01", "certificate_status": "VALID", "city": CITY},
    "move": {"from_city": CITY, "to_city": "320100", "city": CITY},
}
OPTIONAL = {
    *((action, "city") for action in GOOD if action != "apply"),
    ("apply", "professional_title"),
    ("allowance", "level"),
    ("allowance", "certificate_status"),
}
EVERY_FACT = [(action, fact) for action, facts in GOOD.items() for fact in facts]
NEEDED = [pair for pair in EVERY_FACT if pair not in OPTIONAL]
COUNTS = [
    ("select_secretary", "staff_count"),
    ("select_secretary", "member_count"),
    ("training", "sessions"),
    ("training_plan", "demonstration_sessions"),
    ("certify", "open_objections"),
    ("annual_inspection", "training_sessions"),
]
AMOUNTS = [("training", "days"), ("apply", "years_in_post"), ("annual_inspection", "training_days")]


def named(decide, action, facts):
    with pytest.raises(FactsError) as refusal:
        decide(action, facts)
    assert refusal.value.code == "BAD_USER_INPUT"
    assert all(problem.path in problem.message for problem in refusal.value.problems)
    return {(problem.path, problem.code) for problem in refusal.value.problems}


def test_every_action_has_a_case_here():
    assert [action.name for action in SCHEME.actions] == [f"jiangsu_four_level.{name}" for name in GOOD]


def test_every_fact_of_every_action_stands_in_its_case():
    for action in SCHEME.actions:
        assert set(GOOD[action.name.partition(".")[2]]) == set(action.facts.model_fields)


@pytest.mark.parametrize("action", GOOD)
def test_the_good_case_is_decided(decide, action):
    assert decide(action, GOOD[action]).allowed is True


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


@pytest.mark.parametrize(("action", "fact"), EVERY_FACT)
@pytest.mark.parametrize("odd", ["", "12", {"$number": "1"}, [3], "2024-02-30"], ids=repr)
def test_a_fact_of_a_wrong_type_is_named(decide, action, fact, odd):
    paths = {path for path, _ in named(decide, action, {**GOOD[action], fact: odd})}

    assert {path.split(".")[0].split("[")[0] for path in paths} == {fact}


@pytest.mark.parametrize("action", GOOD)
def test_an_unknown_fact_is_named(decide, action):
    assert named(decide, action, {**GOOD[action], "staff_cuont": 1}) == {("staff_cuont", "UNKNOWN")}


@pytest.mark.parametrize(("action", "fact"), COUNTS)
@pytest.mark.parametrize(
    ("value", "code"),
    [(-1, "OUT_OF_BOUNDS"), (Decimal("3.0"), "WRONG_TYPE"), (True, "WRONG_TYPE"), ("3", "WRONG_TYPE")],
)
def test_a_count_is_a_whole_number_from_zero(decide, action, fact, value, code):
    assert named(decide, action, {**GOOD[action], fact: value}) == {(fact, code)}


@pytest.mark.parametrize(("action", "fact"), AMOUNTS)
@pytest.mark.parametrize(
    ("value", "code"), [(Decimal("-0.5"), "OUT_OF_BOUNDS"), (True, "WRONG_TYPE"), ("3", "WRONG_TYPE")]
)
def test_days_and_years_are_numbers_from_zero(decide, action, fact, value, code):
    assert named(decide, action, {**GOOD[action], fact: value}) == {(fact, code)}


@pytest.mark.parametrize(("action", "fact"), AMOUNTS)
def test_days_and_years_may_have_halves(decide, action, fact):
    assert decide(action, {**GOOD[action], fact: Decimal("3.5")}).allowed is True


@pytest.mark.parametrize(
    ("action", "fact"),
    [pair for pair in EVERY_FACT if isinstance(GOOD[pair[0]][pair[1]], bool)],
)
@pytest.mark.parametrize("value", [0, 1, "true"])
def test_yes_or_no_is_neither_number_nor_text(decide, action, fact, value):
    assert named(decide, action, {**GOOD[action], fact: value}) == {(fact, "WRONG_TYPE")}


@pytest.mark.parametrize("action", GOOD)
@pytest.mark.parametrize(
    ("city", "code"),
    [("32050", "WRONG_FORM"), ("3205001", "WRONG_FORM"), ("苏州市", "WRONG_FORM"), (320500, "WRONG_TYPE")],
)
def test_a_city_is_a_division_code_of_six_digits(decide, action, city, code):
    assert named(decide, action, {**GOOD[action], "city": city}) == {("city", code)}


@pytest.mark.parametrize(
    ("action", "change", "found"),
    [
        ("select_secretary", {"staff_count": 10**400}, ("staff_count", "UNREADABLE")),
        ("dispatch_instructor", {"origin": "ARMY"}, ("origin", "UNKNOWN_CODE")),
        ("dispatch_instructor", {"political_status": "MEMBER"}, ("political_status", "UNKNOWN_CODE")),
        ("dispatch_instructor", {"target_sector": "FARM"}, ("target_sector", "UNKNOWN_CODE")),
        ("dispatch_instructor", {"target_kind": "SMALL"}, ("target_kind", "UNKNOWN_CODE")),
        ("training", {"on": "2024-06-01"}, ("on", "UNKNOWN")),
        ("training_plan", {"level": "PROVINCE"}, ("level", "UNKNOWN_CODE")),
        ("apply", {"on": "2023-02-29"}, ("on", "NO_SUCH_DAY")),
        ("apply", {"on": "2020-05-09"}, ("held[0].issued_on", "AFTER_LIMIT")),
        ("apply", {"level": "EXPERT"}, ("level", "UNKNOWN_CODE")),
        ("apply", {"category": "OTHER"}, ("category", "UNKNOWN_CODE")),
        ("apply", {"held": [CERTIFICATE, {**CERTIFICATE, "city": None}]}, ("held[1].city", "NULL")),
        ("apply", {"held": [{**CERTIFICATE, "city": "南京"}]}, ("held[0].city", "WRONG_FORM")),
        ("apply", {"held": [{**CERTIFICATE, "status": "LOST"}]}, ("held[0].status", "UNKNOWN_CODE")),
        (
            "apply",
            {"held": [{**CERTIFICATE, "issued_on": "2024-06-02", "status": "REVOKED"}]},
            ("held[0].issued_on", "AFTER_LIMIT"),
        ),
        ("apply", {"held": [{**CERTIFICATE, "number": "1"}]}, ("held[0].number", "UNKNOWN")),
        ("apply", {"last_grades": ["COMPETENT", "GOOD"]}, ("last_grades[1]", "UNKNOWN_CODE")),
        ("apply", {"last_grades": [None]}, ("last_grades[0]", "NULL")),
        ("apply", {"professional_title": "ENGINEER"}, ("professional_title", "UNKNOWN_CODE")),
        ("advance", {"to": "DONE"}, ("to", "UNKNOWN_CODE")),
        ("advance", {"stage": "NEW"}, ("stage", "UNKNOWN_CODE")),
        ("evaluate", {"scores": {**SCORES, "TENURE": 101}}, ("scores.TENURE", "OUT_OF_BOUNDS")),
        ("evaluate", {"scores": {**SCORES, "TENURE": -1}}, ("scores.TENURE", "OUT_OF_BOUNDS")),
        ("evaluate", {"scores": {**SCORES, "TENURE": None}}, ("scores.TENURE", "NULL")),
        ("evaluate", {"scores": {**SCORES, "TENURE": "80"}}, ("scores.TENURE", "WRONG_TYPE")),
        ("evaluate", {"scores": {**SCORES, "LOYALTY": 80}}, ("scores.LOYALTY", "UNKNOWN")),
        ("certify", {"on": "2024-06-30"}, ("publicity_from", "AFTER_LIMIT")),
        ("certify", {"publicity_from": "2024-06-31"}, ("publicity_from", "NO_SUCH_DAY")),
        ("annual_inspection", {"grade": "GOOD"}, ("grade", "UNKNOWN_CODE")),
        ("annual_inspection", {"level": None}, ("level", "NULL")),
        ("withdraw", {"cause": "DEATH"}, ("cause", "UNKNOWN_CODE")),
        ("allowance", {"level": "NONE"}, ("level", "UNKNOWN_CODE")),
        ("allowance", {"certificate_status": "NONE"}, ("certificate_status", "UNKNOWN_CODE")),
        ("report_change", {"changed_on": "2023-02-29"}, ("changed_on", "NO_SUCH_DAY")),
        ("report_change", {"certificate_status": "GONE"}, ("certificate_status", "UNKNOWN_CODE")),
        ("move", {"to_city": "3205"}, ("to_city", "WRONG_FORM")),
    ],
)
def test_a_bad_fact_is_named_with_its_place(decide, action, change, found):
    assert named(decide, action, {**GOOD[action], **change}) == {found}


@pytest.mark.parametrize("component", SCORES)
def test_a_score_left_out_is_named_and_never_weighed_anew(decide, component):
    scores = {name: score for name, score in SCORES.items() if name != component}

    assert named(decide, "evaluate", {**GOOD["evaluate"], "scores": scores}) == {
        (f"scores.{component}", "MISSING")
    }


def test_all_bad_facts_are_named_at_once(decide):
    facts = {"on": "2024-06-01", "category": "X", "level": "JUNIOR", "years_in_post": -1, "held": []}

    assert named(decide, "apply", facts) == {
        ("category", "UNKNOWN_CODE"),
        ("years_in_post", "OUT_OF_BOUNDS"),
        ("training_test_passed", "MISSING"),
        ("city", "MISSING"),
        ("last_grades", "MISSING"),
    }


def test_what_happened_on_the_day_itself_is_no_error(decide):
    held = {**GOOD["apply"], "on": "2020-05-10"}
    publicity = {**GOOD["certify"], "publicity_from": "2024-07-09"}

    assert decide("apply", held).allowed is True
    assert [finding.code for finding in decide("certify", publicity).findings] == ["JS-PUBLICITY"]


def test_the_day_asked_about_fills_only_a_fact_that_is_left_out(decide):
    facts = {name: value for name, value in GOOD["certify"].items() if name != "on"}

    assert decide("certify", facts, on=date(2024, 7, 8)).allowed is False
    assert decide("certify", {**facts, "on": "2024-07-09"}, on=date(2024, 7, 8)).allowed is True


@pytest.mark.parametrize(
    ("action", "on", "day"),
    [
        ("apply", None, date(2024, 6, 1)),
        ("certify", date(2024, 1, 1), date(2024, 7, 9)),
        ("report_change", None, date(2024, 7, 1)),
        ("report_change", date(2024, 8, 1), date(2024, 8, 1)),
        ("training", date(2024, 8, 1), date(2024, 8, 1)),
        ("training", None, None),
    ],
)
def test_the_day_of_the_case_chooses_the_policy(action, on, day):
    found = SCHEME.action(f"jiangsu_four_level.{action}")

    assert found.policy_day(found.read(GOOD[action]), on) == day
