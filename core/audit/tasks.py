"""Seal the audit chains."""

import structlog
from django.conf import settings
from django.db import DatabaseError
from django_tenants.utils import get_tenant_model, schema_context, tenant_context

from core.audit import services
from core.tasks import tenant_task

log = structlog.get_logger(__name__)


@tenant_task("core.audit.seal_all")
def seal_all() -> int:
    """Seal what every schema recorded since the last round; return how many events.

    Suspended and archived tenants too: what was recorded is protected whether or not the tenant serves. One
    schema's failure does not keep the others back. A schema without new events costs one statement.
    """
    sealed = 0
    for switched in (schema_context(settings.PUBLIC_SCHEMA_NAME), *map(tenant_context, _tenants())):
        with switched:
            try:
                sealed += services.seal()
            except DatabaseError as error:
                log.error("audit_not_sealed", error=str(error))
    return sealed


def _tenants() -> list[object]:
    return list(get_tenant_model().objects.exclude(state="PROVISIONING"))
