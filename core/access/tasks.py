"""Clear what has expired by itself."""

from django.contrib.sessions.models import Session
from django.utils import timezone

from core.access.models import IdempotencyRecord
from core.tasks import every_schema, tenant_task


def clear() -> int:
    """Delete the expired sessions and idempotency keys of the schema served; return how many."""
    now = timezone.now()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    keys, _ = IdempotencyRecord.objects.filter(expires_at__lt=now).delete()
    return sessions + keys


@tenant_task("core.access.clear_expired")
def clear_expired() -> int:
    """Delete what has expired in every schema; return how many rows."""
    return sum(every_schema(clear))
