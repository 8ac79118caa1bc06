# Identity, codes, merging and departure of people.

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import core.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="IdentityDisclosure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.identifiers.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None, verbose_name="内容"
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                ("disclosed_to_realm", models.CharField(max_length=10)),
                ("disclosed_to_id", models.CharField(blank=True, max_length=64)),
                ("disclosed_to_name", models.CharField(max_length=100)),
                ("disclosed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="PersonMerge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.identifiers.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("moved", models.JSONField(verbose_name="转移的记录")),
                (
                    "filled",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None, verbose_name="补全的字段"
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                ("merged_by_realm", models.CharField(max_length=10)),
                ("merged_by_id", models.CharField(blank=True, max_length=64)),
                ("merged_by_name", models.CharField(max_length=100)),
                ("merged_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "undone_reason",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=500, verbose_name="撤销理由"
                    ),
                ),
                ("undone_by_realm", models.CharField(blank=True, db_default="", default="", max_length=10)),
                ("undone_by_id", models.CharField(blank=True, db_default="", default="", max_length=64)),
                ("undone_by_name", models.CharField(blank=True, db_default="", default="", max_length=100)),
                ("undone_at", models.DateTimeField(null=True, verbose_name="撤销时间")),
            ],
        ),
        migrations.AddField(
            model_name="person",
            name="birth_on",
            field=models.DateField(null=True, verbose_name="出生日期"),
        ),
        migrations.AddField(
            model_name="person",
            name="development_intention",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=500, verbose_name="培养意向"
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="education",
            field=models.CharField(
                blank=True,
                choices=[
                    ("GRADUATE", "研究生"),
                    ("BACHELOR", "本科"),
                    ("COLLEGE", "大专"),
                    ("SECONDARY_VOCATIONAL", "中专"),
                    ("HIGH_SCHOOL", "高中"),
                    ("MIDDLE_SCHOOL_OR_BELOW", "初中及以下"),
                ],
                db_default="",
                default="",
                max_length=30,
                verbose_name="学历",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="education_code",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=2, verbose_name="学历代码（GB/T 4658）"
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="erased_at",
            field=models.DateTimeField(null=True, verbose_name="个人信息抹除时间"),
        ),
        migrations.AddField(
            model_name="person",
            name="full_member_since",
            field=models.DateField(null=True, verbose_name="转正日期"),
        ),
        migrations.AddField(
            model_name="person",
            name="id_number_blind",
            field=models.BinaryField(max_length=32, null=True, verbose_name="身份证号（查找值）"),
        ),
        migrations.AddField(
            model_name="person",
            name="id_number_cipher",
            field=models.BinaryField(null=True, verbose_name="身份证号（密文）"),
        ),
        migrations.AddField(
            model_name="person",
            name="joined_on",
            field=models.DateField(null=True, verbose_name="入党日期"),
        ),
        migrations.AddField(
            model_name="person",
            name="kept_by",
            field=models.ForeignKey(
                help_text="没有在任职务的人员归谁管理",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="kept_people",
                to="core.organisation",
                verbose_name="建档单位",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="leave_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("RESIGNED", "离职"),
                    ("TRANSFER_REQUESTED", "本人申请转岗"),
                    ("TRANSFERRED", "组织调动"),
                    ("RETIRED", "退休"),
                    ("DISMISSED", "免职"),
                    ("DECEASED", "去世"),
                    ("OTHER", "其他"),
                ],
                db_default="",
                default="",
                max_length=20,
                verbose_name="离开原因",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="left_on",
            field=models.DateField(null=True, verbose_name="离开日期"),
        ),
        migrations.AddField(
            model_name="person",
            name="major",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=100, verbose_name="专业"
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="merged_into",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="absorbed",
                to="core.person",
                verbose_name="并入",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="party_work_since",
            field=models.DateField(null=True, verbose_name="从事党务工作日期"),
        ),
        migrations.AddField(
            model_name="person",
            name="phone_blind",
            field=models.BinaryField(max_length=32, null=True, verbose_name="电话（查找值）"),
        ),
        migrations.AddField(
            model_name="person",
            name="phone_cipher",
            field=models.BinaryField(null=True, verbose_name="电话（密文）"),
        ),
        migrations.AddField(
            model_name="person",
            name="political_status",
            field=models.CharField(
                blank=True,
                choices=[
                    ("FULL_MEMBER", "中共党员"),
                    ("PROBATIONARY_MEMBER", "中共预备党员"),
                    ("LEAGUE_MEMBER", "共青团员"),
                    ("RCCK", "民革"),
                    ("CDL", "民盟"),
                    ("CNDCA", "民建"),
                    ("CAPD", "民进"),
                    ("CPWDP", "农工党"),
                    ("ZHIGONG", "致公党"),
                    ("JIUSAN", "九三学社"),
                    ("TAIMENG", "台盟"),
                    ("INDEPENDENT", "无党派人士"),
                    ("MASSES", "群众"),
                ],
                db_default="",
                default="",
                max_length=30,
                verbose_name="政治面貌",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="professional_title",
            field=models.CharField(
                blank=True,
                choices=[("POLITICAL_WORK", "政工类"), ("SOCIAL_WORK", "社会工作类")],
                db_default="",
                default="",
                max_length=20,
                verbose_name="专业技术职务",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="sex",
            field=models.CharField(
                blank=True,
                choices=[
                    ("UNKNOWN", "未知的性别"),
                    ("MALE", "男性"),
                    ("FEMALE", "女性"),
                    ("UNSTATED", "未说明的性别"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="性别",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1, verbose_name="版本"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["political_status", "pinyin", "id"], name="person_by_status"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["phone_blind"], name="person_by_phone"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(models.F("name"), models.Value(None), function="string_to_array"),
                name="person_by_signs_of_name",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                models.Func(
                    models.F("pinyin"),
                    models.Value("(\\w)\\w* ?"),
                    models.Value("\\1"),
                    models.Value("g"),
                    function="regexp_replace",
                ),
                name="person_by_initials",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    models.Func(models.F("pinyin"), models.Value(" "), models.Value(""), function="replace"),
                    name="gin_trgm_ops",
                ),
                name="person_by_part_of_pinyin",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(("merged_into__isnull", True)),
                fields=("id_number_blind",),
                name="identity_number_of_one_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("id_number_blind__isnull", True), ("id_number_cipher__isnull", True)),
                    models.Q(("id_number_blind__isnull", False), ("id_number_cipher__isnull", False)),
                    _connector="OR",
                ),
                name="identity_number_sealed_and_found",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("phone_blind__isnull", True), ("phone_cipher__isnull", True)),
                    models.Q(("phone_blind__isnull", False), ("phone_cipher__isnull", False)),
                    _connector="OR",
                ),
                name="phone_sealed_and_found",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("leave_reason", ""), ("left_on__isnull", True)),
                    models.Q(("left_on__isnull", False), models.Q(("leave_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="person_leaves_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into__isnull", True),
                    models.Q(("merged_into", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="person_is_not_merged_into_itself",
            ),
        ),
        migrations.AddField(
            model_name="identitydisclosure",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="disclosures", to="core.person"
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="absorbed",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="merged_as", to="core.person"
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="kept",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="merges", to="core.person"
            ),
        ),
        migrations.AddConstraint(
            model_name="personmerge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)),
                fields=("absorbed",),
                name="person_is_absorbed_once",
            ),
        ),
    ]
