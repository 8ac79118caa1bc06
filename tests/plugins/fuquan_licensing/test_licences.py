from datetime import date

import pytest

from core.policy.problems import FactsError

SIT = {"level": "INTERMEDIATE", "political_status": "FULL_MEMBER", "in_post": True}


def licence(level, issued_on, status="VALID"):
    return {"level": level, "issued_on": issued_on, "status": status}


@pytest.mark.parametrize(
    ("issued_on", "on", "found"),
    [
        pytest.param("2023-05-10", date(2024, 5, 9), [("FQ-WAIT", "BLOCK")], id="day before"),
        pytest.param("2023-05-10", date(2024, 5, 10), [], id="day itself"),
        pytest.param("2023-05-10", date(2024, 5, 11), [], id="day after"),
        pytest.param("2024-02-29", date(2025, 2, 27), [("FQ-WAIT", "BLOCK")], id="before 28 February"),
        pytest.param("2024-02-29", date(2025, 2, 28), [], id="28 February after 29 February"),
        pytest.param("2024-05-10", date(2024, 5, 10), [("FQ-WAIT", "BLOCK")], id="issued today"),
    ],
)
def test_the_lower_licence_must_be_held_twelve_months(decide, codes, issued_on, on, found):
    decision = decide("sit_exam", {**SIT, "held": [licence("JUNIOR", issued_on)]}, on=on)

    assert codes(decision) == found
    assert decision.allowed is (found == [])


def test_waiting_ends_on_the_corresponding_day(decide):
    held = [licence("JUNIOR", "2024-02-29")]

    [finding] = decide("sit_exam", {**SIT, "on": "2025-01-01", "held": held}).findings

    assert finding.code == "FQ-WAIT"
    assert finding.satisfied_on == date(2025, 2, 28)
    assert "发证于 2024-02-29，至 2025-01-01 未满 12 个月：请于 2025-02-28 起报考" in finding.message
    assert finding.facts["on"] == date(2025, 1, 1)


def test_of_several_valid_licences_the_earliest_counts(decide):
    held = [
        licence("JUNIOR", "2024-03-01"),
        licence("JUNIOR", "2023-09-01"),
        licence("JUNIOR", "2020-01-01", "REVOKED"),
    ]

    [finding] = decide("sit_exam", {**SIT, "on": "2024-06-01", "held": held}).findings

    assert (finding.code, finding.satisfied_on) == ("FQ-WAIT", date(2024, 9, 1))


def test_waiting_that_no_calendar_day_ends_has_no_day(decide):
    held = [licence("JUNIOR", "9999-02-01")]

    [finding] = decide("sit_exam", {**SIT, "on": "9999-12-31", "held": held}).findings

    assert (finding.code, finding.satisfied_on) == ("FQ-WAIT", None)


@pytest.mark.parametrize(
    ("level", "held", "found"),
    [
        ("JUNIOR", [], []),
        ("JUNIOR", [licence("JUNIOR", "2020-01-01", "EXPIRED")], []),
        ("JUNIOR", [licence("JUNIOR", "2020-01-01")], ["FQ-HELD"]),
        ("JUNIOR", [licence("SENIOR", "2020-01-01")], ["FQ-HELD"]),
        ("INTERMEDIATE", [], ["FQ-STEP"]),
        ("INTERMEDIATE", [licence("JUNIOR", "2020-01-01", "SUSPENDED")], ["FQ-STEP"]),
        ("INTERMEDIATE", [licence("JUNIOR", "2020-01-01", "SUPERSEDED")], ["FQ-STEP"]),
        ("INTERMEDIATE", [licence("SENIOR", "2020-01-01")], ["FQ-HELD"]),
        ("INTERMEDIATE", [licence("SENIOR", "2020-01-01", "REVOKED")], ["FQ-STEP"]),
        (
            "INTERMEDIATE",
            [licence("JUNIOR", "2024-05-01"), licence("INTERMEDIATE", "2024-05-20")],
            ["FQ-HELD"],
        ),
        ("SENIOR", [licence("JUNIOR", "2020-01-01")], ["FQ-STEP"]),
        ("SENIOR", [licence("INTERMEDIATE", "2023-06-01")], []),
        ("SENIOR", [licence("INTERMEDIATE", "2023-06-02")], ["FQ-WAIT"]),
        ("SENIOR", [licence("SENIOR", "2024-06-01")], ["FQ-HELD"]),
    ],
)
def test_levels_are_climbed_one_by_one_and_only_one_reason_is_given(decide, level, held, found):
    decision = decide("sit_exam", {**SIT, "level": level, "on": "2024-06-01", "held": held})

    assert [finding.code for finding in decision.findings] == found
    assert all(finding.satisfied_on is None for finding in decision.findings if finding.code != "FQ-WAIT")


def test_membership_post_and_ladder_are_reported_together(decide, codes):
    decision = decide(
        "sit_exam",
        {**SIT, "political_status": "PROBATIONARY_MEMBER", "in_post": False, "held": []},
        on=date(2024, 6, 1),
    )

    assert codes(decision) == [("FQ-MEMBER", "BLOCK"), ("FQ-POST", "BLOCK"), ("FQ-STEP", "BLOCK")]


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"months_between_levels": 6}, []),
        ({"months_between_levels": 7}, ["FQ-WAIT"]),
        ({"months_between_levels": 0}, []),
    ],
)
def test_the_months_to_wait_are_a_parameter(decide, parameters, found):
    facts = {**SIT, "on": "2024-07-01", "held": [licence("JUNIOR", "2024-01-01")]}

    assert [finding.code for finding in decide("sit_exam", facts, **parameters).findings] == found


def test_a_policy_may_let_people_sit_a_level_again(decide, codes):
    held = [licence("JUNIOR", "2024-05-01"), licence("INTERMEDIATE", "2024-05-20")]
    facts = {**SIT, "on": "2024-06-01", "held": held}

    assert codes(decide("sit_exam", facts)) == [("FQ-HELD", "BLOCK")]
    assert codes(decide("sit_exam", facts, refuse_held_level=False)) == [("FQ-WAIT", "BLOCK")]


@pytest.mark.parametrize(
    ("asked", "held", "way_out"),
    [
        ("JUNIOR", "INTERMEDIATE", "已持有有效的中级证书，不能再报考初级：请报考高于中级的级别"),
        ("JUNIOR", "SENIOR", "已持有有效的高级证书，不能再报考初级：无需再考"),
    ],
)
def test_holders_of_a_level_are_told_what_is_left_for_them(decide, asked, held, way_out):
    facts = {**SIT, "level": asked, "on": "2024-06-01", "held": [licence(held, "2022-01-01")]}

    assert [finding.message for finding in decide("sit_exam", facts).findings] == [way_out]


@pytest.mark.parametrize(
    ("passed", "reviews", "found"),
    [
        (True, {"DISCIPLINE": "CLEAR", "PUBLIC_SECURITY": "CLEAR"}, []),
        (False, {"DISCIPLINE": "CLEAR", "PUBLIC_SECURITY": "CLEAR"}, ["FQ-EXAM"]),
        (True, {"DISCIPLINE": "OBJECTION", "PUBLIC_SECURITY": "CLEAR"}, ["FQ-REVIEW"]),
        (True, {"DISCIPLINE": "CLEAR", "PUBLIC_SECURITY": "PENDING"}, ["FQ-REVIEW"]),
        (True, {"DISCIPLINE": "CLEAR"}, ["FQ-REVIEW"]),
        (False, {}, ["FQ-EXAM", "FQ-REVIEW", "FQ-REVIEW"]),
    ],
)
def test_a_licence_needs_the_examination_and_every_body(decide, passed, reviews, found):
    decision = decide("issue", {"exam_passed": passed, "reviews": reviews})

    assert [finding.code for finding in decision.findings] == found
    assert decision.allowed is (found == [])
    assert decision.outcome == {"training_list": found != []}


def test_each_review_says_who_and_how(decide):
    decision = decide("issue", {"exam_passed": True, "reviews": {"PUBLIC_SECURITY": "OBJECTION"}})

    assert [finding.message for finding in decision.findings] == [
        "纪检机关未反馈：请待其反馈后再发证",
        "公安机关有异议：请待异议解除后再发证",
    ]
    assert [finding.facts for finding in decision.findings] == [
        {"reviews": {"DISCIPLINE": "PENDING"}},
        {"reviews": {"PUBLIC_SECURITY": "OBJECTION"}},
    ]


def test_a_policy_may_name_other_bodies(decide):
    bodies = [{"code": "AUDIT", "label": "审计机关"}]

    [finding] = decide("issue", {"exam_passed": True, "reviews": {}}, review_bodies=bodies).findings

    assert finding.message == "审计机关未反馈：请待其反馈后再发证"
    assert decide("issue", {"exam_passed": True, "reviews": {}}, review_bodies=[]).allowed is True


@pytest.mark.parametrize(
    ("serious", "cause", "allowed"),
    [
        (True, "WORK_ERROR", True),
        (True, "DERELICTION", True),
        (True, "OTHER", False),
        (False, "WORK_ERROR", False),
        (False, "OTHER", False),
    ],
)
def test_a_licence_is_revoked_for_listed_causes_with_serious_consequences(
    decide, codes, serious, cause, allowed
):
    decision = decide("revoke", {"serious_consequence": serious, "cause": cause})

    assert decision.allowed is allowed
    assert codes(decision) == ([] if allowed else [("FQ-CAUSE", "BLOCK")])


def test_the_list_of_causes_is_a_parameter(decide):
    facts = {"serious_consequence": True, "cause": "DISCIPLINE_BREACH"}

    assert decide("revoke", facts, revocation_causes=["DISCIPLINE_BREACH"]).allowed is True
    assert decide("revoke", {**facts, "cause": "WORK_ERROR"}, revocation_causes=["OTHER"]).allowed is False
    assert decide("revoke", {**facts, "cause": "OTHER"}, revocation_causes=["OTHER"]).allowed is True


@pytest.mark.parametrize("cause", ["WORK_ERROR", "DERELICTION", "OTHER"])
def test_a_known_cause_that_the_policy_leaves_out_is_answered(decide, codes, cause):
    facts = {"serious_consequence": True, "cause": cause}

    decision = decide("revoke", facts, revocation_causes=["DISCIPLINE_BREACH"])

    assert codes(decision) == [("FQ-CAUSE", "BLOCK")]


@pytest.mark.parametrize(
    ("bodies", "known"),
    [
        ([], "须为 （无）"),
        ([{"code": "DISCIPLINE", "label": "纪检机关"}], "须为 DISCIPLINE 纪检机关"),
    ],
)
def test_a_review_of_a_strange_body_is_told_which_bodies_there_are(decide, bodies, known):
    facts = {"exam_passed": True, "reviews": {"AUDIT": "CLEAR"}}

    with pytest.raises(FactsError) as refusal:
        decide("issue", facts, review_bodies=bodies)

    [problem] = refusal.value.problems
    assert (problem.path, problem.code) == ("reviews.AUDIT", "UNKNOWN")
    assert problem.message.endswith(known)
