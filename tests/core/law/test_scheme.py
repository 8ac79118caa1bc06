"""The core's scheme as a whole."""

import doctest
from pathlib import Path

import pytest

from core.law import rules
from core.law.scheme import SCHEME


def test_the_clauses_have_their_usual_severity():
    assert [(clause.code, clause.severity.value) for clause in SCHEME.clauses] == [
        ("CORE-EXCELLENT", "BLOCK"),
        ("CORE-QUANT", "BLOCK"),
        ("CORE-GROUPS", "BLOCK"),
        ("CORE-STEPS", "BLOCK"),
    ]


@pytest.mark.parametrize("clause", [clause.code for clause in SCHEME.clauses])
def test_every_clause_has_a_case_that_names_it(clause):
    cases = [path for path in Path(__file__).parent.glob("test_*.py") if path.name != Path(__file__).name]

    assert any(clause in path.read_text(encoding="utf-8") for path in cases)


def test_a_finding_cites_its_source(decide):
    [finding] = decide(
        "open_cycle", {"has_quant_item": False, "evaluator_groups": 2, "reason_given": False}
    ).findings

    assert finding.clause == "核心规则（各地通用）：考核周期应有定量指标；没有的，须说明理由"


def test_the_examples_hold():
    assert doctest.testmod(rules) == (0, 5)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("excellent_cap", ["CORE-EXCELLENT"]),
        ("exam_result", []),
        ("open_cycle", ["CORE-QUANT", "CORE-GROUPS"]),
    ],
)
def test_the_worked_examples_say_what_the_page_shows(decide, name, found):
    example = SCHEME.example(SCHEME.action(f"core.{name}"))

    assert [finding.code for finding in decide(name, example).findings] == found
