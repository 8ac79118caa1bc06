"""Remind of obligations every day, and reckon due days again when an arrangement is loaded."""

from django.db import transaction
from django.utils import timezone

from core.obligations import reminders, services
from core.outbox import services as outbox
from core.tasks import effect, hand_to_tenants, tenant_task


@tenant_task("core.obligations.begin_day")
def begin_day() -> None:
    """Note that this day's reminders are to go out; the first call of a day counts, later ones do nothing."""
    with transaction.atomic():
        outbox.emit(task="core.obligations.remind_all", key=f"reminders/{timezone.localdate()}")


@effect("core.obligations.remind_all")
def remind_all() -> None:
    """Hand the day's reminders to every tenant."""
    hand_to_tenants(task="core.obligations.remind", key=f"reminders/{timezone.localdate()}")


@effect("core.obligations.remind")
def remind() -> None:
    """Give the reminders of today in one tenant, also where they were due on a day that was missed."""
    reminders.remind(on=timezone.localdate())


@effect("core.obligations.recompute_all")
def recompute_all(*, calendar: int) -> None:
    """Hand a new version of the working calendar to every tenant."""
    hand_to_tenants(task="core.obligations.recompute", key=f"calendar/{calendar}", suspended=True)


@effect("core.obligations.recompute")
def recompute() -> None:
    """Reckon the provisional due days of one tenant by the newest calendar."""
    services.recompute_provisional()
