"""Shared tables: divisions of the country in time, and versions of the working calendar."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models.functions import Now

from core.ranges import DateRange

TENANT_READABLE = [
    "reference_division",
    "reference_working_day_version",
    "reference_working_day",
]
"""Tables of the public schema that tenants' roles may read."""


class Level(models.TextChoices):
    """Levels of the national division codes (GB/T 2260)."""

    PROVINCE = "PROVINCE", "省级"
    PREFECTURE = "PREFECTURE", "地级"
    COUNTY = "COUNTY", "县级"


class Division(models.Model):
    """How one division code stood from one day (inclusive) to another (exclusive; null = until now)."""

    pk = models.CompositePrimaryKey("code", "valid_from")
    code = models.CharField("代码", max_length=6)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=10, choices=Level.choices)
    parent_code = models.CharField("上级代码", max_length=6, blank=True)
    path = models.CharField("路径", max_length=20, db_collation="C")
    is_grouping = models.BooleanField("仅用于归类")
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True)
    successors = ArrayField(models.CharField(max_length=6), verbose_name="后继代码", default=list)

    class Meta:
        db_table = '"public"."reference_division"'
        ordering = ["code"]
        constraints = [
            ExclusionConstraint(
                name="reference_division_stands_one_way_a_day",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="reference_division_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=Level.values), name="reference_division_level_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["path"], name="reference_division_path"),
            models.Index(fields=["parent_code", "code"], name="reference_division_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class LoadedFile(models.Model):
    """Which content of a shipped data file the tables hold."""

    name = models.CharField(max_length=50, primary_key=True)
    digest = models.CharField(max_length=64)
    row_count = models.PositiveIntegerField()
    loaded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = '"public"."reference_loaded_file"'


class WorkingDayVersion(models.Model):
    """One enacted state of the working calendar; never changed after it is written."""

    label = models.CharField("版本", max_length=40, unique=True)
    published_on = models.DateField("发布日期")
    first_year = models.PositiveSmallIntegerField("首年")
    last_year = models.PositiveSmallIntegerField("末年")
    source = models.CharField("来源", max_length=300)
    digest = models.CharField("文件摘要", max_length=64, unique=True)
    enacted_at = models.DateTimeField("载入时间", db_default=Now())

    class Meta:
        db_table = '"public"."reference_working_day_version"'
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_year__gte=models.F("first_year")),
                name="reference_working_day_version_years_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.label


class DayKind(models.TextChoices):
    """What a version says of a day."""

    HOLIDAY = "HOLIDAY", "休"
    WORKDAY = "WORKDAY", "班"
    STATUTORY = "STATUTORY", "法定"


class WorkingDay(models.Model):
    """One day that a version lists: off, worked at a weekend, or statutory in the year after its last."""

    version = models.ForeignKey(WorkingDayVersion, on_delete=models.PROTECT, related_name="days")
    day = models.DateField("日期")
    kind = models.CharField("类别", max_length=9, choices=DayKind.choices)
    name = models.CharField("名称", max_length=60)

    class Meta:
        db_table = '"public"."reference_working_day"'
        constraints = [
            models.UniqueConstraint(fields=["version", "day"], name="reference_working_day_once_a_version"),
            models.CheckConstraint(
                condition=models.Q(kind__in=DayKind.values), name="reference_working_day_kind_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="WORKDAY") | models.Q(day__iso_week_day__in=[6, 7]),
                name="reference_working_day_makes_up_at_weekends",
            ),
        ]
