"""Exceptions (例外) laid over a decision: a clause that was waived blocks no longer, and says by whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core.policy.decision import Decision, Finding, Severity


@dataclass(frozen=True, slots=True)
class Waiver:
    """One clause of one action waived by an authority, from a day (inclusive) until another (exclusive).

    `level` is the authority's level in words, `evidence` the document on which the exception rests.
    """

    id: str
    clause: str
    authority: str
    level: str
    reason: str
    evidence: str
    from_on: date
    until_on: date

    def as_tree(self) -> dict[str, Any]:
        """Return the waiver as JSON's own values, to be stored with the decision that it was used in."""
        return {
            "id": self.id,
            "clause": self.clause,
            "authority": self.authority,
            "level": self.level,
            "reason": self.reason,
            "evidence": self.evidence,
            "from_on": self.from_on.isoformat(),
            "until_on": self.until_on.isoformat(),
        }

    @classmethod
    def of(cls, tree: Mapping[str, Any]) -> "Waiver":
        """Return the waiver that was stored as `as_tree` gives it."""
        days = {name: date.fromisoformat(tree[name]) for name in ("from_on", "until_on")}
        return cls(**{**tree, **days})


@dataclass(frozen=True, slots=True)
class Excepted:
    """A decision with exceptions laid over it, and those that changed something in it."""

    decision: Decision
    used: tuple[Waiver, ...] = ()


def lay(waivers: Sequence[Waiver], decision: Decision) -> Excepted:
    """Return the decision in which what is waived warns instead of blocking, and cites the exception.

    Of several waivers of one clause the first counts. Findings that do not block stay as they are, and so
    does the outcome, which tells what the rule alone says.

    >>> from core.policy.decision import Clause
    >>> finding = Clause("GZ-2Y", "服务满 2 年", "来源").finding("未满 2 年", {})
    >>> waiver = Waiver("7", "GZ-2Y", "省委组织部", "省级", "随军", "批复 1 号",
    ...     date(2024, 1, 1), date(2025, 1, 1))
    >>> laid = lay([waiver], Decision((finding,)))
    >>> laid.decision.allowed, laid.decision.findings[0].severity.value, laid.used == (waiver,)
    (True, 'WARN', True)
    """
    by_clause: dict[str, Waiver] = {}
    for waiver in waivers:
        by_clause.setdefault(waiver.clause, waiver)
    used: dict[str, Waiver] = {}
    findings = []
    for finding in decision.findings:
        found = by_clause.get(finding.code)
        if found is not None and finding.severity is Severity.BLOCK:
            used[found.clause] = found
            finding = _waived(finding, found)
        findings.append(finding)
    if not used:
        return Excepted(decision)
    return Excepted(Decision(tuple(findings), decision.outcome), tuple(used.values()))


def _waived(finding: Finding, waiver: Waiver) -> Finding:
    note = (
        f"（经{waiver.authority}批准例外，依据{waiver.evidence}，"
        f"自 {waiver.from_on} 起、至 {waiver.until_on} 止（不含当日））"
    )
    return replace(
        finding,
        severity=Severity.WARN,
        message=f"{finding.message.rstrip('。')}{note}",
        facts={**finding.facts, "exception": waiver.id},
    )
