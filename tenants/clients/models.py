"""Programs of other offices that read figures on the public host."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from uuid_utils.compat import uuid7


class ApiClient(models.Model):
    """One program: a user without a password, whose roles say in which regions it reads.

    `secret_digest` is all that is kept of its secret. `groups` are the groups of indicators that it reads
    (`core`, `reports`, or a plugin's name; empty: all). With `persisted_only` it sends no queries of its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user_id = models.UUIDField("用户", unique=True)
    name = models.CharField("名称", max_length=100)
    secret_digest = models.BinaryField(max_length=32)
    groups = ArrayField(models.CharField(max_length=60), verbose_name="指标组", default=list)
    per_minute = models.PositiveIntegerField("每分钟请求数上限", default=60)
    persisted_only = models.BooleanField("只接受已登记的查询", default=False)
    revoked_at = models.DateTimeField("停用时间", null=True)
    created_at = models.DateTimeField("登记时间", db_default=Now())


class ClientQuery(models.Model):
    """A query that a client may send by the SHA-256 of its text."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="queries")
    digest = models.CharField("摘要", max_length=64)
    text = models.TextField("查询")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "digest"], name="client_query_once_a_client")
        ]


class ClientUse(models.Model):
    """One request of a client: what it opened, how it was answered, how long that took."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="uses")
    at = models.DateTimeField("时间", db_default=Now())
    path = models.CharField("路径", max_length=100)
    status = models.PositiveSmallIntegerField("状态")
    milliseconds = models.PositiveIntegerField("用时")

    audit_exempt = True

    class Meta:
        indexes = [models.Index(fields=["client", "at"], name="client_use_by_client")]
