"""The law of a tenant over GraphQL: what it is made of, and what it says with parameters on trial."""

from datetime import date

import pytest
from django_tenants.utils import tenant_context

from core.decisions import selectors

SCHEMES = """
{ schemes {
    name title source
    actions {
      name title example
      facts { name title type many unit optional nullable minimum maximum aboveMinimum codes { code label } }
      clauses { code text source severity }
    }
    policy { parameters { name label unit type many default minimum maximum codes { code label } } }
} }
"""
DECIDE = """
query ($action: String!, $facts: JSON!, $policy: JSON) {
  decide(action: $action, facts: $facts, policy: $policy) {
    allowed
    findings { code satisfiedOn }
    policyVersion { effectiveFrom }
    changedParameters
    changes { name label unit before after }
  }
}
"""
SIT = {
    "on": "2022-02-28",
    "level": "INTERMEDIATE",
    "political_status": "FULL_MEMBER",
    "in_post": True,
    "held": [{"level": "JUNIOR", "issued_on": "2021-03-01", "status": "VALID"}],
}


@pytest.fixture
def schemes(officer) -> dict:
    """The schemes of tenant alpha by name, each with its actions and parameters by name."""
    answer = officer.ask(SCHEMES)
    assert "errors" not in answer
    return {
        scheme["name"]: {
            **scheme,
            "actions": {action["name"]: action for action in scheme["actions"]},
            "parameters": {value["name"]: value for value in scheme["policy"]["parameters"]},
        }
        for scheme in answer["data"]["schemes"]
    }


def decide(officer, policy=None, facts=SIT) -> dict:
    variables = {"action": "fuquan_licensing.sit_exam", "facts": facts, "policy": policy}
    answer = officer.ask(DECIDE, variables)
    assert "errors" not in answer
    return answer["data"]["decide"]


def test_every_scheme_is_told_with_its_source_and_all_that_it_decides(schemes):
    counts = {
        name: (scheme["title"], len(scheme["actions"]), len(scheme["parameters"]))
        for name, scheme in schemes.items()
    }

    assert counts == {
        "core": ("核心规则", 4, 13),
        "fuquan_licensing": ("党务工作者持证上岗", 12, 27),
        "guizhou_township": ("乡镇干部队伍管理", 12, 20),
        "jiangsu_four_level": ("两新组织党务工作者四级五专", 14, 16),
        "xiajiang_three_roles": ("党建特派员、指导员、监督员（三员）", 7, 15),
    }


def test_an_action_tells_its_facts_in_order_with_those_of_their_parts(schemes):
    facts = schemes["fuquan_licensing"]["actions"]["fuquan_licensing.sit_exam"]["facts"]

    assert [(fact["name"], fact["title"], fact["type"], fact["many"]) for fact in facts] == [
        ("on", "报考日期", "DATE", "ONE"),
        ("level", "报考级别", "CODE", "ONE"),
        ("political_status", "政治面貌", "CODE", "ONE"),
        ("in_post", "在岗", "BOOLEAN", "ONE"),
        ("held", "已持证书", "OBJECT", "LIST"),
        ("held[].level", "证书级别", "CODE", "ONE"),
        ("held[].issued_on", "发证日期", "DATE", "ONE"),
        ("held[].status", "证书状态", "CODE", "ONE"),
    ]
    assert facts[1]["codes"] == [
        {"code": "JUNIOR", "label": "初级"},
        {"code": "INTERMEDIATE", "label": "中级"},
        {"code": "SENIOR", "label": "高级"},
    ]


def test_an_action_tells_its_clauses(schemes):
    clauses = schemes["fuquan_licensing"]["actions"]["fuquan_licensing.appoint"]["clauses"]

    assert {clause["code"]: clause["severity"] for clause in clauses} == {
        "FQ-MEMBER": "BLOCK",
        "FQ-POST": "BLOCK",
        "FQ-OVER": "BLOCK",
        "FQ-SHORT": "WARN",
        "FQ-UNLICENSED": "INFO",
    }
    assert clauses[0]["text"] == "党务工作者须为中共正式党员"
    assert clauses[0]["source"] == "福泉市党务工作者“持证上岗”做法（2022 年）"


@pytest.mark.parametrize(
    ("action", "codes", "outcome"),
    [
        ("fuquan_licensing.sit_exam", ["FQ-WAIT"], {}),
        (
            "fuquan_licensing.filing_due",
            [],
            {"due_on": "2024-10-16", "note": None, "provisional": False},
        ),
    ],
)
def test_an_example_comes_with_what_the_rule_says_of_it(schemes, action, codes, outcome):
    example = schemes["fuquan_licensing"]["actions"][action]["example"]

    assert [finding["code"] for finding in example["decision"]["findings"]] == codes
    assert example["decision"]["outcome"] == outcome


def test_an_example_can_be_asked_as_it_stands(officer, schemes):
    example = schemes["fuquan_licensing"]["actions"]["fuquan_licensing.sit_exam"]["example"]

    assert decide(officer, facts=example["facts"])["allowed"] is example["decision"]["allowed"]


def test_a_parameter_tells_its_unit_default_and_bounds(schemes):
    parameters = schemes["fuquan_licensing"]["parameters"]

    assert parameters["months_between_levels"] == {
        "name": "months_between_levels",
        "label": "报考上一级前须持下一级证书满",
        "unit": "个月",
        "type": "INTEGER",
        "many": "ONE",
        "default": 12,
        "minimum": 0,
        "maximum": 600,
        "codes": [],
    }
    assert parameters["validity_months"]["default"] is None
    years = schemes["jiangsu_four_level"]["parameters"]["years_in_post"]
    assert years["default"]["SECRETARY"] == {"JUNIOR": 1, "INTERMEDIATE": 3, "SENIOR": 5, "SPECIAL": 8}
    assert (years["type"], years["minimum"], years["maximum"]) == ("OBJECT", 0, 60)


def test_a_decision_under_the_policy_in_force_changes_nothing(officer):
    decision = decide(officer)

    assert decision == {
        "allowed": False,
        "findings": [{"code": "FQ-WAIT", "satisfiedOn": "2022-03-01"}],
        "policyVersion": {"effectiveFrom": "2000-01-01"},
        "changedParameters": [],
        "changes": [],
    }


def test_a_decision_on_trial_says_which_parameters_it_changed_from_what_to_what(officer, alpha):
    decision = decide(officer, {"months_between_levels": 11, "pass_mark": 60})

    assert (decision["allowed"], decision["findings"]) == (True, [])
    assert decision["policyVersion"] == {"effectiveFrom": "2000-01-01"}
    assert decision["changedParameters"] == ["months_between_levels", "pass_mark"]
    assert decision["changes"] == [
        {
            "name": "months_between_levels",
            "label": "报考上一级前须持下一级证书满",
            "unit": "个月",
            "before": 12,
            "after": 11,
        }
    ]
    with tenant_context(alpha):
        assert selectors.in_force(plugin="fuquan_licensing", on=date(2022, 2, 28)).superseded_at is None
        assert len(selectors.versions_of("fuquan_licensing")) == 1


def test_a_parameter_on_trial_out_of_its_bounds_is_named(officer):
    variables = {
        "action": "fuquan_licensing.sit_exam",
        "facts": SIT,
        "policy": {"months_between_levels": 601},
    }

    [error] = officer.ask(DECIDE, variables)["errors"]

    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert [problem["path"] for problem in error["extensions"]["problems"]] == ["months_between_levels"]
