"""Figures of Jiangsu's four levels and five specials, with their defaults (domain.md §5).

A city has its own figures by a version of the policy for its region; a category by its own row in a
parameter. A parameter is replaced as a whole: who changes one figure of a table gives the table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Generic, TypeVar

from pydantic import Field, WithJsonSchema

from core.policy.checks import Label, PartOf
from core.policy.fields import Amount, Score, Share
from core.policy.jsontext import number
from core.policy.models import Model, Policy
from core.policy.problems import Problem
from plugins.jiangsu_four_level.vocabulary import Category, Component, Consequence, DeputyRule, Level

T = TypeVar("T")

Years = Annotated[Amount, Field(le=60), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 60})]
Days = Annotated[Amount, Field(le=366), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 366})]
Money = Annotated[
    Amount, Field(le=1_000_000), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1_000_000})
]


class ByLevel(Model, Generic[T]):
    """A figure for each level."""

    JUNIOR: T = Field(title=Level.JUNIOR.label)
    INTERMEDIATE: T = Field(title=Level.INTERMEDIATE.label)
    SENIOR: T = Field(title=Level.SENIOR.label)
    SPECIAL: T = Field(title=Level.SPECIAL.label)

    def of(self, level: Level) -> T:
        """Return the figure of a level."""
        figure: T = getattr(self, level.value)
        return figure


class ByCertifiedCategory(Model, Generic[T]):
    """A row for each category that is certified."""

    SECRETARY: T = Field(title=Category.SECRETARY.label)
    RECRUITED: T = Field(title=Category.RECRUITED.label)

    def of(self, category: Category) -> T:
        """Return the row of a category."""
        row: T = getattr(self, category.value)
        return row


class ByCategory(ByCertifiedCategory[T], Generic[T]):
    """A row for each category."""

    INSTRUCTOR: T = Field(title=Category.INSTRUCTOR.label)


class Weights(Model):
    """What each component counts in an evaluation; together 1."""

    POLITICAL: Share = Field(title=Component.POLITICAL.label)
    COMPETENCE: Share = Field(title=Component.COMPETENCE.label)
    TENURE: Share = Field(title=Component.TENURE.label)
    ACHIEVEMENT: Share = Field(title=Component.ACHIEVEMENT.label)
    RECOGNITION: Share = Field(title=Component.RECOGNITION.label)

    def of(self, component: Component) -> Decimal:
        """Return the weight of a component."""
        weight: Decimal = getattr(self, component.value)
        return weight


@dataclass(frozen=True, slots=True)
class WholeWeights:
    """The weights in each row of a parameter must add up to 1."""

    parameter: str

    def problems(self, tree: Any, faulty: frozenset[str], label: Label) -> Iterator[Problem]:
        """Yield one problem for each row that adds up to something else."""
        rows = tree.get(self.parameter) if isinstance(tree, dict) else None
        for name, row in rows.items() if isinstance(rows, dict) else ():
            path = f"{self.parameter}.{name}"
            if any(place == path or place.startswith(f"{path}.") for place in faulty):
                continue
            total = sum((Fraction(weight) for weight in row.values()), Fraction(0))
            if total != 1:
                message = f"{label(path)}各项权重合计为 {number(total)}，须为 1：请核对各项权重"
                yield Problem(path, "WRONG_SUM", message)


def _rising(parameter: str, categories: tuple[Category, ...]) -> tuple[PartOf, ...]:
    """Return checks that no level's figure exceeds that of the next higher level."""
    return tuple(
        PartOf((f"{parameter}.{category}.{level.below}",), f"{parameter}.{category}.{level}")
        for category in categories
        for level in Level
        if level.below is not None
    )


def _years() -> ByLevel[Years]:
    return ByLevel[Years](JUNIOR=Decimal(1), INTERMEDIATE=Decimal(3), SENIOR=Decimal(5), SPECIAL=Decimal(8))


def _allowance() -> ByLevel[Money]:
    return ByLevel[Money](
        JUNIOR=Decimal(1200), INTERMEDIATE=Decimal(2400), SENIOR=Decimal(3600), SPECIAL=Decimal(6000)
    )


def _weights() -> Weights:
    fifth = Decimal("0.2")
    return Weights(POLITICAL=fifth, COMPETENCE=fifth, TENURE=fifth, ACHIEVEMENT=fifth, RECOGNITION=fifth)


class FourLevelPolicy(Policy):
    """Parameters of selection, dispatch, training, certification, inspection and allowances."""

    checks = (
        *_rising("years_in_post", tuple(Category)),
        *_rising("yearly_allowance", (Category.SECRETARY, Category.RECRUITED)),
        WholeWeights("evaluation_weights"),
    )

    deputy_staff_count: int = Field(
        100, ge=1, le=1_000_000, title="须配专职副书记的职工人数起点", json_schema_extra={"unit": "人"}
    )
    deputy_member_count: int = Field(
        50, ge=1, le=1_000_000, title="须配专职副书记的党员人数起点", json_schema_extra={"unit": "人"}
    )
    deputy_rule: DeputyRule = Field(DeputyRule.ANY, title="须配专职副书记的人数条件")
    instructor_full_member: bool = Field(True, title="选派指导员须为中共正式党员")

    minimum_sessions: int = Field(
        1, ge=0, le=366, title="每年参加集中培训不少于", json_schema_extra={"unit": "次"}
    )
    minimum_days: Days = Field(Decimal(3), title="每年培训时间不少于", json_schema_extra={"unit": "天"})
    demonstration_sessions: int = Field(
        1, ge=0, le=366, title="设区市每年举办示范培训不少于", json_schema_extra={"unit": "次"}
    )

    test_validity_months: int = Field(
        12, ge=1, le=120, title="定期测试合格的有效期", json_schema_extra={"unit": "个月"}
    )
    years_in_post: ByCategory[ByLevel[Years]] = Field(
        ByCategory[ByLevel[Years]](SECRETARY=_years(), RECRUITED=_years(), INSTRUCTOR=_years()),
        title="申报各级证书的两新组织任职年限",
        json_schema_extra={"unit": "年"},
    )
    evaluation_weights: ByCategory[Weights] = Field(
        ByCategory[Weights](SECRETARY=_weights(), RECRUITED=_weights(), INSTRUCTOR=_weights()),
        title="综合评定各项权重",
        json_schema_extra={"unit": "比例"},
    )
    evaluation_pass_mark: ByCategory[Score] = Field(
        ByCategory[Score](SECRETARY=Decimal(60), RECRUITED=Decimal(60), INSTRUCTOR=Decimal(60)),
        title="综合评定合格分数线",
        json_schema_extra={"unit": "分"},
    )
    publicity_working_days: int = Field(
        5, ge=1, le=250, title="认证结果公示不少于", json_schema_extra={"unit": "个工作日"}
    )

    first_failure: Consequence = Field(Consequence.SUSPENDED, title="首次年检不合格的处理")
    repeated_failure: Consequence = Field(Consequence.LOWERED, title="再次年检不合格的处理")
    yearly_allowance: ByCertifiedCategory[ByLevel[Money]] = Field(
        ByCertifiedCategory[ByLevel[Money]](SECRETARY=_allowance(), RECRUITED=_allowance()),
        title="红领津贴标准",
        json_schema_extra={"unit": "元/年"},
    )
    report_days: int = Field(
        30, ge=1, le=366, title="持证人员变动后报告的期限", json_schema_extra={"unit": "天"}
    )
