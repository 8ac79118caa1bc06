"""Figures of the core's own rules, with the defaults of domain.md §2; most of them the source leaves open."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from core.policy.checks import Unique
from core.policy.fields import Score, Share
from core.policy.models import Policy

DaysAhead = Annotated[int, Field(ge=0, le=366)]
Lowest = Annotated[int, Field(ge=1, le=150)]


class CorePolicy(Policy):
    """Parameters of appraisal, examinations, reminders, statistics, vacancies and training."""

    checks = (Unique("reminder_days_ahead[]"), Unique("age_bands[]"), Unique("party_work_bands[]"))

    excellent_share: Share = Field(
        Decimal("0.15"), title="优秀等次占参加考核人数的比例上限", json_schema_extra={"unit": "比例"}
    )
    least_evaluator_groups: int = Field(
        2, ge=1, le=4, title="无须说明理由的评价主体类别数", json_schema_extra={"unit": "类"}
    )
    pass_mark: Score = Field(Decimal(60), title="考试合格分数线（百分制）", json_schema_extra={"unit": "分"})
    reminder_days_ahead: tuple[DaysAhead, ...] = Field(
        (7, 1), max_length=10, title="到期前提醒的提前天数", json_schema_extra={"unit": "天"}
    )
    reminder_repeat_days: int = Field(
        7, ge=1, le=366, title="逾期后重复提醒的间隔", json_schema_extra={"unit": "天"}
    )
    smallest_cell: int = Field(
        5, ge=1, le=100, title="对外公布的统计和问卷结果中一格的最少人数", json_schema_extra={"unit": "人"}
    )
    vacancy_days: int = Field(
        90, ge=0, le=3660, title="岗位空缺计入长期空缺所超过的天数", json_schema_extra={"unit": "天"}
    )
    figure_years: int = Field(
        20, ge=1, le=100, title="年度统计数据保持更新的年数（含本年）", json_schema_extra={"unit": "年"}
    )
    figure_detail_years: int = Field(
        5,
        ge=1,
        le=100,
        title="季度、月度统计数据保持更新的年数（有记录的最近若干年，含本年和上年）",
        json_schema_extra={"unit": "年"},
    )
    report_days: int = Field(
        15,
        ge=0,
        le=366,
        title="统计期间结束后报送的期限（末日为非工作日的顺延）",
        json_schema_extra={"unit": "天"},
    )
    evaluation_months: int = Field(
        3, ge=0, le=60, title="培训结束后进行效果评估的月数", json_schema_extra={"unit": "个月"}
    )
    age_bands: tuple[Lowest, ...] = Field(
        (36, 50, 60),
        max_length=10,
        title="统计年龄段（首段除外）的最低周岁",
        json_schema_extra={"unit": "周岁"},
    )
    party_work_bands: tuple[Lowest, ...] = Field(
        (1, 6, 11),
        max_length=10,
        title="统计从事党务工作年限段（首段除外）的最低整年数",
        json_schema_extra={"unit": "年"},
    )
