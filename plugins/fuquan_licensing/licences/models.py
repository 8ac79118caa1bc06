"""Tables of licences: which examination one came of, what it adds to pay, and why it was revoked."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models.functions import Now

from core import identifiers
from core.credentials.models import Credential
from core.decisions.models import DecisionRecord
from core.obligations.models import Obligation
from core.organisations.models import Organisation, Sector
from core.people.models import Person
from core.ranges import DateRange
from plugins.fuquan_licensing.examinations.models import Registration
from plugins.fuquan_licensing.facts import Level


class Licence(models.Model):
    """Says that a licence was issued upon a registration, which yields one whatever becomes of it."""

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    registration = models.OneToOneField(Registration, on_delete=models.PROTECT, related_name="licence")
    credential = models.OneToOneField(Credential, on_delete=models.DO_NOTHING, related_name="+")


class PayLink(models.Model):
    """What somebody's licence adds to pay from one day (inclusive) to another (exclusive; null = until now).

    Worked out from licences, posts and sectors (`licences.pay`), each row by a decision. Never edited but for
    `until_on` and `superseded_at`: where the past turns out otherwise, new rows take the place of old ones.
    """

    merge_conflicts = {
        "one_pay_link_a_day": "两份档案在同一时期都有证书待遇：请先注销其中误发的证书，再合并。"
    }

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    # The exclusion constraint's index begins with it.
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.DO_NOTHING, related_name="+")
    sector = models.CharField("单位类别", max_length=20, choices=Sector.choices)
    level = models.CharField(
        "证书级别", max_length=20, choices=[(level.value, level.label) for level in Level]
    )
    coefficient = models.DecimalField("待遇系数", max_digits=6, decimal_places=4, null=True)
    steps = models.PositiveIntegerField("上调档次", null=True)
    from_on = models.DateField("自")
    until_on = models.DateField("至", null=True)
    decision = models.ForeignKey(DecisionRecord, on_delete=models.DO_NOTHING, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())
    superseded_at = models.DateTimeField("被替代于", null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_pay_link_a_day",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (DateRange("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
                condition=models.Q(superseded_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gt=models.F("from_on")),
                name="pay_link_has_a_day",
            ),
        ]


class Revocation(models.Model):
    """The handling decision (从严处理) by which a licence was revoked, and the duty to file it."""

    personal_texts = ("document_title", "note")
    personal_path = "credential__person"

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    credential = models.OneToOneField(Credential, on_delete=models.DO_NOTHING, related_name="+")
    decision = models.ForeignKey(DecisionRecord, on_delete=models.DO_NOTHING, related_name="+")
    document_number = models.CharField("处理决定文号", max_length=100)
    document_title = models.CharField("处理决定标题", max_length=200)
    document_on = models.DateField("处理决定日期")
    revoked_on = models.DateField("注销日期")
    note = models.CharField("说明", max_length=500, blank=True, default="")
    filing = models.ForeignKey(Obligation, on_delete=models.DO_NOTHING, null=True, related_name="+")
    recorded_by_realm = models.CharField(max_length=10)
    recorded_by_id = models.CharField(max_length=64, blank=True)
    recorded_by_name = models.CharField(max_length=100)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(document_on__lte=models.F("revoked_on")),
                name="revocation_follows_its_document",
            )
        ]
