"""GraphQL of the public host: accept or return the reports of one's region."""

from typing import Any

import graphene

from core.access import declare
from core.api import connections
from tenants.models import Report as ReportRow
from tenants.reports import selectors, services
from tenants.reports.types import Report, ReportedTenant, ReportStage, identifier

_DECIDE = "reports.decide"


class Query(graphene.ObjectType):
    """Root fields about reports."""

    reports = graphene.Field(
        connections.of(ReportedTenant),
        required=True,
        description="本人管辖地区内各单位的报送，最近报送的在前。",
        period=graphene.String(description="只要这个统计期间的"),
        state=graphene.Argument(ReportStage, description="只要这种状态的"),
        **connections.arguments(),
    )

    @declare.requires(_DECIDE)
    def resolve_reports(
        root: Any,
        info: Any,
        *,
        first: int,
        after: str | None = None,
        period: str | None = None,
        state: Any = None,
    ) -> dict[str, Any]:
        """Return one page of the reports in the principal's regions."""
        page = connections.page(first=first, after=after)
        rows = selectors.inside(
            info.context.principal.scope(_DECIDE),
            period=period,
            state=None if state is None else str(getattr(state, "value", state)),
            after=connections.texts(page, 2),
            limit=page.first + 1,
        )
        return connections.answer(
            [_node(row) for row in rows],
            page,
            key=lambda node: (node["report"].submitted_at.isoformat(), str(node["report"].pk)),
        )


class AcceptReportInput(graphene.InputObjectType):
    """要接受的报送。"""

    id = graphene.ID(required=True, description="报送的标识")
    version = graphene.Int(required=True, description="所见的版本；已有变动时不予办理")


class ReturnReportInput(AcceptReportInput):
    """要退回的报送。"""

    reason = graphene.String(required=True, description="原因，报送单位据此更正")


class AcceptReport(graphene.Mutation):
    """接受一项报送：该期间的数据就此定格，之后的变动只显示为差异。"""

    class Arguments:
        input = AcceptReportInput(required=True)

    report = graphene.Field(Report, required=True)

    @declare.requires(_DECIDE)
    def mutate(root: Any, info: Any, *, input: AcceptReportInput) -> dict[str, Any]:
        """Accept it by one call into the service."""
        principal = info.context.principal
        report = services.accept(
            id=identifier(input["id"]),
            version=input["version"],
            scope=principal.scope(_DECIDE),
            actor=principal.actor,
        )
        return {"report": report}


class ReturnReport(graphene.Mutation):
    """退回一项报送：数据恢复随记录更新，单位更正后重新报送。"""

    class Arguments:
        input = ReturnReportInput(required=True)

    report = graphene.Field(Report, required=True)

    @declare.requires(_DECIDE)
    def mutate(root: Any, info: Any, *, input: ReturnReportInput) -> dict[str, Any]:
        """Return it by one call into the service."""
        principal = info.context.principal
        report = services.send_back(
            id=identifier(input["id"]),
            version=input["version"],
            reason=input["reason"],
            scope=principal.scope(_DECIDE),
            actor=principal.actor,
        )
        return {"report": report}


class Mutation(graphene.ObjectType):
    """Root mutations about reports."""

    accept_report = AcceptReport.Field(required=True)
    return_report = ReturnReport.Field(required=True)


def _node(row: ReportRow) -> dict[str, Any]:
    return {"tenant": row.tenant.schema_name, "name": row.tenant.name, "report": row}
