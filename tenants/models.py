"""The registry in the public schema: tenants, their domains, the plugins each of them runs."""

from django.db import models
from django.db.models.functions import Now
from django_tenants.models import DomainMixin, TenantMixin


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
