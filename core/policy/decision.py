"""What a rule answers: clauses, findings, a decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.policy import jsontext
from core.policy.choice import Choice


class Severity(Choice):
    """How heavily a finding weighs; only BLOCK refuses."""

    BLOCK = "BLOCK", "不予通过"
    WARN = "WARN", "提醒"
    INFO = "INFO", "提示"


@dataclass(frozen=True, slots=True)
class Finding:
    """One clause that a rule found to matter, with the facts it used and what it means in Chinese.

    `satisfied_on` is the first day on which the same request, all else unchanged, would pass this rule;
    None where waiting does not help.
    """

    code: str
    severity: Severity
    clause: str
    message: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    satisfied_on: date | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """A provision that findings cite: its code, its words, where it stands, how heavily it usually weighs."""

    code: str
    text: str
    source: str
    severity: Severity = Severity.BLOCK

    @property
    def words(self) -> str:
        """Source and clause in words, as readers see them."""
        return f"{self.source}：{self.text}"

    def finding(
        self,
        message: str,
        facts: Mapping[str, Any],
        *,
        severity: Severity | None = None,
        satisfied_on: date | None = None,
    ) -> Finding:
        """Return a finding that cites this clause, with its usual severity unless another is given."""
        return Finding(
            code=self.code,
            severity=severity or self.severity,
            clause=self.words,
            message=message,
            facts=facts,
            satisfied_on=satisfied_on,
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """All findings of one action and its outcome, which is given also when blocked."""

    findings: tuple[Finding, ...] = ()
    outcome: Mapping[str, Any] = field(default_factory=dict)

    @property
    def allowed(self) -> bool:
        """False exactly when a finding blocks."""
        return all(finding.severity is not Severity.BLOCK for finding in self.findings)

    def as_tree(self) -> dict[str, Any]:
        """Return the decision as JSON's own values, numbers exact; `jsontext.write` makes its text."""
        tree: dict[str, Any] = {
            "allowed": self.allowed,
            "findings": [
                {
                    "code": finding.code,
                    "severity": finding.severity,
                    "clause": finding.clause,
                    "message": finding.message,
                    "facts": dict(finding.facts),
                    "satisfied_on": finding.satisfied_on,
                }
                for finding in self.findings
            ],
            "outcome": dict(self.outcome),
        }
        plain: dict[str, Any] = jsontext.plain(tree)
        return plain
