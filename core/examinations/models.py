"""Tables of examinations (考试) and their results."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core import identifiers
from core.organisations.models import Organisation
from core.people.models import Person


class State(models.TextChoices):
    """Where an examination stands."""

    SCHEDULED = "SCHEDULED", "待考或阅卷中"
    PUBLISHED = "PUBLISHED", "已公布"
    CALLED_OFF = "CALLED_OFF", "已取消"


class Attendance(models.TextChoices):
    """Whether a candidate sat the examination."""

    REGISTERED = "REGISTERED", "已报名"
    PRESENT = "PRESENT", "参加"
    ABSENT = "ABSENT", "缺考"
    VOID = "VOID", "登记作废"


class Examination(models.Model):
    """One sitting of one paper; without `pass_mark` that in force counts, which publishing fills in."""

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="examinations",
        db_index=False,
        verbose_name="组织考试的党组织",
    )
    title = models.CharField("考试名称", max_length=200)
    paper_title = models.CharField("试卷名称", max_length=200)
    paper_kind = models.CharField("试卷类别", max_length=100, blank=True)
    on = models.DateField("考试日期")
    place = models.CharField("考点", max_length=200, blank=True)
    pass_mark = models.DecimalField("合格分数线", max_digits=9, decimal_places=6, null=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.SCHEDULED)
    published_on = models.DateField("公布日", null=True)
    reason = models.CharField("取消的理由", max_length=500, blank=True, default="", db_default="")
    version = models.PositiveIntegerField("版本", default=1, db_default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(pass_mark__isnull=True) | Q(pass_mark__range=(0, 100)),
                name="pass_mark_of_a_hundred",
            ),
            models.CheckConstraint(
                condition=~Q(state="PUBLISHED") | Q(published_on__isnull=False, pass_mark__isnull=False),
                name="examination_is_published_with_its_mark",
            ),
        ]
        indexes = [models.Index(fields=["-on", "-id"], name="examination_by_day")]


class ExaminationResult(models.Model):
    """One candidate's result: `superseded_at` null = the one that counts.

    Before publication it is filled in; a published one is never edited, a correction is the next version.
    """

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="results")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="examination_results")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="所在党组织"
    )
    attendance = models.CharField(
        "出席", max_length=10, choices=Attendance.choices, default=Attendance.REGISTERED
    )
    score = models.DecimalField("成绩", max_digits=9, decimal_places=6, null=True)
    version = models.PositiveIntegerField("版次", default=1, db_default=1)
    reason = models.CharField("更正的理由", max_length=500, blank=True, default="", db_default="")
    recorded_by_realm = models.CharField(max_length=10)
    recorded_by_id = models.CharField(max_length=64, blank=True)
    recorded_by_name = models.CharField(max_length=100)
    recorded_at = models.DateTimeField(db_default=Now())
    superseded_at = models.DateTimeField("被替代于", null=True)

    personal_texts = ("reason",)
    merge_conflicts = {
        "one_result_of_a_candidate_counts": "两份档案都登记在同一场考试中：请先作废其中一份的登记，再合并。"
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["examination", "person"],
                condition=Q(superseded_at__isnull=True) & ~Q(attendance="VOID"),
                name="one_result_of_a_candidate_counts",
            ),
            models.CheckConstraint(
                condition=Q(attendance="PRESENT", score__range=(0, 100))
                | ~Q(attendance="PRESENT") & Q(score__isnull=True),
                name="only_who_was_present_has_a_score",
            ),
        ]
