"""Tables of surveys (问卷): the questions, whom they go to, the links, and the sealed sums of answers."""

from django.db import models
from django.db.models.functions import Now

from core import identifiers
from core.organisations.models import Organisation


class SurveyState(models.TextChoices):
    """How far a survey has come; each state follows the one before and none comes twice."""

    DRAFT = "DRAFT", "编制中"
    OPEN = "OPEN", "发放中"
    CLOSED = "CLOSED", "已截止"


class Survey(models.Model):
    """One survey with its closed questions (`core.surveys.questions.Question` as JSON).

    Questions are fixed once it is open. `closes_on` is the last day on which answers are taken.
    """

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    version = models.PositiveIntegerField("版本", default=1)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="surveys")
    title = models.CharField("名称", max_length=200)
    introduction = models.TextField("说明", blank=True, default="")
    questions = models.JSONField("题目")
    state = models.CharField("状态", max_length=10, choices=SurveyState.choices, default=SurveyState.DRAFT)
    opened_on = models.DateField("开始日期", null=True)
    closes_on = models.DateField("截止日期", null=True)
    closed_on = models.DateField("实际截止日期", null=True)
    created_by_realm = models.CharField(max_length=10)
    created_by_id = models.CharField(max_length=64, blank=True)
    created_by_name = models.CharField(max_length=100)
    created_at = models.DateTimeField("创建时间", db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=SurveyState.DRAFT, opened_on__isnull=True, closed_on__isnull=True)
                | models.Q(
                    state=SurveyState.OPEN,
                    opened_on__isnull=False,
                    closes_on__gte=models.F("opened_on"),
                    closed_on__isnull=True,
                )
                | models.Q(
                    state=SurveyState.CLOSED, closed_on__isnull=False, closed_on__gte=models.F("opened_on")
                ),
                name="survey_state_and_days_agree",
            )
        ]


class SurveyPopulation(models.Model):
    """A group of people that a survey goes to; `issued` counts the links made for it (发放)."""

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="populations")
    name = models.CharField("调查对象", max_length=100)
    issued = models.PositiveIntegerField("发放数", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "name"], name="population_once_in_a_survey")]


class SurveyLink(models.Model):
    """One link: the start of its token's SHA-256, the population it was made for, and whether it was used.

    Not audited: the audit would keep at which instant each link was used.
    """

    digest = models.UUIDField(primary_key=True, editable=False)
    population = models.ForeignKey(SurveyPopulation, on_delete=models.PROTECT, related_name="links")
    used = models.BooleanField("已用", default=False)

    audit_exempt = True


class SurveyBallotBox(models.Model):
    """The sum of all valid answers of a population, sealed (`core.surveys.ballots`).

    There is no row, and no trace, of a single answer. Not audited: the audit would keep each step of the sum.
    """

    population = models.OneToOneField(
        SurveyPopulation, on_delete=models.PROTECT, primary_key=True, related_name="box"
    )
    sums_cipher = models.BinaryField("各选项合计（密文）")

    audit_exempt = True
