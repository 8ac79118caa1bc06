"""What holds for any facts: the day named is the day found by trying, and nothing but the facts matters."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.policy import jsontext
from core.policy.scheme import dump
from plugins.fuquan_licensing.scheme import SCHEME

LEVELS = st.sampled_from(["JUNIOR", "INTERMEDIATE", "SENIOR"])
STATUSES = st.sampled_from(["VALID", "SUSPENDED", "REVOKED", "SUPERSEDED", "EXPIRED"])
ON = date(2024, 3, 1)
LICENCES = st.lists(
    st.fixed_dictionaries(
        {
            "level": LEVELS,
            "status": st.just("VALID") | STATUSES,
            "issued_on": st.dates(date(2023, 2, 20), ON).map(date.isoformat),
        }
    ),
    max_size=3,
)


def waits(decide, facts, on):
    return any(finding.code == "FQ-WAIT" for finding in decide("sit_exam", facts, on=on).findings)


@settings(max_examples=60, deadline=None)
@given(level=LEVELS, held=LICENCES)
def test_the_day_named_is_the_first_that_passes(decide, level, held):
    facts = {"level": level, "political_status": "FULL_MEMBER", "in_post": True, "held": held}
    named = {finding.satisfied_on for finding in decide("sit_exam", facts, on=ON).findings} - {None}

    days = [ON + timedelta(days) for days in range(400)]
    found = next((day for day in days if not waits(decide, facts, day)), None)

    assert named == ({found} if waits(decide, facts, ON) else set())


@settings(max_examples=60, deadline=None)
@given(staff=st.integers(0, 10**6))
def test_an_organ_never_has_more_than_two_percent_unless_its_minimum_asks_for_it(decide, staff):
    outcome = decide("quota", {"sector": "ORGAN", "staff_count": staff}).outcome

    assert 100 * (outcome["minimum"] - 1) < max(staff, 1) <= max(100 * outcome["minimum"], 1)
    assert outcome["maximum"] == max(outcome["minimum"], staff * 2 // 100)


@settings(max_examples=40, deadline=None)
@given(level=LEVELS, held=LICENCES)
def test_a_decision_comes_out_alike_from_its_stored_texts(calendar, level, held):
    action = SCHEME.action("fuquan_licensing.sit_exam")
    policy = SCHEME.policy()
    facts = action.read({"level": level, "political_status": "MASSES", "in_post": False, "held": held}, on=ON)
    first = jsontext.write(action.decide(facts, policy, calendar).as_tree())

    stored_facts, stored_policy = jsontext.write(dump(facts)), jsontext.write(dump(policy))
    again = action.decide(
        action.read(jsontext.read(stored_facts)), SCHEME.read_policy(jsontext.read(stored_policy)), calendar
    )

    assert jsontext.write(again.as_tree()) == first
    assert jsontext.read(first) == again.as_tree()


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_the_clock_of_the_machine_does_not_matter(decide, monkeypatch, zone):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        due = decide("filing_due", {"changed_on": "2024-09-20"}).outcome["due_on"]
        held = [{"level": "JUNIOR", "issued_on": "2024-02-29", "status": "VALID"}]
        facts = {"level": "INTERMEDIATE", "political_status": "FULL_MEMBER", "in_post": True, "held": held}
        [finding] = decide("sit_exam", facts, on=date(2025, 2, 27)).findings
    finally:
        monkeypatch.undo()
        time.tzset()

    assert due == date(2024, 10, 16)
    assert finding.satisfied_on == date(2025, 2, 28)
