"""Open a tenant: its schema, role, tables, plugins and host, all or nothing."""

import re
from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django_tenants.utils import tenant_context

from core import plugins
from core.actors import Actor
from core.audit import acting
from core.decisions import services as decisions
from core.errors import DomainError
from core.reference import selectors as reference
from tenants import migrating, registry, rights
from tenants.migrating import Progress, silent
from tenants.models import Domain, Tenant, TenantPlugin, TenantState

RESERVED = frozenset({"public", "extensions", "information_schema", "www"})


class InvalidTenant(DomainError):
    """The tenant cannot be opened as described."""

    code = "BAD_USER_INPUT"


class TenantExists(DomainError):
    """A tenant of this short name, or another tenant with this host, is there already."""

    code = "TENANT_EXISTS"


class PluginUnusable(DomainError):
    """The plugin is not installed, or is quarantined."""

    code = "PLUGIN_UNUSABLE"


def open_tenant(
    *,
    slug: str,
    name: str,
    region_code: str,
    plugin_names: Sequence[str] = (),
    domain: str | None = None,
    actor: Actor,
    on: date,
    progress: Progress = silent,
) -> Tenant:
    """Open a tenant and return it READY.

    The row is reserved first, so that two people cannot open one name; everything else is one
    transaction, so that a killed process leaves an empty reservation, which opening again completes.

    :param slug: short name, which is the schema's name and the first part of the host.
    :raises InvalidTenant: if the short name, the region or the name does not fit.
    :raises TenantExists: if the short name or the host is taken.
    :raises PluginUnusable: if a plugin is not installed or quarantined.
    """
    _check(slug=slug, name=name, region_code=region_code, plugin_names=plugin_names, on=on)
    host = domain or f"{slug.replace('_', '-')}.{settings.PUBLIC_HOST}"
    tenant = _reserve(slug=slug, name=name, region_code=region_code, actor=actor)
    with rights.owner(), transaction.atomic(), acting(actor=actor, reason="开通租户"):
        row = Tenant.objects.select_for_update().get(pk=tenant.pk)
        if row.state != TenantState.PROVISIONING:
            raise TenantExists(f"租户 {slug} 已存在，不能重复开通；请换一个简称。")
        progress(f"建立 {slug} 的模式与角色")
        rights.create_role(slug)
        rights.create_schema(slug)
        progress(f"建立 {slug} 的数据表")
        record = registry.by_schema(slug)
        assert record is not None
        migrating.tenant(record, plugins=frozenset(plugin_names))
        for plugin in plugin_names:
            progress(f"启用 {plugin}")
            _switch_on(row, plugin, actor=actor, on=on)
        _publish(row, host=host, plugin_names=plugin_names)
    tenant.refresh_from_db()
    return tenant


def discard(*, slug: str) -> None:
    """Remove the reservation of a tenant that was never finished.

    :raises InvalidTenant: if there is none, or if the tenant was finished.
    """
    with transaction.atomic():
        row = Tenant.objects.select_for_update().filter(schema_name=slug).first()
        if row is None or row.state != TenantState.PROVISIONING:
            raise InvalidTenant(f"{slug} 不是未完成的租户，不能撤销；停用请用 suspend。")
        row.delete()


def switch_on(*, tenant: Tenant, plugin: str, actor: Actor, on: date, progress: Progress = silent) -> None:
    """Let a tenant run a plugin: make its tables, then its reference data, then show it; idempotent.

    :raises PluginUnusable: if the plugin is not installed or quarantined.
    :raises PluginFailed: if the plugin's own preparation fails; nothing was written.
    """
    _check_usable([plugin])
    with rights.owner(), transaction.atomic(), acting(actor=actor, reason=f"启用 {plugin}"):
        row = Tenant.objects.select_for_update().get(pk=tenant.pk)
        record = registry.by_schema(row.schema_name)
        assert record is not None
        standing = frozenset(row.plugins.values_list("plugin", flat=True)) | {plugin}
        progress(f"建立 {plugin} 的数据表")
        migrating.tenant(record, plugins=standing)
        _switch_on(row, plugin, actor=actor, on=on)
        Tenant.objects.filter(pk=row.pk).update(structure=migrating.structure(standing))
        registry.forget(row)


def switch_off(*, tenant: Tenant, plugin: str, actor: Actor) -> bool:
    """Stop a tenant from running a plugin; return whether its tables were dropped.

    Tables without a row are dropped; tables with rows are kept, and are there again when the plugin is
    switched on.
    """
    with rights.owner(), transaction.atomic(), acting(actor=actor, reason=f"停用 {plugin}"):
        row = Tenant.objects.select_for_update().get(pk=tenant.pk)
        record = registry.by_schema(row.schema_name)
        assert record is not None
        dropped = migrating.drop_if_empty(record, plugin=plugin)
        if dropped:
            row.plugins.filter(plugin=plugin).delete()
        else:
            row.plugins.filter(plugin=plugin).update(active=False, **_changed_by(actor))
        standing = row.plugins.values_list("plugin", flat=True)
        Tenant.objects.filter(pk=row.pk).update(structure=migrating.structure(standing))
        registry.forget(row)
    return dropped


def _check(*, slug: str, name: str, region_code: str, plugin_names: Sequence[str], on: date) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,29}", slug) or slug in RESERVED or slug.startswith("pg_"):
        raise InvalidTenant(
            f"租户简称 {slug!r} 不符合要求：以小写字母开头，只含小写字母、数字和下划线，最多 30 个字符，"
            "且不能是 public、extensions、www 等保留名。"
        )
    if not name.strip():
        raise InvalidTenant("请填写租户名称，例如“福泉市”。")
    if reference.division(code=region_code, on=on) is None:
        raise InvalidTenant(
            f"行政区划代码 {region_code!r} 在 {on} 没有对应的区划；请填写六位代码，例如 522702（福泉市）。"
        )
    _check_usable(plugin_names)


def _check_usable(names: Sequence[str]) -> None:
    usable = plugins.usable()
    for name in names:
        if name not in usable:
            raise PluginUnusable(
                f"插件 {name} 未安装或已被隔离，不能启用；可用的插件：{'、'.join(sorted(usable)) or '无'}。"
            )


def _reserve(*, slug: str, name: str, region_code: str, actor: Actor) -> Tenant:
    try:
        with transaction.atomic(), acting(actor=actor, reason="开通租户"):
            return Tenant.objects.create(schema_name=slug, name=name.strip(), region_code=region_code)
    except (IntegrityError, ValidationError) as error:
        row = Tenant.objects.filter(schema_name=slug, state=TenantState.PROVISIONING).first()
        if row is None:
            raise TenantExists(f"租户 {slug} 已存在，请换一个简称。") from error
        return row


def _switch_on(row: Tenant, plugin: str, *, actor: Actor, on: date) -> None:
    TenantPlugin.objects.update_or_create(
        tenant=row, plugin=plugin, defaults={"active": True, **_changed_by(actor)}
    )
    record = registry.by_schema(row.schema_name)
    assert record is not None
    with tenant_context(record), connection.as_tenant(), rights.time_limit(settings.PLUGIN_TIMEOUT_MS):
        decisions.enact_first(plugins.usable()[plugin], actor=actor)
        plugins.switched_on(plugin, day=on)


def _publish(row: Tenant, *, host: str, plugin_names: Sequence[str]) -> None:
    if Domain.objects.filter(domain=host).exists():
        raise TenantExists(f"网址 {host} 已被其他租户使用，请另选一个。")
    Domain.objects.create(tenant=row, domain=host, is_primary=True)
    Tenant.objects.filter(pk=row.pk).update(
        state=TenantState.READY, structure=migrating.structure(plugin_names)
    )
    registry.forget(row)


def _changed_by(actor: Actor) -> dict[str, str]:
    return {"changed_by_realm": actor.realm, "changed_by_id": actor.id, "changed_by_name": actor.name}
