"""Facts of Guizhou's actions, named as in domain.md §7."""

from typing import Annotated

from pydantic import Field, StringConstraints

from core.policy.checks import NotAfter, PartOf, Unique
from core.policy.fields import Amount, Count, Day, Flag, Identity, Ratio, Share
from core.policy.models import Facts
from plugins.guizhou_township.policy import Issuer, Level

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class Transfer(Facts):
    """Facts about a township cadre who asks to be transferred on a day."""

    checks = (NotAfter("township_since", "on"),)

    on: Day = Field(title="调动（借调）日期")
    township_since: Day = Field(title="乡镇服务起算日期")
    recruited: Flag = Field(title="新录用乡镇公务员（含选调生）")
    to_level: Level = Field(title="去向层级")
    special_reason: Flag = Field(title="有特殊原因")
    city_approved: Flag = Field(title="市级党委组织部门已批准")


class Secondment(Transfer):
    """Facts about a township cadre who is seconded, on the day on which the secondment is looked at."""

    until: Day = Field(title="借调截止日期")


class PromoteNonleading(Facts):
    """Facts about a cadre proposed for a non-leading post (非领导职务)."""

    checks = (NotAfter("township_since", "on"),)

    on: Day = Field(title="晋升日期")
    in_post: Flag = Field(title="在编、在职、在岗")
    township_since: Day = Field(title="在乡镇连续工作的起算日期")


class MixMember(Facts):
    """One member of a leadership team."""

    township_years: Amount = Field(title="累计乡镇工作年限", json_schema_extra={"unit": "年"})


class LeadershipMix(Facts):
    """The members of a leadership team."""

    members: tuple[MixMember, ...] = Field(min_length=1, title="领导班子成员")


class CountyMember(Facts):
    """One member of a county's leadership team."""

    was_township_head: Flag = Field(title="担任过乡镇党政正职")


class CountyLeadership(Facts):
    """The members of a county's leadership team."""

    members: tuple[CountyMember, ...] = Field(min_length=1, title="县级领导班子成员")


class RecruitmentPlan(Facts):
    """A year's plan of recruitment; every first number is part of the one after it."""

    checks = (
        PartOf(("to_township",), "recruited_total"),
        PartOf(("from_experienced",), "replenished_total"),
        PartOf(("targeted_civil",), "civil_total"),
        PartOf(("targeted_institution",), "institution_total"),
    )

    recruited_total: Count = Field(title="招录名额", json_schema_extra={"unit": "名"})
    to_township: Count = Field(title="其中用于乡镇和基层派出机构", json_schema_extra={"unit": "名"})
    replenished_total: Count = Field(title="县级以上机关计划补充人数", json_schema_extra={"unit": "名"})
    from_experienced: Count = Field(title="其中遴选、选调有基层经历公务员", json_schema_extra={"unit": "名"})
    targeted_civil: Count = Field(title="定向招录的公务员职位", json_schema_extra={"unit": "个"})
    civil_total: Count = Field(title="公务员职位总数", json_schema_extra={"unit": "个"})
    targeted_institution: Count = Field(title="定向招聘的事业单位岗位", json_schema_extra={"unit": "个"})
    institution_total: Count = Field(title="事业单位岗位总数", json_schema_extra={"unit": "个"})


class Post(Facts):
    """One post that people apply for; without a ratio of its own, the common one holds."""

    id: Identity = Field(title="职位编号")
    openings: Count = Field(title="招录名额", json_schema_extra={"unit": "名"})
    applicants: Count = Field(title="报名人数", json_schema_extra={"unit": "人"})
    ratio: Ratio | None = Field(None, title="本职位开考比例", json_schema_extra={"unit": "人/名额"})


class ApplicationRatio(Facts):
    """Posts with their applicants; without a common ratio, that of the policy holds."""

    checks = (Unique("posts[].id"),)

    posts: tuple[Post, ...] = Field(title="职位")
    opening_ratio: Ratio | None = Field(None, title="开考比例", json_schema_extra={"unit": "人/名额"})


class Training(Facts):
    """How many days somebody was trained in a year."""

    days: Amount = Field(title="全年培训天数", json_schema_extra={"unit": "天"})


class ExcellentCap(Facts):
    """The usual cap on the grade EXCELLENT and how many are appraised."""

    base_share: Share = Field(title="优秀等次的基础比例", json_schema_extra={"unit": "比例"})
    appraised: Count = Field(title="参加考核人数", json_schema_extra={"unit": "人"})


class VillagePlacement(Facts):
    """Whether somebody was recruited, institution staff too, and knows townships or villages."""

    has_township_or_village_experience: Flag = Field(title="有乡镇或村工作经历")
    recruited: Flag = Field(title="新录用（含事业单位人员）")


class HeadTerm(Facts):
    """Facts about a township head who is to be moved on a day."""

    checks = (NotAfter("term_since", "on"),)

    on: Day = Field(title="调整日期")
    term_since: Day = Field(title="任期起始日期")
    reason: Reason | None = Field(None, title="调整理由")


class VetoItem(Facts):
    """Who sets a veto item (一票否决)."""

    issued_by: Issuer = Field(title="设定层级")
