"""Tables of sittings: the paper that somebody got, and what was answered."""

from django.db import models

from core import identifiers
from plugins.fuquan_licensing.examinations.models import Registration


class Sitting(models.Model):
    """One person's one sitting. The paper is frozen when it begins; `seed` draws it again.

    `lease` counts the devices that took it over: only the newest one may answer. The times are the
    database's own.
    """

    class Ending(models.TextChoices):
        """How a sitting ended."""

        SUBMITTED = "SUBMITTED", "交卷"
        TIME = "TIME", "到时"

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    registration = models.OneToOneField(Registration, on_delete=models.PROTECT, related_name="sitting")
    seed = models.BigIntegerField("随机种子")
    paper = models.JSONField("试卷")
    lease = models.PositiveIntegerField("设备序号", default=1)
    started_at = models.DateTimeField("开始时间")
    due_at = models.DateTimeField("截止时间")
    ended_at = models.DateTimeField("结束时间", null=True)
    ending = models.CharField(
        "结束方式", max_length=10, choices=Ending.choices, blank=True, default="", db_default=""
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ending="")
                | models.Q(ended_at__isnull=False) & ~models.Q(ending=""),
                name="sitting_ends_somehow",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="sitting_not_ended", condition=models.Q(ended_at__isnull=True)
            )
        ]


class Answer(models.Model):
    """The options chosen for one question of a sitting; the last one saved counts."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="answers", db_index=False)
    place = models.PositiveSmallIntegerField("题号")
    chosen = models.JSONField("所选")
    lease = models.PositiveIntegerField("设备序号")
    sequence = models.BigIntegerField("保存序号")
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sitting", "place"], name="one_answer_a_question")]
