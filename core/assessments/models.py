"""Tables of assessments (考核): cycles, who is assessed in them, scores, results, reports and lists."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core import identifiers
from core.assessments.design import Group, Subject
from core.organisations.models import Organisation, Sector
from core.people.models import Person
from core.policy.choice import Choice
from core.policy.vocabulary import PersonGrade, UnitGrade


def _choices(*kinds: type[Choice]) -> list[tuple[str, str]]:
    return [(choice.value, choice.label) for kind in kinds for choice in kind]


class State(models.TextChoices):
    """Where a cycle stands."""

    DRAFT = "DRAFT", "拟定中"
    OPEN = "OPEN", "进行中"
    PUBLISHED = "PUBLISHED", "已公布"
    CALLED_OFF = "CALLED_OFF", "已取消"


class Audience(models.TextChoices):
    """Before whom a report is given (双述双评)."""

    SUPERIOR = "SUPERIOR", "向上级党组织述职，同级党组织评议"
    OWN = "OWN", "在本单位述职，党员和群众评议"


class List(models.TextChoices):
    """Lists that results put somebody on; neither changes a post."""

    RESERVE = "RESERVE", "后备干部名单"
    FOLLOW_UP = "FOLLOW_UP", "跟踪管理名单"


class AssessmentCycle(models.Model):
    """One assessment of people or organisations, for a quarter or (quarter null) for a year.

    `design` holds items, weights and quarters as canonical JSON (`core.assessments.design`); it stands still
    once the cycle is open.
    """

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="assessment_cycles",
        db_index=False,
        verbose_name="组织考核的党组织",
    )
    subject = models.CharField("对象", max_length=15, choices=_choices(Subject))
    title = models.CharField("名称", max_length=200)
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度", null=True)
    double_review = models.BooleanField("双述双评", default=False)
    design = models.TextField("项目与权重（规范 JSON）")
    state = models.CharField("状态", max_length=15, choices=State.choices, default=State.DRAFT)
    reason = models.CharField("开启或取消的说明", max_length=500, blank=True, default="", db_default="")
    opened_on = models.DateField("开启日", null=True)
    published_on = models.DateField("公布日", null=True)
    decider = models.CharField("审定单位", max_length=200, blank=True, default="", db_default="")
    version = models.PositiveIntegerField("版本", default=1, db_default=1)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quarter__isnull=True) | Q(quarter__range=(1, 4)),
                name="cycle_of_a_quarter_or_year",
            ),
            models.CheckConstraint(
                condition=~Q(state="PUBLISHED") | Q(published_on__isnull=False) & ~Q(decider=""),
                name="cycle_is_published_by_somebody",
            ),
        ]


class Assessment(models.Model):
    """Somebody, or (person null) an organisation, assessed in a cycle.

    `organisation` is where the person worked, or what is assessed; `sector`, its sector then, decides which
    items count. `total` is the exact fraction as last published, such as 7213/80. `version` counts grades.
    """

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    cycle = models.ForeignKey(AssessmentCycle, on_delete=models.PROTECT, related_name="assessments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assessments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="assessments")
    sector = models.CharField("领域", max_length=20, choices=Sector.choices)
    grade = models.CharField(
        "等次", max_length=15, choices=_choices(PersonGrade, UnitGrade), blank=True, default="", db_default=""
    )
    total = models.TextField("总分（精确分数）", blank=True, default="", db_default="")
    rank = models.PositiveIntegerField("名次", null=True)
    withdrawn_reason = models.CharField("不参加的理由", max_length=500, blank=True, default="", db_default="")
    version = models.PositiveIntegerField("版本", default=1, db_default=1)

    personal_texts = ("withdrawn_reason",)
    merge_conflicts = {
        "person_is_assessed_once_a_cycle": "两份档案都在同一次考核中：请先将其中一份退出该次考核，再合并。"
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "person"],
                condition=Q(person__isnull=False, withdrawn_reason=""),
                name="person_is_assessed_once_a_cycle",
            ),
            models.UniqueConstraint(
                fields=["cycle", "organisation"],
                condition=Q(person__isnull=True, withdrawn_reason=""),
                name="organisation_is_assessed_once_a_cycle",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_reason="") | Q(grade="", rank__isnull=True),
                name="withdrawn_has_no_grade",
            ),
        ]


class AssessmentScore(models.Model):
    """What an evaluator of a group gave an item, by so many ballots; or (no group) what was measured."""

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="scores", db_index=False
    )
    item = models.CharField("项目", max_length=60)
    group = models.CharField("评价主体", max_length=20, choices=_choices(Group), blank=True)
    evaluator_organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="评分的党组织",
    )
    evaluator = models.CharField("评分人或场次", max_length=100, blank=True)
    score = models.DecimalField("评分", max_digits=9, decimal_places=6, null=True)
    ballots = models.PositiveIntegerField("票数", default=1)
    figures = models.TextField("数据（规范 JSON）", blank=True)
    reason = models.CharField("更正的理由", max_length=500, blank=True, default="", db_default="")
    scored_by_realm = models.CharField(max_length=10)
    scored_by_id = models.CharField(max_length=64, blank=True)
    scored_by_name = models.CharField(max_length=100)
    version = models.PositiveIntegerField("版本", default=1, db_default=1)

    personal_texts = ("reason",)
    personal_path = "assessment__person"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "item", "group", "evaluator_organisation", "evaluator"],
                nulls_distinct=False,
                name="evaluator_scores_an_item_once",
            ),
            models.CheckConstraint(
                condition=Q(group="", score__isnull=True) & ~Q(figures="")
                | ~Q(group="") & Q(figures="", score__range=(0, 100), ballots__gte=1),
                name="item_is_measured_or_scored",
            ),
            models.CheckConstraint(
                condition=Q(group="PEER_ORGANISATIONS", evaluator_organisation__isnull=False)
                | ~Q(group="PEER_ORGANISATIONS") & Q(evaluator_organisation__isnull=True),
                name="peers_score_as_organisations",
            ),
        ]


class AssessmentResult(models.Model):
    """One result as it was published, with all its terms. Never edited: a correction is the next version.

    No grade = taken out of the cycle after publication.
    """

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="results", db_index=False
    )
    version = models.PositiveIntegerField("版次")
    grade = models.CharField("等次", max_length=15, choices=_choices(PersonGrade, UnitGrade), blank=True)
    total = models.TextField("总分（精确分数）", blank=True)
    rank = models.PositiveIntegerField("名次", null=True)
    terms = models.TextField("各项得分（规范 JSON）")
    decider = models.CharField("审定单位", max_length=200)
    reason = models.CharField("更正的理由", max_length=500, blank=True)
    published_on = models.DateField("公布日")
    recorded_by_realm = models.CharField(max_length=10)
    recorded_by_id = models.CharField(max_length=64, blank=True)
    recorded_by_name = models.CharField(max_length=100)
    recorded_at = models.DateTimeField(db_default=Now())

    personal_texts = ("reason",)
    personal_path = "assessment__person"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "version"], name="result_published_version_by_version"
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""), name="result_is_corrected_for_a_reason"
            ),
        ]


class AssessmentReport(models.Model):
    """A report (述职) that somebody, or an organisation, gave before one of the two audiences."""

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="reports", db_index=False
    )
    audience = models.CharField("述职对象", max_length=10, choices=Audience.choices)
    text = models.TextField("述职报告")
    delivered_on = models.DateField("述职日")
    version = models.PositiveIntegerField("版本", default=1, db_default=1)

    personal_texts = ("text",)
    personal_path = "assessment__person"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "audience"], name="report_once_before_each_audience"
            )
        ]


class AssessmentReview(models.Model):
    """What a group, or one organisation of the same level, said of a report (评议)."""

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    report = models.ForeignKey(
        AssessmentReport, on_delete=models.PROTECT, related_name="reviews", db_index=False
    )
    group = models.CharField("评议主体", max_length=20, choices=_choices(Group))
    evaluator_organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="评议的党组织",
    )
    evaluator = models.CharField("评议人或场次", max_length=100, blank=True)
    opinion = models.CharField("评议意见", max_length=2000)
    reviewed_on = models.DateField("评议日")
    reviewed_by_realm = models.CharField(max_length=10)
    reviewed_by_id = models.CharField(max_length=64, blank=True)
    reviewed_by_name = models.CharField(max_length=100)

    personal_texts = ("opinion",)
    personal_path = "report__assessment__person"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "group", "evaluator_organisation", "evaluator"],
                nulls_distinct=False,
                name="evaluator_reviews_a_report_once",
            ),
            models.CheckConstraint(
                condition=Q(group="PEER_ORGANISATIONS", evaluator_organisation__isnull=False)
                | Q(group__in=["MEMBERS", "MASSES"], evaluator_organisation__isnull=True),
                name="report_is_reviewed_by_its_audience",
            ),
        ]


class AssessmentListing(models.Model):
    """Somebody on a list because of a result, decided by `decider`, until taken off for a reason."""

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="listings")
    list = models.CharField("名单", max_length=10, choices=List.choices)
    decider = models.CharField("决定单位", max_length=200)
    listed_on = models.DateField("列入日")
    ended_on = models.DateField("移出日", null=True)
    end_decider = models.CharField("移出的决定单位", max_length=200, blank=True, default="", db_default="")
    end_reason = models.CharField("移出的理由", max_length=500, blank=True, default="", db_default="")

    personal_texts = ("end_reason",)
    personal_path = "assessment__person"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "list"],
                condition=Q(ended_on__isnull=True),
                name="listed_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="", end_decider="")
                | Q(ended_on__isnull=False) & ~Q(end_reason="") & ~Q(end_decider=""),
                name="taken_off_a_list_for_a_reason",
            ),
        ]
