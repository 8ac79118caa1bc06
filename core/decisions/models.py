"""Tables of the law in force and of what was decided by it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models.functions import Now

from core import identifiers
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


class DecisionRecord(models.Model):
    """One decision as it was made: facts, parameters and calendar used, and the answer, as exact text."""

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    action = models.CharField("事项", max_length=120)
    subject_kind = models.CharField("对象类型", max_length=60, blank=True)
    subject_id = models.CharField("对象", max_length=64, blank=True)
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="decisions")
    facts = models.TextField("事实（规范 JSON）")
    parameters = models.TextField("所用参数（规范 JSON）")
    calendar_version = models.CharField("工作日历版本", max_length=60, blank=True)
    decision = models.TextField("结论（规范 JSON）")
    allowed = models.BooleanField("通过")
    decided_by_realm = models.CharField(max_length=10)
    decided_by_id = models.CharField(max_length=64, blank=True)
    decided_by_name = models.CharField(max_length=100)
    decided_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="decision_of_subject")]
