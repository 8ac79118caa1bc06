"""The core's own rules, one pure function for each action."""

from core.law import clauses, facts
from core.law.policy import CorePolicy
from core.policy import ratios
from core.policy.decision import Clause, Decision, Finding, Severity
from core.policy.problems import FactsError, Problem


def excellent_cap(case: facts.ExcellentCap, policy: CorePolicy) -> Decision:
    """Decide whether so many of a cycle's people may be EXCELLENT.

    The outcome holds the cap as a `count`, another law's where one is given, and the `headroom` left.

    >>> case = facts.ExcellentCap.read({"appraised": 47, "excellent": 8})
    >>> decision = excellent_cap(case, CorePolicy())
    >>> decision.allowed, dict(decision.outcome)
    (False, {'count': 7, 'headroom': -1})
    """
    count = ratios.share_floor(case.appraised, policy.excellent_share) if case.cap is None else case.cap
    headroom = count - case.excellent
    findings: tuple[Finding, ...] = ()
    if headroom < 0:
        by = f"按 {ratios.percent(policy.excellent_share)} 计算" if case.cap is None else "按所适用的制度"
        message = (
            f"参加考核 {case.appraised} 人，{by}优秀等次不超过 {count} 人，拟定 {case.excellent} 人："
            f"请减少 {-headroom} 人"
        )
        findings = (clauses.EXCELLENT.finding(message, case.used("appraised", "excellent", "cap")),)
    return Decision(findings, {"count": count, "headroom": headroom})


def exam_result(case: facts.ExamResult, policy: CorePolicy) -> Decision:
    """Work out whether somebody passed an examination; the outcome also holds the `pass_mark`.

    :raises FactsError: if somebody who attended has no score, or somebody who did not has one.
    """
    if case.attended and case.score is None:
        raise FactsError([Problem("score", "MISSING", "缺少“成绩”（score）：参加考试的，请填写成绩")])
    if not case.attended and case.score is not None:
        raise FactsError(
            [Problem("score", "UNEXPECTED", "“成绩”（score）不应填写：未参加考试的没有成绩，请填 null")]
        )
    passed = case.score is not None and case.score >= policy.pass_mark
    return Decision(outcome={"passed": passed, "pass_mark": policy.pass_mark})


def open_cycle(case: facts.OpenCycle, policy: CorePolicy) -> Decision:
    """Decide whether a cycle may be opened as it is made; with a reason given, faults are only noted."""
    findings: list[Finding] = []
    if not case.has_quant_item:
        findings.append(_lacking(clauses.QUANT, "没有定量指标", "请增加定量指标", case, "has_quant_item"))
    if 0 < case.evaluator_groups < policy.least_evaluator_groups:
        lack = f"评价主体只有 {case.evaluator_groups} 类，少于 {policy.least_evaluator_groups} 类"
        findings.append(_lacking(clauses.GROUPS, lack, "请增加评价主体", case, "evaluator_groups"))
    return Decision(tuple(findings))


def close_project(case: facts.CloseProject, policy: CorePolicy) -> Decision:
    """Decide whether a project may be closed of whose standard so many steps were skipped.

    >>> [finding] = close_project(facts.CloseProject.read({"steps": 5, "skipped": 1}), CorePolicy()).findings
    >>> finding.code, finding.message
    ('CORE-STEPS', '规范共 5 个步骤，有 1 个未完成：请补办，或先办理例外')
    """
    if not case.skipped:
        return Decision()
    message = f"规范共 {case.steps} 个步骤，有 {case.skipped} 个未完成：请补办，或先办理例外"
    return Decision((clauses.STEPS.finding(message, case.used("steps", "skipped")),))


def _lacking(clause: Clause, lack: str, remedy: str, case: facts.OpenCycle, fact: str) -> Finding:
    used = case.used(fact, "reason_given")
    if case.reason_given:
        return clause.finding(f"{lack}，已说明理由", used, severity=Severity.INFO)
    return clause.finding(f"{lack}：{remedy}，或说明理由", used)
