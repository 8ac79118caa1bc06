"""Clauses that Xiajiang's findings cite (domain.md §6); what the source leaves open says so."""

from functools import partial

from core.policy.decision import Clause, Severity

SOURCE = "峡江县“三员”做法（2019 年）"
clause = partial(Clause, source=SOURCE)

MEMBER = clause("XJ-MEMBER", "“三员”人选须为中共正式党员")
EXPERIENCE = clause("XJ-EXPERIENCE", "“三员”人选须有党务工作经历")
CONDUCT = clause("XJ-CONDUCT", "“三员”人选须品行端正、作风正派")
HEALTH = clause("XJ-HEALTH", "“三员”人选须身体健康，能正常履职")
TARGET = clause(
    "XJ-TARGET",
    "党建特派员派往后进的机关、事业单位党组织（单位类别为本系统默认），党建指导员派往两新组织，"
    "党建监督员按领域派出、不派驻具体党组织",
)
ROUTE = clause("XJ-ROUTE", "党建特派员由个人自荐与组织推荐产生，党建指导员由统一选派或面向社会选聘产生")
NEAR = clause("XJ-NEAR", "党建特派员一般派往本系统、本单位的党组织", severity=Severity.WARN)
WEAK = clause("XJ-WEAK", "党建指导员优先派往后进的两新组织", severity=Severity.INFO)
FIELD = clause("XJ-FIELD", "党建监督员须明确所在领域，并只监督本领域的党组织")
CONSULT = clause("XJ-CONSULT", "确定最终人选前须征求本人及所在单位意见")
NOTICE = clause("XJ-NOTICE", "确定最终人选前须告知拟派驻的党组织")
OBJECTION = clause("XJ-OBJECTION", "本人或所在单位有不同意见的应先沟通", severity=Severity.WARN)
TRAINING = clause("XJ-TRAINING", "岗前培训合格方可发放聘书")
ROLE = clause("XJ-ROLE", "党建监督员由选派单位和县委党建工作领导小组办公室管理，不作为监督对象（本系统默认）")
QUALIFIED = clause("XJ-QUALIFIED", "合格党组织占比达到目标")
ADVANCED = clause("XJ-ADVANCED", "先进党组织占比达到目标")
BACKWARD = clause("XJ-BACKWARD", "后进党组织占比控制在目标以内")
