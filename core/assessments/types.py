"""GraphQL types of assessments."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import graphene

from core.access import declare
from core.access.permissions import Mark
from core.api import connections
from core.api.scalars import JSON, Date, DateTime, Decimal
from core.appointments.types import Holder
from core.assessments import design, models, nodes
from core.assessments.counting import number
from core.assessments.formulas import Form
from core.assessments.latest import AssessmentGrade
from core.organisations.types import Organisation, OrganisationSector, enum
from core.policy import jsontext

AssessmentSubject = enum(design.Subject, "AssessmentSubject", "考核对象")
AssessmentState = enum(models.State, "AssessmentState", "考核状态")
AssessmentItemKind = enum(design.ItemKind, "AssessmentItemKind", "定量或定性")
AssessmentItemNature = enum(design.Nature, "AssessmentItemNature", "基础或亮点")
AssessmentForm = enum(Form, "AssessmentForm", "计分公式")
EvaluatorGroup = enum(design.Group, "EvaluatorGroup", "评价主体")
ReportAudience = enum(models.Audience, "ReportAudience", "述职对象（双述双评）")
AssessmentList = enum(models.List, "AssessmentList", "名单")


class AssessmentFormula(graphene.ObjectType):
    """定量项目的计分公式。"""

    form = graphene.Field(AssessmentForm, required=True, description="公式")
    cap = Decimal(description="完成率封顶；不填为 1")
    each = Decimal(description="每次扣分")
    bands = JSON(required=True, description="分档：各档下限 least 与得分 score")
    figures = graphene.List(
        graphene.NonNull(graphene.String), required=True, description="评分时须填报的数据"
    )

    def resolve_bands(root: Any, info: Any) -> Any:
        """Return the bands as plain values."""
        return [jsontext.plain(band.model_dump()) for band in root.bands]


class AssessmentItem(graphene.ObjectType):
    """一个考核项目。"""

    code = graphene.String(required=True, description="代码")
    title = graphene.String(required=True, description="名称")
    kind = graphene.Field(AssessmentItemKind, required=True)
    nature = graphene.Field(AssessmentItemNature, required=True)
    sector = graphene.Field(OrganisationSector, description="适用领域；null 为没有专设项目的各领域")
    weight = Decimal(required=True, description="权重，0 至 1")
    formula = graphene.Field(AssessmentFormula, description="定量项目的计分公式")
    anchors = JSON(required=True, description="定性项目各等次的描述")


class EvaluatorWeight(graphene.ObjectType):
    """一类评价主体的权重。"""

    group = graphene.Field(EvaluatorGroup, required=True)
    weight = Decimal(required=True, description="权重，0 至 1")


class QuarterWeight(graphene.ObjectType):
    """计入年度考核的一个季度。"""

    cycle = graphene.ID(required=True, description="季度考核")
    weight = Decimal(required=True, description="权重，0 至 1")


class AssessmentCycle(graphene.ObjectType):
    """一次考核：季度或年度，对人员或对党组织。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="版本；办理时原样填回")
    organisation = graphene.Field(Organisation, required=True, description="组织考核的党组织")
    subject = graphene.Field(AssessmentSubject, required=True)
    title = graphene.String(required=True, description="名称")
    year = graphene.Int(required=True, description="年度")
    quarter = graphene.Int(description="季度；null 为年度考核")
    state = graphene.Field(AssessmentState, required=True)
    double_review = graphene.Boolean(required=True, description="是否要求双述双评")
    items = graphene.List(graphene.NonNull(AssessmentItem), required=True, description="考核项目")
    groups = graphene.List(graphene.NonNull(EvaluatorWeight), required=True, description="评价主体")
    quarters = graphene.List(graphene.NonNull(QuarterWeight), required=True, description="计入年度的季度考核")
    reason = graphene.String(required=True, description="开启或取消的说明")
    opened_on = Date(description="开启日")
    published_on = Date(description="公布日")
    decider = graphene.String(required=True, description="审定单位")

    def resolve_organisation(root: nodes.CycleNode, info: Any) -> Any:
        """Return whose cycle it is, to those who may see organisations at all."""
        declare.enforce(info.context.principal, Mark("requires", "organisations.see"))
        return root.places.by_id[root.row.organisation_id]

    def resolve_items(root: nodes.CycleNode, info: Any) -> Any:
        """Return the items in their order."""
        return _design(root).items

    def resolve_groups(root: nodes.CycleNode, info: Any) -> list[dict[str, Any]]:
        """Return the groups with their weights."""
        weights = _design(root).groups
        return [{"group": group, "weight": weights[group]} for group in design.Group if group in weights]

    def resolve_quarters(root: nodes.CycleNode, info: Any) -> Any:
        """Return the quarters with their weights."""
        return _design(root).quarters

    def resolve_id(root: nodes.CycleNode, info: Any) -> Any:
        """Return the identifier."""
        return root.row.pk


def _design(root: nodes.CycleNode) -> design.Design:
    return design.opened(root.row.design)


class ExcellentHeadroom(graphene.ObjectType):
    """一次人员考核中优秀等次的名额与余额。"""

    appraised = graphene.Int(required=True, description="参加考核人数")
    places = graphene.Int(required=True, description="优秀名额：各制度中最低的一个，向下取整")
    excellent = graphene.Int(required=True, description="已评优秀人数")
    more = graphene.Int(required=True, description="还可评几名；负数为已超出")
    message = graphene.String(required=True, description="文字说明")


def _fraction(name: str) -> Any:
    return lambda root, info: number(root[name])


class AssessmentTermPart(graphene.ObjectType):
    """一类评价主体对一个项目的评分。"""

    group = graphene.Field(EvaluatorGroup, required=True)
    weight = Decimal(required=True, resolver=_fraction("weight"))
    ballots = graphene.Int(required=True, description="票数")
    score = Decimal(description="平均分；null 为尚未评分", resolver=_fraction("score"))


class AssessmentTerm(graphene.ObjectType):
    """总分中的一项：得分 × 权重 = 计入总分；exact 为精确的分数，如 200/3。"""

    code = graphene.String(required=True, description="项目代码；季度为季度考核的编号")
    title = graphene.String(required=True)
    kind = graphene.Field(AssessmentItemKind, description="定量或定性；null 为季度成绩")
    nature = graphene.Field(AssessmentItemNature, description="基础或亮点；null 为季度成绩")
    weight = Decimal(required=True, description="权重", resolver=_fraction("weight"))
    score = Decimal(description="得分，0 至 100；null 为尚缺", resolver=_fraction("score"))
    points = Decimal(description="计入总分", resolver=_fraction("points"))
    exact = graphene.String(required=True, description="计入总分的精确分数；尚缺时为空")
    missing = graphene.String(required=True, description="尚缺什么；齐全时为空")
    figures = JSON(description="定量项目的数据")
    parts = graphene.List(graphene.NonNull(AssessmentTermPart), required=True, description="各评价主体的评分")

    def resolve_exact(root: Mapping[str, Any], info: Any) -> str:
        """Return what it adds as exact text."""
        return str(root["points"])


class AssessmentTotal(graphene.ObjectType):
    """总分：由各项计算得出，不能填报；尚缺一项即不完整。"""

    value = Decimal(description="总分，0 至 100；null 为不完整")
    exact = graphene.String(required=True, description="精确的分数；不完整时为空")
    complete = graphene.Boolean(required=True)
    terms = graphene.List(graphene.NonNull(AssessmentTerm), required=True, description="各项得分")


def total(terms: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the total that terms add up to."""
    points = [number(term["points"]) for term in terms]
    complete = None not in points
    value = sum((one for one in points if one is not None), Fraction(0)) if complete else None
    return {
        "value": value,
        "exact": "" if value is None else str(value),
        "complete": complete,
        "terms": terms,
    }


class AssessmentScore(graphene.ObjectType):
    """评分表中的一条。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="版本；更正时原样填回")
    item = graphene.String(required=True, description="项目代码")
    group = graphene.Field(EvaluatorGroup, description="评价主体；null 为定量数据")
    evaluator = graphene.String(required=True, description="评分人或场次")
    evaluator_organisation = graphene.ID(description="评分的同级党组织")
    score = Decimal(description="评分")
    ballots = graphene.Int(required=True, description="票数")
    figures = JSON(description="定量数据")
    reason = graphene.String(required=True, description="更正的理由")
    scored_by = graphene.String(required=True, description="登记人")

    def resolve_group(root: models.AssessmentScore, info: Any) -> str | None:
        """Return the group, if it was scored by one."""
        return root.group or None

    def resolve_evaluator_organisation(root: models.AssessmentScore, info: Any) -> Any:
        """Return which organisation scored."""
        return root.evaluator_organisation_id

    def resolve_figures(root: models.AssessmentScore, info: Any) -> Any:
        """Return what was measured."""
        return jsontext.read(root.figures) if root.figures else None

    def resolve_scored_by(root: models.AssessmentScore, info: Any) -> str:
        """Return who entered it."""
        return root.scored_by_name


class AssessmentResult(graphene.ObjectType):
    """公布过的一版结果；更正另成一版，原版保留。"""

    version = graphene.Int(required=True, description="版次")
    grade = graphene.Field(AssessmentGrade, description="等次；null 为公布后退出考核")
    total = graphene.Field(AssessmentTotal, required=True)
    rank = graphene.Int(description="名次")
    decider = graphene.String(required=True, description="审定单位")
    reason = graphene.String(required=True, description="更正的理由")
    published_on = Date(required=True, description="公布日")
    recorded_by = graphene.String(required=True, description="办理人")
    recorded_at = DateTime(required=True, description="办理时间")

    def resolve_grade(root: models.AssessmentResult, info: Any) -> str | None:
        """Return the grade."""
        return root.grade or None

    def resolve_total(root: models.AssessmentResult, info: Any) -> dict[str, Any]:
        """Return the total as it was published."""
        return total(jsontext.read(root.terms))

    def resolve_recorded_by(root: models.AssessmentResult, info: Any) -> str:
        """Return who published it."""
        return root.recorded_by_name


class AssessmentReview(graphene.ObjectType):
    """对述职报告的一份评议。"""

    id = graphene.ID(required=True)
    group = graphene.Field(EvaluatorGroup, required=True, description="评议主体")
    evaluator = graphene.String(required=True, description="评议人或场次")
    evaluator_organisation = graphene.ID(description="评议的同级党组织")
    opinion = graphene.String(required=True, description="评议意见")
    reviewed_on = Date(required=True, description="评议日")

    def resolve_evaluator_organisation(root: models.AssessmentReview, info: Any) -> Any:
        """Return which organisation reviewed it."""
        return root.evaluator_organisation_id


class AssessmentReport(graphene.ObjectType):
    """述职报告及其评议。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="版本；修改时原样填回")
    assessment = graphene.ID(required=True, description="考核记录")
    audience = graphene.Field(ReportAudience, required=True)
    text = graphene.String(required=True, description="述职报告")
    delivered_on = Date(required=True, description="述职日")
    reviews = graphene.List(graphene.NonNull(AssessmentReview), required=True, description="评议")

    def resolve_assessment(root: models.AssessmentReport, info: Any) -> Any:
        """Return whose report it is."""
        return root.assessment_id

    def resolve_reviews(root: models.AssessmentReport, info: Any) -> Any:
        """Return what was said of it."""
        return root.reviews.all()


class Assessment(graphene.ObjectType):
    """一个对象在一次考核中的记录。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="版本；办理时原样填回")
    cycle = graphene.Field(AssessmentCycle, required=True, description="哪次考核")
    person = graphene.Field(Holder, description="被考核的人；null 为考核党组织")
    organisation = graphene.Field(
        Organisation, required=True, description="被考核的党组织，或被考核的人所在的党组织"
    )
    sector = graphene.Field(OrganisationSector, required=True, description="所在领域，决定适用的项目")
    grade = graphene.Field(AssessmentGrade, description="等次；null 为尚未评定")
    rank = graphene.Int(description="公布的名次；同分同名次")
    withdrawn_reason = graphene.String(required=True, description="不参加考核的理由；参加的为空")
    total = graphene.Field(AssessmentTotal, required=True, description="总分和各项得分")
    scores = graphene.List(graphene.NonNull(AssessmentScore), required=True, description="评分表")
    results = graphene.List(graphene.NonNull(AssessmentResult), required=True, description="公布过的各版结果")
    reports = graphene.List(graphene.NonNull(AssessmentReport), required=True, description="述职与评议")

    def resolve_cycle(root: nodes.Node, info: Any) -> nodes.CycleNode:
        """Return the cycle."""
        return root.shelf.cycles[root.cycle_id]

    def resolve_person(root: nodes.Node, info: Any) -> dict[str, Any] | None:
        """Return who is assessed."""
        return None if root.person_id is None else {"id": root.person_id, "name": root.person_name}

    def resolve_organisation(root: nodes.Node, info: Any) -> Any:
        """Return where, to those who may see organisations at all."""
        declare.enforce(info.context.principal, Mark("requires", "organisations.see"))
        return root.shelf.places.by_id[root.organisation_id]

    def resolve_grade(root: nodes.Node, info: Any) -> str | None:
        """Return the grade, if there is one."""
        return root.grade or None

    def resolve_total(root: nodes.Node, info: Any) -> dict[str, Any]:
        """Return the total as published, or as it stands."""
        return total(root.shelf.terms.get(root.id, []))

    def resolve_scores(root: nodes.Node, info: Any) -> Any:
        """Return the score sheet."""
        return root.shelf.scores.get(root.id, [])

    def resolve_results(root: nodes.Node, info: Any) -> Any:
        """Return what was published."""
        return root.shelf.results.get(root.id, [])

    def resolve_reports(root: nodes.Node, info: Any) -> Any:
        """Return the reports."""
        return root.shelf.reports.get(root.id, [])


class AssessmentListing(graphene.ObjectType):
    """后备干部名单或跟踪管理名单上的一条；列入和移出都不改变职务。"""

    id = graphene.ID(required=True)
    list = graphene.Field(AssessmentList, required=True, description="哪个名单")
    assessment = graphene.Field(Assessment, required=True, description="依据的考核记录")
    decider = graphene.String(required=True, description="决定列入的单位")
    listed_on = Date(required=True, description="列入日")
    ended_on = Date(description="移出日")
    end_decider = graphene.String(required=True, description="决定移出的单位")
    end_reason = graphene.String(required=True, description="移出的理由")


CycleConnection = connections.of(AssessmentCycle)
AssessmentConnection = connections.of(Assessment)
ListingConnection = connections.of(AssessmentListing)
