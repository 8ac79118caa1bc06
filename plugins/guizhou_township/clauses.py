"""Clauses that Guizhou's findings cite (domain.md §7); what the source leaves open says so."""

from functools import partial

from core.policy.decision import Clause, Severity

SOURCE = "贵州省乡镇干部队伍建设规定（2015 年前后）"
clause = partial(Clause, source=SOURCE)

YEARS_2 = clause("GZ-2Y", "新录用的乡镇公务员在最低服务年限内，无论何种理由不得调动、借调")
YEARS_5 = clause("GZ-5Y", "新录用的乡镇公务员未满服务年限，无特殊原因不得调离、借离乡镇")
APPROVAL = clause(
    "GZ-APPROVAL", "满最低服务年限未满服务年限，因特殊原因调离、借离乡镇的，须报市级党委组织部门批准"
)
APPROVED = clause(
    "GZ-APPROVED", "因特殊原因经市级党委组织部门批准的，可以调离、借离乡镇", severity=Severity.INFO
)
IN_POST = clause("GZ-INPOST", "晋升非领导职务的须为乡镇在编、在职、在岗干部")
CONTINUOUS_5 = clause("GZ-CONT5", "晋升非领导职务的须在乡镇连续工作满规定年限")
MIX = clause("GZ-MIX", "领导班子中有乡镇工作经历的成员达到规定比例，不足的优先配备有乡镇工作经历的干部")
HEAD = clause("GZ-HEAD", "县级领导班子中担任过乡镇党政正职的成员达到规定比例", severity=Severity.WARN)
RECRUIT_80 = clause("GZ-80A", "招录名额主要用于乡镇和基层派出机构，占比达到规定比例")
EXPERIENCED_80 = clause(
    "GZ-80B", "县级以上机关补充人员主要从有基层经历的公务员中遴选、选调，占比达到规定比例"
)
TARGETED_15 = clause("GZ-15", "定向招录的公务员职位达到规定比例", severity=Severity.WARN)
TARGETED_20 = clause("GZ-20", "定向招聘的事业单位岗位达到规定比例", severity=Severity.WARN)
DAYS = clause("GZ-DAYS", "乡镇干部每年参加培训达到规定天数")
TERM = clause("GZ-TERM", "乡镇党政正职任期内保持稳定（任期年数为本系统默认）", severity=Severity.WARN)
VETO = clause("GZ-VETO", "“一票否决”事项只能由中央和省级设定")
