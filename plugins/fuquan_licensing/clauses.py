"""Clauses that Fuquan's findings cite (domain.md §4); what the source leaves open says so."""

from functools import partial

from core.policy.decision import Clause, Severity

SOURCE = "福泉市党务工作者“持证上岗”做法（2022 年）"
clause = partial(Clause, source=SOURCE)

QUOTA_MIN = clause("FQ-QUOTA-MIN", "核定员额不低于本类单位的员额下限")
QUOTA_MAX = clause("FQ-QUOTA-MAX", "核定员额不高于本类单位的员额上限")
OVER = clause("FQ-OVER", "控超：专职人数不超过核定员额")
SHORT = clause("FQ-SHORT", "补缺：专职人数低于员额下限的应予补齐", severity=Severity.WARN)
MEMBER = clause("FQ-MEMBER", "党务工作者须为中共正式党员")
POST = clause("FQ-POST", "党务工作者须在岗")
UNLICENSED = clause("FQ-UNLICENSED", "未持证的列入培训名单", severity=Severity.INFO)
HELD = clause("FQ-HELD", "已持有同级或更高级有效证书的不再报考该级别（本系统默认）")
STEP = clause("FQ-STEP", "逐级晋升：报考上一级须持有下一级有效证书")
WAIT = clause("FQ-WAIT", "报考上一级须持下一级证书满规定月数")
EXAM = clause("FQ-EXAM", "考试合格方可发证")
REVIEW = clause("FQ-REVIEW", "联审机关均无异议方可发证")
UNIT = clause("FQ-UNIT", "单位考核等次为差的，其员额人员不得评为优秀、称职（合格）")
ORDER = clause("FQ-ORDER", "单位考核结果先于其人员的等次公布（本系统默认）")
CAUSE = clause("FQ-CAUSE", "因工作失误、失职等规定原因造成严重后果的注销证书")
