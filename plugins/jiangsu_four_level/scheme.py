"""Jiangsu's law in one value: actions, the clauses each may cite, and the policy they are judged by."""

from core.policy.scheme import Action, Scheme
from plugins.jiangsu_four_level import clauses, examples, facts, rules
from plugins.jiangsu_four_level.policy import FourLevelPolicy

NAME = "jiangsu_four_level"

ACTIONS = (
    Action(
        f"{NAME}.select_secretary",
        "内部选任书记",
        facts.SelectSecretary,
        rules.select_secretary,
        (clauses.HEAD, clauses.MANAGEMENT, clauses.MEMBER, clauses.DEPUTY),
    ),
    Action(
        f"{NAME}.dispatch_instructor",
        "选派党建工作指导员",
        facts.DispatchInstructor,
        rules.dispatch_instructor,
        (clauses.ORIGIN, clauses.MEMBER, clauses.TARGET, clauses.PRIORITY),
    ),
    Action(
        f"{NAME}.training",
        "核对年度培训",
        facts.Training,
        rules.training,
        (clauses.SESSIONS, clauses.DAYS),
    ),
    Action(
        f"{NAME}.training_plan",
        "核对年度培训计划",
        facts.TrainingPlan,
        rules.training_plan,
        (clauses.DEMONSTRATION, clauses.ROTATION),
    ),
    Action(
        f"{NAME}.apply",
        "申报认证",
        facts.Apply,
        rules.apply,
        (
            clauses.CATEGORY,
            clauses.TEST,
            clauses.HELD,
            clauses.STEP,
            clauses.YEARS,
            clauses.GRADE,
            clauses.TITLE,
        ),
    ),
    Action(f"{NAME}.advance", "推进认证步骤", facts.Advance, rules.advance, (clauses.ORDER,)),
    Action(f"{NAME}.evaluate", "综合评定", facts.Evaluate, rules.evaluate, (clauses.SCORE,)),
    Action(
        f"{NAME}.certify",
        "颁发证书",
        facts.Certify,
        rules.certify,
        (clauses.PUBLICITY, clauses.OBJECTION),
        takes_calendar=True,
    ),
    Action(
        f"{NAME}.annual_inspection",
        "年度检验",
        facts.AnnualInspection,
        rules.annual_inspection,
        (clauses.GRADE, clauses.SESSIONS, clauses.DAYS),
    ),
    Action(f"{NAME}.withdraw", "退出", facts.Withdraw, rules.withdraw, (clauses.CAUSE,)),
    Action(
        f"{NAME}.allowance",
        "测算红领津贴",
        facts.Allowance,
        rules.allowance,
        (clauses.CATEGORY, clauses.UNCERTIFIED, clauses.ENGAGED, clauses.GRADE),
    ),
    Action(f"{NAME}.assessors", "确定考核主体", facts.Assessors, rules.assessors),
    Action(
        f"{NAME}.report_change",
        "测算变动报告期限",
        facts.ReportChange,
        rules.report_change,
        takes_calendar=True,
    ),
    Action(f"{NAME}.move", "跨城市流动", facts.Move, rules.move, (clauses.CITY,)),
)

SCHEME = Scheme(
    name=NAME,
    title="两新组织党务工作者四级五专",
    source=clauses.SOURCE,
    policy=FourLevelPolicy,
    actions=ACTIONS,
    examples=examples.EXAMPLES,
)
