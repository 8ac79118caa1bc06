"""Rules on the way to a certificate: application, stages, evaluation, publicity."""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

from core.policy.calendar import WorkingCalendar
from core.policy.decision import Decision, Finding
from core.policy.jsontext import number
from core.policy.ratios import half_up
from core.policy.vocabulary import CredentialStatus
from plugins.jiangsu_four_level import clauses, facts
from plugins.jiangsu_four_level.policy import FourLevelPolicy
from plugins.jiangsu_four_level.vocabulary import (
    BELOW_COMPETENT,
    Category,
    Component,
    Level,
    Stage,
    Title,
    same_city,
)

PREFERRED_TITLES = frozenset({Title.POLITICAL_WORK, Title.SOCIAL_WORK})
TOTAL_PLACES = 12
STEPS = {
    Stage.APPLICATION: (Stage.REVIEW, Stage.REJECTED),
    Stage.REVIEW: (Stage.TEST, Stage.REJECTED),
    Stage.TEST: (Stage.VISIT, Stage.REJECTED),
    Stage.VISIT: (Stage.EVALUATION, Stage.REJECTED),
    Stage.EVALUATION: (Stage.PUBLICITY, Stage.REJECTED),
    Stage.PUBLICITY: (Stage.CERTIFIED, Stage.EVALUATION, Stage.REJECTED),
    Stage.CERTIFIED: (),
    Stage.REJECTED: (),
}


def apply(case: facts.Apply, policy: FourLevelPolicy) -> Decision:
    """Decide whether somebody may apply for a certificate of a level in a city.

    Holding the level or a higher one in that city excludes the question whether the next lower one is held.
    Outcome: `required_years` that the level asks for, `priority` by professional title.
    """
    required = policy.years_in_post.of(case.category).of(case.level)
    priority = case.professional_title in PREFERRED_TITLES
    findings: list[Finding] = []
    if case.category is Category.INSTRUCTOR:
        findings.append(
            clauses.CATEGORY.finding(
                f"{case.category.label}不参加等级认证：请核对人员类别", case.used("category")
            )
        )
    if not case.training_test_passed:
        months = policy.test_validity_months
        message = f"申报前 {months} 个月内没有合格的定期测试：请参加培训测试，合格后再申报"
        findings.append(clauses.TEST.finding(message, case.used("training_test_passed")))
    findings += _ladder(case)
    if case.years_in_post < required:
        message = (
            f"在两新组织累计任职 {number(case.years_in_post)} 年，申报{case.level.label}须满 "
            f"{number(required)} 年：请任职满年限后再申报"
        )
        findings.append(clauses.YEARS.finding(message, case.used("category", "level", "years_in_post")))
    findings += _newest_grade(case)
    if case.professional_title is not None and priority:
        message = f"具有{case.professional_title.label}职称：同等条件下优先认证"
        findings.append(clauses.TITLE.finding(message, case.used("professional_title")))
    return Decision(tuple(findings), {"required_years": required, "priority": priority})


def advance(case: facts.Advance, policy: FourLevelPolicy) -> Decision:
    """Decide whether an application may go from one stage to another, by their order only.

    The outcome names the `next` stages there are; REJECTED needs a reason when it is recorded.
    """
    steps = STEPS[case.stage]
    if case.to in steps:
        return Decision(outcome={"next": list(steps)})
    way_out = f"可以进入{'、'.join(stage.label for stage in steps)}" if steps else "该步骤之后不再变动"
    message = f"不能从{case.stage.label}进入{case.to.label}：{way_out}"
    return Decision((clauses.ORDER.finding(message, case.used("stage", "to")),), {"next": list(steps)})


def evaluate(case: facts.Evaluate, policy: FourLevelPolicy) -> Decision:
    """Work out the total of an evaluation by weights and decide whether it reaches the pass mark.

    `total` has at most 12 decimals; it is judged before that rounding.

    >>> scores = {"POLITICAL": 90, "COMPETENCE": 80, "TENURE": 70, "ACHIEVEMENT": 60, "RECOGNITION": 53}
    >>> case = facts.Evaluate.read({"category": "SECRETARY", "scores": scores})
    >>> number(evaluate(case, FourLevelPolicy()).outcome["total"])
    '70.6'
    """
    weights = policy.evaluation_weights.of(case.category)
    pass_mark = policy.evaluation_pass_mark.of(case.category)
    total = sum(
        (Fraction(case.scores.of(component)) * Fraction(weights.of(component)) for component in Component),
        Fraction(0),
    )
    outcome = {"total": half_up(total, TOTAL_PLACES), "pass_mark": pass_mark}
    if total >= pass_mark:
        return Decision(outcome=outcome)
    message = (
        f"综合评定 {number(outcome['total'])} 分，低于合格分数线 {number(pass_mark)} 分："
        "不予认证，请改进后再申报"
    )
    return Decision((clauses.SCORE.finding(message, case.used("category", "scores")),), outcome)


def certify(case: facts.Certify, policy: FourLevelPolicy, calendar: WorkingCalendar) -> Decision:
    """Decide whether a certificate may be issued on a day.

    `publicity_until` is the last working day of publicity, whose first day is not counted; `provisional` is
    true while the holidays of that day's year are not published.

    :raises CalendarNotCovered: if the calendar does not cover the days of publicity.
    """
    needed = policy.publicity_working_days
    until, provisional = calendar.nth_working_day_after(case.publicity_from, needed)
    note = f"暂按 {until.year} 年法定节假日推算，放假安排公布后重新计算" if provisional else None
    findings: list[Finding] = []
    if case.on <= until:
        first = until + timedelta(days=1)
        message = (
            f"公示自 {case.publicity_from.isoformat()} 起，满 {needed} 个工作日到 {until.isoformat()} 止"
            f"{f'（{note}）' if note else ''}：请于 {first.isoformat()} 起发证"
        )
        used = case.used("on", "publicity_from")
        findings.append(clauses.PUBLICITY.finding(message, used, satisfied_on=first))
    if case.open_objections:
        message = f"有 {case.open_objections} 件异议未办结：请办结后再发证"
        findings.append(clauses.OBJECTION.finding(message, case.used("open_objections")))
    return Decision(tuple(findings), {"publicity_until": until, "provisional": provisional, "note": note})


def move(case: facts.Move, policy: FourLevelPolicy) -> Decision:
    """Say whether a certificate carries over when its holder moves: only inside one city."""
    if same_city(case.from_city, case.to_city):
        return Decision(outcome={"carries_over": True})
    message = f"从 {case.from_city} 到 {case.to_city} 是跨设区市流动，原证书不带入：请在新的城市重新申报认证"
    return Decision(
        (clauses.CITY.finding(message, case.used("from_city", "to_city")),), {"carries_over": False}
    )


def _ladder(case: facts.Apply) -> Iterator[Finding]:
    """Yield the one thing that is wrong with the certificates held in the city, if any."""
    levels = {
        certificate.level
        for certificate in case.held
        if certificate.status is CredentialStatus.VALID and same_city(certificate.city, case.city)
    }
    used = case.used("level", "held", "city")
    highest = max(levels, key=lambda level: level.rank, default=None)
    if highest is not None and highest.rank >= case.level.rank:
        way_out = "无需再申报" if highest is Level.SPECIAL else f"请申报高于{highest.label}的级别"
        message = f"在本市已持有有效的{highest.label}证书，不能再申报{case.level.label}：{way_out}"
        yield clauses.HELD.finding(message, used)
        return
    below = case.level.below
    if below is not None and below not in levels:
        message = f"申报{case.level.label}须持有本市有效的{below.label}证书：请先在本市取得{below.label}"
        yield clauses.STEP.finding(message, used)


def _newest_grade(case: facts.Apply) -> Iterator[Finding]:
    """Yield the finding that the newest grade is too low, or missing where the level needs one."""
    used = case.used("level", "last_grades")
    if not case.last_grades:
        if case.level is not Level.JUNIOR:
            message = f"没有考核等次，申报{case.level.label}须有称职（合格）及以上的考核：请考核后再申报"
            yield clauses.GRADE.finding(message, used)
        return
    newest = case.last_grades[0]
    if newest in BELOW_COMPETENT:
        message = f"最近一次考核为{newest.label}，须为称职（合格）及以上：请待考核达到后再申报"
        yield clauses.GRADE.finding(message, used)
