"""Selecting secretaries, dispatching instructors, naming assessors."""

import pytest

SELECT = {
    "head_is_member": True,
    "candidate_is_head": True,
    "candidate_in_management": True,
    "staff_count": 99,
    "member_count": 49,
    "has_fulltime_deputy": False,
}
DISPATCH = {
    "origin": "PARTY_GOVERNMENT",
    "political_status": "FULL_MEMBER",
    "target_sector": "TWO_NEW",
    "target_kind": "OTHER",
}


@pytest.mark.parametrize(
    ("head_is_member", "candidate_is_head", "in_management", "found"),
    [
        (True, True, True, []),
        (True, True, False, []),
        (True, False, True, [("JS-HEAD", "WARN")]),
        (True, False, False, [("JS-HEAD", "WARN")]),
        (False, False, True, []),
        (False, False, False, [("JS-MANAGEMENT", "BLOCK")]),
        (False, True, True, [("JS-MEMBER", "BLOCK")]),
        (False, True, False, [("JS-MANAGEMENT", "BLOCK"), ("JS-MEMBER", "BLOCK")]),
    ],
)
def test_the_head_goes_first_else_somebody_of_the_management(
    decide, codes, head_is_member, candidate_is_head, in_management, found
):
    decision = decide(
        "select_secretary",
        {
            **SELECT,
            "head_is_member": head_is_member,
            "candidate_is_head": candidate_is_head,
            "candidate_in_management": in_management,
        },
    )

    assert codes(decision) == found
    assert decision.allowed is all(severity != "BLOCK" for _, severity in found)
    assert all(finding.satisfied_on is None for finding in decision.findings)


@pytest.mark.parametrize(
    ("staff", "members", "any_rule", "all_rule"),
    [
        pytest.param(99, 49, False, False, id="both one below"),
        pytest.param(100, 0, True, False, id="staff exactly"),
        pytest.param(0, 50, True, False, id="members exactly"),
        pytest.param(100, 49, True, False, id="staff exactly, members one below"),
        pytest.param(99, 50, True, False, id="members exactly, staff one below"),
        pytest.param(100, 50, True, True, id="both exactly"),
        pytest.param(5000, 300, True, True, id="far above"),
    ],
)
def test_a_head_of_a_large_organisation_needs_a_fulltime_deputy(
    decide, codes, staff, members, any_rule, all_rule
):
    facts = {**SELECT, "staff_count": staff, "member_count": members}

    by_any, by_all = decide("select_secretary", facts), decide("select_secretary", facts, deputy_rule="ALL")

    assert codes(by_any) == ([("JS-DEPUTY", "BLOCK")] if any_rule else [])
    assert codes(by_all) == ([("JS-DEPUTY", "BLOCK")] if all_rule else [])
    assert (by_any.outcome["deputy_required"], by_all.outcome["deputy_required"]) == (any_rule, all_rule)


def test_a_deputy_in_post_is_enough(decide, codes):
    facts = {**SELECT, "staff_count": 100, "has_fulltime_deputy": True}

    decision = decide("select_secretary", facts)

    assert codes(decision) == []
    assert decision.outcome == {"deputy_required": True}


@pytest.mark.parametrize(
    ("head_is_member", "candidate_is_head", "found"),
    [(True, False, ["JS-HEAD"]), (False, True, ["JS-MEMBER"]), (False, False, [])],
)
def test_only_a_head_who_is_a_member_needs_the_deputy(decide, head_is_member, candidate_is_head, found):
    decision = decide(
        "select_secretary",
        {
            **SELECT,
            "staff_count": 1000,
            "member_count": 500,
            "head_is_member": head_is_member,
            "candidate_is_head": candidate_is_head,
        },
    )

    assert [finding.code for finding in decision.findings] == found
    assert decision.outcome == {"deputy_required": False}


@pytest.mark.parametrize(
    ("parameters", "joint"),
    [({}, "职工 100 人以上或党员 50 人以上"), ({"deputy_rule": "ALL"}, "职工 100 人以上且党员 50 人以上")],
)
def test_a_missing_deputy_is_explained_with_the_figures(decide, parameters, joint):
    facts = {**SELECT, "staff_count": 120, "member_count": 60}

    [finding] = decide("select_secretary", facts, **parameters).findings

    assert finding.message == (
        f"职工 120 人、党员 60 人，达到须配专职副书记的规模（{joint}）：请先配备专职副书记"
    )
    assert finding.facts == {
        "head_is_member": True,
        "candidate_is_head": True,
        "staff_count": 120,
        "member_count": 60,
        "has_fulltime_deputy": False,
    }


def test_the_sizes_that_call_for_a_deputy_are_parameters(decide, codes):
    at = {**SELECT, "staff_count": 30, "member_count": 0}

    assert codes(decide("select_secretary", at, deputy_staff_count=30)) == [("JS-DEPUTY", "BLOCK")]
    assert codes(decide("select_secretary", at, deputy_staff_count=31)) == []
    assert codes(decide("select_secretary", SELECT, deputy_member_count=49)) == [("JS-DEPUTY", "BLOCK")]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"origin": "SOE"}, []),
        ({"origin": "INSTITUTION"}, []),
        ({"origin": "OTHER"}, [("JS-ORIGIN", "BLOCK")]),
        ({"political_status": "PROBATIONARY_MEMBER"}, [("JS-MEMBER", "BLOCK")]),
        ({"political_status": "MASSES"}, [("JS-MEMBER", "BLOCK")]),
        ({"target_sector": "PRIVATE_ENTERPRISE"}, []),
        ({"target_sector": "SOCIAL_ORGANISATION"}, []),
        *(
            ({"target_sector": sector}, [("JS-TARGET", "BLOCK")])
            for sector in ("TOWNSHIP", "SUBDISTRICT", "ORGAN", "INSTITUTION", "SOE")
        ),
        *(
            ({"target_sector": sector}, [("JS-TARGET", "BLOCK")])
            for sector in ("VILLAGE", "COMMUNITY", "SCHOOL", "HOSPITAL")
        ),
        (
            {
                "origin": "OTHER",
                "political_status": "RCCK",
                "target_sector": "SCHOOL",
                "target_kind": "TALENT",
            },
            [("JS-ORIGIN", "BLOCK"), ("JS-MEMBER", "BLOCK"), ("JS-TARGET", "BLOCK"), ("JS-PRIORITY", "INFO")],
        ),
    ],
)
def test_an_instructor_is_a_member_from_the_state_side_sent_to_a_two_new_organisation(
    decide, codes, change, found
):
    decision = decide("dispatch_instructor", {**DISPATCH, **change})

    assert codes(decision) == found
    assert decision.allowed is all(severity != "BLOCK" for _, severity in found)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("LISTED", "上市公司"),
        ("PRIVATE_BACKBONE", "民营骨干企业"),
        ("INTERNET_BACKBONE", "互联网骨干企业"),
        ("SOCIAL_5A", "5A级社会组织"),
        ("TALENT", "高层次人才企业"),
        ("NO_MEMBERS", "没有党员的两新组织"),
    ],
)
def test_every_kind_but_other_goes_first(decide, codes, kind, words):
    decision = decide("dispatch_instructor", {**DISPATCH, "target_kind": kind})

    assert codes(decision) == [("JS-PRIORITY", "INFO")]
    assert decision.findings[0].message == f"派驻单位属于{words}：列入优先选派"
    assert decision.outcome == {"priority": True}
    assert decision.allowed is True


def test_an_ordinary_target_has_no_priority(decide):
    assert decide("dispatch_instructor", DISPATCH).outcome == {"priority": False}


def test_a_policy_may_do_without_full_membership(decide, codes):
    facts = {**DISPATCH, "political_status": "PROBATIONARY_MEMBER"}

    assert codes(decide("dispatch_instructor", facts, instructor_full_member=False)) == []


def test_each_refused_dispatch_says_what_is_needed(decide):
    facts = {**DISPATCH, "origin": "OTHER", "political_status": "MASSES", "target_sector": "SOE"}

    assert [finding.message for finding in decide("dispatch_instructor", facts).findings] == [
        "选派单位不是党政机关、国有企业或事业单位：请从这三类单位另选",
        "政治面貌为群众，选派指导员须为中共正式党员：请另择人选",
        "派驻单位为国有企业，须为两新组织：请改派非公有制企业或社会组织",
    ]


@pytest.mark.parametrize(
    ("category", "lead", "beside"),
    [
        ("SECRETARY", "SUPERIOR_PARTY_ORGANISATION", None),
        ("RECRUITED", "COUNTY_ORGANISATION_DEPARTMENT", "HOST_AUTHORITY"),
        ("INSTRUCTOR", "DISPATCHING_UNIT", "HOST_UNIT"),
    ],
)
def test_each_category_has_its_assessors(decide, category, lead, beside):
    decision = decide("assessors", {"category": category})

    assert decision.outcome == {"lead": lead, "with": beside}
    assert decision.allowed is True
