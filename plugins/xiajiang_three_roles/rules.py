"""Xiajiang's rules, one pure function for each action of domain.md §6."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from core.policy import ratios
from core.policy.choice import Choice
from core.policy.decision import Decision, Finding
from core.policy.vocabulary import PoliticalStatus, Sector, sector_in
from plugins.xiajiang_three_roles import clauses, facts
from plugins.xiajiang_three_roles.facts import Opinion, Role
from plugins.xiajiang_three_roles.policy import FirstPeriod, Route, ThreeRolesPolicy

MONTH, QUARTER = 1, 3


class Duty(Choice):
    """What somebody sent out owes, in the order in which duties of one day are listed."""

    QUARTERLY_REPORT = "QUARTERLY_REPORT", "季度报告"
    MONTHLY_INSPECTION = "MONTHLY_INSPECTION", "每月督查"
    YEAR_END_APPRAISAL = "YEAR_END_APPRAISAL", "年终考核"


class Result(Choice):
    """What the year-end appraisal comes to."""

    OUTSTANDING = "OUTSTANDING", "突出"
    NORMAL = "NORMAL", "一般"
    NEGATIVE = "NEGATIVE", "消极"


CONSEQUENCES = {
    Result.OUTSTANDING: ("向县委推荐", "通报表扬"),
    Result.NORMAL: (),
    Result.NEGATIVE: ("约谈提醒", "通报批评"),
}


def nominate(case: facts.Nominate, policy: ThreeRolesPolicy) -> Decision:
    """Decide whether a person may be put forward for a role at a target."""
    findings = [*_qualities(case)]
    if case.role is Role.COMMISSIONER:
        findings += _commissioner(case, policy)
    elif case.role is Role.INSTRUCTOR:
        findings += _instructor(case, policy)
    else:
        findings += _supervisor(case)
    return Decision(tuple(findings))


def finalise(case: facts.Finalise, policy: ThreeRolesPolicy) -> Decision:
    """Decide whether somebody put forward may become the final choice."""
    opinions = {"本人": case.own_opinion, "所在单位": case.unit_opinion}
    used = case.used("own_opinion", "unit_opinion")
    findings: list[Finding] = []
    not_asked = [who for who, opinion in opinions.items() if opinion is Opinion.NOT_ASKED]
    if not_asked:
        message = f"尚未征求{'和'.join(not_asked)}意见：请先征求意见再确定最终人选"
        findings.append(clauses.CONSULT.finding(message, used))
    if case.target_notified is False:
        message = "尚未告知拟派驻的党组织：请先告知再确定最终人选"
        findings.append(clauses.NOTICE.finding(message, case.used("target_notified")))
    objecting = [who for who, opinion in opinions.items() if opinion is Opinion.OBJECTED]
    if objecting:
        message = f"{'和'.join(objecting)}有不同意见：请沟通一致，或说明理由后确定"
        findings.append(clauses.OBJECTION.finding(message, used))
    return Decision(tuple(findings))


def appoint(case: facts.Appoint, policy: ThreeRolesPolicy) -> Decision:
    """Decide whether the letter of appointment (聘书) may be issued, and for how many months."""
    findings: tuple[Finding, ...] = ()
    if not case.training_passed:
        message = "岗前培训未合格：请培训合格后再发放聘书"
        findings = (clauses.TRAINING.finding(message, case.used("training_passed")),)
    return Decision(findings, {"term_months": policy.term_months})


def supervise(case: facts.Supervise, policy: ThreeRolesPolicy) -> Decision:
    """Decide whether a supervisor may supervise an organisation or somebody sent to it."""
    findings: list[Finding] = []
    own, other = case.supervisor_field, case.organisation_field
    if own is not other:
        message = f"监督员属{own.label}领域，该党组织属{other.label}领域：请改由{other.label}领域的监督员监督"
        findings.append(clauses.FIELD.finding(message, case.used("supervisor_field", "organisation_field")))
    if case.subject_role is Role.SUPERVISOR:
        message = "监督对象是党建监督员：请转选派单位和县委党建工作领导小组办公室处理"
        findings.append(clauses.ROLE.finding(message, case.used("subject_role")))
    return Decision(tuple(findings))


def schedule(case: facts.Schedule, policy: ThreeRolesPolicy) -> Decision:
    """Work out what somebody owes over a term, by day.

    Reports and inspections fall due on the last calendar day of each quarter or month that the term covers,
    the appraisal on each 31 December in it and on its last day.

    >>> case = facts.Schedule.read({"role": "INSTRUCTOR", "appointed_on": "2019-04-02",
    ...     "until": "2019-10-01"})
    >>> [(duty["kind"].label, str(duty["due_on"]))
    ...  for duty in schedule(case, ThreeRolesPolicy()).outcome["obligations"]]
    [('季度报告', '2019-09-30'), ('年终考核', '2019-10-01')]
    """
    duties = [(Duty.QUARTERLY_REPORT, day) for day in _period_ends(case, QUARTER, policy.first_period)]
    if case.role is Role.SUPERVISOR:
        duties += [(Duty.MONTHLY_INSPECTION, day) for day in _period_ends(case, MONTH, policy.first_period)]
    duties += [(Duty.YEAR_END_APPRAISAL, day) for day in _appraisal_days(case)]
    by_day = sorted(duties, key=lambda duty: duty[1])
    return Decision(outcome={"obligations": [{"kind": kind, "due_on": day} for kind, day in by_day]})


def year_end(case: facts.YearEnd, policy: ThreeRolesPolicy) -> Decision:
    """Work out what a year comes to; `reasons` says in words what made it negative.

    Whoever was present for too few days is negative whatever the score.
    """
    reasons = [*_failures(case, policy)]
    missed = case.inspections_done < case.inspections_due or case.reports_done < case.reports_due
    if reasons:
        result = Result.NEGATIVE
    elif case.score >= policy.outstanding_score and not missed:
        result = Result.OUTSTANDING
    else:
        result = Result.NORMAL
    return Decision(
        outcome={"result": result, "consequences": list(CONSEQUENCES[result]), "reasons": reasons}
    )


def targets(case: facts.Targets, policy: ThreeRolesPolicy) -> Decision:
    """Decide whether the shares of qualified, advanced and backward organisations meet their targets.

    Each headroom says by how many organisations a target is exceeded; below zero, how many are wanting.
    """
    total = case.organisations
    room = {
        "qualified": case.qualified - ratios.share_ceil(total, policy.qualified_share),
        "advanced": case.advanced - ratios.share_ceil(total, policy.advanced_share),
        "backward": ratios.share_floor(total, policy.backward_share) - case.backward,
    }
    shares = {name: Fraction(getattr(case, name), total) for name in room}
    findings: list[Finding] = []
    for name, clause, noun, target in (
        ("qualified", clauses.QUALIFIED, "合格", policy.qualified_share),
        ("advanced", clauses.ADVANCED, "先进", policy.advanced_share),
    ):
        if room[name] < 0:
            message = (
                f"{noun}党组织 {getattr(case, name)} 个，占 {total} 个的 {ratios.percent(shares[name])}，"
                f"低于目标 {ratios.percent(target)}：还须再有 {-room[name]} 个达到{noun}"
            )
            findings.append(clause.finding(message, case.used("organisations", name)))
    if room["backward"] < 0:
        message = (
            f"后进党组织 {case.backward} 个，占 {total} 个的 {ratios.percent(shares['backward'])}，"
            f"高于上限 {ratios.percent(policy.backward_share)}：还须转化 {-room['backward']} 个"
        )
        findings.append(clauses.BACKWARD.finding(message, case.used("organisations", "backward")))
    return Decision(
        tuple(findings),
        {
            **{f"{name}_share": share for name, share in shares.items()},
            **{f"{name}_headroom": count for name, count in room.items()},
            "target_year": policy.target_year,
            "baseline_advanced": policy.baseline_advanced,
        },
    )


def _qualities(case: facts.Nominate) -> Iterator[Finding]:
    """Yield what a person lacks whatever the role."""
    if case.political_status is not PoliticalStatus.FULL_MEMBER:
        message = f"政治面貌为{case.political_status.label}，须为中共正式党员：请待其转为正式党员，或另择人选"
        yield clauses.MEMBER.finding(message, case.used("political_status"))
    if not case.party_work_experience:
        message = "没有党务工作经历：请另择有党务工作经历的人选"
        yield clauses.EXPERIENCE.finding(message, case.used("party_work_experience"))
    if not case.conduct_ok:
        yield clauses.CONDUCT.finding("品行审核未通过：请另择人选", case.used("conduct_ok"))
    if not case.health_ok:
        message = "健康状况不能正常履职：请待其康复，或另择人选"
        yield clauses.HEALTH.finding(message, case.used("health_ok"))


def _commissioner(case: facts.Nominate, policy: ThreeRolesPolicy) -> Iterator[Finding]:
    used = case.used("role", "target_sector", "target_backward")
    listed = policy.commissioner_sectors
    reasons = []
    if not _is_listed(case.target_sector, listed):
        reasons.append(f"拟派驻党组织的{_named(case.target_sector)}，不在{_labels(listed)}之内")
    if not case.target_backward:
        reasons.append("拟派驻党组织不是后进党组织")
    if reasons:
        message = f"{'，'.join(reasons)}：党建特派员请改派后进的{_labels(listed)}党组织"
        yield clauses.TARGET.finding(message, used)
    yield from _route(case, policy.commissioner_routes)
    if not case.same_system:
        message = "拟派驻党组织不在人选的本系统或本单位：请优先在本系统、本单位内选派"
        yield clauses.NEAR.finding(message, case.used("role", "same_system"))


def _instructor(case: facts.Nominate, policy: ThreeRolesPolicy) -> Iterator[Finding]:
    listed = policy.instructor_sectors
    if not _is_listed(case.target_sector, listed):
        message = (
            f"拟派驻党组织的{_named(case.target_sector)}，不在{_labels(listed)}之内："
            f"党建指导员请改派{_labels(listed)}党组织"
        )
        yield clauses.TARGET.finding(message, case.used("role", "target_sector"))
    yield from _route(case, policy.instructor_routes)
    if case.target_backward is False:
        message = "拟派驻党组织不是后进党组织：可以派驻，请优先考虑后进党组织"
        yield clauses.WEAK.finding(message, case.used("role", "target_backward"))


def _supervisor(case: facts.Nominate) -> Iterator[Finding]:
    if case.field is None:
        message = "未填写监督领域：请填写党建监督员所在的领域"
        yield clauses.FIELD.finding(message, case.used("role", "field"))
    if case.target_sector is not None or case.target_backward is not None:
        message = "党建监督员按领域派出，不派驻具体党组织：请删去拟派驻党组织的信息"
        yield clauses.TARGET.finding(message, case.used("role", "target_sector", "target_backward"))


def _route(case: facts.Nominate, allowed: tuple[Route, ...]) -> Iterator[Finding]:
    if case.route not in allowed:
        message = (
            f"{case.role.label}的产生方式为{case.route.label}，须为{_labels(allowed)}：请按规定方式产生人选"
        )
        yield clauses.ROUTE.finding(message, case.used("role", "route"))


def _is_listed(sector: Sector | None, listed: tuple[Sector, ...]) -> bool:
    return sector is not None and sector_in(sector, listed)


def _named(sector: Sector | None) -> str:
    return f"单位类别为{sector.label}" if sector else "单位类别未填写"


def _labels(choices: Iterable[Choice]) -> str:
    return "、".join(choice.label for choice in choices)


def _period_ends(case: facts.Schedule, months: int, first_period: FirstPeriod) -> Iterator[date]:
    """Yield the last day of each month or quarter that the term covers to its end.

    The one in which the term begins counts where it is covered whole or the policy counts it in any case.
    """
    first, last = case.appointed_on, case.until
    start = _month_number(first)
    for number in range(start - start % months, _month_number(last) + 1, months):
        begins_on = date(number // 12, number % 12 + 1, 1)
        month = begins_on.month + months - 1
        ends_on = date(begins_on.year, month, monthrange(begins_on.year, month)[1])
        if ends_on <= last and (begins_on >= first or first_period is FirstPeriod.ANY):
            yield ends_on


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _appraisal_days(case: facts.Schedule) -> list[date]:
    ends = {date(year, 12, 31) for year in range(case.appointed_on.year, case.until.year)}
    return sorted(ends | {case.until})


def _failures(case: facts.YearEnd, policy: ThreeRolesPolicy) -> Iterator[str]:
    """Yield each thing that by itself makes a year negative; where nothing was due, nothing is wanting."""
    if case.score < policy.negative_score:
        yield f"考核得分 {case.score:f} 分，低于 {policy.negative_score:f} 分"
    for noun, unit, done, due in (
        ("督查", "次", case.inspections_done, case.inspections_due),
        ("报告", "份", case.reports_done, case.reports_due),
    ):
        share = ratios.share(done, due)
        if share is not None and share < Fraction(policy.least_done_share):
            least = ratios.percent(policy.least_done_share)
            yield f"应完成{noun} {due} {unit}，实际 {done} {unit}，低于应完成数的 {least}"
    if policy.min_present_days is not None and case.present_days < policy.min_present_days:
        yield f"在岗 {case.present_days} 天，少于 {policy.min_present_days} 天"
