"""Fuquan's law in one value: actions, the clauses each may cite, and the policy they are judged by."""

from core.policy.scheme import Action, Scheme
from plugins.fuquan_licensing import clauses, examples, facts, rules, rules_appraisal
from plugins.fuquan_licensing.policy import LicensingPolicy

NAME = "fuquan_licensing"

ACTIONS = (
    Action(f"{NAME}.quota", "测算员额", facts.Quota, rules.quota),
    Action(
        f"{NAME}.approve_quota",
        "核定员额",
        facts.ApproveQuota,
        rules.approve_quota,
        (clauses.QUOTA_MIN, clauses.QUOTA_MAX, clauses.OVER),
    ),
    Action(
        f"{NAME}.appoint",
        "任用党务工作者",
        facts.Appoint,
        rules.appoint,
        (clauses.MEMBER, clauses.POST, clauses.OVER, clauses.SHORT, clauses.UNLICENSED),
    ),
    Action(
        f"{NAME}.sit_exam",
        "报名考试",
        facts.SitExam,
        rules.sit_exam,
        (clauses.MEMBER, clauses.POST, clauses.HELD, clauses.STEP, clauses.WAIT),
    ),
    Action(
        f"{NAME}.issue",
        "发放证书",
        facts.Issue,
        rules.issue,
        (clauses.EXAM, clauses.REVIEW),
        # Facts and findings say which body objected.
        confidential=True,
    ),
    Action(f"{NAME}.filing_due", "测算备案期限", facts.FilingDue, rules.filing_due, takes_calendar=True),
    Action(f"{NAME}.grade", "评定考核等次", facts.Grade, rules.grade, (clauses.UNIT,)),
    Action(
        f"{NAME}.grade_order",
        "核对考核结果公布次序",
        facts.GradeOrder,
        rules_appraisal.grade_order,
        (clauses.ORDER,),
    ),
    Action(f"{NAME}.dual_score", "合计双重管理评分", facts.DualScore, rules_appraisal.dual_score),
    Action(f"{NAME}.pay", "测算待遇挂钩", facts.Pay, rules.pay),
    Action(f"{NAME}.revoke", "注销证书", facts.Revoke, rules.revoke, (clauses.CAUSE,)),
    Action(f"{NAME}.rank", "排定名次", facts.Rank, rules.rank),
)

SCHEME = Scheme(
    name=NAME,
    title="党务工作者持证上岗",
    source=clauses.SOURCE,
    policy=LicensingPolicy,
    actions=ACTIONS,
    examples=examples.EXAMPLES,
)
