"""Orders to the provisioner: what needs the owner's rights is noted here and carried out elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from core.actors import Actor, Realm
from core.audit import acting
from core.errors import DomainError
from tenants import provisioning, states
from tenants.connections import connection
from tenants.models import UNFINISHED, OrderKind, OrderState, Tenant, TenantOrder, TenantState
from tenants.provisioning import Administrator

CHANNEL = "hongling_provisioning"


class OrderPending(DomainError):
    """Another order for the same tenant is not finished."""

    code = "ORDER_PENDING"


class NotConfirmed(DomainError):
    """What cannot be undone was asked for without repeating the tenant's short name."""

    code = "NOT_CONFIRMED"


@dataclass(frozen=True)
class Opening:
    """A tenant to be opened, as asked for."""

    slug: str
    name: str
    region_code: str
    plugins: Sequence[str] = ()
    domain: str | None = None


def to_open(wanted: Opening, *, administrator: Administrator, actor: Actor, on: date) -> TenantOrder:
    """Order a tenant to be opened and return the order.

    :raises InvalidTenant: if the short name, the region or the name does not fit.
    :raises PluginUnusable: if a plugin is not installed or quarantined.
    :raises InvalidUser: if the administrator's sign-in name or name does not fit.
    :raises TenantExists: if the short name or the host is taken.
    :raises OrderPending: if another order for this short name is not finished.
    """
    provisioning.check(
        slug=wanted.slug,
        name=wanted.name,
        region_code=wanted.region_code,
        plugin_names=wanted.plugins,
        on=on,
    )
    provisioning.check_administrator(administrator)
    host = wanted.domain or provisioning.default_host(wanted.slug)
    provisioning.check_free(slug=wanted.slug, host=host)
    return _note(
        actor,
        kind=OrderKind.OPEN,
        slug=wanted.slug,
        name=wanted.name.strip(),
        region_code=wanted.region_code,
        plugins=sorted(set(wanted.plugins)),
        domain=host,
        administrator_username=administrator.username,
        administrator_name=administrator.name.strip(),
        administrator_password_hash=administrator.password_hash,
    )


def to_switch(*, tenant: Tenant, plugin: str, active: bool, actor: Actor) -> TenantOrder:
    """Order a plugin to be switched on or off in a tenant and return the order.

    :raises PluginUnusable: if it is to be switched on and not installed or quarantined.
    :raises OrderPending: if another order for the tenant is not finished.
    """
    if active:
        provisioning.check_usable([plugin])
    return _note(
        actor,
        kind=OrderKind.SWITCH_ON if active else OrderKind.SWITCH_OFF,
        slug=tenant.schema_name,
        region_code=tenant.region_code,
        plugins=[plugin],
    )


def to_drop(*, tenant: Tenant, confirmation: str, reason: str, actor: Actor) -> TenantOrder:
    """Order an archived tenant to be dropped for good and return the order.

    :param confirmation: the tenant's short name once more.
    :raises NotConfirmed: if it is another one.
    :raises NotArchived: if the tenant is not ARCHIVED.
    :raises OrderPending: if another order for the tenant is not finished.
    """
    if confirmation != tenant.schema_name:
        raise NotConfirmed(f"删除后不能恢复：请再次填写单位简称 {tenant.schema_name} 以确认。")
    provisioning.check_archived(tenant)
    return _note(
        actor,
        kind=OrderKind.DROP,
        slug=tenant.schema_name,
        region_code=tenant.region_code,
        reason=reason.strip(),
    )


def carry_out(order: TenantOrder, *, on: date) -> None:
    """Do what an order asks for and note how it ended. Needs the owner's rights; outside transactions.

    Going on with an order whose provisioner was killed is safe: what was done is not done again.
    """
    resumed = order.state == OrderState.RUNNING
    _update(order, state=OrderState.RUNNING)
    try:
        if not (resumed and _is_done(order)):
            _DEEDS[order.kind](order, on)
    except DomainError as error:
        _finish(order, OrderState.REFUSED, error_code=error.code, error_message=error.message)
    else:
        _finish(order, OrderState.DONE)


def next_ones() -> list[TenantOrder]:
    """Return the unfinished orders, oldest first."""
    return list(TenantOrder.objects.filter(state__in=UNFINISHED))


def latest(slug: str) -> TenantOrder | None:
    """Return the order given last for a short name."""
    return TenantOrder.objects.filter(slug=slug).order_by("-ordered_at", "-id").first()


def _note(actor: Actor, **values: object) -> TenantOrder:
    try:
        with acting(actor=actor, reason="交开通程序办理"), transaction.atomic():
            order = TenantOrder.objects.create(
                ordered_by_realm=actor.realm, ordered_by_id=actor.id, ordered_by_name=actor.name, **values
            )
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
    except IntegrityError as error:
        raise OrderPending(f"{values['slug']} 还有未办结的事项，请待其办结后再试。") from error
    order.refresh_from_db()
    return order


def _open(order: TenantOrder, on: date) -> None:
    provisioning.open_tenant(
        slug=order.slug,
        name=order.name,
        region_code=order.region_code,
        plugin_names=order.plugins,
        domain=order.domain,
        administrator=Administrator(
            order.administrator_username, order.administrator_name, order.administrator_password_hash
        ),
        actor=_actor(order),
        on=on,
    )


def _switch_on(order: TenantOrder, on: date) -> None:
    tenant = states.by_slug(order.slug)
    provisioning.switch_on(tenant=tenant, plugin=order.plugins[0], actor=_actor(order), on=on)


def _switch_off(order: TenantOrder, on: date) -> None:
    tenant = states.by_slug(order.slug)
    provisioning.switch_off(tenant=tenant, plugin=order.plugins[0], actor=_actor(order))


def _drop(order: TenantOrder, on: date) -> None:
    provisioning.drop(slug=order.slug, actor=_actor(order), reason=order.reason)


_DEEDS: dict[str, Callable[[TenantOrder, date], None]] = {
    OrderKind.OPEN: _open,
    OrderKind.SWITCH_ON: _switch_on,
    OrderKind.SWITCH_OFF: _switch_off,
    OrderKind.DROP: _drop,
}


def _is_done(order: TenantOrder) -> bool:
    """Return whether an earlier attempt ended just before it could say so."""
    row = Tenant.objects.filter(schema_name=order.slug).first()
    if order.kind == OrderKind.OPEN:
        return row is not None and row.state == TenantState.READY
    return order.kind == OrderKind.DROP and row is None


def _actor(order: TenantOrder) -> Actor:
    realm = cast(Realm, order.ordered_by_realm)
    return Actor(realm=realm, id=order.ordered_by_id, name=order.ordered_by_name)


def _finish(order: TenantOrder, state: OrderState, **values: str) -> None:
    _update(order, state=state, finished_at=Now(), administrator_password_hash="", **values)


def _update(order: TenantOrder, **values: object) -> None:
    with acting(actor=_actor(order), reason="办理开通事项"):
        TenantOrder.objects.filter(pk=order.pk).update(**values)
