"""Tables of credentials (证书), of the steps they take, and of the series their numbers come from."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models.functions import Least, Now

from core import identifiers
from core.decisions.models import DecisionRecord
from core.organisations.models import Organisation
from core.people.models import Person
from core.policy.vocabulary import CredentialStatus
from core.ranges import DateRange


class Credential(models.Model):
    """One certificate, licence or letter as it was issued; what became of it are its steps.

    Never edited but for `ended_on`, which repeats the day of the step that ended it, `version`, which counts
    the steps, and `person`, when two files of one person are merged.
    """

    merge_conflicts = {
        "credential_of_a_level_is_one_a_day": "两份档案在同一时期持有同种同级的证书："
        "请先注销其中误发的一本，再合并。"
    }

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    kind = models.CharField("种类", max_length=100)
    number = models.CharField("编号", max_length=60, db_collation="C")
    level = models.CharField("级别", max_length=60)
    # The exclusion constraint's index begins with it.
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="credentials", db_index=False)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="发证时所在党组织",
    )
    region_code = models.CharField(
        "发证城市", max_length=6, blank=True, default="", help_text="空 = 整个租户"
    )
    issued_on = models.DateField("发证日期")
    until_on = models.DateField("有效期届满日（当日已失效）", null=True)
    ended_on = models.DateField("终止日（当日已失效）", null=True)
    issuer_name = models.CharField("发证机关", max_length=100)
    public_secret = models.BinaryField("核验码", max_length=18)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "kind"], name="credential_number_is_given_once"),
            models.UniqueConstraint(
                models.Func("public_secret", function="sha256"), name="credential_secret_is_its_own"
            ),
            ExclusionConstraint(
                name="credential_of_a_level_is_one_a_day",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("level", RangeOperators.EQUAL),
                    ("region_code", RangeOperators.EQUAL),
                    (DateRange("issued_on", Least("until_on", "ended_on")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gt=models.F("issued_on")),
                name="credential_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("issued_on")),
                name="credential_ends_after_its_issue",
            ),
        ]
        indexes = [models.Index(fields=["-issued_on", "-id"], name="credential_by_day")]


class CredentialStep(models.Model):
    """How a credential stands from a day on, why, and by which decision. Never edited.

    The days of the steps rise with their versions; the first step is the issue.
    """

    personal_texts = ("reason",)
    called = "证书变动"

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    # The unique constraint's index begins with it.
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="steps", db_index=False)
    version = models.PositiveIntegerField("版本")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="持证人"
    )
    status = models.CharField(
        "状态", max_length=10, choices=[(status.value, status.label) for status in CredentialStatus]
    )
    from_on = models.DateField("自")
    reason = models.CharField("说明", max_length=500, blank=True)
    decision = models.ForeignKey(
        DecisionRecord, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    successor = models.ForeignKey(
        Credential,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="接替的证书",
    )
    recorded_by_realm = models.CharField(max_length=10)
    recorded_by_id = models.CharField(max_length=64, blank=True)
    recorded_by_name = models.CharField(max_length=100)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["credential", "version"], name="credential_takes_one_step_at_a_time"
            )
        ]


class CredentialSeries(models.Model):
    """How many numbers of a series are taken.

    Numbers are taken under the row's lock in the transaction that issues them: a series has no gaps, because
    what is rolled back gives its numbers back, and those who issue in one series wait for each other.
    """

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    kind = models.CharField("种类", max_length=100)
    prefix = models.CharField("编号格式", max_length=60)
    taken = models.PositiveIntegerField("已用")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "prefix"], name="credential_series_is_one")]
