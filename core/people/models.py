"""Tables of people (党务工作者)."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Func
from django.db.models.functions import Now

from core import identifiers
from core.organisations.models import Organisation
from core.people import codes
from core.policy.choice import Choice
from core.policy.vocabulary import PoliticalStatus


def _choices(kind: type[Choice]) -> list[tuple[str, str]]:
    return [(choice.value, choice.label) for choice in kind]


COMPACT = Func(models.F("pinyin"), models.Value(" "), models.Value(""), function="replace")
"""The pinyin in one piece: wangjianguo."""

INITIALS = Func(
    models.F("pinyin"),
    models.Value("(\\w)\\w* ?"),
    models.Value("\\1"),
    models.Value("g"),
    function="regexp_replace",
)
"""The first letters of the pinyin: wjg."""


class Person(models.Model):
    """One person who does or did Party work in this tenant.

    Identity number and phone are sealed for this row (`core.people.identities`), with a keyed hash to find
    them by; the names of these columns make the audit record them as digests. Nobody is deleted: people
    leave for a reason, are merged into another row, or lose by lawful erasure all that names them.
    """

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    name = models.CharField("姓名", max_length=100)
    pinyin = models.CharField("姓名拼音", max_length=200, db_collation="C")
    sex = models.CharField(
        "性别", max_length=10, choices=_choices(codes.Sex), blank=True, default="", db_default=""
    )
    birth_on = models.DateField("出生日期", null=True)
    id_number_cipher = models.BinaryField("身份证号（密文）", null=True)
    id_number_blind = models.BinaryField("身份证号（查找值）", max_length=32, null=True)
    phone_cipher = models.BinaryField("电话（密文）", null=True)
    phone_blind = models.BinaryField("电话（查找值）", max_length=32, null=True)
    education = models.CharField(
        "学历", max_length=30, choices=_choices(codes.Education), blank=True, default="", db_default=""
    )
    education_code = models.CharField(
        "学历代码（GB/T 4658）", max_length=2, blank=True, default="", db_default=""
    )
    major = models.CharField("专业", max_length=100, blank=True, default="", db_default="")
    political_status = models.CharField(
        "政治面貌", max_length=30, choices=_choices(PoliticalStatus), blank=True, default="", db_default=""
    )
    joined_on = models.DateField("入党日期", null=True)
    full_member_since = models.DateField("转正日期", null=True)
    party_work_since = models.DateField("从事党务工作日期", null=True)
    professional_title = models.CharField(
        "专业技术职务",
        max_length=20,
        choices=_choices(codes.ProfessionalTitle),
        blank=True,
        default="",
        db_default="",
    )
    development_intention = models.CharField(
        "培养意向", max_length=500, blank=True, default="", db_default=""
    )
    kept_by = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        related_name="kept_people",
        verbose_name="建档单位",
        help_text="没有在任职务的人员归谁管理",
    )
    left_on = models.DateField("离开日期", null=True)
    leave_reason = models.CharField(
        "离开原因", max_length=20, choices=_choices(codes.LeaveReason), blank=True, default="", db_default=""
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="absorbed", verbose_name="并入"
    )
    erased_at = models.DateTimeField("个人信息抹除时间", null=True)
    version = models.PositiveIntegerField("版本", default=1, db_default=1)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["id_number_blind"],
                condition=models.Q(merged_into__isnull=True),
                name="identity_number_of_one_person",
            ),
            models.CheckConstraint(
                condition=models.Q(id_number_cipher__isnull=True, id_number_blind__isnull=True)
                | models.Q(id_number_cipher__isnull=False, id_number_blind__isnull=False),
                name="identity_number_sealed_and_found",
            ),
            models.CheckConstraint(
                condition=models.Q(phone_cipher__isnull=True, phone_blind__isnull=True)
                | models.Q(phone_cipher__isnull=False, phone_blind__isnull=False),
                name="phone_sealed_and_found",
            ),
            models.CheckConstraint(
                condition=models.Q(left_on__isnull=True, leave_reason="")
                | models.Q(left_on__isnull=False) & ~models.Q(leave_reason=""),
                name="person_leaves_for_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("id")),
                name="person_is_not_merged_into_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["pinyin", "id"], name="person_by_pinyin"),
            models.Index(fields=["political_status", "pinyin", "id"], name="person_by_status"),
            models.Index(fields=["phone_blind"], name="person_by_phone"),
            # Trigrams need three signs, Chinese names have two or three: single signs are indexed instead.
            GinIndex(
                Func(models.F("name"), models.Value(None), function="string_to_array"),
                name="person_by_signs_of_name",
            ),
            models.Index(INITIALS, name="person_by_initials"),
            GinIndex(OpClass(COMPACT, name="gin_trgm_ops"), name="person_by_part_of_pinyin"),
        ]


class PersonMerge(models.Model):
    """One row that turned out to be the same person as another, and what is needed to part them again.

    `moved` holds by table and column the keys of the rows that referred to the absorbed person; `filled`
    names the fields that the kept person took over.
    """

    personal_texts = ("reason", "undone_reason")

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merged_as")
    moved = models.JSONField("转移的记录")
    filled = ArrayField(models.CharField(max_length=40), verbose_name="补全的字段")
    reason = models.CharField("理由", max_length=500)
    merged_by_realm = models.CharField(max_length=10)
    merged_by_id = models.CharField(max_length=64, blank=True)
    merged_by_name = models.CharField(max_length=100)
    merged_at = models.DateTimeField(db_default=Now())
    undone_reason = models.CharField("撤销理由", max_length=500, blank=True, default="", db_default="")
    undone_by_realm = models.CharField(max_length=10, blank=True, default="", db_default="")
    undone_by_id = models.CharField(max_length=64, blank=True, default="", db_default="")
    undone_by_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    undone_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"],
                condition=models.Q(undone_at__isnull=True),
                name="person_is_absorbed_once",
            )
        ]


class IdentityDisclosure(models.Model):
    """One time that somebody was shown a person's identity number or phone in clear, and why."""

    personal_texts = ("reason",)

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="disclosures")
    fields = ArrayField(models.CharField(max_length=20), verbose_name="内容")
    reason = models.CharField("理由", max_length=500)
    disclosed_to_realm = models.CharField(max_length=10)
    disclosed_to_id = models.CharField(max_length=64, blank=True)
    disclosed_to_name = models.CharField(max_length=100)
    disclosed_at = models.DateTimeField(db_default=Now())
