"""GraphQL of the public host: what administrators change about the tenants of their regions."""

from typing import Any

import graphene
from django.utils import timezone

from core.access import declare
from core.access.declare import AccessDenied
from tenants import orders, provisioning, selectors, states
from tenants.api import Tenant, TenantOrder
from tenants.models import Tenant as TenantRow
from tenants.models import TenantState

CHANGE = "tenants.change"


class AdministratorInput(graphene.InputObjectType):
    """单位的首个系统管理员；首次登录须修改密码。"""

    username = graphene.String(required=True, description="用户名")
    name = graphene.String(required=True, description="姓名")
    password = graphene.String(required=True, description="初始密码")


class OpenTenantInput(graphene.InputObjectType):
    """要开通的单位。"""

    slug = graphene.String(required=True, description="简称：小写字母开头，只含小写字母、数字和下划线")
    name = graphene.String(required=True, description="名称")
    region_code = graphene.String(required=True, description="六位行政区划代码")
    plugins = graphene.List(graphene.NonNull(graphene.String), default_value=(), description="启用的制度")
    domain = graphene.String(description="网址主机名；不填则为 <简称>.<公共主机名>")
    administrator = AdministratorInput(required=True)


class ChangeTenantInput(graphene.InputObjectType):
    """要改变状态的单位。"""

    slug = graphene.String(required=True, description="简称")
    reason = graphene.String(required=True, description="原因，写入审计记录")


class SwitchTenantPluginInput(graphene.InputObjectType):
    """要启用或停用的制度。"""

    slug = graphene.String(required=True, description="单位简称")
    plugin = graphene.String(required=True, description="制度的插件名")
    active = graphene.Boolean(required=True, description="true 启用，false 停用")


class DropTenantInput(graphene.InputObjectType):
    """要删除的单位；只有已归档的可以删除，删除后不能恢复。"""

    slug = graphene.String(required=True, description="简称")
    confirmation = graphene.String(required=True, description="再写一遍简称，以示确认")
    reason = graphene.String(required=True, description="原因，写入审计记录")


class OpenTenant(graphene.Mutation):
    """开通一个单位。"""

    class Arguments:
        input = OpenTenantInput(required=True)

    order = graphene.Field(TenantOrder, required=True)

    @declare.requires(CHANGE)
    def mutate(root: Any, info: Any, *, input: OpenTenantInput) -> dict[str, Any]:
        """Order it by one call into the service."""
        _require(info, input["region_code"])
        given = input["administrator"]
        administrator = provisioning.Administrator(
            given["username"], given["name"], provisioning.hashed(given["password"])
        )
        wanted = orders.Opening(
            slug=input["slug"],
            name=input["name"],
            region_code=input["region_code"],
            plugins=input["plugins"],
            domain=input.get("domain"),
        )
        order = orders.to_open(
            wanted,
            administrator=administrator,
            actor=info.context.principal.actor,
            on=timezone.localdate(),
        )
        return {"order": order}


class _ChangeTenant(graphene.Mutation):
    """What suspending, resuming and archiving share."""

    class Meta:
        abstract = True

    class Arguments:
        input = ChangeTenantInput(required=True)

    tenant = graphene.Field(Tenant, required=True)


class SuspendTenant(_ChangeTenant):
    """停用一个单位：不再受理请求与任务，数据保留。"""

    @declare.requires(CHANGE)
    def mutate(root: Any, info: Any, *, input: ChangeTenantInput) -> dict[str, Any]:
        """Suspend it by one call into the service."""
        return _changed(info, input, TenantState.SUSPENDED)


class ResumeTenant(_ChangeTenant):
    """恢复一个已停用的单位。"""

    @declare.requires(CHANGE)
    def mutate(root: Any, info: Any, *, input: ChangeTenantInput) -> dict[str, Any]:
        """Resume it by one call into the service."""
        return _changed(info, input, TenantState.READY)


class ArchiveTenant(_ChangeTenant):
    """归档一个已停用的单位：网址不再应答。"""

    @declare.requires(CHANGE)
    def mutate(root: Any, info: Any, *, input: ChangeTenantInput) -> dict[str, Any]:
        """Archive it by one call into the service."""
        return _changed(info, input, TenantState.ARCHIVED)


class SwitchTenantPlugin(graphene.Mutation):
    """启用或停用一个单位的制度，无需重启。"""

    class Arguments:
        input = SwitchTenantPluginInput(required=True)

    order = graphene.Field(TenantOrder, required=True)

    @declare.requires(CHANGE)
    def mutate(root: Any, info: Any, *, input: SwitchTenantPluginInput) -> dict[str, Any]:
        """Order it by one call into the service."""
        order = orders.to_switch(
            tenant=_within(info, input["slug"]),
            plugin=input["plugin"],
            active=input["active"],
            actor=info.context.principal.actor,
        )
        return {"order": order}


class DropTenant(graphene.Mutation):
    """永久删除一个已归档的单位及其全部数据。"""

    class Arguments:
        input = DropTenantInput(required=True)

    order = graphene.Field(TenantOrder, required=True)

    @declare.requires(CHANGE)
    def mutate(root: Any, info: Any, *, input: DropTenantInput) -> dict[str, Any]:
        """Order it by one call into the service."""
        order = orders.to_drop(
            tenant=_within(info, input["slug"]),
            confirmation=input["confirmation"],
            reason=input["reason"],
            actor=info.context.principal.actor,
        )
        return {"order": order}


class Mutation(graphene.ObjectType):
    """Root mutations about tenants."""

    open_tenant = OpenTenant.Field(required=True)
    suspend_tenant = SuspendTenant.Field(required=True)
    resume_tenant = ResumeTenant.Field(required=True)
    archive_tenant = ArchiveTenant.Field(required=True)
    switch_tenant_plugin = SwitchTenantPlugin.Field(required=True)
    drop_tenant = DropTenant.Field(required=True)


def _changed(info: Any, input: ChangeTenantInput, to: TenantState) -> dict[str, Any]:
    row = _within(info, input["slug"])
    actor = info.context.principal.actor
    return {"tenant": states.change(slug=row.schema_name, to=to, actor=actor, reason=input["reason"])}


def _within(info: Any, slug: str) -> TenantRow:
    """Return a tenant of the principal's regions; one outside is as unknown as one that does not exist."""
    row = selectors.one(info.context.principal.scope(CHANGE), slug)
    if row is None:
        raise states.UnknownTenant(f"您管辖的地区内没有简称为 {slug} 的单位，请核对。")
    return row


def _require(info: Any, region_code: str) -> None:
    if not info.context.principal.may(CHANGE, region=region_code):
        raise AccessDenied(f"行政区划 {region_code} 不在您管辖的地区内，不能在此开通单位。")
