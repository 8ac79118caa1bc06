"""Tables of people (党务工作者) and their appointments."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models.functions import Now

from core import identifiers
from core.organisations.models import Organisation
from core.ranges import DateRange


class Person(models.Model):
    """One person who does or did Party work in this tenant."""

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    name = models.CharField("姓名", max_length=100)
    pinyin = models.CharField("姓名拼音", max_length=200, db_collation="C")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["pinyin", "id"], name="person_by_pinyin")]


class Appointment(models.Model):
    """A post of a person in an organisation from one day (inclusive) to another (exclusive)."""

    class Basis(models.TextChoices):
        """Whether the post is the person's whole work."""

        FULL_TIME = "FULL_TIME", "专职"
        PART_TIME = "PART_TIME", "兼职"

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="appointments")
    basis = models.CharField("专兼职", max_length=10, choices=Basis.choices)
    from_on = models.DateField("自")
    until_on = models.DateField("至", null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="person_has_one_full_time_post_a_day",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (DateRange("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
                condition=models.Q(basis="FULL_TIME"),
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gt=models.F("from_on")),
                name="appointment_has_a_day",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "from_on"], name="appointment_in_organisation")]
