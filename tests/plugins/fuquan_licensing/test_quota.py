import pytest


@pytest.mark.parametrize(
    ("staff", "minimum", "maximum"),
    [
        (0, 1, 1),
        (1, 1, 1),
        (49, 1, 1),
        (50, 1, 1),
        (99, 1, 1),
        (100, 1, 2),
        (101, 2, 2),
        (149, 2, 2),
        (150, 2, 3),
        (200, 2, 4),
        (201, 3, 4),
        (10**15, 10**13, 2 * 10**13),
    ],
)
def test_an_organ_has_one_to_two_percent_rounded_up_and_down(decide, staff, minimum, maximum):
    outcome = decide("quota", {"sector": "ORGAN", "staff_count": staff}).outcome

    assert (outcome["minimum"], outcome["maximum"]) == (minimum, maximum)
    assert f"机关按在岗 {staff} 人的 1% 至 2%" in outcome["basis"]


@pytest.mark.parametrize("sector", ["TOWNSHIP", "SUBDISTRICT"])
@pytest.mark.parametrize("staff", [0, 1, 500])
def test_a_township_has_at_least_two_beside_the_organisation_committee_member(decide, sector, staff):
    outcome = decide("quota", {"sector": sector, "staff_count": staff}).outcome

    assert (outcome["minimum"], outcome["maximum"]) == (2, None)
    assert outcome["basis"].endswith("不少于 2 名，不含组织委员")


@pytest.mark.parametrize(
    ("staff", "minimum"), [(0, 1), (1, 1), (99, 1), (100, 1), (101, 2), (200, 2), (201, 3)]
)
def test_a_state_enterprise_has_one_per_hundred_rounded_up(decide, staff, minimum):
    outcome = decide("quota", {"sector": "SOE", "staff_count": staff}).outcome

    assert (outcome["minimum"], outcome["maximum"]) == (minimum, None)


@pytest.mark.parametrize(
    "sector",
    [
        "INSTITUTION",
        "VILLAGE",
        "COMMUNITY",
        "PRIVATE_ENTERPRISE",
        "SOCIAL_ORGANISATION",
        "SCHOOL",
        "HOSPITAL",
        "TWO_NEW",
    ],
)
def test_other_sectors_are_staffed_as_needed(decide, sector):
    assert decide("quota", {"sector": sector, "staff_count": 1000}).outcome == {
        "minimum": None,
        "maximum": None,
        "basis": "精干高效，按需配备",
    }


@pytest.mark.parametrize(
    ("parameters", "facts", "bounds"),
    [
        ({"fixed_minimum": 3}, {"sector": "TOWNSHIP", "staff_count": 1}, (3, None)),
        ({"organ_minimum_share": 0.015}, {"sector": "ORGAN", "staff_count": 100}, (2, 2)),
        ({"organ_maximum_share": 0.03}, {"sector": "ORGAN", "staff_count": 100}, (1, 3)),
        ({"organ_least": 2}, {"sector": "ORGAN", "staff_count": 10}, (2, 2)),
        ({"organ_minimum_rounding": "DOWN"}, {"sector": "ORGAN", "staff_count": 199}, (1, 3)),
        ({"organ_maximum_rounding": "UP"}, {"sector": "ORGAN", "staff_count": 101}, (2, 3)),
        ({"organ_maximum_rounding": "HALF_UP"}, {"sector": "ORGAN", "staff_count": 125}, (2, 3)),
        ({"organ_maximum_rounding": "HALF_UP"}, {"sector": "ORGAN", "staff_count": 124}, (2, 2)),
        ({"people_per_worker": 50}, {"sector": "SOE", "staff_count": 101}, (3, None)),
        ({"soe_least": 2}, {"sector": "SOE", "staff_count": 5}, (2, None)),
        ({"share_quota_sectors": ["ORGAN", "TWO_NEW"]}, {"sector": "TWO_NEW", "staff_count": 101}, (2, 2)),
        ({"share_quota_sectors": []}, {"sector": "ORGAN", "staff_count": 101}, (None, None)),
    ],
)
def test_each_figure_is_a_parameter(decide, parameters, facts, bounds):
    outcome = decide("quota", facts, **parameters).outcome

    assert (outcome["minimum"], outcome["maximum"]) == bounds


@pytest.mark.parametrize(
    ("approved", "found"),
    [(1, [("FQ-QUOTA-MIN", "BLOCK")]), (2, []), (3, []), (4, [("FQ-QUOTA-MAX", "BLOCK")])],
)
def test_an_organ_of_150_may_have_two_or_three_approved(decide, codes, approved, found):
    decision = decide(
        "approve_quota",
        {"sector": "ORGAN", "staff_count": 150, "approved_quota": approved, "incumbents": 1},
    )

    assert codes(decision) == found
    assert decision.allowed is (found == [])
    assert decision.outcome["headroom"] == approved - 1


def test_a_refused_quota_says_by_how_much(decide):
    [finding] = decide(
        "approve_quota", {"sector": "ORGAN", "staff_count": 150, "approved_quota": 4, "incumbents": 0}
    ).findings

    assert finding.code == "FQ-QUOTA-MAX"
    assert "核定员额 4 名，高于上限 3 名" in finding.message
    assert finding.facts == {"sector": "ORGAN", "staff_count": 150, "approved_quota": 4}
    assert finding.satisfied_on is None


def test_more_incumbents_than_approved_warn_and_do_not_block(decide, codes):
    decision = decide(
        "approve_quota", {"sector": "TOWNSHIP", "staff_count": 60, "approved_quota": 2, "incumbents": 3}
    )

    assert codes(decision) == [("FQ-OVER", "WARN")]
    assert "现有专职 3 人，超过核定员额 2 名，多 1 人" in decision.findings[0].message
    assert decision.allowed is True
    assert decision.outcome["headroom"] == -1


def test_a_quota_below_the_minimum_and_overfilled_has_both_findings(decide, codes):
    decision = decide(
        "approve_quota", {"sector": "SOE", "staff_count": 101, "approved_quota": 1, "incumbents": 2}
    )

    assert codes(decision) == [("FQ-QUOTA-MIN", "BLOCK"), ("FQ-OVER", "WARN")]


@pytest.mark.parametrize("approved", [0, 1, 1000])
def test_without_bounds_any_quota_may_be_approved(decide, codes, approved):
    decision = decide(
        "approve_quota", {"sector": "VILLAGE", "staff_count": 3, "approved_quota": approved, "incumbents": 0}
    )

    assert codes(decision) == []
    assert decision.outcome["headroom"] == approved


APPOINT = {
    "political_status": "FULL_MEMBER",
    "in_post": True,
    "sector": "TOWNSHIP",
    "staff_count": 60,
    "incumbents": 2,
    "approved_quota": 3,
}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"political_status": "PROBATIONARY_MEMBER"}, [("FQ-MEMBER", "BLOCK")]),
        ({"political_status": "MASSES"}, [("FQ-MEMBER", "BLOCK")]),
        ({"in_post": False}, [("FQ-POST", "BLOCK")]),
        ({"incumbents": 3}, []),
        ({"incumbents": 4}, [("FQ-OVER", "BLOCK")]),
        ({"incumbents": 1}, [("FQ-SHORT", "WARN")]),
        ({"licensed": False}, [("FQ-UNLICENSED", "INFO")]),
        ({"licensed": True}, []),
        ({"licensed": None}, []),
        (
            {"political_status": "RCCK", "in_post": False, "incumbents": 1, "approved_quota": 0},
            [("FQ-MEMBER", "BLOCK"), ("FQ-POST", "BLOCK"), ("FQ-OVER", "BLOCK"), ("FQ-SHORT", "WARN")],
        ),
    ],
)
def test_an_appointment_reports_every_finding(decide, codes, change, found):
    facts = {**APPOINT, **change}

    decision = decide("appoint", facts)

    assert codes(decision) == found
    assert decision.allowed is all(severity != "BLOCK" for _, severity in found)
    assert decision.outcome == {"headroom": facts["approved_quota"] - facts["incumbents"]}


def test_an_overfilled_unit_is_told_its_figures(decide):
    [finding] = decide("appoint", {**APPOINT, "incumbents": 5}).findings

    assert finding.message == "任用后专职 5 人，超过核定员额 3 名，多 2 人：请先腾出员额或报请重新核定"
    assert finding.facts == {"incumbents": 5, "approved_quota": 3}
    assert finding.satisfied_on is None


def test_too_few_people_are_told_how_many_are_wanting(decide):
    [finding] = decide("appoint", {**APPOINT, "sector": "SOE", "staff_count": 401, "incumbents": 2}).findings

    assert finding.code == "FQ-SHORT"
    assert "任用后专职 2 人，仍低于员额下限 5 名" in finding.message
    assert finding.message.endswith("请再补 3 人")
