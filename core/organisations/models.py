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


class Organisation(models.Model):
    """One Party organisation through all its names and places in the tree."""

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    created_at = models.DateTimeField(db_default=Now())


class OrganisationPeriod(models.Model):
    """How an organisation stood from one day (inclusive) to another (exclusive; null = until now)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="periods")
    from_on = models.DateField("自")
    until_on = models.DateField("至", null=True)
    name = models.CharField("名称", max_length=200)
    parent = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="child_periods"
    )
    kind = models.CharField("类型", max_length=20, choices=Kind.choices)
    sector = models.CharField("领域", max_length=20, choices=Sector.choices)
    level = models.CharField("层级", max_length=10, choices=Level.choices)
    division_code = models.CharField("行政区划代码", max_length=6)

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
        ]
        indexes = [models.Index(fields=["parent", "from_on"], name="organisation_children")]
