"""Nomination, final choice, letter of appointment, and who may supervise whom."""

import pytest

from core.policy.vocabulary import PoliticalStatus

PERSON = {
    "political_status": "FULL_MEMBER",
    "party_work_experience": True,
    "conduct_ok": True,
    "health_ok": True,
}
COMMISSIONER = {
    **PERSON,
    "role": "COMMISSIONER",
    "route": "SELF_AND_RECOMMENDED",
    "target_sector": "ORGAN",
    "target_backward": True,
    "same_system": True,
}
INSTRUCTOR = {**PERSON, "role": "INSTRUCTOR", "route": "UNIFIED", "target_sector": "PRIVATE_ENTERPRISE"}
SUPERVISOR = {**PERSON, "role": "SUPERVISOR", "route": "ASSIGNED", "field": "ECONOMY"}
NOT_FULL = [status.value for status in PoliticalStatus if status is not PoliticalStatus.FULL_MEMBER]


@pytest.mark.parametrize("status", NOT_FULL)
@pytest.mark.parametrize("base", [COMMISSIONER, INSTRUCTOR, SUPERVISOR], ids=lambda base: base["role"])
def test_only_full_members_are_put_forward(decide, codes, base, status):
    assert codes(decide("nominate", {**base, "political_status": status})) == [("XJ-MEMBER", "BLOCK")]


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        ("party_work_experience", "XJ-EXPERIENCE"),
        ("conduct_ok", "XJ-CONDUCT"),
        ("health_ok", "XJ-HEALTH"),
    ],
)
@pytest.mark.parametrize("base", [COMMISSIONER, INSTRUCTOR, SUPERVISOR], ids=lambda base: base["role"])
def test_experience_conduct_and_health_are_asked_of_every_role(decide, codes, base, fact, code):
    decision = decide("nominate", {**base, fact: False})

    assert codes(decision) == [(code, "BLOCK")]
    assert decision.findings[0].facts == {fact: False}
    assert decision.findings[0].satisfied_on is None


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"target_sector": "INSTITUTION"}, []),
        ({"nonleading_cadre": False}, []),
        ({"field": "PARTY"}, []),
        ({"target_sector": "SOE"}, [("XJ-TARGET", "BLOCK")]),
        ({"target_sector": "TWO_NEW"}, [("XJ-TARGET", "BLOCK")]),
        ({"target_backward": False}, [("XJ-TARGET", "BLOCK")]),
        ({"target_sector": "VILLAGE", "target_backward": False}, [("XJ-TARGET", "BLOCK")]),
        ({"route": "UNIFIED"}, [("XJ-ROUTE", "BLOCK")]),
        ({"route": "SOCIAL_RECRUITMENT"}, [("XJ-ROUTE", "BLOCK")]),
        ({"route": "ASSIGNED"}, [("XJ-ROUTE", "BLOCK")]),
        ({"same_system": False}, [("XJ-NEAR", "WARN")]),
        (
            {"target_backward": False, "route": "ASSIGNED", "same_system": False},
            [("XJ-TARGET", "BLOCK"), ("XJ-ROUTE", "BLOCK"), ("XJ-NEAR", "WARN")],
        ),
    ],
)
def test_a_commissioner_goes_to_a_backward_organ_or_institution(decide, codes, change, found):
    decision = decide("nominate", {**COMMISSIONER, **change})

    assert codes(decision) == found
    assert decision.allowed is all(severity != "BLOCK" for _, severity in found)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"target_sector": "SOCIAL_ORGANISATION"}, []),
        ({"target_sector": "TWO_NEW"}, []),
        ({"route": "SOCIAL_RECRUITMENT"}, []),
        ({"target_backward": True}, []),
        ({"target_backward": None}, []),
        ({"same_system": False}, []),
        ({"target_sector": "ORGAN"}, [("XJ-TARGET", "BLOCK")]),
        ({"target_sector": "SOE"}, [("XJ-TARGET", "BLOCK")]),
        ({"route": "SELF_AND_RECOMMENDED"}, [("XJ-ROUTE", "BLOCK")]),
        ({"route": "ASSIGNED"}, [("XJ-ROUTE", "BLOCK")]),
        ({"target_backward": False}, [("XJ-WEAK", "INFO")]),
        (
            {"target_sector": "ORGAN", "route": "ASSIGNED", "target_backward": False},
            [("XJ-TARGET", "BLOCK"), ("XJ-ROUTE", "BLOCK"), ("XJ-WEAK", "INFO")],
        ),
    ],
)
def test_an_instructor_goes_to_a_two_new_organisation(decide, codes, change, found):
    decision = decide("nominate", {**INSTRUCTOR, **change})

    assert codes(decision) == found
    assert decision.allowed is all(severity != "BLOCK" for _, severity in found)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"route": "SELF_AND_RECOMMENDED"}, []),
        ({"route": "UNIFIED"}, []),
        ({"route": "SOCIAL_RECRUITMENT"}, []),
        ({"same_system": False}, []),
        ({"field": None}, [("XJ-FIELD", "BLOCK")]),
        ({"target_sector": "ORGAN"}, [("XJ-TARGET", "BLOCK")]),
        ({"target_backward": False}, [("XJ-TARGET", "BLOCK")]),
        ({"target_backward": True}, [("XJ-TARGET", "BLOCK")]),
        ({"target_sector": "TWO_NEW", "target_backward": True}, [("XJ-TARGET", "BLOCK")]),
        ({"field": None, "target_sector": "ORGAN"}, [("XJ-FIELD", "BLOCK"), ("XJ-TARGET", "BLOCK")]),
    ],
)
def test_a_supervisor_has_a_field_and_no_target(decide, codes, change, found):
    decision = decide("nominate", {**SUPERVISOR, **change})

    assert codes(decision) == found
    assert decision.allowed is (found == [])


def test_every_finding_about_a_person_is_reported(decide, codes):
    facts = {
        **COMMISSIONER,
        "political_status": "MASSES",
        "party_work_experience": False,
        "conduct_ok": False,
        "health_ok": False,
        "target_sector": "SCHOOL",
        "route": "UNIFIED",
        "same_system": False,
    }

    assert codes(decide("nominate", facts)) == [
        ("XJ-MEMBER", "BLOCK"),
        ("XJ-EXPERIENCE", "BLOCK"),
        ("XJ-CONDUCT", "BLOCK"),
        ("XJ-HEALTH", "BLOCK"),
        ("XJ-TARGET", "BLOCK"),
        ("XJ-ROUTE", "BLOCK"),
        ("XJ-NEAR", "WARN"),
    ]


def test_a_wrong_target_is_told_once_with_both_reasons(decide):
    facts = {**COMMISSIONER, "target_sector": "VILLAGE", "target_backward": False}

    [finding] = decide("nominate", facts).findings

    assert finding.message == (
        "拟派驻党组织的单位类别为村，不在机关、事业单位之内，拟派驻党组织不是后进党组织："
        "党建特派员请改派后进的机关、事业单位党组织"
    )
    assert finding.facts == {"role": "COMMISSIONER", "target_sector": "VILLAGE", "target_backward": False}


def test_the_lists_of_sectors_and_routes_are_parameters(decide, codes):
    at_school = {**COMMISSIONER, "target_sector": "SCHOOL"}
    assigned = {**COMMISSIONER, "route": "ASSIGNED"}
    at_soe = {**INSTRUCTOR, "target_sector": "SOE", "route": "ASSIGNED"}

    assert codes(decide("nominate", at_school, commissioner_sectors=["SCHOOL"])) == []
    assert codes(decide("nominate", assigned, commissioner_routes=["ASSIGNED"])) == []
    assert codes(decide("nominate", at_soe, instructor_sectors=["SOE"], instructor_routes=["ASSIGNED"])) == []


@pytest.mark.parametrize("notified", [True, None])
@pytest.mark.parametrize(
    ("own", "unit", "found"),
    [
        ("AGREED", "AGREED", []),
        ("NOT_ASKED", "AGREED", [("XJ-CONSULT", "BLOCK")]),
        ("AGREED", "NOT_ASKED", [("XJ-CONSULT", "BLOCK")]),
        ("NOT_ASKED", "NOT_ASKED", [("XJ-CONSULT", "BLOCK")]),
        ("OBJECTED", "AGREED", [("XJ-OBJECTION", "WARN")]),
        ("AGREED", "OBJECTED", [("XJ-OBJECTION", "WARN")]),
        ("OBJECTED", "OBJECTED", [("XJ-OBJECTION", "WARN")]),
        ("NOT_ASKED", "OBJECTED", [("XJ-CONSULT", "BLOCK"), ("XJ-OBJECTION", "WARN")]),
    ],
)
def test_the_final_choice_asks_both_the_person_and_the_unit(decide, codes, own, unit, found, notified):
    facts = {"own_opinion": own, "unit_opinion": unit, "target_notified": notified}

    decision = decide("finalise", facts)

    assert codes(decision) == found
    assert decision.allowed is ("NOT_ASKED" not in (own, unit))


def test_the_target_must_be_told(decide, codes):
    facts = {"own_opinion": "AGREED", "unit_opinion": "AGREED", "target_notified": False}

    assert codes(decide("finalise", facts)) == [("XJ-NOTICE", "BLOCK")]
    assert codes(decide("finalise", {**facts, "own_opinion": "NOT_ASKED", "unit_opinion": "OBJECTED"})) == [
        ("XJ-CONSULT", "BLOCK"),
        ("XJ-NOTICE", "BLOCK"),
        ("XJ-OBJECTION", "WARN"),
    ]


def test_those_not_asked_and_those_objecting_are_named(decide):
    asked_nobody = decide("finalise", {"own_opinion": "NOT_ASKED", "unit_opinion": "NOT_ASKED"})
    unit_objects = decide("finalise", {"own_opinion": "AGREED", "unit_opinion": "OBJECTED"})

    assert asked_nobody.findings[0].message == "尚未征求本人和所在单位意见：请先征求意见再确定最终人选"
    assert unit_objects.findings[0].message == "所在单位有不同意见：请沟通一致，或说明理由后确定"


@pytest.mark.parametrize(("passed", "found"), [(True, []), (False, [("XJ-TRAINING", "BLOCK")])])
def test_the_letter_of_appointment_needs_the_training(decide, codes, passed, found):
    decision = decide("appoint", {"training_passed": passed})

    assert codes(decision) == found
    assert decision.allowed is passed
    assert decision.outcome == {"term_months": 12}


def test_the_length_of_the_term_is_a_parameter(decide):
    assert decide("appoint", {"training_passed": True}, term_months=24).outcome == {"term_months": 24}


@pytest.mark.parametrize(
    ("own", "other", "subject", "found"),
    [
        ("PARTY", "PARTY", None, []),
        ("PARTY", "PARTY", "COMMISSIONER", []),
        ("PARTY", "PARTY", "INSTRUCTOR", []),
        ("PARTY", "CULTURE", None, ["XJ-FIELD"]),
        ("PARTY", "PARTY", "SUPERVISOR", ["XJ-ROLE"]),
        ("PARTY", "ECONOMY", "SUPERVISOR", ["XJ-FIELD", "XJ-ROLE"]),
    ],
)
def test_a_supervisor_keeps_to_the_own_field_and_to_other_roles(decide, codes, own, other, subject, found):
    decision = decide(
        "supervise", {"supervisor_field": own, "organisation_field": other, "subject_role": subject}
    )

    assert codes(decision) == [(code, "BLOCK") for code in found]
    assert decision.allowed is (found == [])


def test_another_field_is_named_in_words(decide):
    [finding] = decide("supervise", {"supervisor_field": "PARTY", "organisation_field": "CULTURE"}).findings

    assert finding.message == "监督员属党建领域，该党组织属文化领域：请改由文化领域的监督员监督"
