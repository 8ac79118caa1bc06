"""Suspend, resume and archive tenants."""

from django.db import transaction
from django.db.models.functions import Now

from core.actors import Actor
from core.audit import acting
from core.errors import DomainError
from core.outbox import services as outbox
from tenants import registry
from tenants.models import TRANSITIONS, Tenant, TenantState


class UnknownTenant(DomainError):
    """No tenant has this short name."""

    code = "UNKNOWN_TENANT"


class TransitionRefused(DomainError):
    """A tenant cannot go from its state to the wanted one."""

    code = "TRANSITION_REFUSED"


def by_slug(slug: str) -> Tenant:
    """Return the tenant of a short name.

    :raises UnknownTenant: if there is none.
    """
    row = Tenant.objects.filter(schema_name=slug).first()
    if row is None:
        raise UnknownTenant(f"没有简称为 {slug} 的租户；可用 hongling tenants list 查看全部租户。")
    return row


def change(*, slug: str, to: TenantState, actor: Actor, reason: str) -> Tenant:
    """Bring a tenant into another state and return it; requests and tasks follow at once.

    :raises UnknownTenant: if there is none of this short name.
    :raises TransitionRefused: if the state cannot be reached from the present one.
    """
    by_slug(slug)
    with transaction.atomic(), acting(actor=actor, reason=reason):
        row = Tenant.objects.select_for_update().get(schema_name=slug)
        if to not in TRANSITIONS[row.state]:
            allowed = "、".join(TenantState(state).label for state in sorted(TRANSITIONS[row.state]))
            present = TenantState(row.state).label
            raise TransitionRefused(
                f"租户 {slug} 现为“{present}”，不能改为“{to.label}”；可以改为：{allowed}。"
            )
        Tenant.objects.filter(pk=row.pk).update(state=to, state_changed_at=Now())
        if to == TenantState.READY:
            outbox.release(tenant=slug)
        registry.forget(row)
    row.refresh_from_db()
    return row
