"""Tables of the question bank (题库)."""

from django.db import models
from django.db.models.functions import Now

from core import identifiers
from plugins.fuquan_licensing.bank.papers import Kind


class Question(models.Model):
    """One question; what it says stands in its versions. Nothing is deleted: a question is retired."""

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    topic = models.CharField("主题", max_length=60, db_collation="C")
    kind = models.CharField(
        "题型", max_length=12, choices=[(kind.value, kind.label) for kind in Kind], db_collation="C"
    )
    version = models.PositiveIntegerField("版本", default=1)
    retired_on = models.DateField("停用日期", null=True)

    class Meta:
        indexes = [models.Index(fields=["topic", "kind"], name="question_by_topic")]


class QuestionVersion(models.Model):
    """A question's wording, options and key as they were from some moment on. Never edited.

    `options` is a list of texts, `key` the sorted places of the right ones in it. `digest` is that of the
    wording and options, by which an import knows what the bank has already.
    """

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    text = models.TextField("题干")
    options = models.JSONField("选项")
    key = models.JSONField("答案")
    digest = models.BinaryField("题目摘要", max_length=32)
    reason = models.CharField("修订理由", max_length=500, blank=True, default="", db_default="")
    recorded_by_realm = models.CharField(max_length=10)
    recorded_by_id = models.CharField(max_length=64, blank=True)
    recorded_by_name = models.CharField(max_length=100)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="question_changes_one_at_a_time")
        ]
        indexes = [models.Index(fields=["digest"], name="question_by_digest")]
