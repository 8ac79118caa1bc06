"""GraphQL types of reported periods, the same on both hosts."""

from typing import Any
from uuid import UUID

import graphene

from core.api.identifiers import parsed
from core.api.scalars import JSON, Date, DateTime, Decimal
from core.policy import jsontext
from tenants.models import Report as ReportRow
from tenants.models import ReportState
from tenants.reports import services
from tenants.reports.selectors import Difference

ReportStage = graphene.Enum.from_enum(
    ReportState, name="ReportState", description=lambda state: state.label if state else "报送的状态"
)


class Report(graphene.ObjectType):
    """一个季度或年度的报送；报送后数据定格，退回后恢复更新。"""

    id = graphene.ID(required=True)
    period = graphene.String(required=True, description="统计期间：2022（年）或 2022Q3（季）")
    region_code = graphene.String(required=True, description="行政区划代码")
    state = graphene.Field(ReportStage, required=True, description="状态")
    version = graphene.Int(required=True, description="版本，审核时须给出所见的版本")
    due_on = Date(required=True, description="报送截止日")
    first_submitted_on = Date(required=True, description="首次报送日，是否按时以此为准")
    submitted_at = DateTime(required=True, description="最近一次报送的时间")
    submitted_by = graphene.String(required=True, description="报送人")
    decided_at = DateTime(description="审核时间；未审核为空")
    decided_by = graphene.String(required=True, description="审核人；未审核为空文本")
    reason = graphene.String(required=True, description="退回的原因；未退回为空文本")

    def resolve_submitted_by(root: ReportRow, info: Any) -> str:
        """Return who submitted it."""
        return root.submitted_by_name

    def resolve_decided_by(root: ReportRow, info: Any) -> str:
        """Return who decided it."""
        return root.decided_by_name


class ReportedTenant(graphene.ObjectType):
    """一个单位的报送。"""

    tenant = graphene.String(required=True, description="单位简称")
    name = graphene.String(required=True, description="单位名称")
    report = graphene.Field(Report, required=True)


class ReportDifference(graphene.ObjectType):
    """报送后记录有变动的一个数：报送的，现在的，以及两者之差（现在减报送）。"""

    indicator = graphene.String(required=True, description="指标代码")
    dimension = JSON(required=True, description="维度的值；全部为空对象")
    numerator = Decimal(description="报送的分子；当时没有此数为空")
    denominator = Decimal(description="报送的分母；计数为空")
    live_numerator = Decimal(description="现在的分子")
    live_denominator = Decimal(description="现在的分母；计数为空")
    change = Decimal(required=True, description="分子的变动")

    def resolve_dimension(root: Difference, info: Any) -> Any:
        """Return the cell."""
        return jsontext.read(root.dimension)

    def resolve_change(root: Difference, info: Any) -> Any:
        """Return live minus published."""
        return (root.live_numerator or 0) - (root.numerator or 0)


def identifier(given: str) -> UUID:
    """Return a report's identifier.

    :raises UnknownReport: if the text is none.
    """
    found = parsed(given)
    if found is None:
        raise services.UnknownReport(f"没有标识为 {given} 的报送，请核对。")
    return found
