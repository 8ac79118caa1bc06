"""Tables of the law in force and of what was decided by it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from core import identifiers
from core.organisations.models import Level, Organisation
from core.people.models import Person
from core.ranges import DateRange


class PolicyVersion(models.Model):
    """The complete parameters of one plugin's policy, in force in a region over a period.

    A version whose day has come is never edited; a later enactment ends it, or supersedes it whole.
    """

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    plugin = models.CharField("插件", max_length=60)
    region_code = models.CharField("适用区划", max_length=6, blank=True, help_text="空 = 整个租户")
    effective_from = models.DateField("生效日")
    effective_until = models.DateField("失效日（不含）", null=True)
    superseded_at = models.DateTimeField("被替代于", null=True)
    parameters = models.TextField("参数（规范 JSON）")
    basis_number = models.CharField("依据文号", max_length=100, blank=True)
    basis_title = models.CharField("依据名称", max_length=300)
    reason = models.CharField("追溯理由", max_length=500, blank=True)
    enacted_by_realm = models.CharField(max_length=10)
    enacted_by_id = models.CharField(max_length=64, blank=True)
    enacted_by_name = models.CharField(max_length=100)
    enacted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="policy_in_force_is_one",
                expressions=[
                    ("plugin", RangeOperators.EQUAL),
                    ("region_code", RangeOperators.EQUAL),
                    (DateRange("effective_from", "effective_until"), RangeOperators.OVERLAPS),
                ],
                condition=models.Q(superseded_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(effective_until__isnull=True)
                | models.Q(effective_until__gt=models.F("effective_from")),
                name="policy_period_has_a_day",
            ),
        ]


class Scope(models.TextChoices):
    """For whom an exception counts."""

    PERSON = "PERSON", "一名人员"
    ORGANISATION = "ORGANISATION", "一个党组织及其下级"
    RECORD = "RECORD", "一件事项"
    TENANT = "TENANT", "全部"


class PolicyException(models.Model):
    """One fact about an exception (例外): that a clause is waived over a period, or that this ends sooner.

    A row with `revokes` tells that the exception it names counts no more from its `from_on` on. No row is
    ever edited.
    """

    personal_texts = ("reason", "evidence")

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    action = models.CharField("事项", max_length=120)
    clause_code = models.CharField("条款", max_length=60)
    scope = models.CharField("范围", max_length=15, choices=Scope.choices)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="policy_exceptions", verbose_name="人员"
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        related_name="policy_exceptions",
        verbose_name="党组织",
    )
    subject_kind = models.CharField("事项类型", max_length=60, blank=True, default="")
    subject_id = models.CharField("事项编号", max_length=64, blank=True, default="")
    authority = models.CharField("决定机关", max_length=200)
    authority_level = models.CharField("决定机关层级", max_length=15, choices=Level.choices)
    reason = models.CharField("理由", max_length=500)
    evidence = models.CharField("依据材料", max_length=500)
    from_on = models.DateField("自")
    until_on = models.DateField("至（不含）", null=True)
    revokes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="revocation", verbose_name="撤销"
    )
    decided_by_realm = models.CharField(max_length=10)
    decided_by_id = models.CharField(max_length=64, blank=True)
    decided_by_name = models.CharField(max_length=100)
    decided_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(revokes__isnull=True, until_on__gt=models.F("from_on"))
                | models.Q(revokes__isnull=False, until_on__isnull=True),
                name="exception_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(scope="TENANT", person=None, organisation=None, subject_id="")
                | models.Q(scope="PERSON", person__isnull=False, organisation=None, subject_id="")
                | models.Q(scope="ORGANISATION", person=None, organisation__isnull=False, subject_id="")
                | models.Q(scope="RECORD") & ~models.Q(subject_kind="") & ~models.Q(subject_id=""),
                name="exception_names_whom_it_is_for",
            ),
        ]
        indexes = [models.Index(fields=["action", "from_on"], name="exception_of_action")]


class DecisionRecord(models.Model):
    """One decision as it was made: facts, parameters, calendar and exceptions used, and the answer.

    All of it as exact text, so that it can be made again byte for byte. Never edited: a decision that is
    made anew after the past was corrected is one more row, which `replaces` the old one.
    """

    personal_texts = ("facts", "exceptions", "decision", "reason")

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    action = models.CharField("事项", max_length=120)
    subject_kind = models.CharField("对象类型", max_length=60, blank=True)
    subject_id = models.CharField("对象", max_length=64, blank=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="decisions", verbose_name="人员"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="decisions", verbose_name="党组织"
    )
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="decisions")
    policy_on = models.DateField("适用制度的日期", db_default=Now())
    region_code = models.CharField("适用区划", max_length=6, blank=True, default="", db_default="")
    facts = models.TextField("事实（规范 JSON）")
    sources = models.JSONField(
        "事实的出处",
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text="[{fact, table, row, column, derived}]",
    )
    parameters = models.TextField("所用参数（规范 JSON）")
    calendar_version = models.CharField("工作日历版本", max_length=60, blank=True)
    exceptions = models.TextField("所用例外（规范 JSON）", default="[]", db_default="[]")
    decision = models.TextField("结论（规范 JSON）")
    allowed = models.BooleanField("通过")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by", verbose_name="替代"
    )
    reason = models.CharField("重新认定的理由", max_length=500, blank=True, default="", db_default="")
    decided_by_realm = models.CharField(max_length=10)
    decided_by_id = models.CharField(max_length=64, blank=True)
    decided_by_name = models.CharField(max_length=100)
    decided_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="decision_of_subject"),
            models.Index(fields=["policy_on", "id"], name="decision_by_day"),
            models.Index(
                fields=["id"], name="decision_with_exceptions", condition=~models.Q(exceptions="[]")
            ),
            GinIndex(fields=["sources"], name="decision_by_source", opclasses=["jsonb_path_ops"]),
        ]

    def erased_texts(self, erased: str) -> dict[str, str]:
        """Return the columns with free texts, as lawful erasure leaves them."""
        from core.decisions import erasure

        return {
            **erasure.without_texts(self, erased=erased),
            "reason": erased if self.reason else "",
        }
