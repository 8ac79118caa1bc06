import doctest

from plugins.xiajiang_three_roles import hooks, rules
from plugins.xiajiang_three_roles.scheme import SCHEME


def test_the_hook_hands_over_the_scheme():
    assert hooks.scheme() is SCHEME
    assert (SCHEME.name, SCHEME.title) == ("xiajiang_three_roles", "党建特派员、指导员、监督员（三员）")


def test_the_clauses_are_those_of_the_table_with_their_usual_severity():
    assert [(clause.code, clause.severity.value) for clause in SCHEME.clauses] == [
        ("XJ-MEMBER", "BLOCK"),
        ("XJ-EXPERIENCE", "BLOCK"),
        ("XJ-CONDUCT", "BLOCK"),
        ("XJ-HEALTH", "BLOCK"),
        ("XJ-TARGET", "BLOCK"),
        ("XJ-ROUTE", "BLOCK"),
        ("XJ-NEAR", "WARN"),
        ("XJ-WEAK", "INFO"),
        ("XJ-FIELD", "BLOCK"),
        ("XJ-CONSULT", "BLOCK"),
        ("XJ-NOTICE", "BLOCK"),
        ("XJ-OBJECTION", "WARN"),
        ("XJ-TRAINING", "BLOCK"),
        ("XJ-ROLE", "BLOCK"),
        ("XJ-QUALIFIED", "BLOCK"),
        ("XJ-ADVANCED", "BLOCK"),
        ("XJ-BACKWARD", "BLOCK"),
    ]


def test_a_finding_cites_its_source(decide):
    [finding] = decide("appoint", {"training_passed": False}).findings

    assert finding.clause == "峡江县“三员”做法（2019 年）：岗前培训合格方可发放聘书"


def test_the_examples_hold():
    assert doctest.testmod(rules) == (0, 2)
