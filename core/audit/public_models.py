"""The audit tables of the public schema; they belong to the app `outbox`, which only that schema has."""

from typing import Any, ClassVar

from django.db import models

from core.audit.models import Event, Seal


class PublicAuditEvent(Event):
    """One change in the public schema: registry, users and rights of the province's administrators."""

    class Meta:
        app_label = "outbox"
        db_table = '"public"."audit_event"'
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["xid", "id"], name="public_audit_event_order"),
            models.Index(fields=["table_name", "row_key"], name="public_audit_event_row"),
        ]


class PublicAuditSeal(Seal):
    """One link of the public schema's chain."""

    class Meta:
        app_label = "outbox"
        db_table = '"public"."audit_seal"'


class AuditHead(models.Model):
    """The last link of one schema's chain, kept outside that schema: a chain that lost its tail is seen."""

    schema_name = models.CharField(primary_key=True, max_length=63)
    seq = models.BigIntegerField()
    hash = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        app_label = "outbox"
        db_table = "audit_head"
