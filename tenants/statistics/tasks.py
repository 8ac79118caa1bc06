"""Count figures anew after writes, and every day."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from core.outbox import services as outbox
from core.tasks import effect, hand_to_tenants, tenant_task
from tenants.statistics import services, touches


@effect(services.TASK)
def recount(*, tables: Sequence[str], since: Sequence[str], until: Sequence[str]) -> None:
    """Count anew the figures of one tenant that rest on some tables."""
    payload = {"tables": tables, "since": since, "until": until}
    services.recount(touches=touches.read(payload), on=timezone.localdate())


@tenant_task("tenants.statistics.begin_day")
def begin_day() -> None:
    """Note that the day's figures are to be counted; only the first call of a day counts."""
    with transaction.atomic():
        outbox.emit(task="tenants.statistics.recount_all", key=f"figures/{timezone.localdate()}")


@effect("tenants.statistics.recount_all")
def recount_all() -> None:
    """Have every tenant count the periods that run, or ended, since its figures were counted last."""
    # Nothing is touched: a round finds by itself that the day has changed.
    hand_to_tenants(
        task=services.TASK,
        key=f"figures/{timezone.localdate()}",
        payload=touches.written([]),
        suspended=True,
    )
