"""Clauses that Jiangsu's findings cite (domain.md §5); what the source leaves open says so."""

from functools import partial

from core.policy.decision import Clause, Severity

SOURCE = "江苏省两新组织党务工作者“四级五专”做法"
clause = partial(Clause, source=SOURCE)

HEAD = clause("JS-HEAD", "主要出资人或负责人是党员的，宜由其担任党组织书记", severity=Severity.WARN)
MANAGEMENT = clause("JS-MANAGEMENT", "主要出资人、负责人不是党员的，书记从管理层党员中产生")
MEMBER = clause("JS-MEMBER", "两新党组织书记须为党员；选派指导员须为中共正式党员（后者为本系统默认）")
DEPUTY = clause("JS-DEPUTY", "由主要出资人或负责人任书记、规模较大的，须配专职副书记（人数起点为本系统默认）")
ORIGIN = clause("JS-ORIGIN", "指导员从党政机关、国有企业、事业单位选派")
TARGET = clause("JS-TARGET", "指导员派往两新组织")
PRIORITY = clause("JS-PRIORITY", "重点两新组织和没有党员的两新组织优先选派指导员", severity=Severity.INFO)
SESSIONS = clause("JS-SESSIONS", "每年参加集中培训达到规定次数")
DAYS = clause("JS-DAYS", "每年培训时间达到规定天数")
DEMONSTRATION = clause("JS-DEMONSTRATION", "设区市每年举办示范培训")
ROTATION = clause("JS-ROTATION", "县（市、区）每年制定集中轮训计划并组织实施")
CATEGORY = clause("JS-CATEGORY", "选派指导员不参加等级认证，不享受红领津贴，另给工作经费")
TEST = clause("JS-TEST", "申报认证须在规定期限内定期测试合格（期限为本系统默认）")
HELD = clause("JS-HELD", "在本市已持有同级或更高级有效证书的不再申报该级别")
STEP = clause("JS-STEP", "逐级晋升：申报上一级须持有本市下一级有效证书")
YEARS = clause("JS-YEARS", "申报各级证书须在两新组织任职满规定年限（年限为本系统默认）")
GRADE = clause("JS-GRADE", "考核须为称职（合格）及以上；申报初级以上证书须有考核等次")
TITLE = clause("JS-TITLE", "具有政工类、社会工作类职称的优先认证", severity=Severity.INFO)
ORDER = clause("JS-ORDER", "认证按规定步骤依次进行")
SCORE = clause("JS-SCORE", "综合评定总分达到合格分数线（权重和分数线为本系统默认）")
PUBLICITY = clause("JS-PUBLICITY", "认证结果公示期满方可发证（期限为本系统默认）")
OBJECTION = clause("JS-OBJECTION", "公示异议全部办结方可发证")
CAUSE = clause("JS-CAUSE", "离岗、不胜任、违纪违法、本人申请等规定情形方可退出")
UNCERTIFIED = clause("JS-UNCERTIFIED", "红领津贴发给持有有效证书的人员")
ENGAGED = clause("JS-ENGAGED", "红领津贴发给在岗履职的人员")
CITY = clause("JS-CITY", "证书在发证的设区市内有效", severity=Severity.WARN)
