"""Figures of Fuquan's licensing of party-affairs workers, with the defaults of 2022 (domain.md §4)."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from core.policy.checks import Disjoint, PartOf, Unique
from core.policy.choice import Choice
from core.policy.fields import Code, Score, Share, Text
from core.policy.models import Model, Policy
from core.policy.vocabulary import Sector

Sectors = tuple[Sector, ...]


class Rounding(Choice):
    """Which way a share of staff becomes a whole number of posts."""

    UP = "UP", "向上取整"
    DOWN = "DOWN", "向下取整"
    HALF_UP = "HALF_UP", "四舍五入"


class ReviewBody(Model):
    """A body that must clear a candidate before a licence is issued."""

    code: Code = Field(title="机关代码")
    label: Text = Field(title="机关名称")


class DutyHeading(Model):
    """A heading under which each post's duties are stated."""

    code: Code = Field(title="职责类别代码")
    label: Text = Field(title="职责类别名称")


class LicensingPolicy(Policy):
    """Parameters of quotas, examinations, licences, pay links and filing."""

    checks = (
        PartOf(("organ_minimum_share",), "organ_maximum_share"),
        PartOf(("intermediate_coefficient",), "senior_coefficient"),
        PartOf(("intermediate_steps",), "senior_steps"),
        Disjoint(("fixed_quota_sectors", "share_quota_sectors", "per_head_quota_sectors")),
        Disjoint(("coefficient_sectors", "step_sectors")),
        Unique("review_bodies[].code"),
        Unique("duty_headings[].code"),
    )

    fixed_quota_sectors: Sectors = Field(
        (Sector.TOWNSHIP, Sector.SUBDISTRICT), title="按定额核定员额的单位类别"
    )
    fixed_minimum: int = Field(
        2, ge=0, le=1000, title="乡镇（街道）员额下限（不含组织委员）", json_schema_extra={"unit": "名"}
    )
    share_quota_sectors: Sectors = Field((Sector.ORGAN,), title="按在岗人数比例核定员额的单位类别")
    organ_minimum_share: Share = Field(
        Decimal("0.01"), title="机关员额下限占在岗人数的比例", json_schema_extra={"unit": "比例"}
    )
    organ_maximum_share: Share = Field(
        Decimal("0.02"), title="机关员额上限占在岗人数的比例", json_schema_extra={"unit": "比例"}
    )
    organ_minimum_rounding: Rounding = Field(Rounding.UP, title="机关员额下限的取整方式")
    organ_maximum_rounding: Rounding = Field(Rounding.DOWN, title="机关员额上限的取整方式")
    organ_least: int = Field(1, ge=0, le=1000, title="机关员额最少数", json_schema_extra={"unit": "名"})
    per_head_quota_sectors: Sectors = Field((Sector.SOE,), title="按每若干人 1 名核定员额的单位类别")
    people_per_worker: int = Field(
        100, ge=1, le=100_000, title="国有企业每多少人配 1 名", json_schema_extra={"unit": "人"}
    )
    soe_least: int = Field(1, ge=0, le=1000, title="国有企业员额最少数", json_schema_extra={"unit": "名"})

    refuse_held_level: bool = Field(True, title="已持同级或更高级有效证书的不得再报考")
    months_between_levels: int = Field(
        12, ge=0, le=600, title="报考上一级前须持下一级证书满", json_schema_extra={"unit": "个月"}
    )
    pass_mark: Score = Field(Decimal(60), title="考试合格分数线", json_schema_extra={"unit": "分"})
    review_bodies: tuple[ReviewBody, ...] = Field(
        (
            ReviewBody(code="DISCIPLINE", label="纪检机关"),
            ReviewBody(code="PUBLIC_SECURITY", label="公安机关"),
        ),
        title="发证前联审的机关",
    )
    validity_months: Annotated[int, Field(ge=1, le=600)] | None = Field(
        None, title="证书有效期（空为长期有效）", json_schema_extra={"unit": "个月"}
    )
    revocation_causes: tuple[Code, ...] = Field(
        ("WORK_ERROR", "DERELICTION"), min_length=1, title="可以注销证书的原因"
    )

    filing_working_days: int = Field(
        15, ge=1, le=250, title="变动后备案的期限", json_schema_extra={"unit": "个工作日"}
    )

    coefficient_sectors: Sectors = Field(
        (
            Sector.ORGAN,
            Sector.INSTITUTION,
            Sector.TOWNSHIP,
            Sector.SUBDISTRICT,
            Sector.SCHOOL,
            Sector.HOSPITAL,
        ),
        title="按系数挂钩待遇的单位类别",
    )
    intermediate_coefficient: Share = Field(
        Decimal("0.05"), title="中级证书的待遇系数", json_schema_extra={"unit": "系数"}
    )
    senior_coefficient: Share = Field(
        Decimal("0.10"), title="高级证书的待遇系数（总数）", json_schema_extra={"unit": "系数"}
    )
    step_sectors: Sectors = Field((Sector.VILLAGE, Sector.COMMUNITY), title="按档次挂钩待遇的单位类别")
    intermediate_steps: int = Field(
        1, ge=0, le=100, title="中级证书上调的档次", json_schema_extra={"unit": "档"}
    )
    senior_steps: int = Field(
        2, ge=0, le=100, title="高级证书上调的档次（总数）", json_schema_extra={"unit": "档"}
    )

    own_score_share: Share = Field(
        Decimal("0.5"), title="双重管理考核中所在单位评分的权重", json_schema_extra={"unit": "比例"}
    )
    unit_result_first: bool = Field(True, title="单位考核结果公布后方可评定其人员的等次")
    duty_headings: tuple[DutyHeading, ...] = Field(
        (
            DutyHeading(code="SELF_BUILDING", label="加强自身建设"),
            DutyHeading(code="GRASSROOTS", label="抓好基层基础"),
            DutyHeading(code="PARTY_RULES", label="执行党内法规"),
            DutyHeading(code="SERVING_MASSES", label="联系服务群众"),
            DutyHeading(code="OWN_FIRST", label="推动中心工作"),
            DutyHeading(code="OWN_SECOND", label="完成交办事项"),
        ),
        min_length=1,
        title="岗位职责的类别（后两项由本地自定）",
    )
