"""The core's own law in one value: actions, the clauses each may cite, and the policy they are judged by."""

from core.law import clauses, examples, facts, rules
from core.law.policy import CorePolicy
from core.policy.scheme import Action, Scheme

NAME = "core"

ACTIONS = (
    Action(
        f"{NAME}.excellent_cap", "核定优秀等次", facts.ExcellentCap, rules.excellent_cap, (clauses.EXCELLENT,)
    ),
    Action(f"{NAME}.exam_result", "认定考试成绩", facts.ExamResult, rules.exam_result),
    Action(
        f"{NAME}.open_cycle",
        "开启考核周期",
        facts.OpenCycle,
        rules.open_cycle,
        (clauses.QUANT, clauses.GROUPS),
    ),
    Action(f"{NAME}.close_project", "办结项目", facts.CloseProject, rules.close_project, (clauses.STEPS,)),
)

SCHEME = Scheme(
    name=NAME,
    title="核心规则",
    source=clauses.SOURCE,
    policy=CorePolicy,
    actions=ACTIONS,
    examples=examples.EXAMPLES,
)
