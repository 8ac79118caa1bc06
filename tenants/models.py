"""The registry in the public schema: tenants, their domains, the plugins each of them runs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django_tenants.models import DomainMixin, TenantMixin
from uuid_utils.compat import uuid7

from tenants.clients.models import ApiClient, ClientQuery, ClientUse
from tenants.statistics.models import Figure, Freshness, Report, ReportState, Veil

__all__ = [
    "UNFINISHED",
    "ApiClient",
    "ClientQuery",
    "ClientUse",
    "Domain",
    "Figure",
    "Freshness",
    "OrderKind",
    "OrderState",
    "Report",
    "ReportState",
    "Tenant",
    "TenantOrder",
    "TenantPlugin",
    "TenantState",
    "Veil",
]


class TenantState(models.TextChoices):
    """Where a tenant stands; only READY serves requests and tasks."""

    PROVISIONING = "PROVISIONING", "开通中"
    READY = "READY", "运行中"
    SUSPENDED = "SUSPENDED", "已停用"
    ARCHIVED = "ARCHIVED", "已归档"


TRANSITIONS: dict[str, frozenset[str]] = {
    TenantState.PROVISIONING: frozenset({TenantState.READY}),
    TenantState.READY: frozenset({TenantState.SUSPENDED}),
    TenantState.SUSPENDED: frozenset({TenantState.READY, TenantState.ARCHIVED}),
    TenantState.ARCHIVED: frozenset({TenantState.SUSPENDED}),
}
"""To which states a tenant may go from each state."""


class Tenant(TenantMixin):
    """One county or province with a PostgreSQL schema and a database role of its own."""

    name = models.CharField("名称", max_length=100)
    region_code = models.CharField("行政区划代码", max_length=6)
    state = models.CharField(
        "状态", max_length=12, choices=TenantState.choices, default=TenantState.PROVISIONING
    )
    structure = models.CharField("结构版本", max_length=64, blank=True, default="")
    created_at = models.DateTimeField("建立时间", db_default=Now())
    state_changed_at = models.DateTimeField("状态变更时间", db_default=Now())

    # Provisioning is a service with steps that can be resumed, not a side effect of saving a row.
    auto_create_schema = False
    auto_drop_schema = False

    class Meta:
        ordering = ["schema_name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(schema_name__regex=r"^[a-z][a-z0-9_]{0,29}$"),
                name="tenant_schema_name_is_plain",
            ),
            models.CheckConstraint(
                condition=models.Q(region_code__regex=r"^[0-9]{6}$"), name="tenant_region_code_has_six_digits"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=TenantState.values), name="tenant_state_is_known"
            ),
        ]

    @property
    def active_plugins(self) -> frozenset[str]:
        """Return the names of the plugins that the tenant runs."""
        return frozenset(row.plugin for row in self.plugins.all() if row.active)


class Domain(DomainMixin):
    """A host name under which a tenant is reached."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="domains")


class OrderKind(models.TextChoices):
    """What the provisioner is asked to do."""

    OPEN = "OPEN", "开通单位"
    SWITCH_ON = "SWITCH_ON", "启用制度"
    SWITCH_OFF = "SWITCH_OFF", "停用制度"
    DROP = "DROP", "删除单位"


class OrderState(models.TextChoices):
    """How far the provisioner is."""

    QUEUED = "QUEUED", "排队中"
    RUNNING = "RUNNING", "办理中"
    DONE = "DONE", "已办结"
    REFUSED = "REFUSED", "未能办理"


UNFINISHED = (OrderState.QUEUED, OrderState.RUNNING)


class TenantOrder(models.Model):
    """Something that needs the owner's rights and that somebody without them asked the provisioner to do."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField("事项", max_length=10, choices=OrderKind.choices)
    slug = models.CharField("简称", max_length=30)
    name = models.CharField("名称", max_length=100, blank=True)
    region_code = models.CharField("行政区划代码", max_length=6)
    plugins = ArrayField(models.CharField(max_length=60), default=list)
    domain = models.CharField("网址", max_length=253, blank=True)
    administrator_username = models.CharField("管理员用户名", max_length=64, blank=True)
    administrator_name = models.CharField("管理员姓名", max_length=100, blank=True)
    administrator_password_hash = models.CharField(max_length=200, blank=True)
    reason = models.CharField("原因", max_length=500, blank=True)
    state = models.CharField(
        "状态", max_length=8, choices=OrderState.choices, default=OrderState.QUEUED, db_index=True
    )
    error_code = models.CharField(max_length=64, blank=True)
    error_message = models.TextField("未能办理的原因", blank=True)
    ordered_by_realm = models.CharField(max_length=10)
    ordered_by_id = models.CharField(max_length=64, blank=True)
    ordered_by_name = models.CharField(max_length=100)
    ordered_at = models.DateTimeField("提出时间", db_default=Now())
    finished_at = models.DateTimeField("办结时间", null=True)

    class Meta:
        ordering = ["ordered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                condition=models.Q(state__in=UNFINISHED),
                name="tenant_order_is_the_only_unfinished_one",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=OrderKind.values), name="tenant_order_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=OrderState.values), name="tenant_order_state_is_known"
            ),
        ]


class TenantPlugin(models.Model):
    """A plugin whose tables stand in a tenant's schema, and whether the tenant runs it now."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="plugins")
    plugin = models.CharField("插件", max_length=60)
    active = models.BooleanField("已启用", default=False)
    changed_at = models.DateTimeField("变更时间", db_default=Now())
    changed_by_realm = models.CharField(max_length=10)
    changed_by_id = models.CharField(max_length=64, blank=True)
    changed_by_name = models.CharField(max_length=100)

    class Meta:
        ordering = ["plugin"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "plugin"], name="tenant_plugin_is_named_once")
        ]
