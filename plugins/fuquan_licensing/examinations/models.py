"""Tables of the yearly round (一年一认证), its examinations and who registered for them."""

from django.db import models
from django.db.models.functions import Now

from core import identifiers
from core.decisions.models import DecisionRecord
from core.examinations import models as core_examinations
from core.organisations.models import Organisation
from core.people.models import Person
from plugins.fuquan_licensing.examinations.stages import Mode, Stage
from plugins.fuquan_licensing.facts import Level


class Round(models.Model):
    """The certification of one year, which may hold several examinations."""

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    year = models.PositiveIntegerField("年度", unique=True)
    title = models.CharField("名称", max_length=200)


class Examination(models.Model):
    """One examination of a round for one level, from its opening to its published results.

    `blueprint` says how papers are drawn (null: on paper, scores are imported). Nobody sits before `opens_at`
    nor answers from `closes_at` on.
    """

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="examinations")
    number = models.PositiveIntegerField("场次")
    title = models.CharField("名称", max_length=200)
    level = models.CharField(
        "证书级别", max_length=20, choices=[(level.value, level.label) for level in Level]
    )
    mode = models.CharField("方式", max_length=10, choices=[(mode.value, mode.label) for mode in Mode])
    stage = models.CharField(
        "阶段",
        max_length=20,
        choices=[(stage.value, stage.label) for stage in Stage],
        default=Stage.OPENED.value,
    )
    opens_at = models.DateTimeField("开考时间")
    closes_at = models.DateTimeField("结束时间")
    minutes = models.PositiveIntegerField("答题时长", help_text="分钟")
    blueprint = models.TextField("组卷要求（规范 JSON）", null=True)
    # Where the archive and the statistics find its results once they are published.
    record = models.OneToOneField(
        core_examinations.Examination, on_delete=models.DO_NOTHING, related_name="+", verbose_name="考试记录"
    )
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="examination_of_a_round"),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="examination_lasts"
            ),
            models.CheckConstraint(
                condition=models.Q(mode=Mode.ONLINE.value, blueprint__isnull=False)
                | models.Q(mode=Mode.SHEET.value, blueprint__isnull=True),
                name="examination_online_has_a_blueprint",
            ),
        ]


class Registration(models.Model):
    """One person's registration for one examination; `ticket` is the digest of what admits to the sitting."""

    personal_texts = ("withdrawn_reason",)
    merge_conflicts = {
        "one_registration_a_person": "两份档案都报名了同一场持证上岗考试，不能合并：请保留有成绩的一份。"
    }

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="registrations")
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.DO_NOTHING, related_name="+")
    number = models.CharField("准考证号", max_length=30, unique=True, db_collation="C")
    seat = models.PositiveIntegerField("座位号")
    decision = models.ForeignKey(DecisionRecord, on_delete=models.DO_NOTHING, related_name="+")
    ticket = models.BinaryField("入场凭证（摘要）", max_length=32, null=True, unique=True)
    attended = models.BooleanField("到考", null=True)
    withdrawn_reason = models.CharField("取消理由", max_length=500, blank=True, default="", db_default="")
    registered_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["examination", "person"],
                condition=models.Q(withdrawn_reason=""),
                name="one_registration_a_person",
            ),
            models.UniqueConstraint(fields=["examination", "seat"], name="one_seat_a_registration"),
        ]


class Mark(models.Model):
    """The score of a registration as it was found at some time. Never edited: a later one replaces it.

    `points` are those of each question, `keys` the version of the bank's key by which each was marked.
    """

    personal_texts = ("reason",)
    personal_path = "registration__person"

    class Source(models.TextChoices):
        """Where a score comes from."""

        SITTING = "SITTING", "自动评分"
        SHEET = "SHEET", "成绩导入"
        REMARK = "REMARK", "重新评分"

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="marks")
    number = models.PositiveIntegerField("版本")
    score = models.DecimalField("得分", max_digits=5, decimal_places=2)
    points = models.JSONField("各题得分", null=True)
    keys = models.JSONField("所用答案版本", null=True)
    source = models.CharField("来源", max_length=10, choices=Source.choices)
    reason = models.CharField("理由", max_length=500, blank=True, default="", db_default="")
    recorded_by_realm = models.CharField(max_length=10)
    recorded_by_id = models.CharField(max_length=64, blank=True)
    recorded_by_name = models.CharField(max_length=100)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["registration", "number"], name="marks_one_at_a_time"),
            models.CheckConstraint(condition=models.Q(score__gte=0, score__lte=100), name="mark_is_of_100"),
        ]
