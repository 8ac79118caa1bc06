"""GraphQL of a tenant's host: report periods, and see what has changed since."""

from typing import Any

import graphene
from django.utils import timezone

from core.access import declare
from core.access.declare import AccessDenied
from core.api import connections
from tenants.models import Report as ReportRow
from tenants.reports import selectors, services
from tenants.reports.types import Report, ReportDifference

_SEE = "statistics.see"
_SUBMIT = "reports.submit"


class Query(graphene.ObjectType):
    """Root fields about the tenant's own reports."""

    reports = graphene.List(
        graphene.NonNull(Report), required=True, description="本单位报送过的统计期间，最近的在前。"
    )
    report_differences = graphene.Field(
        connections.of(ReportDifference),
        required=True,
        description="报送后记录有变动的数，按指标排序；已定格的仍按报送的公布。",
        period=graphene.String(required=True, description="报送过的统计期间"),
        **connections.arguments(),
    )

    @declare.requires(_SEE)
    def resolve_reports(root: Any, info: Any) -> list[ReportRow]:
        """Return all reports of the tenant; which period was reported when is no secret of a unit's."""
        return selectors.own()

    @declare.requires(_SEE)
    def resolve_report_differences(
        root: Any, info: Any, *, period: str, first: int, after: str | None = None
    ) -> dict[str, Any]:
        """Return one page of the figures that differ."""
        _whole(info, _SEE)
        page = connections.page(first=first, after=after)
        rows = selectors.differences(period, after=connections.texts(page, 2), limit=page.first + 1)
        return connections.answer(rows, page, key=lambda row: (row.indicator, row.dimension))


class SubmitReportInput(graphene.InputObjectType):
    """要报送的统计期间。"""

    period = graphene.String(required=True, description="已结束的季度（2022Q3）或年度（2022）")


class SubmitReport(graphene.Mutation):
    """报送一个统计期间：重新统计一次，之后对外公布的数不再变动，直至被退回。"""

    class Arguments:
        input = SubmitReportInput(required=True)

    report = graphene.Field(Report, required=True)

    @declare.requires(_SUBMIT)
    def mutate(root: Any, info: Any, *, input: SubmitReportInput) -> dict[str, Any]:
        """Submit it by one call into the service."""
        _whole(info, _SUBMIT)
        actor = info.context.principal.actor
        return {"report": services.submit(period=input["period"], actor=actor, on=timezone.localdate())}


class Mutation(graphene.ObjectType):
    """Root mutations about the tenant's own reports."""

    submit_report = SubmitReport.Field(required=True)


def _whole(info: Any, permission: str) -> None:
    """Refuse whoever answers for a part of the tenant only: a report is the whole tenant's."""
    if not info.context.principal.scope(permission).whole:
        raise AccessDenied(
            "统计期间的报送涉及全单位的数据，只有权限及于全单位的人员可以查看和报送。", code="OUT_OF_SCOPE"
        )
