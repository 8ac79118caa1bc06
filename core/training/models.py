"""Tables of training (教育培训): sessions, and who attended them with what result."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Floor, Now

from core import identifiers
from core.obligations.models import Obligation
from core.organisations.models import Organisation
from core.people.models import Person


class TrainingLevel(models.TextChoices):
    """Who a session is held for (domain.md §2.4)."""

    NATIONAL = "NATIONAL", "国家级"
    PROVINCE = "PROVINCE", "省级"
    CITY = "CITY", "市级"
    COUNTY = "COUNTY", "县级"
    UNIT = "UNIT", "本单位"


class TrainingKind(models.TextChoices):
    """Kinds of training (domain.md §2.4)."""

    ROTATION = "ROTATION", "集中轮训"
    DEMONSTRATION = "DEMONSTRATION", "示范培训"
    PAIRING = "PAIRING", "结对帮带"
    SHADOWING = "SHADOWING", "跟岗锻炼"
    DRILL = "DRILL", "实操练兵"
    CONTEST = "CONTEST", "擂台比武"
    EXCHANGE = "EXCHANGE", "座谈交流"
    STUDY_TOUR = "STUDY_TOUR", "考察学习"
    ON_SITE = "ON_SITE", "送教下基层"
    REMOTE = "REMOTE", "远程教育"
    DEGREE_STUDY = "DEGREE_STUDY", "学历提升"


class TrainingSession(models.Model):
    """One session from its first day to its last, both inclusive, of so many days of training.

    A cancelled one stays, with the reason. `evaluation` says what came of it some months later; until then
    `evaluation_duty` is open.
    """

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    title = models.CharField("名称", max_length=200)
    level = models.CharField("层级", max_length=10, choices=TrainingLevel.choices)
    kind = models.CharField("形式", max_length=20, choices=TrainingKind.choices)
    topics = ArrayField(models.CharField(max_length=100), verbose_name="主题", default=list)
    provider = models.CharField("承办单位", max_length=200, blank=True, default="")
    place = models.CharField("地点", max_length=200, blank=True, default="")
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="主办党组织"
    )
    from_on = models.DateField("首日")
    last_on = models.DateField("末日")
    days = models.DecimalField("天数", max_digits=5, decimal_places=1)
    evaluated_on = models.DateField("评估日", null=True)
    evaluation = models.TextField("评估情况", blank=True, default="")
    evaluation_duty = models.ForeignKey(
        Obligation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    cancelled_on = models.DateField("取消日", null=True)
    cancel_reason = models.CharField("取消理由", max_length=500, blank=True, default="")
    version = models.PositiveIntegerField("版本", default=1)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("from_on")), name="training_has_a_day"),
            models.CheckConstraint(
                condition=Q(days__gt=0) & Q(days=Floor(F("days") * 2) / 2),
                name="training_is_of_half_days",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_on__isnull=True, cancel_reason="")
                | Q(cancelled_on__isnull=False) & ~Q(cancel_reason=""),
                name="training_is_cancelled_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(evaluated_on__isnull=True, evaluation="")
                | Q(evaluated_on__gte=F("last_on")) & ~Q(evaluation=""),
                name="training_is_evaluated_afterwards",
            ),
        ]
        indexes = [
            models.Index(fields=["from_on", "id"], name="training_by_day"),
            models.Index(fields=["organiser", "from_on"], name="training_of_organiser"),
        ]


class TrainingAttendance(models.Model):
    """One person enrolled in one session: how many days were attended, and the result of the test if any.

    `attended_days` is null until it is recorded, 0 for somebody who did not come. `pass_mark` is the mark
    in force on the session's last day, by which `passed` was found when the score was recorded.
    """

    merge_conflicts = {
        "training_is_attended_once": "两份档案都登记在同一次培训中：请先取消其中一份的登记，再合并。"
    }

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    session = models.ForeignKey(TrainingSession, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    attended_days = models.DecimalField("参加天数", max_digits=5, decimal_places=1, null=True)
    score = models.DecimalField("测试成绩", max_digits=5, decimal_places=2, null=True)
    pass_mark = models.DecimalField("合格线", max_digits=5, decimal_places=2, null=True)
    passed = models.BooleanField("测试合格", null=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="training_is_attended_once"),
            models.CheckConstraint(
                condition=Q(attended_days__isnull=True)
                | Q(attended_days__gte=0) & Q(attended_days=Floor(F("attended_days") * 2) / 2),
                name="attendance_is_of_half_days",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True, pass_mark__isnull=True, passed__isnull=True)
                | Q(score__range=(0, 100), pass_mark__isnull=False, attended_days__gt=0)
                & (Q(passed=True, score__gte=F("pass_mark")) | Q(passed=False, score__lt=F("pass_mark"))),
                name="attendance_is_passed_by_its_mark",
            ),
        ]
