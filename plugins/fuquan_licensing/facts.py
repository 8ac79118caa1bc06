"""Facts of Fuquan's actions, named as in domain.md §4."""

from pydantic import Field

from core.policy.checks import NotAfter, Unique
from core.policy.choice import Choice
from core.policy.fields import Code, Count, Day, Flag, Identity, Score
from core.policy.models import Facts
from core.policy.vocabulary import CredentialStatus, PersonGrade, PoliticalStatus, Sector, UnitGrade


class Level(Choice):
    """Level of a licence, lowest first."""

    JUNIOR = "JUNIOR", "初级"
    INTERMEDIATE = "INTERMEDIATE", "中级"
    SENIOR = "SENIOR", "高级"

    @property
    def rank(self) -> int:
        """1 for the lowest level, counting up."""
        return list(Level).index(self) + 1

    @property
    def below(self) -> "Level | None":
        """The next lower level, None for the lowest."""
        return list(Level)[self.rank - 2] if self.rank > 1 else None


class Review(Choice):
    """What a reviewing body said."""

    CLEAR = "CLEAR", "无异议"
    OBJECTION = "OBJECTION", "有异议"
    PENDING = "PENDING", "未反馈"


class Quota(Facts):
    """Facts about a unit whose quota is asked for."""

    sector: Sector = Field(title="单位类别")
    staff_count: Count = Field(title="在岗人数", json_schema_extra={"unit": "人"})


class ApproveQuota(Quota):
    """Facts about a quota put forward for approval."""

    approved_quota: Count = Field(title="核定员额", json_schema_extra={"unit": "名"})
    incumbents: Count = Field(title="现有专职人数（不含组织委员）", json_schema_extra={"unit": "人"})


class Appoint(Quota):
    """Facts about a person and the unit where he or she is to fill a quota post."""

    political_status: PoliticalStatus = Field(title="政治面貌")
    in_post: Flag = Field(title="在岗")
    incumbents: Count = Field(title="任用后的专职人数（不含组织委员）", json_schema_extra={"unit": "人"})
    approved_quota: Count = Field(title="核定员额", json_schema_extra={"unit": "名"})
    licensed: Flag | None = Field(None, title="是否持证")


class HeldLicence(Facts):
    """One licence of a candidate, past ones included."""

    level: Level = Field(title="证书级别")
    issued_on: Day = Field(title="发证日期")
    status: CredentialStatus = Field(title="证书状态")


class SitExam(Facts):
    """Facts about a candidate for an examination on a day."""

    checks = (NotAfter("held[].issued_on", "on"),)

    on: Day = Field(title="报考日期")
    level: Level = Field(title="报考级别")
    political_status: PoliticalStatus = Field(title="政治面貌")
    in_post: Flag = Field(title="在岗")
    held: tuple[HeldLicence, ...] = Field(title="已持证书")


class Issue(Facts):
    """Facts about a candidate for a licence; a body without an entry has not answered yet."""

    exam_passed: Flag = Field(title="考试合格")
    reviews: dict[Code, Review] = Field(title="联审意见")


class FilingDue(Facts):
    """The day on which a change takes effect."""

    changed_on: Day = Field(title="变动生效日期")


class Grade(Facts):
    """Grade of a unit and the grade proposed for one of its quota staff, licensed or not."""

    unit_grade: UnitGrade = Field(title="单位考核等次")
    grade: PersonGrade = Field(title="个人考核等次")


class GradeOrder(Facts):
    """Whether the result of a unit is published for the period of which one of its staff is graded."""

    unit_published: Flag = Field(title="单位本期考核结果已公布")


class DualScore(Facts):
    """What both sides of the dual appraisal gave somebody."""

    own_score: Score = Field(title="所在单位评分", json_schema_extra={"unit": "分"})
    superior_score: Score = Field(title="上级单位评分", json_schema_extra={"unit": "分"})


class Pay(Facts):
    """Where somebody works and the licence he or she holds."""

    sector: Sector = Field(title="单位类别")
    level: Level | None = Field(None, title="证书级别")


class Revoke(Facts):
    """Why a licence is to be revoked; which causes there are is a matter of policy."""

    serious_consequence: Flag = Field(title="造成严重后果")
    cause: Code = Field(title="注销原因")


class Candidate(Facts):
    """One entry of a ranking."""

    id: Identity = Field(title="编号")
    score: Score = Field(title="成绩", json_schema_extra={"unit": "分"})
    level: Level | None = Field(title="证书级别")


class Rank(Facts):
    """Those to be put in order."""

    checks = (Unique("candidates[].id"),)

    candidates: tuple[Candidate, ...] = Field(title="候选人")
