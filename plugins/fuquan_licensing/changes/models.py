"""The table of changes (机构调整、人员变动) and the duties that each of them opens."""

from django.db import models
from django.db.models.functions import Now

from core import identifiers
from core.decisions.models import DecisionRecord
from core.obligations.models import Obligation
from core.organisations.models import Organisation
from core.people.models import Person


class Change(models.Model):
    """One change of a unit: its people or its structure. It is to fill its posts again and to file it.

    `person` is whom it is about, if anybody; `source_id` the core's fact that it was derived from, null where
    the unit reported it. The filing is on
    time if `received_on`, the day on which the department received it, is no later than the duty's due day.
    """

    personal_texts = ("description",)

    class Kind(models.TextChoices):
        """What changed (domain.md §4)."""

        ORGANISATION_CHANGE = "ORGANISATION_CHANGE", "机构调整"
        STAFF_CHANGE = "STAFF_CHANGE", "人员变动"

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.DO_NOTHING, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, null=True, related_name="+")
    changed_on = models.DateField("生效日期")
    description = models.CharField("变动情况", max_length=500)
    source_id = models.UUIDField("所据的记录", null=True, unique=True)
    decision = models.ForeignKey(DecisionRecord, on_delete=models.DO_NOTHING, related_name="+")
    fill = models.ForeignKey(Obligation, on_delete=models.DO_NOTHING, related_name="+")
    filing = models.ForeignKey(Obligation, on_delete=models.DO_NOTHING, related_name="+")
    quota = models.ForeignKey(Obligation, on_delete=models.DO_NOTHING, related_name="+")
    filed_on = models.DateField("报送日期", null=True)
    document_number = models.CharField("备案报告文号", max_length=100, blank=True, default="")
    received_on = models.DateField("收到备案日期", null=True)
    version = models.PositiveIntegerField("版本", default=1)
    recorded_by_realm = models.CharField(max_length=10)
    recorded_by_id = models.CharField(max_length=64, blank=True)
    recorded_by_name = models.CharField(max_length=100)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received_on__isnull=True)
                | models.Q(filed_on__lte=models.F("received_on")),
                name="change_is_received_once_filed",
            )
        ]
        indexes = [models.Index(fields=["changed_on", "id"], name="change_by_day")]
