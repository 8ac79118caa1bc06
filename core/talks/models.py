"""Table of talks (谈话)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from core import identifiers
from core.organisations.models import Organisation
from core.people.models import Person


class TalkKind(models.TextChoices):
    """Kinds of talk (domain.md §2.4)."""

    CONSULTATION = "CONSULTATION", "征求意见"
    HEART_TO_HEART = "HEART_TO_HEART", "谈心谈话"
    REMINDER = "REMINDER", "约谈提醒"
    ADMONITION = "ADMONITION", "诫勉谈话"
    PRE_APPOINTMENT = "PRE_APPOINTMENT", "任前廉政谈话"


class Talk(models.Model):
    """One talk with a person, as known now; `history` holds what was recorded before corrections.

    The organisation is the one that held the talk and keeps the record.
    """

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    version = models.PositiveIntegerField("版本", default=1)
    kind = models.CharField("谈话类型", max_length=20, choices=TalkKind.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="talks")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="talks")
    talkers = ArrayField(models.CharField(max_length=100), verbose_name="谈话人", default=list)
    held_on = models.DateField("谈话日期")
    place = models.CharField("地点", max_length=200, blank=True, default="")
    content = models.TextField("谈话内容")
    follow_up = models.TextField("后续措施", blank=True, default="")
    history = models.JSONField("更正前的记载", default=list)
    recorded_by_realm = models.CharField(max_length=10)
    recorded_by_id = models.CharField(max_length=64, blank=True)
    recorded_by_name = models.CharField(max_length=100)
    recorded_at = models.DateTimeField("记载时间", db_default=Now())

    personal_texts = ("talkers", "place", "content", "follow_up", "history")

    class Meta:
        indexes = [models.Index(fields=["held_on", "id"], name="talk_by_day")]
