"""Sweep up uploads that were not finished or not used."""

from django.utils import timezone

from core.access import schemas
from core.attachments import services
from core.tasks import every_schema, tenant_task


def sweep() -> int:
    """Sweep the tenant served; the public schema has no attachments."""
    return 0 if schemas.realm() == "public" else services.sweep(now=timezone.now())


@tenant_task("core.attachments.sweep_all")
def sweep_all() -> int:
    """Sweep every tenant; return how many drafts, contents and remains of uploads were removed."""
    return sum(every_schema(sweep))
