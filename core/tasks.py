"""How background work is served: one tenant, its own rights, and effects that happen once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import structlog
from celery import Task, shared_task
from django.conf import settings
from django.db import DatabaseError, connection
from django_tenants.utils import get_tenant_model, schema_context, tenant_context

from core import roles
from core.access import schemas
from core.actors import SYSTEM
from core.audit import acting
from core.errors import DomainError
from core.outbox import services as outbox

log = structlog.get_logger(__name__)


class TenantUnknown(DomainError):
    """A task names a tenant that does not exist, or no longer serves for good."""

    code = "TENANT_UNKNOWN"


class TenantNotServing(DomainError):
    """A task names a tenant that is being opened or is suspended."""

    code = "TENANT_NOT_SERVING"


class WrongSchema(DomainError):
    """After the switch the session does not have the tenant's schema and role."""

    code = "WRONG_SCHEMA"


class WorkerLost(DomainError):
    """The process that carried out the task died."""

    code = "WORKER_LOST"


def every_schema(do: Callable[[], int]) -> Iterator[int]:
    """Do something in public and in every tenant, one after the other, under each schema's own rights.

    Suspended and archived tenants too: what keeps data safe or small does not depend on serving. One
    schema's failure is logged and does not keep the others back.
    """
    tenants = list(get_tenant_model().objects.exclude(state="PROVISIONING"))
    for switched in (schema_context(settings.PUBLIC_SCHEMA_NAME), *map(tenant_context, tenants)):
        with switched:
            try:
                yield do()
            except DatabaseError as error:
                name = f"{do.__module__}.{do.__qualname__}"
                log.error("schema_failed", what=name, schema=schemas.current(), error=str(error))


def hand_to_tenants(
    *,
    task: str,
    key: str,
    payload: Mapping[str, outbox.Identifier | Sequence[outbox.Identifier]] | None = None,
    suspended: bool = False,
) -> int:
    """Note an effect in every tenant that serves and return how many those are; called in a transaction.

    Each tenant carries it out by itself, in a transaction and with rights of its own.

    :param suspended: note it in suspended tenants, too, which carry it out when they serve again.
    """
    states = ["READY", "SUSPENDED"] if suspended else ["READY"]
    tenants = list(get_tenant_model().objects.filter(state__in=states))
    for tenant in tenants:
        with tenant_context(tenant):
            outbox.emit(task=task, key=key, payload=payload)
    return len(tenants)


class TenantTask(Task):
    """Task for one tenant, which the caller names: ``task.delay(tenant="fuquan", …)``.

    It runs under the tenant's database role. A tenant that is unknown or does not serve is refused before
    the task's own code runs; nothing is retried.
    """

    abstract = True

    def __call__(self, *args: Any, tenant: str, **kwargs: Any) -> Any:
        """Serve the tenant and run the task."""
        with _bound(self.name, tenant=tenant), serving(tenant):
            return self.run(*args, **kwargs)


class EffectTask(Task):
    """Task that the outbox hands over: its effect and the mark that it is done commit together.

    However often the message arrives, the effect happens once. A failure is noted and repeated later by
    the relay; effects of a suspended tenant wait until it serves again.
    """

    abstract = True

    def __call__(self, *, tenant: str, outbox_id: str) -> None:
        """Take the effect and carry it out in one transaction."""
        id = UUID(outbox_id)
        with _bound(self.name, tenant=tenant, outbox_id=outbox_id):
            if (self.request.delivery_info or {}).get("redelivered"):
                _note(outbox.fail, id, WorkerLost("执行该事务的进程意外终止。"))
            try:
                self._carry_out(tenant, id)
            except TenantNotServing as error:
                _note(outbox.hold, id, error)
                log.warning("effect_held", reason=error.message)
            except TenantUnknown as error:
                _note(outbox.park, id, error)
                log.error("effect_refused", reason=error.message)
            except Exception as error:
                _note(outbox.fail, id, error)
                raise

    def _carry_out(self, tenant: str, id: UUID) -> None:
        with serving(tenant), acting(actor=SYSTEM, reason=f"任务 {self.name}", request_id=str(id)):
            payload = outbox.claim(id=id)
            if payload is None:
                log.info("effect_settled_already")
            else:
                self.run(**payload)


def effect(name: str) -> Callable[[Callable[..., None]], Any]:
    """Make a task that `outbox.emit` can name; its keyword arguments are the payload.

    Its code runs inside a transaction and only writes to the database: what it did elsewhere could not be
    taken back when the transaction fails.
    """
    return shared_task(base=EffectTask, name=name)


def tenant_task(name: str) -> Callable[[Callable[..., Any]], Any]:
    """Make a task that is sent with ``tenant=`` and otherwise its own arguments."""
    return shared_task(base=TenantTask, name=name)


@contextmanager
def serving(schema: str) -> Iterator[None]:
    """Serve a tenant, or the public schema, inside the block, under its own role and a worker's time limit.

    :raises TenantUnknown: if the registry has no such tenant, or has archived it.
    :raises TenantNotServing: if the tenant is being opened or suspended.
    :raises WrongSchema: if the session did not follow the switch.
    """
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    if schema == settings.PUBLIC_SCHEMA_NAME:
        switched = schema_context(schema)
    else:
        switched = tenant_context(_registered(schema))
    with switched:
        _enter(schema)
        try:
            yield
        finally:
            if connection.connection is not None and not connection.needs_rollback:
                with connection.cursor() as cursor:
                    cursor.execute("RESET statement_timeout")


def _registered(schema: str) -> Any:
    """Return the tenant that serves under a schema name, with its plugins, from the database."""
    with schema_context(settings.PUBLIC_SCHEMA_NAME):
        tenant = get_tenant_model().objects.prefetch_related("plugins").filter(schema_name=schema).first()
    if tenant is None:
        raise TenantUnknown(f"没有简称为 {schema} 的租户，任务不予执行。")
    if tenant.state == "ARCHIVED":
        raise TenantUnknown(f"租户 {schema} 已归档，任务不予执行。")
    if tenant.state != "READY":
        raise TenantNotServing(
            f"租户 {schema} 现在不受理任务（{tenant.get_state_display()}），恢复后再执行。"
        )
    return tenant


def _enter(schema: str) -> None:
    """Check in the session itself that the switch has happened: the search path fails open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, current_schema(), set_config('statement_timeout', %s, false)",
            [str(settings.WORKER_STATEMENT_TIMEOUT_MS)],
        )
        role, current, _ = cursor.fetchone()
    if (connection.schema_name, current, role) != (schema, schema, roles.of_schema(schema)):  # type: ignore[attr-defined]
        raise WrongSchema(f"切换到租户 {schema} 后，会话为模式 {current}、角色 {role}，任务中止。")


def _note(settle: Callable[..., None], id: UUID, error: BaseException) -> None:
    """Write what became of an effect, in the public schema and apart from the effect's own transaction."""
    with serving(settings.PUBLIC_SCHEMA_NAME):
        settle(id=id, error=error)


@contextmanager
def _bound(task: str, **values: str) -> Iterator[None]:
    with structlog.contextvars.bound_contextvars(task=task, **values):
        yield
