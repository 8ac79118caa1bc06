"""Guizhou's law in one value: actions, the clauses each may cite, and the policy they are judged by."""

from core.policy.scheme import Action, Scheme
from plugins.guizhou_township import clauses, examples, facts, rules
from plugins.guizhou_township.policy import TownshipPolicy

NAME = "guizhou_township"
LEAVING = (clauses.YEARS_2, clauses.YEARS_5, clauses.APPROVAL, clauses.APPROVED)

ACTIONS = (
    Action(f"{NAME}.transfer", "调动乡镇干部", facts.Transfer, rules.transfer, LEAVING),
    Action(f"{NAME}.secondment", "借调乡镇干部", facts.Secondment, rules.secondment, LEAVING),
    Action(
        f"{NAME}.promote_nonleading",
        "晋升非领导职务",
        facts.PromoteNonleading,
        rules.promote_nonleading,
        (clauses.IN_POST, clauses.CONTINUOUS_5),
    ),
    Action(
        f"{NAME}.leadership_mix",
        "核对领导班子结构",
        facts.LeadershipMix,
        rules.leadership_mix,
        (clauses.MIX,),
    ),
    Action(
        f"{NAME}.county_leadership",
        "核对县级领导班子结构",
        facts.CountyLeadership,
        rules.county_leadership,
        (clauses.HEAD,),
    ),
    Action(
        f"{NAME}.recruitment_plan",
        "核对年度招录计划",
        facts.RecruitmentPlan,
        rules.recruitment_plan,
        (clauses.RECRUIT_80, clauses.EXPERIENCED_80, clauses.TARGETED_15, clauses.TARGETED_20),
    ),
    Action(f"{NAME}.application_ratio", "测算报名缺口", facts.ApplicationRatio, rules.application_ratio),
    Action(f"{NAME}.training", "核对年度培训天数", facts.Training, rules.training, (clauses.DAYS,)),
    Action(f"{NAME}.excellent_cap", "测算优秀等次名额", facts.ExcellentCap, rules.excellent_cap),
    Action(f"{NAME}.village_placement", "测算驻村安排", facts.VillagePlacement, rules.village_placement),
    Action(f"{NAME}.head_term", "调整乡镇党政正职", facts.HeadTerm, rules.head_term, (clauses.TERM,)),
    Action(f"{NAME}.veto_item", "设定“一票否决”事项", facts.VetoItem, rules.veto_item, (clauses.VETO,)),
)

SCHEME = Scheme(
    name=NAME,
    title="乡镇干部队伍管理",
    source=clauses.SOURCE,
    policy=TownshipPolicy,
    actions=ACTIONS,
    examples=examples.EXAMPLES,
)
