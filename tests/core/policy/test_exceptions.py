"""Exceptions laid over decisions."""

from datetime import date

import pytest

from core.policy import jsontext
from core.policy.decision import Clause, Decision, Severity
from core.policy.exceptions import Waiver, lay

TWO_YEARS = Clause("GZ-2Y", "服务满 2 年", "来源")
MIX = Clause("GZ-MIX", "三分之一", "来源")
NOTE = Clause("GZ-NOTE", "应注意", "来源", Severity.WARN)


def waiver(clause: str = "GZ-2Y", identifier: str = "7", authority: str = "省委组织部") -> Waiver:
    return Waiver(
        identifier, clause, authority, "省级", "随军", "批复 1 号", date(2024, 1, 1), date(2025, 1, 1)
    )


def decision(*clauses: Clause) -> Decision:
    findings = tuple(
        clause.finding("不满足。", {"on": date(2024, 5, 1)}, satisfied_on=date(2024, 9, 1))
        for clause in clauses
    )
    return Decision(findings, {"due": 3})


def test_a_waived_clause_warns_and_cites_authority_evidence_and_end():
    [finding] = lay([waiver()], decision(TWO_YEARS)).decision.findings

    assert finding.severity is Severity.WARN
    assert finding.message == (
        "不满足（经省委组织部批准例外，依据批复 1 号，自 2024-01-01 起、至 2025-01-01 止（不含当日））"
    )
    assert finding.facts == {"on": date(2024, 5, 1), "exception": "7"}
    assert (finding.code, finding.clause, finding.satisfied_on) == (
        "GZ-2Y",
        TWO_YEARS.words,
        date(2024, 9, 1),
    )


def test_only_what_was_waived_passes():
    laid = lay([waiver()], decision(TWO_YEARS, MIX))

    assert [finding.severity.value for finding in laid.decision.findings] == ["WARN", "BLOCK"]
    assert not laid.decision.allowed


def test_the_outcome_stays_what_the_rule_says():
    assert lay([waiver()], decision(TWO_YEARS)).decision.outcome == {"due": 3}


@pytest.mark.parametrize("clauses", [(), (NOTE,), (MIX,)])
def test_an_exception_from_what_does_not_block_changes_nothing(clauses):
    laid = lay([waiver(), waiver("GZ-NOTE")], decision(*clauses))

    assert (laid.decision, laid.used) == (decision(*clauses), ())


def test_of_several_exceptions_from_a_clause_the_first_is_cited():
    laid = lay([waiver(identifier="1", authority="县委"), waiver(identifier="2")], decision(TWO_YEARS))

    assert [one.id for one in laid.used] == ["1"]
    assert "县委" in laid.decision.findings[0].message


def test_a_stored_exception_is_read_back_as_it_was():
    text = jsontext.write(waiver().as_tree())

    assert Waiver.of(jsontext.read(text)) == waiver()
