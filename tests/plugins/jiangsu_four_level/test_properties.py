"""What holds for any facts: the day named is the day found by trying, and nothing but the facts matters."""

import time
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.policy import jsontext
from core.policy.scheme import dump
from plugins.jiangsu_four_level.scheme import SCHEME

LEVELS = st.sampled_from(["JUNIOR", "INTERMEDIATE", "SENIOR", "SPECIAL"])
CATEGORIES = st.sampled_from(["SECRETARY", "RECRUITED", "INSTRUCTOR"])
GRADES = st.sampled_from(["EXCELLENT", "COMPETENT", "BASIC", "INCOMPETENT"])
STATUSES = st.sampled_from(["VALID", "SUSPENDED", "REVOKED", "SUPERSEDED", "EXPIRED"])
CITIES = st.sampled_from(["320500", "320583", "320100"])
HALVES = st.integers(0, 20).map(lambda halves: Decimal(halves) / 2)
COMPONENTS = ["POLITICAL", "COMPETENCE", "TENURE", "ACHIEVEMENT", "RECOGNITION"]
SCORES = st.fixed_dictionaries(
    dict.fromkeys(COMPONENTS, st.integers(0, 10_000).map(lambda cents: Decimal(cents) / 100))
)
ON = date(2024, 3, 1)
APPLICATIONS = st.fixed_dictionaries(
    {
        "category": CATEGORIES,
        "level": LEVELS,
        "training_test_passed": st.booleans(),
        "years_in_post": HALVES,
        "held": st.lists(
            st.fixed_dictionaries(
                {
                    "level": LEVELS,
                    "status": st.just("VALID") | STATUSES,
                    "city": CITIES,
                    "issued_on": st.dates(date(2020, 1, 1), ON).map(date.isoformat),
                }
            ),
            max_size=3,
        ),
        "city": CITIES,
        "last_grades": st.lists(GRADES, max_size=2),
        "professional_title": st.sampled_from(["POLITICAL_WORK", "SOCIAL_WORK", "OTHER", None]),
    }
)


def blocked_by_publicity(decide, facts, on, days):
    decision = decide("certify", facts, on=on, publicity_working_days=days)
    return any(finding.code == "JS-PUBLICITY" for finding in decision.findings)


@settings(max_examples=80, deadline=None)
@given(
    publicity_from=st.dates(date(2024, 1, 1), date(2026, 9, 1)),
    waited=st.integers(0, 20),
    days=st.integers(1, 15),
    objections=st.integers(0, 1),
)
def test_the_day_named_is_the_first_that_passes(decide, publicity_from, waited, days, objections):
    facts = {"publicity_from": publicity_from.isoformat(), "open_objections": objections}
    on = publicity_from + timedelta(waited)
    decision = decide("certify", facts, on=on, publicity_working_days=days)
    named = {finding.satisfied_on for finding in decision.findings} - {None}

    later = [on + timedelta(step) for step in range(60)]
    found = next(day for day in later if not blocked_by_publicity(decide, facts, day, days))

    assert named == ({found} if found != on else set())


@settings(max_examples=60, deadline=None)
@given(case=APPLICATIONS, later=st.integers(1, 4000))
def test_waiting_alone_helps_no_application(decide, case, later):
    now = decide("apply", case, on=ON)
    then = decide("apply", case, on=ON + timedelta(later))

    assert all(finding.satisfied_on is None for finding in now.findings)
    assert now == then


@settings(max_examples=60, deadline=None)
@given(case=APPLICATIONS)
def test_certificates_of_other_cities_do_not_matter(decide, case):
    here = [held for held in case["held"] if held["city"][:4] == case["city"][:4]]

    everywhere = decide("apply", case, on=ON)
    only_here = decide("apply", {**case, "held": here}, on=ON)

    assert [finding.code for finding in everywhere.findings] == [
        finding.code for finding in only_here.findings
    ]


@settings(max_examples=60, deadline=None)
@given(scores=SCORES)
def test_the_total_is_exact(decide, scores):
    decision = decide("evaluate", {"category": "SECRETARY", "scores": scores})

    total = sum(scores.values()) / 5
    assert decision.outcome["total"] == total
    assert decision.allowed is (total >= 60)


@settings(max_examples=60, deadline=None)
@given(changed_on=st.dates(date(2024, 1, 1), date(2026, 11, 1)), days=st.integers(1, 40))
def test_a_report_falls_due_on_a_working_day_and_never_early(decide, calendar, changed_on, days):
    facts = {"changed_on": changed_on.isoformat(), "certificate_status": "VALID"}

    due_on = decide("report_change", facts, report_days=days).outcome["due_on"]

    last = changed_on + timedelta(days)
    between = [last + timedelta(step) for step in range((due_on - last).days)]
    assert calendar.is_working(due_on)
    assert not any(calendar.is_working(day) for day in between)


@settings(max_examples=60, deadline=None)
@given(case=APPLICATIONS, scores=SCORES)
def test_a_decision_comes_out_alike_from_its_stored_texts(calendar, case, scores):
    policy = SCHEME.policy()
    for name, tree in (
        ("apply", {**case, "on": ON.isoformat()}),
        ("evaluate", {"category": case["category"], "scores": scores}),
        ("certify", {"on": "2024-03-01", "publicity_from": "2024-02-27", "open_objections": 1}),
    ):
        action = SCHEME.action(f"jiangsu_four_level.{name}")
        facts = action.read(tree)
        first = jsontext.write(action.decide(facts, policy, calendar).as_tree())

        stored_facts, stored_policy = jsontext.write(dump(facts)), jsontext.write(dump(policy))
        again = action.decide(
            action.read(jsontext.read(stored_facts)),
            SCHEME.read_policy(jsontext.read(stored_policy)),
            calendar,
        )

        assert jsontext.write(again.as_tree()) == first
        assert jsontext.read(first) == again.as_tree()


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_the_clock_of_the_machine_does_not_matter(decide, monkeypatch, zone):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        facts = {"on": "2024-09-30", "publicity_from": "2024-09-26", "open_objections": 0}
        [finding] = decide("certify", facts).findings
        change = {"changed_on": "2024-09-01", "certificate_status": "VALID"}
        due_on = decide("report_change", change).outcome["due_on"]
    finally:
        monkeypatch.undo()
        time.tzset()

    assert finding.satisfied_on == date(2024, 10, 10)
    assert due_on == date(2024, 10, 8)
