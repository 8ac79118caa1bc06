"""Fuquan's rules, one pure function for each action of domain.md §4."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from core.policy import periods, ratios
from core.policy.calendar import WorkingCalendar
from core.policy.decision import Decision, Finding, Severity
from core.policy.problems import FactsError, Problem
from core.policy.vocabulary import CredentialStatus, PersonGrade, PoliticalStatus, UnitGrade, sector_in
from plugins.fuquan_licensing import clauses, facts
from plugins.fuquan_licensing.policy import LicensingPolicy, Rounding

BARRED_IN_POOR_UNIT = frozenset({PersonGrade.EXCELLENT, PersonGrade.COMPETENT})
KNOWN_CAUSES = ("WORK_ERROR", "DERELICTION", "OTHER")


def quota(unit: facts.Quota, policy: LicensingPolicy) -> Decision:
    """Work out how many quota posts a unit must and may have; None where there is no such bound.

    >>> unit = facts.Quota.read({"sector": "ORGAN", "staff_count": 250})
    >>> quota(unit, LicensingPolicy()).outcome["minimum"], quota(unit, LicensingPolicy()).outcome["maximum"]
    (3, 5)
    """
    minimum, maximum, basis = _bounds(unit, policy)
    return Decision(outcome={"minimum": minimum, "maximum": maximum, "basis": basis})


def approve_quota(unit: facts.ApproveQuota, policy: LicensingPolicy) -> Decision:
    """Decide whether a quota may be approved for a unit.

    The outcome `headroom` says how many more may be appointed under it; below zero, how many are too many.
    """
    minimum, maximum, basis = _bounds(unit, policy)
    approved = unit.approved_quota
    used = unit.used("sector", "staff_count", "approved_quota")
    findings: list[Finding] = []
    if minimum is not None and approved < minimum:
        findings.append(
            clauses.QUOTA_MIN.finding(
                f"核定员额 {approved} 名，低于下限 {minimum} 名（{basis}）：请至少核定 {minimum} 名", used
            )
        )
    if maximum is not None and approved > maximum:
        findings.append(
            clauses.QUOTA_MAX.finding(
                f"核定员额 {approved} 名，高于上限 {maximum} 名（{basis}）：请至多核定 {maximum} 名", used
            )
        )
    if unit.incumbents > approved:
        findings.append(
            clauses.OVER.finding(
                f"现有专职 {unit.incumbents} 人，超过核定员额 {approved} 名，"
                f"多 {unit.incumbents - approved} 人：请逐步消化超出的人员",
                unit.used("approved_quota", "incumbents"),
                severity=Severity.WARN,
            )
        )
    return Decision(
        tuple(findings),
        {"headroom": approved - unit.incumbents, "minimum": minimum, "maximum": maximum, "basis": basis},
    )


def appoint(case: facts.Appoint, policy: LicensingPolicy) -> Decision:
    """Decide whether a person may fill a quota post of a unit, counted as if he or she were there already."""
    findings = [*_member(case), *_post(case)]
    excess = case.incumbents - case.approved_quota
    if excess > 0:
        findings.append(
            clauses.OVER.finding(
                f"任用后专职 {case.incumbents} 人，超过核定员额 {case.approved_quota} 名，多 {excess} 人："
                "请先腾出员额或报请重新核定",
                case.used("incumbents", "approved_quota"),
            )
        )
    minimum, _, basis = _bounds(case, policy)
    if minimum is not None and case.incumbents < minimum:
        findings.append(
            clauses.SHORT.finding(
                f"任用后专职 {case.incumbents} 人，仍低于员额下限 {minimum} 名（{basis}）："
                f"请再补 {minimum - case.incumbents} 人",
                case.used("sector", "staff_count", "incumbents"),
            )
        )
    if case.licensed is False:
        findings.append(
            clauses.UNLICENSED.finding("尚未持证：列入培训名单，请参加培训和考试", case.used("licensed"))
        )
    return Decision(tuple(findings), {"headroom": -excess})


def sit_exam(case: facts.SitExam, policy: LicensingPolicy) -> Decision:
    """Decide whether a candidate may sit the examination of a level on a day.

    Holding the level or a higher one excludes the other two questions about licences held; not holding the
    next lower one excludes the question how long it has been held.
    """
    findings = [*_member(case), *_post(case), *_ladder(case, policy)]
    return Decision(tuple(findings))


def issue(case: facts.Issue, policy: LicensingPolicy) -> Decision:
    """Decide whether a licence may be issued; who gets none stays on the training list.

    :raises FactsError: if a review comes from a body that the policy does not name.
    """
    bodies = {body.code: body.label for body in policy.review_bodies}
    known = "、".join(f"{code} {label}" for code, label in bodies.items()) or "（无）"
    unknown = [
        Problem(
            f"reviews.{code}",
            "UNKNOWN",
            f"联审意见中的 {code}（reviews.{code}）不是政策规定的联审机关：须为 {known}",
        )
        for code in sorted(case.reviews.keys() - bodies.keys())
    ]
    if unknown:
        raise FactsError(unknown)
    findings: list[Finding] = []
    if not case.exam_passed:
        findings.append(clauses.EXAM.finding("考试未合格：请补考合格后再发证", case.used("exam_passed")))
    for code, label in bodies.items():
        review = case.reviews.get(code, facts.Review.PENDING)
        if review is facts.Review.CLEAR:
            continue
        way_out = "请待其反馈" if review is facts.Review.PENDING else "请待异议解除"
        findings.append(
            clauses.REVIEW.finding(f"{label}{review.label}：{way_out}后再发证", {"reviews": {code: review}})
        )
    return Decision(tuple(findings), {"training_list": bool(findings)})


def filing_due(change: facts.FilingDue, policy: LicensingPolicy, calendar: WorkingCalendar) -> Decision:
    """Work out by which day a change must be filed.

    `provisional` is true while the holidays of that day's year are not published.

    :raises CalendarNotCovered: if the calendar does not reach that far.
    """
    due_on, provisional = calendar.nth_working_day_after(change.changed_on, policy.filing_working_days)
    note = f"暂按 {due_on.year} 年法定节假日推算，放假安排公布后重新计算" if provisional else None
    return Decision(outcome={"due_on": due_on, "provisional": provisional, "note": note})


def grade(case: facts.Grade, policy: LicensingPolicy) -> Decision:
    """Decide whether a member of a unit's quota staff may get a grade, given the unit's own."""
    if case.unit_grade is not UnitGrade.POOR or case.grade not in BARRED_IN_POOR_UNIT:
        return Decision()
    message = (
        f"单位考核等次为{case.unit_grade.label}，其人员不得评为{case.grade.label}：请改评基本称职及以下等次"
    )
    return Decision((clauses.UNIT.finding(message, case.used("unit_grade", "grade")),))


def pay(case: facts.Pay, policy: LicensingPolicy) -> Decision:
    """Work out what a licence adds to pay: a coefficient or a number of steps, None for what does not apply.

    >>> case = facts.Pay.read({"sector": "VILLAGE", "level": "SENIOR"})
    >>> dict(pay(case, LicensingPolicy()).outcome)
    {'coefficient': None, 'steps': 2}
    """
    coefficients: dict[facts.Level | None, Decimal] = {
        facts.Level.INTERMEDIATE: policy.intermediate_coefficient,
        facts.Level.SENIOR: policy.senior_coefficient,
    }
    steps: dict[facts.Level | None, int] = {
        facts.Level.INTERMEDIATE: policy.intermediate_steps,
        facts.Level.SENIOR: policy.senior_steps,
    }
    by_coefficient = sector_in(case.sector, policy.coefficient_sectors)
    by_step = sector_in(case.sector, policy.step_sectors)
    return Decision(
        outcome={
            "coefficient": coefficients.get(case.level, 0) if by_coefficient else None,
            "steps": steps.get(case.level, 0) if by_step else None,
        }
    )


def revoke(case: facts.Revoke, policy: LicensingPolicy) -> Decision:
    """Decide whether a licence may be revoked.

    :raises FactsError: if neither the table of causes nor the policy knows the cause.
    """
    known = dict.fromkeys((*policy.revocation_causes, *KNOWN_CAUSES))
    if case.cause not in known:
        message = f"“注销原因”（cause）{case.cause} 不是已知的代码：须为 {'、'.join(known)} 之一"
        raise FactsError([Problem("cause", "UNKNOWN_CODE", message)])
    reasons = []
    if not case.serious_consequence:
        reasons.append("未造成严重后果")
    if case.cause not in policy.revocation_causes:
        reasons.append(f"原因 {case.cause} 不在可以注销的原因（{'、'.join(policy.revocation_causes)}）之内")
    if not reasons:
        return Decision()
    message = "，".join(reasons) + "：不予注销，请按其他方式处理"
    return Decision((clauses.CAUSE.finding(message, case.used("serious_consequence", "cause")),))


def rank(case: facts.Rank, policy: LicensingPolicy) -> Decision:
    """Put candidates in order: by score, equal scores by higher level, still equal ones as given."""
    ordered = sorted(
        case.candidates,
        key=lambda candidate: (-candidate.score, -(candidate.level.rank if candidate.level else 0)),
    )
    return Decision(outcome={"order": [candidate.id for candidate in ordered]})


def _bounds(unit: facts.Quota | facts.Appoint, policy: LicensingPolicy) -> tuple[int | None, int | None, str]:
    """Return the least and the greatest quota of a unit and what they rest on."""
    sector, staff = unit.sector, unit.staff_count
    if sector_in(sector, policy.fixed_quota_sectors):
        return policy.fixed_minimum, None, f"{sector.label}不少于 {policy.fixed_minimum} 名，不含组织委员"
    if sector_in(sector, policy.share_quota_sectors):
        low, high = policy.organ_minimum_share, policy.organ_maximum_share
        minimum = max(_posts(staff, low, policy.organ_minimum_rounding), policy.organ_least)
        maximum = max(_posts(staff, high, policy.organ_maximum_rounding), minimum)
        span = f"{ratios.percent(low)} 至 {ratios.percent(high)}"
        return minimum, maximum, f"{sector.label}按在岗 {staff} 人的 {span}，不少于 {policy.organ_least} 名"
    if sector_in(sector, policy.per_head_quota_sectors):
        per = policy.people_per_worker
        minimum = max(ratios.share_ceil(staff, Fraction(1, per)), policy.soe_least)
        return minimum, None, f"{sector.label}在岗 {staff} 人，每 {per} 人 1 名，不少于 {policy.soe_least} 名"
    return None, None, "精干高效，按需配备"


def _posts(staff: int, share: Decimal, rounding: Rounding) -> int:
    """Return a share of the staff as whole posts."""
    if rounding is Rounding.UP:
        return ratios.share_ceil(staff, share)
    if rounding is Rounding.DOWN:
        return ratios.share_floor(staff, share)
    return int(ratios.half_up(Fraction(staff) * Fraction(share), 0))


def _member(case: facts.Appoint | facts.SitExam) -> Iterator[Finding]:
    if case.political_status is not PoliticalStatus.FULL_MEMBER:
        message = f"政治面貌为{case.political_status.label}，须为中共正式党员：请待其转为正式党员，或另择人选"
        yield clauses.MEMBER.finding(message, case.used("political_status"))


def _post(case: facts.Appoint | facts.SitExam) -> Iterator[Finding]:
    if not case.in_post:
        yield clauses.POST.finding("不在岗：须为在岗人员，请核对任职情况或另择人选", case.used("in_post"))


def _ladder(case: facts.SitExam, policy: LicensingPolicy) -> Iterator[Finding]:
    """Yield the one thing that is wrong with the licences held for the level asked, if any."""
    valid = [licence for licence in case.held if licence.status is CredentialStatus.VALID]
    used = case.used("level", "held")
    if policy.refuse_held_level:
        highest = max((licence.level for licence in valid), key=lambda level: level.rank, default=None)
        if highest is not None and highest.rank >= case.level.rank:
            way_out = "无需再考" if highest is facts.Level.SENIOR else f"请报考高于{highest.label}的级别"
            message = f"已持有有效的{highest.label}证书，不能再报考{case.level.label}：{way_out}"
            yield clauses.HELD.finding(message, used)
            return
    below = case.level.below
    if below is None:
        return
    days = [licence.issued_on for licence in valid if licence.level is below]
    if not days:
        message = f"报考{case.level.label}须持有有效的{below.label}证书：请先考取{below.label}"
        yield clauses.STEP.finding(message, used)
        return
    months, earliest = policy.months_between_levels, min(days)
    if not periods.is_reached(earliest, case.on, months=months):
        full = periods.reached_on(earliest, months=months)
        way_out = f"请于 {full.isoformat()} 起报考" if full else "该期限超出日历范围"
        yield clauses.WAIT.finding(
            f"{below.label}证书发证于 {earliest.isoformat()}，"
            f"至 {case.on.isoformat()} 未满 {months} 个月：{way_out}",
            case.used("on", "level", "held"),
            satisfied_on=full,
        )
