"""Bad facts name themselves, for every action and every fact."""

from decimal import Decimal

import pytest

from core.policy import jsontext
from core.policy.problems import FactsError
from core.policy.scheme import dump
from plugins.xiajiang_three_roles.scheme import SCHEME

YEAR = {
    "present_days": 230,
    "inspections_done": 12,
    "inspections_due": 12,
    "reports_done": 4,
    "reports_due": 4,
    "score": 85,
}
GOOD = {
    "nominate": {
        "role": "COMMISSIONER",
        "political_status": "FULL_MEMBER",
        "party_work_experience": True,
        "conduct_ok": True,
        "health_ok": True,
        "nonleading_cadre": True,
        "route": "SELF_AND_RECOMMENDED",
        "target_sector": "ORGAN",
        "target_backward": True,
        "same_system": True,
        "field": "PARTY",
    },
    "finalise": {"own_opinion": "AGREED", "unit_opinion": "AGREED", "target_notified": True},
    "appoint": {"training_passed": True},
    "supervise": {"supervisor_field": "PARTY", "organisation_field": "PARTY", "subject_role": "INSTRUCTOR"},
    "schedule": {"role": "SUPERVISOR", "appointed_on": "2019-04-01", "until": "2020-03-31"},
    "year_end": YEAR,
    "targets": {"organisations": 100, "qualified": 95, "advanced": 35, "backward": 5},
}
OPTIONAL = {
    ("nominate", "nonleading_cadre"),
    ("nominate", "field"),
    ("finalise", "target_notified"),
    ("supervise", "subject_role"),
}
NEEDED_BY_ROLE = {("nominate", name) for name in ("target_sector", "target_backward", "same_system")}
EVERY_FACT = [(action, fact) for action, facts in GOOD.items() for fact in facts]
NEEDED = [pair for pair in EVERY_FACT if pair not in OPTIONAL]
ODD = ["", "12", Decimal("3.0"), {"$number": "1"}, [3], "2024-02-30"]
IN_ORDER = {("year_end", "score", "Decimal('3.0')")}


def named(decide, action, facts):
    with pytest.raises(FactsError) as refusal:
        decide(action, facts)
    assert refusal.value.code == "BAD_USER_INPUT"
    assert all(problem.path in problem.message for problem in refusal.value.problems)
    return {(problem.path, problem.code) for problem in refusal.value.problems}


def test_every_action_has_a_case_here():
    assert [action.name for action in SCHEME.actions] == [f"xiajiang_three_roles.{name}" for name in GOOD]


@pytest.mark.parametrize("action", GOOD)
def test_the_good_case_is_allowed(decide, action):
    assert decide(action, GOOD[action]).allowed is True


@pytest.mark.parametrize("name", GOOD)
def test_a_decision_comes_out_alike_from_its_stored_texts(name):
    action = SCHEME.action(f"xiajiang_three_roles.{name}")
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
    code = "MISSING" if (action, fact) in NEEDED_BY_ROLE else "NULL"

    assert named(decide, action, {**GOOD[action], fact: None}) == {(fact, code)}


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
    assert named(decide, action, {**GOOD[action], "feild": 1}) == {("feild", "UNKNOWN")}


def test_a_commissioner_needs_all_three_facts_about_the_target(decide):
    facts = {
        name: value for name, value in GOOD["nominate"].items() if ("nominate", name) not in NEEDED_BY_ROLE
    }

    assert named(decide, "nominate", facts) == {
        ("target_sector", "MISSING"),
        ("target_backward", "MISSING"),
        ("same_system", "MISSING"),
    }


def test_a_target_that_is_needed_and_of_a_wrong_type_is_named_once(decide):
    assert named(decide, "nominate", {**GOOD["nominate"], "target_sector": 7}) == {
        ("target_sector", "UNKNOWN_CODE")
    }
    assert named(decide, "nominate", {**GOOD["nominate"], "same_system": 10**400}) == {
        ("same_system", "UNREADABLE")
    }


def test_an_instructor_needs_the_sector_of_the_target_only(decide):
    facts = {
        **GOOD["nominate"],
        "role": "INSTRUCTOR",
        "route": "UNIFIED",
        "target_backward": None,
        "same_system": None,
    }

    assert named(decide, "nominate", {**facts, "target_sector": None}) == {("target_sector", "MISSING")}
    assert decide("nominate", {**facts, "target_sector": "TWO_NEW"}).findings == ()


@pytest.mark.parametrize(
    ("action", "change", "found"),
    [
        ("nominate", {"role": "LEADER"}, {("role", "UNKNOWN_CODE")}),
        ("nominate", {"route": "ELECTED"}, {("route", "UNKNOWN_CODE")}),
        ("nominate", {"field": "SPORT"}, {("field", "UNKNOWN_CODE")}),
        ("nominate", {"conduct_ok": 1}, {("conduct_ok", "WRONG_TYPE")}),
        ("nominate", {"nonleading_cadre": "true"}, {("nonleading_cadre", "WRONG_TYPE")}),
        ("finalise", {"own_opinion": "PENDING"}, {("own_opinion", "UNKNOWN_CODE")}),
        ("schedule", {"until": "2019-03-31"}, {("appointed_on", "AFTER_LIMIT")}),
        ("schedule", {"until": "2119-04-01"}, {("until", "OUT_OF_BOUNDS")}),
        ("schedule", {"until": "9999-12-31"}, {("until", "OUT_OF_BOUNDS")}),
        ("schedule", {"appointed_on": "2019-02-29"}, {("appointed_on", "NO_SUCH_DAY")}),
        ("schedule", {"until": "2021-02-29"}, {("until", "NO_SUCH_DAY")}),
        ("schedule", {"on": "2019-04-01"}, {("on", "UNKNOWN")}),
        ("year_end", {"score": Decimal("100.01")}, {("score", "OUT_OF_BOUNDS")}),
        ("year_end", {"score": -1}, {("score", "OUT_OF_BOUNDS")}),
        ("year_end", {"score": "90"}, {("score", "WRONG_TYPE")}),
        ("year_end", {"present_days": Decimal("200.5")}, {("present_days", "WRONG_TYPE")}),
        ("year_end", {"reports_done": -1}, {("reports_done", "OUT_OF_BOUNDS")}),
        ("targets", {"organisations": 0}, {("organisations", "OUT_OF_BOUNDS")}),
        ("targets", {"organisations": 10**15 + 1}, {("organisations", "OUT_OF_BOUNDS")}),
        ("targets", {"organisations": -1}, {("organisations", "OUT_OF_BOUNDS")}),
        ("targets", {"backward": True}, {("backward", "WRONG_TYPE")}),
        ("targets", {"advanced": 96}, {("advanced", "PART_EXCEEDS_WHOLE")}),
        ("targets", {"backward": 6}, {("qualified", "PART_EXCEEDS_WHOLE")}),
        ("targets", {"qualified": 101}, {("qualified", "PART_EXCEEDS_WHOLE")}),
        (
            "targets",
            {"qualified": 101, "backward": -1},
            {("qualified", "PART_EXCEEDS_WHOLE"), ("backward", "OUT_OF_BOUNDS")},
        ),
        (
            "targets",
            {"advanced": 99, "backward": 10},
            {("advanced", "PART_EXCEEDS_WHOLE"), ("qualified", "PART_EXCEEDS_WHOLE")},
        ),
    ],
)
def test_a_bad_fact_is_named_with_its_place(decide, action, change, found):
    assert named(decide, action, {**GOOD[action], **change}) == found


def test_qualified_and_backward_together_are_named_with_their_sum(decide):
    with pytest.raises(FactsError, match="合计为 101，超过“党组织总数”（organisations） 100"):
        decide("targets", {**GOOD["targets"], "backward": 6})


def test_the_parts_may_be_as_large_as_their_whole(decide):
    for count in (1, 3, 10**15):
        facts = {"organisations": count, "qualified": count, "advanced": count, "backward": 0}

        assert decide("targets", facts).allowed is True


def test_a_term_may_be_one_day_and_just_under_a_hundred_years(decide):
    day = {"role": "INSTRUCTOR", "appointed_on": "2019-04-01"}

    assert len(decide("schedule", {**day, "until": "2019-04-01"}).outcome["obligations"]) == 1
    assert len(decide("schedule", {**day, "until": "2119-03-31"}).outcome["obligations"]) == 400 + 101
