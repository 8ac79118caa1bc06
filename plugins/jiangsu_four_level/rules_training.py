"""Rules on the training of a person and on the training plan of a city or county."""

from collections.abc import Iterator
from decimal import Decimal

from core.policy.decision import Decision, Finding, Severity
from core.policy.jsontext import number
from plugins.jiangsu_four_level import clauses, facts
from plugins.jiangsu_four_level.policy import FourLevelPolicy
from plugins.jiangsu_four_level.vocabulary import PlanLevel


def training(case: facts.Training, policy: FourLevelPolicy) -> Decision:
    """Decide whether somebody was trained enough in a year; the outcome says what is missing."""
    findings = [
        *too_few_sessions(case, "sessions", case.sessions, policy),
        *too_few_days(case, "days", case.days, policy),
    ]
    outcome = {
        "missing_sessions": max(policy.minimum_sessions - case.sessions, 0),
        "missing_days": max(policy.minimum_days - case.days, Decimal(0)),
    }
    return Decision(tuple(findings), outcome)


def training_plan(case: facts.TrainingPlan, policy: FourLevelPolicy) -> Decision:
    """Decide whether a city or county meets its own part in a year's training."""
    findings: list[Finding] = []
    if case.level is PlanLevel.CITY and case.demonstration_sessions < policy.demonstration_sessions:
        message = (
            f"当年示范培训 {case.demonstration_sessions} 次，不足 {policy.demonstration_sessions} 次："
            f"请再举办 {policy.demonstration_sessions - case.demonstration_sessions} 次"
        )
        findings.append(clauses.DEMONSTRATION.finding(message, case.used("level", "demonstration_sessions")))
    if case.level is PlanLevel.COUNTY and not case.rotation_planned:
        findings.append(
            clauses.ROTATION.finding(
                "当年没有集中轮训计划：请制定计划并组织实施", case.used("level", "rotation_planned")
            )
        )
    if case.level is PlanLevel.COUNTY and case.rotation_planned and not case.rotation_held:
        findings.append(
            clauses.ROTATION.finding(
                "集中轮训已有计划、尚未举办：请按计划举办",
                case.used("level", "rotation_planned", "rotation_held"),
                severity=Severity.WARN,
            )
        )
    return Decision(tuple(findings))


def too_few_sessions(
    case: facts.Training | facts.AnnualInspection, name: str, attended: int, policy: FourLevelPolicy
) -> Iterator[Finding]:
    """Yield the finding that somebody attended too few sessions; `name` is the fact that says how many."""
    if attended < policy.minimum_sessions:
        message = (
            f"当年参加集中培训 {attended} 次，不足 {policy.minimum_sessions} 次："
            f"请补训 {policy.minimum_sessions - attended} 次"
        )
        yield clauses.SESSIONS.finding(message, case.used(name))


def too_few_days(
    case: facts.Training | facts.AnnualInspection, name: str, attended: Decimal, policy: FourLevelPolicy
) -> Iterator[Finding]:
    """Yield the finding that somebody was trained for too few days; `name` is the fact that says how many."""
    if attended < policy.minimum_days:
        message = (
            f"当年培训 {number(attended)} 天，不足 {number(policy.minimum_days)} 天："
            f"请补训 {number(policy.minimum_days - attended)} 天"
        )
        yield clauses.DAYS.finding(message, case.used(name))
