"""Tables of the public schema: all tenants' figures, how fresh they are, and which periods were reported."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from uuid_utils.compat import uuid7


class Figure(models.Model):
    """One figure of one tenant: an indicator over a period, for one value of a dimension or the whole.

    `numerator` and `denominator` are what is published; the denominator of a count is null. Both are null
    where a frozen period published nothing that the records yield now. While a period is reported or frozen
    (`frozen`), they stand still, and `live_numerator` and `live_denominator` follow the records; elsewhere
    these two are null. `as_of` is since when the figure reads so.

    `split` names the dimension (empty: the whole), `dimension` is the cell as canonical JSON (`{}`: whole).
    """

    pk = models.CompositePrimaryKey("tenant", "period", "indicator", "dimension")
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+", db_index=False)
    region_code = models.CharField("行政区划代码", max_length=6, db_collation="C")
    period = models.CharField("期间", max_length=7, db_collation="C")
    indicator = models.CharField("指标", max_length=60, db_collation="C")
    split = models.CharField("维度", max_length=60, db_collation="C", blank=True)
    dimension = models.CharField("格", max_length=200, db_collation="C")
    numerator = models.DecimalField("分子", max_digits=24, decimal_places=6, null=True)
    denominator = models.DecimalField("分母", max_digits=24, decimal_places=6, null=True)
    frozen = models.BooleanField("已定格", default=False)
    live_numerator = models.DecimalField("现分子", max_digits=24, decimal_places=6, null=True)
    live_denominator = models.DecimalField("现分母", max_digits=24, decimal_places=6, null=True)
    as_of = models.DateTimeField("统计时间")

    audit_exempt = True

    class Meta:
        db_table = '"public"."statistics_figure"'
        indexes = [
            # A subtree of regions is a range of codes; all that an answer needs stands in the index.
            models.Index(
                fields=["indicator", "period", "split", "region_code"],
                include=["tenant", "dimension", "numerator", "denominator", "as_of"],
                name="statistics_figure_by_region",
            )
        ]


class Veil(models.Model):
    """A cluster of places whose figures of one indicator, period and split are published only together.

    It holds the places with codes from `first_code` to `last_code`; `tenants.statistics.clusters` says how
    they are found and what `height` and `stem` mean. Where the height is `HIDDEN`, a whole province is
    hidden, and the country with it.
    """

    pk = models.CompositePrimaryKey("indicator", "period", "split", "first_code", "height")
    indicator = models.CharField("指标", max_length=60, db_collation="C")
    period = models.CharField("期间", max_length=7, db_collation="C")
    split = models.CharField("维度", max_length=60, db_collation="C", blank=True)
    first_code = models.CharField("首个代码", max_length=6, db_collation="C")
    last_code = models.CharField("末个代码", max_length=6, db_collation="C")
    height = models.PositiveSmallIntegerField("层数")
    stem = models.PositiveIntegerField("代码前段")

    audit_exempt = True

    class Meta:
        db_table = '"public"."statistics_veil"'


class Freshness(models.Model):
    """How a tenant's figures were counted last; a tenant without a row was never counted.

    `counted_on` is the day that running periods stand on, `periods` are those that are kept, oldest first.
    `stale_since` and `stale_reason` say since when and why figures could not be counted anew: all of them,
    or those of `failing` only. `attempts` counts failures since.
    """

    tenant = models.OneToOneField(
        "tenants.Tenant", on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    counted_at = models.DateTimeField("统计时间", null=True)
    counted_on = models.DateField("统计截至日", null=True)
    periods = ArrayField(models.CharField(max_length=7), default=list)
    stale_since = models.DateTimeField("失效时间", null=True)
    stale_reason = models.TextField("失效原因", blank=True)
    failing = ArrayField(models.CharField(max_length=60), default=list)
    attempts = models.PositiveIntegerField("失败次数", default=0)

    audit_exempt = True

    class Meta:
        db_table = '"public"."statistics_freshness"'


class ReportState(models.TextChoices):
    """How far the report of a period is; a tenant's period without a row is open."""

    SUBMITTED = "SUBMITTED", "已报送"
    RETURNED = "RETURNED", "已退回"
    FROZEN = "FROZEN", "已接受并定格"


class Report(models.Model):
    """A tenant's report of a quarter or a year: submitted, then returned or accepted and thereby frozen.

    `due_on` is the last day in time, `first_submitted_on` the day that counts for it. `reason` is why it was
    returned. `version` rises with each step.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+")
    region_code = models.CharField("行政区划代码", max_length=6, db_collation="C")
    period = models.CharField("期间", max_length=7, db_collation="C")
    from_on = models.DateField("首日")
    until_on = models.DateField("末日次日")
    due_on = models.DateField("报送截止日")
    state = models.CharField("状态", max_length=9, choices=ReportState.choices)
    version = models.PositiveIntegerField("版本")
    first_submitted_on = models.DateField("首次报送日")
    submitted_at = models.DateTimeField("报送时间")
    submitted_by_realm = models.CharField(max_length=10)
    submitted_by_id = models.CharField(max_length=64, blank=True)
    submitted_by_name = models.CharField("报送人", max_length=100)
    decided_at = models.DateTimeField("审核时间", null=True)
    decided_by_realm = models.CharField(max_length=10, blank=True)
    decided_by_id = models.CharField(max_length=64, blank=True)
    decided_by_name = models.CharField("审核人", max_length=100, blank=True)
    reason = models.CharField("退回原因", max_length=500, blank=True)

    class Meta:
        db_table = '"public"."statistics_report"'
        constraints = [
            models.UniqueConstraint(fields=["tenant", "period"], name="statistics_report_once_a_period"),
            models.CheckConstraint(
                condition=models.Q(state__in=ReportState.values), name="statistics_report_state_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="RETURNED") | ~models.Q(reason=""),
                name="statistics_report_is_returned_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["period", "region_code"], name="statistics_report_by_region")]
