"""Open and drop tenants, switch their plugins on and off."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django_tenants.utils import tenant_context

from core import plugins
from core.access import services as access
from core.access import usernames
from core.actors import Actor
from core.attachments import store as attachments
from core.audit import acting
from core.audit.public_models import AuditHead
from core.decisions import enacting, schemes
from core.errors import DomainError
from core.law import scheme as law
from core.outbox import services as outbox
from core.reference import selectors as reference
from tenants import migrating, registry, rights, scripts, states
from tenants.connections import connection
from tenants.migrating import Progress, silent
from tenants.models import Domain, Tenant, TenantPlugin, TenantState
from tenants.registry import TenantRecord
from tenants.statistics import services as statistics

RESERVED = frozenset({"public", "extensions", "provisioning", "information_schema", "localhost", "www"})
ADMINISTRATOR = "ADMINISTRATOR"


class InvalidTenant(DomainError):
    """The tenant cannot be opened as described."""

    code = "BAD_USER_INPUT"


class TenantExists(DomainError):
    """A tenant of this short name, or another tenant with this host, is there already."""

    code = "TENANT_EXISTS"


class NotArchived(DomainError):
    """Only an archived tenant can be dropped."""

    code = "NOT_ARCHIVED"


class PluginUnusable(DomainError):
    """The plugin is not installed, or is quarantined."""

    code = "PLUGIN_UNUSABLE"


@dataclass(frozen=True)
class Administrator:
    """The first user of a tenant, who grants all others their roles and changes the password at once.

    :param password_hash: of the initial password, by `hashed`.
    """

    username: str
    name: str
    password_hash: str


def hashed(password: str) -> str:
    """Return what may be kept of an initial password until its tenant is open.

    :raises WeakPassword: if it does not meet the rules.
    """
    try:
        validate_password(password)
    except ValidationError as error:
        raise access.WeakPassword("初始密码不符合要求：" + "".join(error.messages)) from error
    return make_password(password)


def open_tenant(
    *,
    slug: str,
    name: str,
    region_code: str,
    plugin_names: Sequence[str] = (),
    domain: str | None = None,
    administrator: Administrator | None = None,
    actor: Actor,
    on: date,
    progress: Progress = silent,
) -> Tenant:
    """Open a tenant and return it READY.

    The row is reserved first, so that two people cannot open one name; everything else is one transaction,
    so that a killed process leaves an empty reservation, which opening again completes. Until then the host
    is unknown.

    :param slug: short name, which is the schema's name and the first part of the host.
    :raises InvalidTenant: if the short name, the region or the name does not fit.
    :raises TenantExists: if the short name or the host is taken.
    :raises PluginUnusable: if a plugin is not installed or quarantined.
    :raises InvalidUser: if the administrator's sign-in name or name does not fit.
    """
    check(slug=slug, name=name, region_code=region_code, plugin_names=plugin_names, on=on)
    if administrator is not None:
        check_administrator(administrator)
    host = domain or default_host(slug)
    plugin_names = sorted(set(plugin_names))
    with rights.owner():
        with acting(actor=actor, reason="开通租户"):
            tenant = _reserved(slug=slug, name=name, region_code=region_code, host=host)
        with acting(actor=actor, reason="开通租户"):
            row = _locked(tenant)
            _build(row, plugin_names=plugin_names, progress=progress)
            _switch_on(row, plugin_names, actor=actor, on=on, progress=progress)
            if administrator is not None:
                progress(f"建立管理员 {administrator.username}")
                _appoint(row, administrator, actor=actor)
            _publish(row, host=host, plugin_names=plugin_names)
        tenant.refresh_from_db()
    return tenant


def discard(*, slug: str) -> None:
    """Remove what there is of a tenant that was never finished.

    :raises InvalidTenant: if there is none, or if the tenant was finished.
    """
    with rights.owner(), transaction.atomic():
        row = Tenant.objects.select_for_update().filter(schema_name=slug).first()
        if row is None or row.state != TenantState.PROVISIONING:
            raise InvalidTenant(f"{slug} 不是未完成的租户，不能撤销；停用请用 suspend。")
        _remove(row)


def drop(*, slug: str, actor: Actor, reason: str) -> None:
    """Remove an archived tenant for good: its schema, role, hosts, waiting effects and attachments.

    :raises UnknownTenant: if there is none of this short name.
    :raises NotArchived: if the tenant is not ARCHIVED.
    """
    states.by_slug(slug)
    with rights.owner(), acting(actor=actor, reason=reason):
        row = Tenant.objects.select_for_update().get(schema_name=slug)
        check_archived(row)
        registry.forget(row)
        _remove(row)
        transaction.on_commit(partial(attachments.forget, slug))


def switch_on(*, tenant: Tenant, plugin: str, actor: Actor, on: date, progress: Progress = silent) -> None:
    """Let a tenant run a plugin: make its tables, then its reference data, then show it; idempotent.

    :raises PluginUnusable: if the plugin is not installed or quarantined.
    :raises PluginFailed: if the plugin's own preparation fails; nothing was written.
    """
    check_usable([plugin])
    with rights.owner(), acting(actor=actor, reason=f"启用 {plugin}"):
        row = Tenant.objects.select_for_update().get(pk=tenant.pk)
        standing = frozenset(row.plugins.values_list("plugin", flat=True))
        if plugin not in standing:
            progress(f"建立 {plugin} 的数据表")
            _add_tables(row, standing=standing, plugin=plugin)
        _switch_on(row, [plugin], actor=actor, on=on, progress=progress)
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
        with tenant_context(_record(row)), connection.as_tenant():
            statistics.touch_everything()
        registry.forget(row)
    return dropped


def check(*, slug: str, name: str, region_code: str, plugin_names: Sequence[str], on: date) -> None:
    """Refuse what no tenant can be opened as.

    :raises InvalidTenant: if the short name, the region or the name does not fit.
    :raises PluginUnusable: if a plugin is not installed or quarantined.
    """
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
    check_usable(plugin_names)


def check_usable(names: Sequence[str]) -> None:
    """Refuse plugins that cannot run.

    :raises PluginUnusable: if one is not installed or quarantined.
    """
    usable = plugins.usable()
    for name in names:
        if name not in usable:
            raise PluginUnusable(
                f"插件 {name} 未安装或已被隔离，不能启用；可用的插件：{'、'.join(sorted(usable)) or '无'}。"
            )


def check_administrator(administrator: Administrator) -> None:
    """Refuse a first user who cannot be made.

    :raises InvalidUser: if the sign-in name or the name does not fit.
    """
    if not usernames.PATTERN.fullmatch(usernames.normalise(administrator.username)):
        raise access.InvalidUser("管理员用户名须为 2 至 64 个字符，只能用文字、数字和 . _ - 符号。")
    if not 1 <= len(administrator.name.strip()) <= 100:
        raise access.InvalidUser("管理员姓名须为 1 至 100 个字。")


def check_free(*, slug: str, host: str) -> None:
    """Refuse a short name or a host that is taken.

    :raises TenantExists: if another finished tenant has one of them.
    """
    if Tenant.objects.filter(schema_name=slug).exclude(state=TenantState.PROVISIONING).exists():
        raise TenantExists(f"租户 {slug} 已存在，请换一个简称。")
    if Domain.objects.filter(domain=host).exclude(tenant__schema_name=slug).exists():
        raise TenantExists(f"网址 {host} 已被其他租户使用，请另选一个。")


def check_archived(row: Tenant) -> None:
    """Refuse to drop a tenant that is not archived.

    :raises NotArchived: if it is not.
    """
    if row.state != TenantState.ARCHIVED:
        raise NotArchived(
            f"租户 {row.schema_name} 现为“{TenantState(row.state).label}”；只有已归档的租户可以删除，"
            "请先停用并归档。"
        )


def default_host(slug: str) -> str:
    """Return the host name that a tenant has unless another is asked for."""
    return f"{slug.replace('_', '-')}.{settings.PUBLIC_HOST}"


def _reserved(*, slug: str, name: str, region_code: str, host: str) -> Tenant:
    """Return the row of a tenant that nobody else can open any more: a new one, or an unfinished one's."""
    check_free(slug=slug, host=host)
    row = Tenant.objects.filter(schema_name=slug).first()
    if row is None:
        try:
            with transaction.atomic():
                # In bulk: the name is checked already, and saving one row would look for it once more.
                [row] = Tenant.objects.bulk_create(
                    [Tenant(schema_name=slug, name=name.strip(), region_code=region_code)]
                )
                return row
        except IntegrityError as error:
            raise TenantExists(f"租户 {slug} 正由他人开通，请换一个简称。") from error
    if (row.name, row.region_code) != (name.strip(), region_code):
        Tenant.objects.filter(pk=row.pk).update(name=name.strip(), region_code=region_code)
    return row


def _locked(tenant: Tenant) -> Tenant:
    """Return the row of a tenant that this transaction alone goes on opening."""
    row = Tenant.objects.select_for_update().filter(pk=tenant.pk, state=TenantState.PROVISIONING).first()
    if row is None:
        raise TenantExists(f"租户 {tenant.schema_name} 已由他人开通或撤销；请换一个简称。")
    return row


def _build(row: Tenant, *, plugin_names: Sequence[str], progress: Progress) -> None:
    """Make role, schema and tables."""
    slug = row.schema_name
    progress(f"建立 {slug} 的模式与角色")
    rights.create_role(slug)
    rights.create_schema(slug)
    progress(f"建立 {slug} 的数据表")
    script = scripts.for_tenant(slug, plugins=plugin_names)
    if script is None:
        migrating.tenant(_record(row), plugins=frozenset(plugin_names))
    else:
        scripts.run(script)


def _add_tables(row: Tenant, *, standing: frozenset[str], plugin: str) -> None:
    """Add a plugin's tables to a tenant; by its script where the tenant is on the level of the code."""
    script = None
    if row.structure == migrating.structure(standing):
        script = scripts.for_plugin(row.schema_name, plugin=plugin)
    if script is None:
        migrating.tenant(_record(row), plugins=standing | {plugin})
    else:
        scripts.run(script)
    Tenant.objects.filter(pk=row.pk).update(structure=migrating.structure(standing | {plugin}))


def _switch_on(row: Tenant, names: Sequence[str], *, actor: Actor, on: date, progress: Progress) -> None:
    """Note the plugins as active and let each prepare itself under the tenant's own rights.

    First versions of their policies, and of the core's own, are put in force where there is none.
    """
    if names:
        TenantPlugin.objects.bulk_create(
            [TenantPlugin(tenant=row, plugin=name, active=True, **_changed_by(actor)) for name in names],
            update_conflicts=True,
            unique_fields=["tenant", "plugin"],
            update_fields=["active", "changed_at", "changed_by_realm", "changed_by_id", "changed_by_name"],
        )
    usable = schemes.usable()
    with (
        tenant_context(_record(row)),
        connection.as_tenant(),
        rights.time_limit(settings.PLUGIN_TIMEOUT_MS),
    ):
        enacting.enact_first((usable[name] for name in (law.NAME, *names)), actor=actor)
        for name in names:
            progress(f"启用 {name}")
            plugins.switched_on(name, day=on)
        statistics.touch_everything()


def _appoint(row: Tenant, administrator: Administrator, *, actor: Actor) -> None:
    """Give the tenant its first user."""
    with tenant_context(_record(row)), connection.as_tenant():
        user = access.create_user(
            username=administrator.username,
            name=administrator.name,
            password_hash=administrator.password_hash,
            must_change_password=True,
            actor=actor,
        )
        access.grant_role(user=user, role=ADMINISTRATOR, actor=actor)


def _publish(row: Tenant, *, host: str, plugin_names: Sequence[str]) -> None:
    try:
        with transaction.atomic():
            # In bulk: saving one would first look for other primary domains of a tenant that has none.
            Domain.objects.bulk_create([Domain(tenant=row, domain=host, is_primary=True)])
    except IntegrityError as error:
        raise TenantExists(f"网址 {host} 已被其他租户使用，请另选一个。") from error
    Tenant.objects.filter(pk=row.pk).update(
        state=TenantState.READY, state_changed_at=Now(), structure=migrating.structure(plugin_names)
    )
    registry.forget(row)


def _remove(row: Tenant) -> None:
    """Drop all that a tenant has."""
    rights.drop_schema(row.schema_name)
    rights.drop_role(row.schema_name)
    outbox.forget(tenant=row.schema_name)
    # A tenant opened later under the same name begins a chain of its own.
    AuditHead.objects.filter(schema_name=row.schema_name).delete()
    row.delete()


def _record(row: Tenant) -> TenantRecord:
    record = registry.by_schema(row.schema_name)
    assert record is not None
    return record


def _changed_by(actor: Actor) -> dict[str, str]:
    return {"changed_by_realm": actor.realm, "changed_by_id": actor.id, "changed_by_name": actor.name}
