"""Codes of Jiangsu's four levels and five specials, with their terms (domain.md §5)."""

from core.policy.choice import Choice
from core.policy.vocabulary import PersonGrade

BELOW_COMPETENT = frozenset({PersonGrade.BASIC, PersonGrade.INCOMPETENT})


class Category(Choice):
    """Category of worker."""

    SECRETARY = "SECRETARY", "两新党组织书记"
    RECRUITED = "RECRUITED", "市场化选聘专职党务工作者"
    INSTRUCTOR = "INSTRUCTOR", "选派党建工作指导员"


class Level(Choice):
    """Level of a certificate, lowest first."""

    JUNIOR = "JUNIOR", "初级"
    INTERMEDIATE = "INTERMEDIATE", "中级"
    SENIOR = "SENIOR", "高级"
    SPECIAL = "SPECIAL", "特级"

    @property
    def rank(self) -> int:
        """1 for the lowest level, counting up."""
        return list(Level).index(self) + 1

    @property
    def below(self) -> "Level | None":
        """The next lower level, None for the lowest."""
        return list(Level)[self.rank - 2] if self.rank > 1 else None


class Component(Choice):
    """What an evaluation for a certificate looks at."""

    POLITICAL = "POLITICAL", "政治素质"
    COMPETENCE = "COMPETENCE", "业务水平"
    TENURE = "TENURE", "任职年限"
    ACHIEVEMENT = "ACHIEVEMENT", "工作实绩"
    RECOGNITION = "RECOGNITION", "认可程度"


class Origin(Choice):
    """Kind of unit that dispatches an instructor."""

    PARTY_GOVERNMENT = "PARTY_GOVERNMENT", "党政机关"
    SOE = "SOE", "国有企业"
    INSTITUTION = "INSTITUTION", "事业单位"
    OTHER = "OTHER", "其他"


class TargetKind(Choice):
    """Why an organisation is to get an instructor; every kind but OTHER goes first."""

    LISTED = "LISTED", "上市公司"
    PRIVATE_BACKBONE = "PRIVATE_BACKBONE", "民营骨干企业"
    INTERNET_BACKBONE = "INTERNET_BACKBONE", "互联网骨干企业"
    SOCIAL_5A = "SOCIAL_5A", "5A级社会组织"
    TALENT = "TALENT", "高层次人才企业"
    NO_MEMBERS = "NO_MEMBERS", "没有党员的两新组织"
    OTHER = "OTHER", "其他"


class PlanLevel(Choice):
    """Who plans the year's training."""

    CITY = "CITY", "设区市"
    COUNTY = "COUNTY", "县（市、区）"


class Title(Choice):
    """Kind of professional title."""

    POLITICAL_WORK = "POLITICAL_WORK", "政工类"
    SOCIAL_WORK = "SOCIAL_WORK", "社会工作类"
    OTHER = "OTHER", "其他"


class Stage(Choice):
    """Stage of a certification, in order; an application may also end REJECTED."""

    APPLICATION = "APPLICATION", "个人申报"
    REVIEW = "REVIEW", "组织审核"
    TEST = "TEST", "培训测试"
    VISIT = "VISIT", "实地走访"
    EVALUATION = "EVALUATION", "综合评定"
    PUBLICITY = "PUBLICITY", "结果公示"
    CERTIFIED = "CERTIFIED", "颁发证书"
    REJECTED = "REJECTED", "不予认证"


class WithdrawalCause(Choice):
    """Why somebody leaves the scheme."""

    LEFT = "LEFT", "离开岗位"
    UNFIT = "UNFIT", "不能胜任"
    VIOLATION = "VIOLATION", "违纪违法"
    OWN_REQUEST = "OWN_REQUEST", "本人申请"
    OTHER = "OTHER", "其他"


class DeputyRule(Choice):
    """Whether one of the two sizes calls for a deputy or only both together."""

    ANY = "ANY", "达到其中一项"
    ALL = "ALL", "两项都达到"


class Consequence(Choice):
    """What becomes of a certificate whose annual inspection fails."""

    SUSPENDED = "SUSPENDED", "暂停"
    LOWERED = "LOWERED", "降一级（初级失效）"
    EXPIRED = "EXPIRED", "失效"


def same_city(one: str, other: str) -> bool:
    """Tell whether two division codes lie in the same prefecture-level city (设区市), which certifies.

    >>> same_city("320500", "320581"), same_city("320500", "320100")
    (True, False)
    """
    return one[:4] == other[:4]
