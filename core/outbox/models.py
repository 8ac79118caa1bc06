"""Tables of the public schema: effects to carry out, and the public schema's own audit chain."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from core.audit.public_models import AuditHead, PublicAuditEvent, PublicAuditSeal

__all__ = ["TENANT_INSERTABLE", "AuditHead", "OutboxEffect", "PublicAuditEvent", "PublicAuditSeal"]

TENANT_INSERTABLE = ["outbox"]
"""Tables of the public schema into which tenants' roles may insert."""


class OutboxEffect(models.Model):
    """One effect that a committed write asked for; a worker carries it out exactly once.

    `available_at` is when the relay hands the effect over (again); `done_at` is set in the transaction of
    the effect itself; `parked_at` stops the repeating until a person looks at `last_error`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant = models.CharField("租户", max_length=63)
    task = models.CharField("任务", max_length=200)
    effect_key = models.CharField("唯一键", max_length=200)
    payload = models.JSONField("参数", db_default={})
    created_at = models.DateTimeField("登记时间", db_default=Now())
    available_at = models.DateTimeField("下次投递", db_default=Now())
    published_at = models.DateTimeField("投递时间", null=True)
    attempts = models.PositiveIntegerField("投递次数", db_default=0)
    failures = models.PositiveIntegerField("失败次数", db_default=0)
    last_error = models.TextField("最近的错误", db_default="")
    parked_at = models.DateTimeField("搁置时间", null=True)
    done_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        db_table = '"public"."outbox"'
        constraints: ClassVar[list[Any]] = [
            # The tenant is part of the key: otherwise one tenant could take another's keys.
            models.UniqueConstraint(fields=["tenant", "effect_key"], name="outbox_effect_is_noted_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["available_at"],
                condition=Q(done_at__isnull=True, parked_at__isnull=True),
                name="outbox_due",
            ),
            models.Index(
                fields=["tenant", "task"],
                condition=Q(done_at__isnull=True, parked_at__isnull=True),
                name="outbox_waiting",
            ),
            models.Index(fields=["done_at"], condition=Q(done_at__isnull=False), name="outbox_done"),
            models.Index(fields=["parked_at"], condition=Q(parked_at__isnull=False), name="outbox_parked"),
        ]
