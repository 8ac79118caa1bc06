"""Xiajiang's law in one value: actions, the clauses each may cite, and the policy they are judged by."""

from core.policy.scheme import Action, Scheme
from plugins.xiajiang_three_roles import clauses, examples, facts, rules
from plugins.xiajiang_three_roles.policy import ThreeRolesPolicy

NAME = "xiajiang_three_roles"

ACTIONS = (
    Action(
        f"{NAME}.nominate",
        "提名初步人选",
        facts.Nominate,
        rules.nominate,
        (
            clauses.MEMBER,
            clauses.EXPERIENCE,
            clauses.CONDUCT,
            clauses.HEALTH,
            clauses.TARGET,
            clauses.ROUTE,
            clauses.NEAR,
            clauses.WEAK,
            clauses.FIELD,
        ),
    ),
    Action(
        f"{NAME}.finalise",
        "确定最终人选",
        facts.Finalise,
        rules.finalise,
        (clauses.CONSULT, clauses.NOTICE, clauses.OBJECTION),
    ),
    Action(f"{NAME}.appoint", "发放聘书", facts.Appoint, rules.appoint, (clauses.TRAINING,)),
    Action(f"{NAME}.supervise", "开展监督", facts.Supervise, rules.supervise, (clauses.FIELD, clauses.ROLE)),
    Action(f"{NAME}.schedule", "测算任期任务", facts.Schedule, rules.schedule),
    Action(f"{NAME}.year_end", "年终考核", facts.YearEnd, rules.year_end),
    Action(
        f"{NAME}.targets",
        "对照创建目标",
        facts.Targets,
        rules.targets,
        (clauses.QUALIFIED, clauses.ADVANCED, clauses.BACKWARD),
    ),
)

SCHEME = Scheme(
    name=NAME,
    title="党建特派员、指导员、监督员（三员）",
    source=clauses.SOURCE,
    policy=ThreeRolesPolicy,
    actions=ACTIONS,
    examples=examples.EXAMPLES,
)
