"""The audit's tables: every later table is recorded in them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditEvent",
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
                "db_table": "audit_event",
                "indexes": [
                    models.Index(fields=["xid", "id"], name="audit_event_order"),
                    models.Index(fields=["table_name", "row_key"], name="audit_event_row"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditSeal",
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
                "db_table": "audit_seal",
            },
        ),
    ]
