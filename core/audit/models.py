"""The record of all changes and its seals; written by triggers and functions of the database only."""

from typing import Any, ClassVar

from django.db import models


class Event(models.Model):
    """One row inserted, changed, deleted or erased, and who did it.

    `old` and `new` hold the whole row for an insert and a delete, the changed columns for an update.
    Secrets are digests. `salt` makes the digests of the seal unguessable; `erasure` takes its place once
    values have been erased lawfully.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField("时间")
    xid = models.BigIntegerField("事务")
    operation = models.CharField("操作", max_length=8)
    table_name = models.CharField("表", max_length=63)
    row_key = models.TextField("行")
    old = models.JSONField("原值", null=True)
    new = models.JSONField("新值", null=True)
    actor_realm = models.TextField("身份域")
    actor_id = models.TextField("身份")
    actor_name = models.TextField("姓名")
    reason = models.TextField("原因")
    db_role = models.CharField("数据库角色", max_length=63)
    request_id = models.TextField("请求")
    salt = models.UUIDField(null=True)
    erasure = models.JSONField(null=True)

    class Meta:
        abstract = True


class Seal(models.Model):
    """One link of the chain: all events of the transactions from `xid_from` to before `xid_before`.

    `leaves` holds 8 bytes of identifier and 32 bytes of digest per event, so that a changed event can be
    named; `hash` covers them and the previous link.
    """

    seq = models.BigIntegerField(primary_key=True)
    xid_from = models.BigIntegerField()
    xid_before = models.BigIntegerField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    count = models.IntegerField()
    leaves = models.BinaryField()
    previous_hash = models.BinaryField()
    hash = models.BinaryField()
    sealed_at = models.DateTimeField("封存时间")

    class Meta:
        abstract = True


class AuditEvent(Event):
    """One change in a tenant."""

    class Meta:
        db_table = "audit_event"
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["xid", "id"], name="audit_event_order"),
            models.Index(fields=["table_name", "row_key"], name="audit_event_row"),
        ]


class AuditSeal(Seal):
    """One link of a tenant's chain."""

    class Meta:
        db_table = "audit_seal"
