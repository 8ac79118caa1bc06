"""GraphQL inputs about assessments, and what they become."""

from collections.abc import Iterable, Mapping
from typing import Any

import graphene

from core.api.identifiers import parsed
from core.api.scalars import JSON, Date, Decimal
from core.assessments import types
from core.assessments.latest import AssessmentGrade
from core.assessments.scoring import Mark
from core.organisations import selectors as organisations
from core.organisations.types import OrganisationSector


class FormulaInput(graphene.InputObjectType):
    """计分公式：NUMBER 直接填得分；RATIO 实际/目标，封顶；DEDUCTION 按次扣分；BANDS 分档。"""

    form = types.AssessmentForm(required=True, description="公式")
    cap = Decimal(description="完成率封顶，0 至 1；不填为 1")
    each = Decimal(description="每次扣分")
    bands = graphene.List(graphene.NonNull(lambda: BandInput), description="分档")


class BandInput(graphene.InputObjectType):
    """一档。"""

    least = Decimal(required=True, description="下限（含）")
    score = Decimal(required=True, description="得分")


class AssessmentItemInput(graphene.InputObjectType):
    """一个考核项目。"""

    code = graphene.String(required=True, description="代码，大写字母、数字和下划线")
    title = graphene.String(required=True, description="名称")
    kind = types.AssessmentItemKind(required=True, description="定量或定性")
    nature = types.AssessmentItemNature(description="基础或亮点；不填为基础")
    sector = OrganisationSector(description="适用领域；不填为没有专设项目的各领域")
    weight = Decimal(required=True, description="权重，0 至 1；每个领域各项目与季度之和为 1")
    formula = FormulaInput(description="定量项目的计分公式")
    anchors = JSON(description="定性项目各等次的描述，如 {EXCELLENT: …}")


class EvaluatorWeightInput(graphene.InputObjectType):
    """一类评价主体的权重；各类之和为 1。"""

    group = types.EvaluatorGroup(required=True, description="评价主体")
    weight = Decimal(required=True, description="权重，各主体之和为 1")


class QuarterWeightInput(graphene.InputObjectType):
    """计入年度考核的一个季度。"""

    cycle = graphene.ID(required=True, description="季度考核")
    weight = Decimal(required=True, description="计入年度总分的权重")


class DesignInput(graphene.InputObjectType):
    """考核项目、评价主体和计入年度的季度，各带权重。"""

    items = graphene.List(
        graphene.NonNull(AssessmentItemInput),
        required=True,
        description="考核项目；各领域项目与季度的权重之和为 1",
    )
    groups = graphene.List(graphene.NonNull(EvaluatorWeightInput), description="有定性项目的须填")
    quarters = graphene.List(graphene.NonNull(QuarterWeightInput), description="只用于年度考核")


class AssessmentMarkInput(graphene.InputObjectType):
    """评分表中的一条：定量项目填数据，定性项目填评价主体和评分。"""

    item = graphene.String(required=True, description="项目代码")
    figures = JSON(description="定量项目的数据，如 {actual: 18, target: 20}")
    group = types.EvaluatorGroup(description="评价主体")
    score = Decimal(description="评分，0 至 100")
    ballots = graphene.Int(default_value=1, description="这个评分的票数")
    evaluator = graphene.String(default_value="", description="评分人或场次，用以区分同一主体的多条评分")
    evaluator_organisation = graphene.ID(description="评分的同级党组织")
    version = graphene.Int(description="更正已有评分时，所见的版本；首次评分不填")


class _Change:
    """What every change says."""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="所见的版本；已被他人办理时不予办理")


class DraftAssessmentCycleInput(graphene.InputObjectType):
    """拟定考核。"""

    organisation = graphene.ID(required=True, description="组织考核的党组织；对象须在其下级")
    subject = types.AssessmentSubject(required=True, description="考核人员或党组织")
    title = graphene.String(required=True, description="名称")
    year = graphene.Int(required=True, description="年度")
    quarter = graphene.Int(description="季度，1 至 4；不填为年度考核")
    double_review = graphene.Boolean(default_value=False, description="是否要求双述双评")
    design = DesignInput(required=True, description="考核项目、评价主体和权重")


class ReviseAssessmentCycleInput(_Change, graphene.InputObjectType):
    """修改拟定中的考核；不填的保持不变。"""

    title = graphene.String(description="名称")
    double_review = graphene.Boolean(description="是否要求双述双评")
    design = DesignInput(description="考核项目和权重，整体替换")


class OpenAssessmentCycleInput(_Change, graphene.InputObjectType):
    """开启考核；此后项目和权重不再改变。"""

    reason = graphene.String(default_value="", description="没有定量项目，或只有一类评价主体时的理由")


class CallOffAssessmentCycleInput(_Change, graphene.InputObjectType):
    """取消尚未公布的考核。"""

    reason = graphene.String(required=True, description="取消的理由")


class EnrolInAssessmentInput(graphene.InputObjectType):
    """登记参加考核的对象；都不填则登记范围内全部在任人员或党组织。"""

    cycle = graphene.ID(required=True, description="考核")
    people = graphene.List(graphene.NonNull(graphene.ID), description="人员")
    organisations = graphene.List(graphene.NonNull(graphene.ID), description="党组织")


class WithdrawFromAssessmentInput(_Change, graphene.InputObjectType):
    """退出考核。"""

    reason = graphene.String(required=True, description="理由")
    decider = graphene.String(default_value="", description="审定单位；公布后退出的须填")
    facts = JSON(description="各制度要求补充的事实，按事项名称")


class ScoreAssessmentInput(graphene.InputObjectType):
    """填写评分表。"""

    id = graphene.ID(required=True, description="考核记录")
    marks = graphene.List(
        graphene.NonNull(AssessmentMarkInput), required=True, description="各项目的数据或评分"
    )


class GradeAssessmentInput(_Change, graphene.InputObjectType):
    """评定等次。"""

    grade = AssessmentGrade(required=True, description="等次；按人员或党组织的等次填写")
    facts = JSON(description="各制度就该等次要求补充的事实，按事项名称")
    cap_facts = JSON(description="各制度就优秀名额要求补充的事实，按事项名称")


class PublishAssessmentCycleInput(_Change, graphene.InputObjectType):
    """公布考核结果，并形成后备干部名单和跟踪管理名单。"""

    decider = graphene.String(required=True, description="审定等次和名单的单位，如县委组织部")
    facts = JSON(description="各制度要求补充的事实，按事项名称")


class CorrectAssessmentInput(_Change, graphene.InputObjectType):
    """更正已公布的结果：另成一版，原版保留。"""

    grade = AssessmentGrade(description="更正后的等次；不填则不变")
    marks = graphene.List(graphene.NonNull(AssessmentMarkInput), description="要更正的评分")
    reason = graphene.String(required=True, description="更正的理由")
    decider = graphene.String(required=True, description="审定单位")
    facts = JSON(description="各制度就该等次要求补充的事实，按事项名称")
    cap_facts = JSON(description="各制度就优秀名额要求补充的事实，按事项名称")


class SubmitAssessmentReportInput(graphene.InputObjectType):
    """提交述职报告；尚无评议的可以替换。"""

    assessment = graphene.ID(required=True, description="所述职的考核记录")
    audience = types.ReportAudience(required=True, description="向上级述职或在本单位述职")
    text = graphene.String(required=True, description="述职报告，不超过 20000 字")
    on = Date(required=True, description="述职日")
    version = graphene.Int(description="替换时，所见报告的版本；首次提交不填")


class ReviewAssessmentReportInput(graphene.InputObjectType):
    """评议述职报告。"""

    report = graphene.ID(required=True, description="所评议的述职报告")
    group = types.EvaluatorGroup(required=True, description="评议主体")
    evaluator = graphene.String(default_value="", description="评议人或场次")
    evaluator_organisation = graphene.ID(description="评议的同级党组织")
    opinion = graphene.String(required=True, description="评议意见，不超过 2000 字")
    on = Date(required=True, description="评议日")


class EndAssessmentListingInput(graphene.InputObjectType):
    """移出名单；依据的考核结果不变。"""

    id = graphene.ID(required=True)
    decider = graphene.String(required=True, description="决定移出的单位")
    reason = graphene.String(required=True, description="理由")
    on = Date(required=True, description="移出日")


def design(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plain values of a design, as `core.assessments.design.read` takes them."""
    return {
        "items": [_plain(item) for item in given["items"]],
        "groups": {one["group"].value: one["weight"] for one in given.get("groups") or ()},
        "quarters": [dict(one) for one in given.get("quarters") or ()],
    }


def marks(given: Iterable[Mapping[str, Any]]) -> list[Mark]:
    """Return the entries of a score sheet.

    :raises UnknownOrganisation: if an identifier is none.
    """
    return [Mark(**{**one, **_peer(one)}) for one in given]


def _peer(given: Mapping[str, Any]) -> dict[str, Any]:
    named = given.get("evaluator_organisation")
    if named is None:
        return {"evaluator_organisation": None}
    organisation = parsed(named)
    if organisation is None:
        raise organisations.unknown(named)
    return {"evaluator_organisation": organisation}


def _plain(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return an input with codes as text and without what was left out."""
    return {name: _value(value) for name, value in given.items() if value is not None}


def _value(value: Any) -> Any:
    if isinstance(value, graphene.InputObjectType):
        return _plain(value)
    if isinstance(value, list):
        return [_value(item) for item in value]
    return getattr(value, "value", value)
