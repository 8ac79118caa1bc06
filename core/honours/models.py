"""Table of honours, typical examples and punishments (奖励处罚)."""

from django.db import models
from django.db.models.functions import Now

from core import identifiers
from core.organisations.models import Organisation
from core.people.models import Person


class Nature(models.TextChoices):
    """Which of the three a row is; punishments are shown to those only who may read talks."""

    HONOUR = "HONOUR", "荣誉"
    TYPICAL_EXAMPLE = "TYPICAL_EXAMPLE", "典型"
    PUNISHMENT = "PUNISHMENT", "处分处理"


class HonourKind(models.TextChoices):
    """What was given; `OF_NATURE` says which belong together."""

    TITLE = "TITLE", "荣誉称号"
    COMMENDATION = "COMMENDATION", "表彰"
    CITATION = "CITATION", "嘉奖"
    MERIT = "MERIT", "记功"
    PRIZE = "PRIZE", "竞赛奖项"
    ADVANCED_DEED = "ADVANCED_DEED", "先进事迹"
    ADVANCED_PRACTICE = "ADVANCED_PRACTICE", "典型经验"
    CRITICISM = "CRITICISM", "通报批评"
    ADMONISHED = "ADMONISHED", "诫勉"
    PARTY_WARNING = "PARTY_WARNING", "党内警告"
    PARTY_SERIOUS_WARNING = "PARTY_SERIOUS_WARNING", "党内严重警告"
    PARTY_POSTS_REMOVED = "PARTY_POSTS_REMOVED", "撤销党内职务"
    PARTY_PROBATION = "PARTY_PROBATION", "留党察看"
    PARTY_EXPULSION = "PARTY_EXPULSION", "开除党籍"
    ADMINISTRATIVE = "ADMINISTRATIVE", "政务处分"
    ORGANISATIONAL = "ORGANISATIONAL", "组织处理"
    REORGANISED = "REORGANISED", "改组"
    DISSOLVED = "DISSOLVED", "解散"
    OTHER = "OTHER", "其他"


_K = HonourKind
OF_NATURE: dict[Nature, frozenset[HonourKind]] = {
    Nature.HONOUR: frozenset({_K.TITLE, _K.COMMENDATION, _K.CITATION, _K.MERIT, _K.PRIZE, _K.OTHER}),
    Nature.TYPICAL_EXAMPLE: frozenset({_K.ADVANCED_DEED, _K.ADVANCED_PRACTICE, _K.OTHER}),
    Nature.PUNISHMENT: frozenset(
        {_K.CRITICISM, _K.ADMONISHED, _K.PARTY_WARNING, _K.PARTY_SERIOUS_WARNING, _K.PARTY_POSTS_REMOVED}
        | {_K.PARTY_PROBATION, _K.PARTY_EXPULSION, _K.ADMINISTRATIVE, _K.ORGANISATIONAL}
        | {_K.REORGANISED, _K.DISSOLVED, _K.OTHER}
    ),
}
ONLY_PEOPLE = frozenset(
    {_K.PARTY_WARNING, _K.PARTY_SERIOUS_WARNING, _K.PARTY_POSTS_REMOVED, _K.PARTY_PROBATION}
    | {_K.PARTY_EXPULSION, _K.ADMINISTRATIVE, _K.ORGANISATIONAL, _K.ADMONISHED}
)
"""Kinds that an organisation cannot get."""
ONLY_ORGANISATIONS = frozenset({_K.REORGANISED, _K.DISSOLVED})


class HonourLevel(models.TextChoices):
    """Whose honour it is."""

    NATIONAL = "NATIONAL", "国家级"
    PROVINCE = "PROVINCE", "省级"
    CITY = "CITY", "市级"
    COUNTY = "COUNTY", "县级"
    TOWNSHIP = "TOWNSHIP", "乡镇级"
    UNIT = "UNIT", "本单位"


class HonourState(models.TextChoices):
    """How far a row has come."""

    RECORDED = "RECORDED", "已登记"
    PUBLISHED = "PUBLISHED", "已公布"
    WITHDRAWN = "WITHDRAWN", "已撤销"


class Honour(models.Model):
    """One honour, typical example or punishment, of a person or, without a person, of the organisation.

    The organisation of a person's row is the one that keeps the record. A published row is read by everybody
    in the tenant who may read honours at all; a withdrawn one stays, with the reason.
    """

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    version = models.PositiveIntegerField("版本", default=1)
    nature = models.CharField("性质", max_length=20, choices=Nature.choices)
    kind = models.CharField("类型", max_length=30, choices=HonourKind.choices)
    level = models.CharField("层级", max_length=10, choices=HonourLevel.choices)
    year = models.PositiveSmallIntegerField("年度")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="honours")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="honours")
    title = models.CharField("名称", max_length=200)
    issuer = models.CharField("授予（决定）机关", max_length=200)
    basis = models.CharField("依据（文号）", max_length=300, blank=True, default="")
    write_up = models.TextField("事迹（事由）", blank=True, default="")
    state = models.CharField("状态", max_length=10, choices=HonourState.choices, default=HonourState.RECORDED)
    published_on = models.DateField("公布日期", null=True)
    withdrawn_on = models.DateField("撤销日期", null=True)
    withdrawn_reason = models.CharField("撤销理由", max_length=500, blank=True, default="")
    history = models.JSONField("更正前的记载", default=list)
    recorded_by_realm = models.CharField(max_length=10)
    recorded_by_id = models.CharField(max_length=64, blank=True)
    recorded_by_name = models.CharField(max_length=100)
    recorded_at = models.DateTimeField("记载时间", db_default=Now())

    personal_texts = ("title", "basis", "write_up", "withdrawn_reason", "history")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(nature=Nature.PUNISHMENT, state=HonourState.PUBLISHED),
                name="punishment_is_not_published",
            ),
            models.CheckConstraint(
                condition=models.Q(state=HonourState.WITHDRAWN, withdrawn_on__isnull=False)
                | ~models.Q(state=HonourState.WITHDRAWN) & models.Q(withdrawn_on__isnull=True),
                name="honour_withdrawn_on_a_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=HonourState.PUBLISHED) | models.Q(published_on__isnull=False),
                name="honour_published_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["year", "id"], name="honour_by_year")]
