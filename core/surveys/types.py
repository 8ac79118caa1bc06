"""GraphQL types of surveys and their results."""

from fractions import Fraction
from typing import Any

import graphene
from django.utils import timezone

from core.api import connections
from core.api.scalars import Date, DateTime, Decimal
from core.organisations.types import enum
from core.surveys import models, services
from core.surveys import questions as asking
from core.surveys import results as found
from core.surveys.questions import Question as AskedQuestion

SurveyState = enum(models.SurveyState, "SurveyState", "问卷状态")
QuestionKind = enum(asking.QuestionKind, "QuestionKind", "题型")


class SurveyOption(graphene.ObjectType):
    """一个选项；评分题的代码就是分数。"""

    code = graphene.String(required=True, description="代码；空为未作答")
    label = graphene.String(required=True, description="文字")


class SurveyQuestion(graphene.ObjectType):
    """一道封闭式题目。"""

    code = graphene.String(required=True, description="代码")
    text = graphene.String(required=True, description="题干")
    kind = graphene.Field(QuestionKind, required=True, description="题型")
    required = graphene.Boolean(required=True, description="是否必答；漏答必答题的问卷无效")
    options = graphene.List(graphene.NonNull(SurveyOption), required=True, description="选项")


class SurveyCounts(graphene.ObjectType):
    """发放、回收、有效数。"""

    id = graphene.ID(description="调查对象编号；合计为 null")
    name = graphene.String(required=True, description="调查对象；合计为“合计”")
    issued = graphene.Int(required=True, description="发放数")
    returned = graphene.Int(required=True, description="回收数")
    valid = graphene.Int(description="有效数；截止前为 null")

    def resolve_id(root: found.Counts, info: Any) -> Any:
        """Return the population's identifier."""
        return root.population and root.population.pk

    def resolve_name(root: found.Counts, info: Any) -> str:
        """Return the population's name."""
        return root.population.name if root.population else "合计"


class SurveyDistribution(graphene.ObjectType):
    """一类调查对象（或合计）对一道题的回答分布，只计有效问卷；人数过少、或会泄露过少人数的格为 null。"""

    population = graphene.String(required=True, description="调查对象；合计为“合计”")
    valid = graphene.Int(required=True, description="有效数")
    counts = graphene.List(graphene.Int, required=True, description="各列人数，不显示的为 null")
    shares = graphene.List(Decimal, required=True, description="各列占有效数的比例，不显示的为 null")
    mean = Decimal(description="评分题的平均分；有不显示的格时为 null")

    def resolve_population(root: found.Distribution, info: Any) -> str:
        """Return the population's name."""
        return root.population.name if root.population else "合计"

    def resolve_counts(root: found.Distribution, info: Any) -> list[int | None]:
        """Return how many chose each option."""
        return [cell.count for cell in root.cells]

    def resolve_shares(root: found.Distribution, info: Any) -> list[Fraction | None]:
        """Return which share of the valid answers chose each option."""
        return [cell.share for cell in root.cells]


class SurveyQuestionResult(graphene.ObjectType):
    """一道题的结果表：行为调查对象，列为选项。"""

    question = graphene.Field(SurveyQuestion, required=True)
    columns = graphene.List(
        graphene.NonNull(SurveyOption), required=True, description="各列：选项，选答题最后一列为未作答"
    )
    distributions = graphene.List(
        graphene.NonNull(SurveyDistribution), required=True, description="各行，最后为合计"
    )

    def resolve_columns(root: found.QuestionResult, info: Any) -> list[asking.Option]:
        """Return the options in the order of the counts."""
        return [cell.option for cell in root.distributions[-1].cells]


class Survey(graphene.ObjectType):
    """问卷；回答不记名，也不单独保存。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="版本；办理变动时原样填回")
    organisation_id = graphene.ID(required=True, description="举办的党组织")
    title = graphene.String(required=True, description="名称")
    introduction = graphene.String(required=True, description="说明")
    state = graphene.Field(SurveyState, required=True, description="状态；过了截止日期即为已截止")
    opened_on = Date(description="开始日期")
    closes_on = Date(description="截止日期，当日仍可作答")
    closed_on = Date(description="提前截止的日期")
    created_at = DateTime(required=True, description="创建时间")
    questions = graphene.List(graphene.NonNull(SurveyQuestion), required=True, description="题目")
    counts = graphene.List(
        graphene.NonNull(SurveyCounts),
        required=True,
        description="各类调查对象的发放、回收、有效数，最后为合计",
    )
    results = graphene.List(
        graphene.NonNull(SurveyQuestionResult), required=True, description="各题结果；截止后才能查看"
    )

    def resolve_state(root: models.Survey, info: Any) -> str:
        """Return the state as it is today."""
        ended = services.ended(root, on=timezone.localdate())
        return models.SurveyState.CLOSED if ended else root.state

    def resolve_questions(root: models.Survey, info: Any) -> tuple[AskedQuestion, ...]:
        """Return what is asked."""
        return asking.from_json(root.questions)

    def resolve_counts(root: models.Survey, info: Any) -> list[found.Counts]:
        """Return the counts."""
        return found.counts(root, on=timezone.localdate())

    def resolve_results(root: models.Survey, info: Any) -> list[found.QuestionResult]:
        """Return the distributions."""
        return found.distributions(root, on=timezone.localdate())


class SurveySummary(graphene.ObjectType):
    """列表中的问卷。"""

    id = graphene.ID(required=True)
    title = graphene.String(required=True, description="名称")
    organisation_id = graphene.ID(required=True, description="举办的党组织")
    state = graphene.Field(SurveyState, required=True, description="状态；过了截止日期即为已截止")
    opened_on = Date(description="开始日期")
    closes_on = Date(description="截止日期，当日仍可作答")
    created_at = DateTime(required=True, description="创建时间")

    def resolve_state(root: models.Survey, info: Any) -> str:
        """Return the state as it is today."""
        ended = services.ended(root, on=timezone.localdate())
        return models.SurveyState.CLOSED if ended else root.state


SurveySummaryConnection = connections.of(SurveySummary)


class SurveyOptionInput(graphene.InputObjectType):
    """选项。"""

    code = graphene.String(required=True, description="代码；评分题依次为 1、2、3……")
    label = graphene.String(required=True, description="文字")


class SurveyQuestionInput(graphene.InputObjectType):
    """题目。"""

    code = graphene.String(required=True, description="代码")
    text = graphene.String(required=True, description="题干")
    kind = QuestionKind(required=True, description="题型")
    required = graphene.Boolean(default_value=True, description="是否必答")
    options = graphene.List(graphene.NonNull(SurveyOptionInput), required=True, description="选项")


def asked(given: list[Any]) -> list[AskedQuestion]:
    """Return the questions that an input describes."""
    return [
        AskedQuestion(
            code=one["code"],
            text=one["text"],
            kind=asking.QuestionKind(one["kind"]),
            options=tuple(asking.Option(option["code"], option["label"]) for option in one["options"]),
            required=one["required"],
        )
        for one in given
    ]
