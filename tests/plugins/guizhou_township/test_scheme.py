import doctest

from plugins.guizhou_township import hooks, rules, service
from plugins.guizhou_township.scheme import SCHEME


def test_the_hook_hands_over_the_scheme():
    assert hooks.scheme() is SCHEME
    assert (SCHEME.name, SCHEME.title) == ("guizhou_township", "乡镇干部队伍管理")


def test_the_clauses_are_those_of_the_table_with_their_usual_severity():
    assert [(clause.code, clause.severity.value) for clause in SCHEME.clauses] == [
        ("GZ-2Y", "BLOCK"),
        ("GZ-5Y", "BLOCK"),
        ("GZ-APPROVAL", "BLOCK"),
        ("GZ-APPROVED", "INFO"),
        ("GZ-INPOST", "BLOCK"),
        ("GZ-CONT5", "BLOCK"),
        ("GZ-MIX", "BLOCK"),
        ("GZ-HEAD", "WARN"),
        ("GZ-80A", "BLOCK"),
        ("GZ-80B", "BLOCK"),
        ("GZ-15", "WARN"),
        ("GZ-20", "WARN"),
        ("GZ-DAYS", "BLOCK"),
        ("GZ-TERM", "WARN"),
        ("GZ-VETO", "BLOCK"),
    ]


def test_a_finding_cites_its_source(decide):
    [finding] = decide("training", {"days": 0}).findings

    assert finding.clause == "贵州省乡镇干部队伍建设规定（2015 年前后）：乡镇干部每年参加培训达到规定天数"


def test_the_examples_hold():
    assert doctest.testmod(rules) == (0, 5)
    assert doctest.testmod(service) == (0, 3)
