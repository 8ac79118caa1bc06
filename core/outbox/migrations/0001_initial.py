"""The outbox, and the audit tables of the public schema."""

import django.db.models.functions.datetime
import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                ("schema_name", models.CharField(max_length=63, primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField()),
                ("hash", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "audit_head",
            },
        ),
        migrations.CreateModel(
            name="PublicAuditSeal",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("xid_from", models.BigIntegerField()),
                ("xid_before", models.BigIntegerField()),
                ("first_id", models.BigIntegerField()),
                ("last_id", models.BigIntegerField()),
                ("count", models.IntegerField()),
                ("leaves", models.BinaryField()),
                ("previous_hash", models.BinaryField()),
                ("hash", models.BinaryField()),
                ("sealed_at", models.DateTimeField(verbose_name="封存时间")),
            ],
            options={
                "db_table": '"public"."audit_seal"',
            },
        ),
        migrations.CreateModel(
            name="OutboxEffect",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant", models.CharField(max_length=63, verbose_name="租户")),
                ("task", models.CharField(max_length=200, verbose_name="任务")),
                ("effect_key", models.CharField(max_length=200, verbose_name="唯一键")),
                ("payload", models.JSONField(db_default={}, verbose_name="参数")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="登记时间"
                    ),
                ),
                (
                    "available_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="下次投递"
                    ),
                ),
                ("published_at", models.DateTimeField(null=True, verbose_name="投递时间")),
                ("attempts", models.PositiveIntegerField(db_default=0, verbose_name="投递次数")),
                ("failures", models.PositiveIntegerField(db_default=0, verbose_name="失败次数")),
                ("last_error", models.TextField(db_default="", verbose_name="最近的错误")),
                ("parked_at", models.DateTimeField(null=True, verbose_name="搁置时间")),
                ("done_at", models.DateTimeField(null=True, verbose_name="完成时间")),
            ],
            options={
                "db_table": '"public"."outbox"',
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True), ("parked_at__isnull", True)),
                        fields=["available_at"],
                        name="outbox_due",
                    ),
                    models.Index(
                        condition=models.Q(("done_at__isnull", False)), fields=["done_at"], name="outbox_done"
                    ),
                    models.Index(
                        condition=models.Q(("parked_at__isnull", False)),
                        fields=["parked_at"],
                        name="outbox_parked",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "effect_key"), name="outbox_effect_is_noted_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicAuditEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("xid", models.BigIntegerField(verbose_name="事务")),
                ("operation", models.CharField(max_length=8, verbose_name="操作")),
                ("table_name", models.CharField(max_length=63, verbose_name="表")),
                ("row_key", models.TextField(verbose_name="行")),
                ("old", models.JSONField(null=True, verbose_name="原值")),
                ("new", models.JSONField(null=True, verbose_name="新值")),
                ("actor_realm", models.TextField(verbose_name="身份域")),
                ("actor_id", models.TextField(verbose_name="身份")),
                ("actor_name", models.TextField(verbose_name="姓名")),
                ("reason", models.TextField(verbose_name="原因")),
                ("db_role", models.CharField(max_length=63, verbose_name="数据库角色")),
                ("request_id", models.TextField(verbose_name="请求")),
                ("salt", models.UUIDField(null=True)),
                ("erasure", models.JSONField(null=True)),
            ],
            options={
                "db_table": '"public"."audit_event"',
                "indexes": [
                    models.Index(fields=["xid", "id"], name="public_audit_event_order"),
                    models.Index(fields=["table_name", "row_key"], name="public_audit_event_row"),
                ],
            },
        ),
    ]
