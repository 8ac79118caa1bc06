"""Figures of Xiajiang's three roles, with the defaults of 2019 (domain.md §6)."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from core.policy.checks import PartOf
from core.policy.choice import Choice
from core.policy.fields import Score, Share
from core.policy.models import Policy
from core.policy.vocabulary import Sector


class Route(Choice):
    """How somebody came to be put forward."""

    SELF_AND_RECOMMENDED = "SELF_AND_RECOMMENDED", "个人自荐与组织推荐"
    UNIFIED = "UNIFIED", "统一选派"
    SOCIAL_RECRUITMENT = "SOCIAL_RECRUITMENT", "面向社会选聘"
    ASSIGNED = "ASSIGNED", "直接指派"


class FirstPeriod(Choice):
    """Whether the month or quarter in which a term begins counts."""

    FULL = "FULL", "任期覆盖整个月（季度）才计"
    ANY = "ANY", "任期开始所在的月（季度）即计"


class ThreeRolesPolicy(Policy):
    """Parameters of selection, term, duties, year-end appraisal and targets."""

    checks = (PartOf(("negative_score",), "outstanding_score"),)

    commissioner_sectors: tuple[Sector, ...] = Field(
        (Sector.ORGAN, Sector.INSTITUTION), min_length=1, title="可派党建特派员的单位类别"
    )
    commissioner_routes: tuple[Route, ...] = Field(
        (Route.SELF_AND_RECOMMENDED,), min_length=1, title="党建特派员的产生方式"
    )
    instructor_sectors: tuple[Sector, ...] = Field(
        (Sector.TWO_NEW,), min_length=1, title="可派党建指导员的单位类别"
    )
    instructor_routes: tuple[Route, ...] = Field(
        (Route.UNIFIED, Route.SOCIAL_RECRUITMENT), min_length=1, title="党建指导员的产生方式"
    )

    term_months: int = Field(12, ge=1, le=120, title="聘期", json_schema_extra={"unit": "个月"})
    first_period: FirstPeriod = Field(FirstPeriod.FULL, title="任期开始所在的月（季度）是否计任务")

    outstanding_score: Score = Field(
        Decimal(90), title="年终考核评为突出的最低分", json_schema_extra={"unit": "分"}
    )
    negative_score: Score = Field(
        Decimal(60), title="年终考核低于此分评为消极", json_schema_extra={"unit": "分"}
    )
    least_done_share: Share = Field(
        Decimal("0.5"),
        title="督查、报告完成不足此比例评为消极",
        json_schema_extra={"unit": "比例"},
    )
    min_present_days: Annotated[int, Field(ge=0, le=366)] | None = Field(
        None, title="全年最少在岗天数（空为不作要求）", json_schema_extra={"unit": "天"}
    )

    target_year: int = Field(2022, ge=2000, le=2100, title="目标年份", json_schema_extra={"unit": "年"})
    baseline_advanced: Share = Field(
        Decimal("0.10"), title="先进党组织占比的起点", json_schema_extra={"unit": "比例"}
    )
    qualified_share: Share = Field(
        Decimal("0.95"), title="合格党组织占比的目标（含先进）", json_schema_extra={"unit": "比例"}
    )
    advanced_share: Share = Field(
        Decimal("0.35"), title="先进党组织占比的目标", json_schema_extra={"unit": "比例"}
    )
    backward_share: Share = Field(
        Decimal("0.05"), title="后进党组织占比的上限", json_schema_extra={"unit": "比例"}
    )
