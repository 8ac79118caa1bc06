"""GraphQL of the public host: which tenants there are."""

from typing import Any

import graphene

from core.access import declare
from core.api import connections
from core.api.scalars import DateTime
from tenants import selectors
from tenants.models import Tenant as TenantRow
from tenants.models import TenantState

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

    def resolve_slug(root: TenantRow, info: Any) -> str:
        """Return the short name."""
        return root.schema_name

    def resolve_hosts(root: TenantRow, info: Any) -> list[str]:
        """Return the host names."""
        return sorted(row.domain for row in root.domains.all())

    def resolve_plugins(root: TenantRow, info: Any) -> list[str]:
        """Return the names of the active plugins."""
        return sorted(root.active_plugins)


class Query(graphene.ObjectType):
    """Root fields about tenants."""

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
