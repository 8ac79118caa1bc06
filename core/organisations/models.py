"""Tables of Party organisations: what an organisation is at all, and how it stood from day to day."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models.functions import Now

from core import identifiers
from core.ranges import DateRange


class Kind(models.TextChoices):
    """Kinds of Party organisation (domain.md §2.1)."""

    COMMITTEE = "COMMITTEE", "党委"
    WORKING_COMMITTEE = "WORKING_COMMITTEE", "党工委"
    GENERAL_BRANCH = "GENERAL_BRANCH", "党总支"
    BRANCH = "BRANCH", "党支部"
    JOINT_BRANCH = "JOINT_BRANCH", "联合党支部"
    TEMPORARY_BRANCH = "TEMPORARY_BRANCH", "临时党支部"
    PARTY_GROUP = "PARTY_GROUP", "党小组"
    LEADING_GROUP = "LEADING_GROUP", "党组"


class Sector(models.TextChoices):
    """Sectors that organisations work in (domain.md §2.1)."""

    TOWNSHIP = "TOWNSHIP", "乡镇"
    SUBDISTRICT = "SUBDISTRICT", "街道"
    ORGAN = "ORGAN", "机关"
    INSTITUTION = "INSTITUTION", "事业单位"
    SOE = "SOE", "国有企业"
    VILLAGE = "VILLAGE", "村"
    COMMUNITY = "COMMUNITY", "社区"
    PRIVATE_ENTERPRISE = "PRIVATE_ENTERPRISE", "非公有制企业"
    SOCIAL_ORGANISATION = "SOCIAL_ORGANISATION", "社会组织"
    SCHOOL = "SCHOOL", "学校"
    HOSPITAL = "HOSPITAL", "公立医院"


class Level(models.TextChoices):
    """Levels of the tree (domain.md §2.1)."""

    PROVINCE = "PROVINCE", "省级"
    CITY = "CITY", "市级"
    COUNTY = "COUNTY", "县级"
    TOWNSHIP = "TOWNSHIP", "乡级"
    GRASSROOTS = "GRASSROOTS", "基层"


class Standing(models.TextChoices):
    """How an organisation was last rated as a whole (domain.md §2.1)."""

    ADVANCED = "ADVANCED", "先进"
    QUALIFIED = "QUALIFIED", "合格"
    BACKWARD = "BACKWARD", "后进"


class CloseReason(models.TextChoices):
    """Why an organisation stands no longer; nothing is deleted."""

    DISSOLVED = "DISSOLVED", "撤销"
    MERGED = "MERGED", "合并"
    SPLIT = "SPLIT", "分立"
    TERM_ENDED = "TERM_ENDED", "临时党组织期满"
    MOVED_OUT = "MOVED_OUT", "划出本地"
    RECORDED_IN_ERROR = "RECORDED_IN_ERROR", "登记有误"
    OTHER = "OTHER", "其他"


class Organisation(models.Model):
    """One Party organisation through all its names and places in the tree.

    `version` counts its facts: whoever changes it says which version was read.
    """

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField(db_default=Now())


class OrganisationPeriod(models.Model):
    """How an organisation stood from one day (inclusive) to another (exclusive; null = until now).

    As known now: the facts behind it, also those that were corrected since, are `OrganisationChange` rows.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="periods")
    from_on = models.DateField("自")
    until_on = models.DateField("至", null=True)
    name = models.CharField("名称", max_length=200)
    pinyin = models.CharField("名称拼音", max_length=400, db_collation="C", blank=True, default="")
    parent = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="child_periods"
    )
    kind = models.CharField("类型", max_length=20, choices=Kind.choices)
    sector = models.CharField("领域", max_length=20, choices=Sector.choices)
    level = models.CharField("层级", max_length=10, choices=Level.choices)
    division_code = models.CharField("行政区划代码", max_length=6)
    staff_count = models.PositiveIntegerField("在岗人数", null=True)
    member_count = models.PositiveIntegerField("党员人数", null=True)
    star_rating = models.PositiveSmallIntegerField("星级", null=True)
    status = models.CharField("状况", max_length=10, choices=Standing.choices, blank=True, default="")
    six_good = models.BooleanField("六好", null=True)
    planned_end_on = models.DateField("预计届满日", null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="organisation_stands_one_way_a_day",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (DateRange("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gt=models.F("from_on")),
                name="organisation_period_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("organisation")),
                name="organisation_is_not_its_own_parent",
            ),
            models.CheckConstraint(
                condition=models.Q(star_rating__isnull=True) | models.Q(star_rating__range=(1, 5)),
                name="organisation_has_one_to_five_stars",
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "from_on"], name="organisation_children"),
            models.Index(fields=["pinyin", "organisation"], name="organisation_by_pinyin"),
        ]


class OrganisationChange(models.Model):
    """One fact as it was recorded: from a day on (until another, for corrections) these values hold.

    Facts are never edited. What was recorded later goes before what was recorded earlier, so the periods of
    an organisation can be made again from its facts in the order of `version`.
    """

    class Kind(models.TextChoices):
        """What happened to the organisation."""

        FOUNDED = "FOUNDED", "成立"
        RENAMED = "RENAMED", "更名"
        MOVED = "MOVED", "调整隶属"
        CHANGED = "CHANGED", "变更"
        CLOSED = "CLOSED", "撤销"
        REOPENED = "REOPENED", "恢复"
        CORRECTED = "CORRECTED", "更正"

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="changes")
    version = models.PositiveIntegerField("版本")
    kind = models.CharField("事项", max_length=10, choices=Kind.choices)
    from_on = models.DateField("自")
    until_on = models.DateField("至", null=True)
    values = models.JSONField("内容", default=dict)
    close_reason = models.CharField("撤销原因", max_length=20, choices=CloseReason.choices, blank=True)
    reason = models.CharField("说明", max_length=500, blank=True)
    recorded_by_realm = models.CharField(max_length=10)
    recorded_by_id = models.CharField(max_length=64, blank=True)
    recorded_by_name = models.CharField(max_length=100)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "version"], name="organisation_changes_one_at_a_time"
            )
        ]


class OrganisationSuccession(models.Model):
    """One organisation came out of another, or went into it, on a day."""

    predecessor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="origins")
    on = models.DateField("日期")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "on"], name="succession_once_a_day")
        ]
