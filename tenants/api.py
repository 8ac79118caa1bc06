"""GraphQL of the public host: tenants, and orders to open, change and drop them."""

from typing import Any
from uuid import UUID

import graphene

from core.access import declare
from core.api import connections
from core.api.scalars import DateTime
from tenants import orders, selectors
from tenants.models import OrderKind, OrderState, TenantState
from tenants.models import Tenant as TenantRow
from tenants.models import TenantOrder as OrderRow

State = graphene.Enum.from_enum(
    TenantState, name="TenantState", description=lambda value: value.label if value else "单位的状态"
)


class Tenant(graphene.ObjectType):
    """使用本平台的一个单位，有自己的数据库结构和网址。"""

    slug = graphene.String(required=True, description="简称，网址的第一段")
    name = graphene.String(required=True, description="名称")
    region_code = graphene.String(required=True, description="行政区划代码")
    state = graphene.Field(State, required=True, description="状态")
    hosts = graphene.List(graphene.NonNull(graphene.String), required=True, description="网址")
    plugins = graphene.List(graphene.NonNull(graphene.String), required=True, description="启用的制度")
    created_at = DateTime(required=True, description="建立时间")
    order = graphene.Field(lambda: TenantOrder, description="最近一次交开通程序办理的事项")

    def resolve_order(root: TenantRow, info: Any) -> OrderRow | None:
        """Return the order given last."""
        return orders.latest(root.schema_name)

    def resolve_slug(root: TenantRow, info: Any) -> str:
        """Return the short name."""
        return root.schema_name

    def resolve_hosts(root: TenantRow, info: Any) -> list[str]:
        """Return the host names."""
        return sorted(row.domain for row in root.domains.all())

    def resolve_plugins(root: TenantRow, info: Any) -> list[str]:
        """Return the names of the active plugins."""
        return sorted(root.active_plugins)


Kind = graphene.Enum.from_enum(
    OrderKind, name="TenantOrderKind", description=lambda value: value.label if value else "办理事项"
)
Stage = graphene.Enum.from_enum(
    OrderState, name="TenantOrderState", description=lambda value: value.label if value else "办理进度"
)


class TenantOrder(graphene.ObjectType):
    """交开通程序办理的一个事项；办理在后台进行，用 tenantOrder 查询进度。"""

    id = graphene.ID(required=True)
    kind = graphene.Field(Kind, required=True, description="事项")
    slug = graphene.String(required=True, description="单位简称")
    state = graphene.Field(Stage, required=True, description="进度")
    progress = graphene.Int(required=True, description="已办理的百分比")
    error_code = graphene.String(required=True, description="未能办理时的错误代码")
    error_message = graphene.String(required=True, description="未能办理的原因")
    ordered_at = DateTime(required=True, description="提出时间")
    finished_at = DateTime(description="办结时间")

    def resolve_progress(root: OrderRow, info: Any) -> int:
        """Return how far it is."""
        return _PERCENT[OrderState(root.state)]


_PERCENT = {OrderState.QUEUED: 0, OrderState.RUNNING: 50, OrderState.DONE: 100, OrderState.REFUSED: 100}


class Query(graphene.ObjectType):
    """Root fields about tenants."""

    tenant = graphene.Field(
        Tenant, description="本人管辖地区内的一个单位；没有则为空。", slug=graphene.String(required=True)
    )
    tenant_order = graphene.Field(
        TenantOrder, description="本人管辖地区内的一个办理事项；没有则为空。", id=graphene.ID(required=True)
    )

    tenants = graphene.Field(
        connections.of(Tenant),
        required=True,
        description="本人管辖地区内的单位，按地区和简称排序。",
        **connections.arguments(),
    )

    @declare.requires("tenants.see")
    def resolve_tenants(root: Any, info: Any, *, first: int, after: str | None = None) -> dict[str, Any]:
        """Return one page of the tenants in the principal's regions."""
        page = connections.page(first=first, after=after)
        rows = selectors.inside(
            info.context.principal.scope("tenants.see"),
            after=connections.texts(page, 2),
            limit=page.first + 1,
        )
        return connections.answer(rows, page, key=lambda row: (row.region_code, row.schema_name))

    @declare.requires("tenants.see")
    def resolve_tenant(root: Any, info: Any, *, slug: str) -> TenantRow | None:
        """Return the tenant if it lies in the principal's regions."""
        return selectors.one(info.context.principal.scope("tenants.see"), slug)

    @declare.requires("tenants.see")
    def resolve_tenant_order(root: Any, info: Any, *, id: str) -> OrderRow | None:
        """Return the order if its tenant lies in the principal's regions."""
        try:
            key = UUID(id)
        except ValueError:
            return None
        return selectors.order(info.context.principal.scope("tenants.see"), key)
