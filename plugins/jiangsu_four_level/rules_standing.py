"""Rules on those who hold a certificate: annual inspection, allowance, changes, withdrawal."""

from collections.abc import Iterator
from datetime import date

from core.policy.calendar import WorkingCalendar
from core.policy.decision import Decision, Finding
from core.policy.vocabulary import CredentialStatus
from plugins.jiangsu_four_level import clauses, facts, rules_training
from plugins.jiangsu_four_level.policy import FourLevelPolicy
from plugins.jiangsu_four_level.vocabulary import (
    BELOW_COMPETENT,
    Category,
    Consequence,
    Level,
    WithdrawalCause,
)

PASSED = "PASSED"
RECIPIENTS = ("SUPERIOR_PARTY_ORGANISATION", "COUNTY_ORGANISATION_DEPARTMENT")


def annual_inspection(case: facts.AnnualInspection, policy: FourLevelPolicy) -> Decision:
    """Decide whether a certificate passes its annual inspection, and what becomes of it.

    Outcome: `result` PASSED, which also restores a suspended certificate, or SUSPENDED, LOWERED, EXPIRED;
    `level` after it, None where the certificate ends. Lowering the lowest level ends it.
    """
    findings = [
        *_grade(case),
        *rules_training.too_few_sessions(case, "training_sessions", case.training_sessions, policy),
        *rules_training.too_few_days(case, "training_days", case.training_days, policy),
    ]
    if not findings:
        return Decision(outcome={"result": PASSED, "level": case.level})
    consequence = policy.repeated_failure if case.failed_before else policy.first_failure
    level: Level | None = case.level
    if consequence is Consequence.LOWERED:
        level = case.level.below
    if consequence is Consequence.EXPIRED or level is None:
        consequence, level = Consequence.EXPIRED, None
    return Decision(tuple(findings), {"result": consequence, "level": level})


def withdraw(case: facts.Withdraw, policy: FourLevelPolicy) -> Decision:
    """Decide whether somebody leaves the scheme, and how the certificate ends; no allowance that year."""
    status = CredentialStatus.REVOKED if case.cause is WithdrawalCause.VIOLATION else CredentialStatus.EXPIRED
    outcome = {"status": status, "allowance_this_year": False}
    if case.cause is not WithdrawalCause.OTHER:
        return Decision(outcome=outcome)
    message = f"退出原因为{case.cause.label}，不属于规定情形：请核实后选择具体原因"
    return Decision((clauses.CAUSE.finding(message, case.used("cause")),), outcome)


def allowance(case: facts.Allowance, policy: FourLevelPolicy) -> Decision:
    """Work out somebody's allowance of a year in yuan: by level where nothing blocks, else 0.

    >>> case = {"category": "RECRUITED", "level": "SENIOR", "certificate_status": "VALID"}
    >>> case = facts.Allowance.read({**case, "engaged": True, "grade": "COMPETENT"})
    >>> allowance(case, FourLevelPolicy()).outcome["amount"]
    Decimal('3600')
    """
    findings: list[Finding] = []
    if case.category is Category.INSTRUCTOR:
        findings.append(
            clauses.CATEGORY.finding(
                f"{case.category.label}不享受红领津贴：请按规定列支工作经费", case.used("category")
            )
        )
    if case.level is None or case.certificate_status is not CredentialStatus.VALID:
        if case.level is None or case.certificate_status is None:
            held = "没有证书"
        else:
            held = f"{case.level.label}证书状态为{case.certificate_status.label}"
        message = f"{held}，红领津贴发给持有有效证书的人员：请待取得或恢复有效证书"
        findings.append(clauses.UNCERTIFIED.finding(message, case.used("level", "certificate_status")))
    if not case.engaged:
        findings.append(clauses.ENGAGED.finding("不在岗履职：请待在岗履职后再申领", case.used("engaged")))
    findings += _grade(case)
    if findings or case.level is None:
        return Decision(tuple(findings), {"amount": 0})
    return Decision(outcome={"amount": policy.yearly_allowance.of(case.category).of(case.level)})


def report_change(case: facts.ReportChange, policy: FourLevelPolicy, calendar: WorkingCalendar) -> Decision:
    """Work out by which day a change must be reported, and to whom.

    A deadline in calendar days: the day of the change is not counted, and a due day that is no working day
    moves forward to the next (domain.md §2.4). `provisional` is true while the holidays of that day's year
    are not published.

    :raises CalendarNotCovered: if the calendar does not cover the due day.
    """
    # Clipped to the last day that exists: the calendar then says which years it covers.
    last = min(case.changed_on.toordinal() + policy.report_days, date.max.toordinal())
    due_on, provisional = calendar.forward_to_working_day(date.fromordinal(last))
    note = f"暂按 {due_on.year} 年法定节假日推算，放假安排公布后重新计算" if provisional else None
    return Decision(
        outcome={
            "due_on": due_on,
            "provisional": provisional,
            "note": note,
            "recipients": list(RECIPIENTS),
        }
    )


def _grade(case: facts.AnnualInspection | facts.Allowance) -> Iterator[Finding]:
    if case.grade in BELOW_COMPETENT:
        message = f"考核等次为{case.grade.label}，须为称职（合格）及以上：请待考核达到"
        yield clauses.GRADE.finding(message, case.used("grade"))
