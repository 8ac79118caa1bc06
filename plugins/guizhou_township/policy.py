"""Figures of Guizhou's rules for township cadres, with the defaults of about 2015 (domain.md §7)."""

from decimal import Decimal

from pydantic import Field

from core.policy.checks import PartOf
from core.policy.choice import Choice
from core.policy.fields import Ratio, Share
from core.policy.models import Policy


class Level(Choice):
    """Level of the organisation that somebody goes to."""

    PROVINCE = "PROVINCE", "省级"
    CITY = "CITY", "市（州）级"
    COUNTY = "COUNTY", "县级"
    TOWNSHIP = "TOWNSHIP", "乡镇级"
    GRASSROOTS = "GRASSROOTS", "基层"


class Issuer(Choice):
    """Who sets a veto item (一票否决)."""

    CENTRAL = "CENTRAL", "中央"
    PROVINCE = "PROVINCE", "省级"
    CITY = "CITY", "市级"
    COUNTY = "COUNTY", "县级"


class TownshipPolicy(Policy):
    """Parameters of service years, promotion, teams, recruitment, training and appraisal."""

    checks = (
        PartOf(("minimum_service_years",), "full_service_years"),
        PartOf(("mix_numerator",), "mix_denominator"),
    )

    minimum_service_years: int = Field(
        2, ge=0, le=50, title="新录用人员不得调动的最低服务年限", json_schema_extra={"unit": "年"}
    )
    full_service_years: int = Field(
        5, ge=0, le=50, title="新录用人员的服务年限", json_schema_extra={"unit": "年"}
    )
    staying_levels: tuple[Level, ...] = Field((Level.TOWNSHIP,), title="不算调离乡镇的去向层级")
    probation_counts: bool = Field(True, title="试用期计入服务年限")
    secondment_counts: bool = Field(False, title="借调期间计入服务年限")

    nonleading_years: int = Field(
        5, ge=0, le=50, title="晋升非领导职务须在乡镇连续工作的年限", json_schema_extra={"unit": "年"}
    )

    mix_years: int = Field(
        2, ge=0, le=50, title="领导班子成员算有乡镇工作经历的累计年限", json_schema_extra={"unit": "年"}
    )
    mix_numerator: int = Field(
        2, ge=0, le=1000, title="领导班子中有乡镇工作经历的比例（分子）", json_schema_extra={"unit": "份"}
    )
    mix_denominator: int = Field(
        3, ge=1, le=1000, title="领导班子中有乡镇工作经历的比例（分母）", json_schema_extra={"unit": "份"}
    )
    head_share: Share = Field(
        Decimal("0.5"), title="县级班子中担任过乡镇党政正职的比例", json_schema_extra={"unit": "比例"}
    )
    head_term_years: int = Field(5, ge=1, le=50, title="乡镇党政正职的任期", json_schema_extra={"unit": "年"})

    township_recruit_share: Share = Field(
        Decimal("0.80"), title="招录名额用于乡镇和基层派出机构的比例", json_schema_extra={"unit": "比例"}
    )
    experienced_share: Share = Field(
        Decimal("0.80"),
        title="县级以上机关补充人员中遴选、选调有基层经历公务员的比例",
        json_schema_extra={"unit": "比例"},
    )
    targeted_civil_share: Share = Field(
        Decimal("0.15"), title="定向招录的公务员职位比例", json_schema_extra={"unit": "比例"}
    )
    targeted_institution_share: Share = Field(
        Decimal("0.20"), title="定向招聘的事业单位岗位比例", json_schema_extra={"unit": "比例"}
    )
    opening_ratio: Ratio = Field(
        Decimal(3), le=1000, title="开考比例（每个名额所需的报名人数）", json_schema_extra={"unit": "人/名额"}
    )

    training_days: int = Field(12, ge=0, le=366, title="每年参加培训的天数", json_schema_extra={"unit": "天"})
    excellent_extra_share: Share = Field(
        Decimal("0.05"), title="优秀等次比例的上浮幅度", json_schema_extra={"unit": "比例"}
    )
    excellent_cap_share: Share = Field(
        Decimal("0.20"), title="优秀等次比例上浮后的上限", json_schema_extra={"unit": "比例"}
    )
    veto_issuers: tuple[Issuer, ...] = Field(
        (Issuer.CENTRAL, Issuer.PROVINCE), title="可以设定“一票否决”事项的层级"
    )
