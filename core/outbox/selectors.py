"""Read what the outbox holds; in the public schema, under the application's role."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from core.outbox.models import OutboxEffect


@dataclass(frozen=True)
class Backlog:
    """How much the outbox holds: waiting for a worker, parked, and the age of the oldest waiting effect."""

    waiting: int
    failed: int
    oldest_seconds: float


def failed() -> QuerySet[OutboxEffect]:
    """Return the parked effects, newest first."""
    return OutboxEffect.objects.filter(parked_at__isnull=False, done_at__isnull=True).order_by("-parked_at")


def backlog() -> Backlog:
    """Return what is not done."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE parked_at IS NULL), count(parked_at), coalesce("
            "extract(epoch FROM clock_timestamp() - min(created_at) FILTER (WHERE parked_at IS NULL)), 0)"
            " FROM public.outbox WHERE done_at IS NULL"
        )
        waiting, parked, oldest = cursor.fetchone()
    return Backlog(waiting=waiting, failed=parked, oldest_seconds=float(oldest))
