"""Guizhou's rules, one pure function for each action of domain.md §7."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from core.policy import periods, ratios
from core.policy.decision import Clause, Decision, Finding, Severity
from plugins.guizhou_township import clauses, facts
from plugins.guizhou_township.policy import TownshipPolicy

OVERDUE = "OVERDUE"


def transfer(case: facts.Transfer, policy: TownshipPolicy) -> Decision:
    """Decide whether a township cadre may be transferred on a day; at most one clause speaks.

    >>> case = facts.Transfer.read({"on": "2018-08-31", "township_since": "2016-09-01", "recruited": True,
    ...     "to_level": "TOWNSHIP", "special_reason": False, "city_approved": False})
    >>> [finding] = transfer(case, TownshipPolicy()).findings
    >>> finding.code, finding.satisfied_on
    ('GZ-2Y', datetime.date(2018, 9, 1))
    """
    return Decision(tuple(_leaving(case, policy)))


def secondment(case: facts.Secondment, policy: TownshipPolicy) -> Decision:
    """Decide on a secondment as on a transfer, and whether it is irregular, that is to be ended (清退).

    The outcome's `reasons` are OVERDUE, which alone blocks nothing, and the codes that block.
    """
    findings = tuple(_leaving(case, policy))
    reasons = [OVERDUE] if case.on > case.until else []
    reasons += [finding.code for finding in findings if finding.severity is Severity.BLOCK]
    return Decision(findings, {"irregular": bool(reasons), "reasons": reasons})


def promote_nonleading(case: facts.PromoteNonleading, policy: TownshipPolicy) -> Decision:
    """Decide whether a cadre may be promoted to a non-leading post on a day."""
    findings: list[Finding] = []
    if not case.in_post:
        message = "不是在编、在职、在岗的乡镇干部：请核对编制和任职情况，或另择人选"
        findings.append(clauses.IN_POST.finding(message, case.used("in_post")))
    years = policy.nonleading_years
    if not periods.is_reached(case.township_since, case.on, years=years):
        full = periods.reached_on(case.township_since, years=years)
        message = (
            f"{case.township_since} 起在乡镇连续工作，至 {case.on} 未满 {years} 年：{_from(full, '晋升')}"
        )
        used = case.used("on", "township_since")
        findings.append(clauses.CONTINUOUS_5.finding(message, used, satisfied_on=full))
    return Decision(tuple(findings))


def leadership_mix(team: facts.LeadershipMix, policy: TownshipPolicy) -> Decision:
    """Decide whether enough members of a leadership team have worked in townships for long enough.

    The outcome `needed` says how many more a team of this size must have, `headroom` how many of those it has
    it could do without.
    """
    size = len(team.members)
    experienced = sum(member.township_years >= policy.mix_years for member in team.members)
    rate = Fraction(policy.mix_numerator, policy.mix_denominator)
    headroom = experienced - ratios.share_ceil(size, rate)
    share = Fraction(experienced, size)
    findings: tuple[Finding, ...] = ()
    if headroom < 0:
        message = (
            f"领导班子 {size} 人中累计乡镇工作满 {policy.mix_years} 年的 {experienced} 人，"
            f"占 {ratios.percent(share)}，低于 {policy.mix_numerator}/{policy.mix_denominator}："
            f"还须有 {-headroom} 人，下一个空缺请优先配备有乡镇工作经历的干部"
        )
        findings = (clauses.MIX.finding(message, team.used("members")),)
    return Decision(findings, {"share": share, "needed": max(-headroom, 0), "headroom": max(headroom, 0)})


def county_leadership(team: facts.CountyLeadership, policy: TownshipPolicy) -> Decision:
    """Work out how many of a county's leaders were township heads, with a warning where they are too few."""
    size = len(team.members)
    heads = sum(member.was_township_head for member in team.members)
    headroom = heads - ratios.share_ceil(size, policy.head_share)
    share = Fraction(heads, size)
    findings: tuple[Finding, ...] = ()
    if headroom < 0:
        message = (
            f"县级领导班子 {size} 人中担任过乡镇党政正职的 {heads} 人，占 {ratios.percent(share)}，"
            f"低于 {ratios.percent(policy.head_share)}：请再配备 {-headroom} 人"
        )
        findings = (clauses.HEAD.finding(message, team.used("members")),)
    return Decision(findings, {"share": share, "needed": max(-headroom, 0), "headroom": max(headroom, 0)})


def recruitment_plan(plan: facts.RecruitmentPlan, policy: TownshipPolicy) -> Decision:
    """Decide whether a year's plan of recruitment sets enough places aside.

    Where a total is zero its share is None and nothing is asked. Each headroom says how many places more than
    needed are set aside; below zero, how many are wanting.
    """
    rows: tuple[tuple[str, str, Clause, Decimal, str], ...] = (
        (
            "to_township",
            "recruited_total",
            clauses.RECRUIT_80,
            policy.township_recruit_share,
            "用于乡镇和基层派出机构的招录名额",
        ),
        (
            "from_experienced",
            "replenished_total",
            clauses.EXPERIENCED_80,
            policy.experienced_share,
            "县级以上机关遴选、选调有基层经历公务员的名额",
        ),
        (
            "targeted_civil",
            "civil_total",
            clauses.TARGETED_15,
            policy.targeted_civil_share,
            "定向招录的公务员职位",
        ),
        (
            "targeted_institution",
            "institution_total",
            clauses.TARGETED_20,
            policy.targeted_institution_share,
            "定向招聘的事业单位岗位",
        ),
    )
    findings: list[Finding] = []
    outcome: dict[str, Fraction | int | None] = {}
    for part_name, whole_name, clause, needed, noun in rows:
        part, whole = getattr(plan, part_name), getattr(plan, whole_name)
        share = outcome[f"{part_name}_share"] = ratios.share(part, whole)
        headroom = part - ratios.share_ceil(whole, needed)
        outcome[f"{part_name}_headroom"] = None if share is None else headroom
        if share is not None and headroom < 0:
            message = (
                f"{noun} {part} 个，占 {whole} 个的 {ratios.percent(share)}，低于 {ratios.percent(needed)}："
                f"请再增加 {-headroom} 个"
            )
            findings.append(clause.finding(message, plan.used(part_name, whole_name)))
    return Decision(tuple(findings), outcome)


def application_ratio(case: facts.ApplicationRatio, policy: TownshipPolicy) -> Decision:
    """Work out which posts have too few applicants, the largest shortfall first, ties as given.

    >>> case = facts.ApplicationRatio.read({"posts": [{"id": "甲", "openings": 2, "applicants": 5}]})
    >>> [(post["id"], int(post["shortfall"]))
    ...  for post in application_ratio(case, TownshipPolicy()).outcome["posts"]]
    [('甲', 1)]
    """
    common = policy.opening_ratio if case.opening_ratio is None else case.opening_ratio
    short = []
    for post in case.posts:
        ratio = common if post.ratio is None else post.ratio
        shortfall = post.openings * Fraction(ratio) - post.applicants
        if shortfall > 0:
            short.append({"id": post.id, "shortfall": shortfall})
    return Decision(outcome={"posts": sorted(short, key=lambda post: post["shortfall"], reverse=True)})


def training(case: facts.Training, policy: TownshipPolicy) -> Decision:
    """Decide whether somebody was trained for enough days in a year."""
    findings: tuple[Finding, ...] = ()
    if case.days < policy.training_days:
        message = (
            f"全年培训 {case.days:f} 天，少于 {policy.training_days} 天："
            f"请再安排 {policy.training_days - case.days:f} 天"
        )
        findings = (clauses.DAYS.finding(message, case.used("days")),)
    return Decision(findings)


def excellent_cap(case: facts.ExcellentCap, policy: TownshipPolicy) -> Decision:
    """Work out the raised cap on the grade EXCELLENT of township cadres, as a share and as a count."""
    share = min(
        Fraction(case.base_share) + Fraction(policy.excellent_extra_share),
        Fraction(policy.excellent_cap_share),
    )
    return Decision(outcome={"share": share, "count": ratios.share_floor(case.appraised, share)})


def village_placement(case: facts.VillagePlacement, policy: TownshipPolicy) -> Decision:
    """Work out whether somebody newly recruited must first be placed in a village."""
    return Decision(
        outcome={"placement_required": case.recruited and not case.has_township_or_village_experience}
    )


def head_term(case: facts.HeadTerm, policy: TownshipPolicy) -> Decision:
    """Warn where a township head is moved before the term ends; with a reason given, only note it."""
    years = policy.head_term_years
    if periods.is_reached(case.term_since, case.on, years=years):
        return Decision()
    full = periods.reached_on(case.term_since, years=years)
    begun = f"任期自 {case.term_since} 起，至 {case.on} 未满 {years} 年"
    if case.reason is None:
        severity, message = Severity.WARN, f"{begun}：{_from(full, '调整')}，或写明提前调整的理由"
    else:
        severity, message = Severity.INFO, f"{begun}，提前调整的理由：{case.reason}"
    used = case.used("on", "term_since", "reason")
    return Decision((clauses.TERM.finding(message, used, severity=severity, satisfied_on=full),))


def veto_item(case: facts.VetoItem, policy: TownshipPolicy) -> Decision:
    """Decide whether a veto item may be set at a level."""
    findings: tuple[Finding, ...] = ()
    if case.issued_by not in policy.veto_issuers:
        may = "、".join(issuer.label for issuer in policy.veto_issuers) or "（无）"
        message = f"设定层级为{case.issued_by.label}，只能由{may}设定：请取消该“一票否决”事项"
        findings = (clauses.VETO.finding(message, case.used("issued_by")),)
    return Decision(findings)


def _leaving(case: facts.Transfer, policy: TownshipPolicy) -> Iterator[Finding]:
    """Yield the one thing to say of somebody newly recruited who leaves his or her post, if any."""
    if not case.recruited:
        return
    least, full = policy.minimum_service_years, policy.full_service_years
    least_on = periods.reached_on(case.township_since, years=least)
    full_on = periods.reached_on(case.township_since, years=full)
    staying = case.to_level in policy.staying_levels
    used = case.used("on", "township_since", "recruited", "to_level", "special_reason", "city_approved")
    served = f"{case.township_since} 起在乡镇服务，至 {case.on} "
    if not periods.is_reached(case.township_since, case.on, years=least):
        day = least_on if staying or (case.special_reason and case.city_approved) else full_on
        message = f"{served}未满 {least} 年，无论何种理由不得调动、借调：{_from(day, '办理')}"
        yield clauses.YEARS_2.finding(message, used, satisfied_on=day)
    elif staying or periods.is_reached(case.township_since, case.on, years=full):
        return
    elif not case.special_reason:
        message = f"{served}未满 {full} 年，没有特殊原因不得调离、借离乡镇：{_from(full_on, '办理')}"
        yield clauses.YEARS_5.finding(message, used, satisfied_on=full_on)
    elif not case.city_approved:
        or_wait = f"，或于 {full_on} 起办理" if full_on else ""
        message = f"{served}未满 {full} 年，特殊原因未经市级党委组织部门批准：请先报批{or_wait}"
        yield clauses.APPROVAL.finding(message, used, satisfied_on=full_on)
    else:
        message = f"{served}已满 {least} 年未满 {full} 年，有特殊原因且已经批准：可以办理，请留存批准文件"
        yield clauses.APPROVED.finding(message, used)


def _from(day: date | None, verb: str) -> str:
    return f"请于 {day} 起{verb}" if day else "该期限超出日历范围"
