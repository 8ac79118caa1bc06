"""Tables of the joint review (联审): who sits at which body's desk, and what each body says of whom."""

from django.db import models
from django.db.models.functions import Now

from core import identifiers
from core.access.models import User
from plugins.fuquan_licensing.examinations.models import Registration


class ReviewDesk(models.Model):
    """One user who speaks for one reviewing body until `released_at`; nobody speaks for two at a time."""

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    user = models.ForeignKey(User, on_delete=models.DO_NOTHING, related_name="+")
    body = models.CharField("联审机关", max_length=60)
    seated_at = models.DateTimeField(db_default=Now())
    released_at = models.DateTimeField("不再担任于", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(released_at=None), name="desk_is_one_a_user"
            )
        ]


class ReviewCase(models.Model):
    """One candidate before one body: what the body says, once and for all; until then `opinion` is empty."""

    personal_texts = ("note",)
    personal_path = "registration__person"

    class Opinion(models.TextChoices):
        """What a body may say."""

        CLEAR = "CLEAR", "无异议"
        OBJECTION = "OBJECTION", "有异议"

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    # The unique constraint's index begins with it.
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="cases", db_index=False
    )
    body = models.CharField("联审机关", max_length=60)
    opinion = models.CharField("意见", max_length=10, choices=Opinion.choices, blank=True, default="")
    note = models.CharField("说明", max_length=500, blank=True, default="")
    version = models.PositiveIntegerField("版本", default=1)
    opened_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField("提出意见于", null=True)
    decided_by_realm = models.CharField(max_length=10, blank=True, default="")
    decided_by_id = models.CharField(max_length=64, blank=True, default="")
    decided_by_name = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["registration", "body"], name="case_is_one_a_body"),
            models.CheckConstraint(
                condition=models.Q(opinion="", decided_at__isnull=True)
                | ~models.Q(opinion="") & models.Q(decided_at__isnull=False),
                name="case_is_decided_or_not",
            ),
        ]
        indexes = [models.Index(fields=["body", "id"], name="case_of_body")]
