"""Bad facts name themselves, for every action and every fact."""

from datetime import date
from decimal import Decimal

import pytest

from core.policy import jsontext
from core.policy.problems import FactsError
from core.policy.scheme import dump
from plugins.guizhou_township.scheme import SCHEME

TRANSFER = {
    "on": "2020-09-01",
    "township_since": "2015-09-01",
    "recruited": True,
    "to_level": "COUNTY",
    "special_reason": False,
    "city_approved": False,
}
POST = {"id": "a", "openings": 2, "applicants": 6, "ratio": 3}
GOOD = {
    "transfer": TRANSFER,
    "secondment": {**TRANSFER, "until": "2020-12-31"},
    "promote_nonleading": {"on": "2020-09-01", "in_post": True, "township_since": "2015-09-01"},
    "leadership_mix": {"members": [{"township_years": 2}]},
    "county_leadership": {"members": [{"was_township_head": True}]},
    "recruitment_plan": {
        "recruited_total": 100,
        "to_township": 80,
        "replenished_total": 10,
        "from_experienced": 8,
        "targeted_civil": 15,
        "civil_total": 100,
        "targeted_institution": 20,
        "institution_total": 100,
    },
    "application_ratio": {"posts": [POST], "opening_ratio": 3},
    "training": {"days": 12},
    "excellent_cap": {"base_share": Decimal("0.15"), "appraised": 100},
    "village_placement": {"has_township_or_village_experience": True, "recruited": True},
    "head_term": {"on": "2020-09-01", "term_since": "2015-09-01", "reason": "换届"},
    "veto_item": {"issued_by": "PROVINCE"},
}
OPTIONAL = {("application_ratio", "opening_ratio"), ("head_term", "reason")}
EVERY_FACT = [(action, fact) for action, facts in GOOD.items() for fact in facts]
NEEDED = [pair for pair in EVERY_FACT if pair not in OPTIONAL]
ODD = ["", "12", Decimal("3.0"), {"$number": "1"}, [3], "2024-02-30"]
IN_ORDER = {
    ("training", "days", "Decimal('3.0')"),
    ("application_ratio", "opening_ratio", "Decimal('3.0')"),
    ("head_term", "reason", "'12'"),
    ("head_term", "reason", "'2024-02-30'"),
}


def named(decide, action, facts):
    with pytest.raises(FactsError) as refusal:
        decide(action, facts)
    assert refusal.value.code == "BAD_USER_INPUT"
    assert all(problem.path in problem.message for problem in refusal.value.problems)
    return {(problem.path, problem.code) for problem in refusal.value.problems}


def test_every_action_has_a_case_here():
    assert [action.name for action in SCHEME.actions] == [f"guizhou_township.{name}" for name in GOOD]


@pytest.mark.parametrize("action", GOOD)
def test_the_good_case_has_no_finding(decide, action):
    assert decide(action, GOOD[action]).findings == ()


@pytest.mark.parametrize("name", GOOD)
def test_a_decision_comes_out_alike_from_its_stored_texts(name):
    action = SCHEME.action(f"guizhou_township.{name}")
    facts, policy = action.read(GOOD[name]), SCHEME.policy()
    first = jsontext.write(action.decide(facts, policy).as_tree())

    stored_facts, stored_policy = jsontext.write(dump(facts)), jsontext.write(dump(policy))
    again = action.decide(
        action.read(jsontext.read(stored_facts)), SCHEME.read_policy(jsontext.read(stored_policy))
    )

    assert jsontext.write(again.as_tree()) == first


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
        (action, fact, odd)
        for action, fact in EVERY_FACT
        for odd in ODD
        if (action, fact, repr(odd)) not in IN_ORDER
    ],
    ids=repr,
)
def test_a_fact_of_a_wrong_type_is_named(decide, action, fact, odd):
    paths = {path for path, _ in named(decide, action, {**GOOD[action], fact: odd})}

    assert {path.split(".")[0].split("[")[0] for path in paths} == {fact}


@pytest.mark.parametrize("action", GOOD)
def test_an_unknown_fact_is_named(decide, action):
    assert named(decide, action, {**GOOD[action], "recruted": 1}) == {("recruted", "UNKNOWN")}


@pytest.mark.parametrize(
    ("action", "change", "found"),
    [
        ("transfer", {"township_since": "2020-09-02"}, ("township_since", "AFTER_LIMIT")),
        ("transfer", {"township_since": "2020-09-02", "recruited": False}, ("township_since", "AFTER_LIMIT")),
        ("transfer", {"township_since": "2015-02-29"}, ("township_since", "NO_SUCH_DAY")),
        ("transfer", {"to_level": "TOWN"}, ("to_level", "UNKNOWN_CODE")),
        ("transfer", {"recruited": 1}, ("recruited", "WRONG_TYPE")),
        ("transfer", {"special_reason": "父母病重"}, ("special_reason", "WRONG_TYPE")),
        ("transfer", {"city_approved": "true"}, ("city_approved", "WRONG_TYPE")),
        ("transfer", {"until": "2021-01-01"}, ("until", "UNKNOWN")),
        ("secondment", {"township_since": "2020-09-02"}, ("township_since", "AFTER_LIMIT")),
        ("secondment", {"until": "2021-02-29"}, ("until", "NO_SUCH_DAY")),
        ("promote_nonleading", {"township_since": "2020-09-02"}, ("township_since", "AFTER_LIMIT")),
        ("promote_nonleading", {"in_post": 1}, ("in_post", "WRONG_TYPE")),
        ("leadership_mix", {"members": []}, ("members", "TOO_SHORT")),
        (
            "leadership_mix",
            {"members": [{"township_years": -1}]},
            ("members[0].township_years", "OUT_OF_BOUNDS"),
        ),
        (
            "leadership_mix",
            {"members": [{"township_years": 2}, {"township_years": "2"}]},
            ("members[1].township_years", "WRONG_TYPE"),
        ),
        ("leadership_mix", {"members": [{}]}, ("members[0].township_years", "MISSING")),
        ("county_leadership", {"members": []}, ("members", "TOO_SHORT")),
        (
            "county_leadership",
            {"members": [{"was_township_head": 1}]},
            ("members[0].was_township_head", "WRONG_TYPE"),
        ),
        ("recruitment_plan", {"to_township": 101}, ("to_township", "PART_EXCEEDS_WHOLE")),
        ("recruitment_plan", {"from_experienced": 11}, ("from_experienced", "PART_EXCEEDS_WHOLE")),
        ("recruitment_plan", {"targeted_civil": 101}, ("targeted_civil", "PART_EXCEEDS_WHOLE")),
        ("recruitment_plan", {"targeted_institution": 101}, ("targeted_institution", "PART_EXCEEDS_WHOLE")),
        ("recruitment_plan", {"recruited_total": 0}, ("to_township", "PART_EXCEEDS_WHOLE")),
        ("recruitment_plan", {"to_township": Decimal("80.0")}, ("to_township", "WRONG_TYPE")),
        ("recruitment_plan", {"civil_total": -1}, ("civil_total", "OUT_OF_BOUNDS")),
        ("application_ratio", {"opening_ratio": 0}, ("opening_ratio", "OUT_OF_BOUNDS")),
        ("application_ratio", {"posts": [{**POST, "ratio": 0}]}, ("posts[0].ratio", "OUT_OF_BOUNDS")),
        ("application_ratio", {"posts": [{**POST, "ratio": "3"}]}, ("posts[0].ratio", "WRONG_TYPE")),
        ("application_ratio", {"posts": [{**POST, "openings": -1}]}, ("posts[0].openings", "OUT_OF_BOUNDS")),
        (
            "application_ratio",
            {"posts": [{**POST, "applicants": Decimal("6.0")}]},
            ("posts[0].applicants", "WRONG_TYPE"),
        ),
        ("application_ratio", {"posts": [{"id": "a", "openings": 1}]}, ("posts[0].applicants", "MISSING")),
        ("application_ratio", {"posts": [POST, POST]}, ("posts[1].id", "DUPLICATE")),
        ("training", {"days": -1}, ("days", "OUT_OF_BOUNDS")),
        ("training", {"days": True}, ("days", "WRONG_TYPE")),
        ("excellent_cap", {"base_share": Decimal("1.01")}, ("base_share", "OUT_OF_BOUNDS")),
        ("excellent_cap", {"base_share": 15}, ("base_share", "OUT_OF_BOUNDS")),
        ("excellent_cap", {"appraised": Decimal("100.0")}, ("appraised", "WRONG_TYPE")),
        ("village_placement", {"recruited": None}, ("recruited", "NULL")),
        ("head_term", {"term_since": "2020-09-02"}, ("term_since", "AFTER_LIMIT")),
        ("head_term", {"reason": "   "}, ("reason", "TOO_SHORT")),
        ("head_term", {"reason": True}, ("reason", "WRONG_TYPE")),
        ("head_term", {"reason": "调" * 1001}, ("reason", "TOO_LONG")),
        ("veto_item", {"issued_by": "TOWNSHIP"}, ("issued_by", "UNKNOWN_CODE")),
    ],
)
def test_a_bad_fact_is_named_with_its_place(decide, action, change, found):
    assert named(decide, action, {**GOOD[action], **change}) == {found}


@pytest.mark.parametrize(
    ("action", "since"),
    [
        ("transfer", "township_since"),
        ("secondment", "township_since"),
        ("promote_nonleading", "township_since"),
        ("head_term", "term_since"),
    ],
)
def test_a_period_that_begins_on_the_day_itself_is_no_error(decide, action, since):
    assert len(decide(action, {**GOOD[action], since: "2020-09-01"}).findings) == 1


@pytest.mark.parametrize("length", [1, 1000])
def test_a_reason_may_be_one_character_or_a_thousand(decide, length):
    [finding] = decide(
        "head_term", {**GOOD["head_term"], "term_since": "2020-01-01", "reason": "调" * length}
    ).findings

    assert finding.message.endswith("提前调整的理由：" + "调" * length)


def test_the_day_asked_about_fills_only_a_fact_that_is_left_out(decide):
    facts = {name: value for name, value in GOOD["promote_nonleading"].items() if name != "on"}

    assert decide("promote_nonleading", facts, on=date(2020, 8, 31)).allowed is False
    assert decide("promote_nonleading", {**facts, "on": "2020-09-01"}, on=date(2020, 8, 31)).allowed is True
