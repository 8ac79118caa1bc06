"""Tables of how workers grow: duty statements, shadowing, mentoring, degree study, and the dual appraisal."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models.functions import Now

from core import identifiers
from core.appointments.models import Post
from core.organisations.models import Organisation
from core.people.codes import Education
from core.people.models import Person
from core.policy.choice import Choice
from core.ranges import DateRange
from plugins.fuquan_licensing.growth.vocabulary import HostLevel, Outcome, Route, Side, State


def _choices(kind: type[Choice]) -> list[tuple[str, str]]:
    return [(choice.value, choice.label) for choice in kind]


class DutyStatement(models.Model):
    """What a kind of post of an organisation has to do under one heading, from a day on. Never edited.

    The newest one of a heading counts; which headings there are is a matter of policy.
    """

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.DO_NOTHING, related_name="+", db_index=False
    )
    post = models.CharField("岗位类别", max_length=30, choices=Post.choices)
    heading = models.CharField("职责类别", max_length=60)
    number = models.PositiveIntegerField("版本")
    text = models.TextField("职责内容")
    from_on = models.DateField("自")
    recorded_by_realm = models.CharField(max_length=10)
    recorded_by_id = models.CharField(max_length=64, blank=True)
    recorded_by_name = models.CharField(max_length=100)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "post", "heading", "number"], name="duty_changes_one_at_a_time"
            )
        ]


class ShadowingBatch(models.Model):
    """One batch of shadowing (跟岗锻炼) from its first day to its last, both inclusive.

    Units nominate until the organisation department decides of everybody at once.
    """

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    title = models.CharField("名称", max_length=200)
    from_on = models.DateField("首日")
    last_on = models.DateField("末日")
    approved_on = models.DateField("审批日", null=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("from_on")), name="batch_has_a_day"
            )
        ]


class Placement(models.Model):
    """One person nominated by a unit for a batch, for a host; and what the department decided."""

    personal_texts = ("host", "purpose", "decline_reason")
    merge_conflicts = {
        "placement_is_one_a_batch": "两份档案都被推荐到同一批跟岗锻炼，不能合并：请先退回其中一份的推荐。"
    }

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    # The unique constraint's index begins with it.
    batch = models.ForeignKey(
        ShadowingBatch, on_delete=models.PROTECT, related_name="placements", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.DO_NOTHING, related_name="+")
    host = models.CharField("跟岗单位", max_length=200)
    host_level = models.CharField("跟岗单位层级", max_length=10, choices=_choices(HostLevel))
    purpose = models.CharField("跟岗内容", max_length=500)
    state = models.CharField("状态", max_length=10, choices=_choices(State), default=State.NOMINATED.value)
    decline_reason = models.CharField("不同意的理由", max_length=500, blank=True, default="", db_default="")
    nominated_by_realm = models.CharField(max_length=10)
    nominated_by_id = models.CharField(max_length=64, blank=True)
    nominated_by_name = models.CharField(max_length=100)
    nominated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "person"], name="placement_is_one_a_batch"),
            models.CheckConstraint(
                condition=models.Q(state=State.DECLINED.value) ^ models.Q(decline_reason=""),
                name="placement_is_declined_for_a_reason",
            ),
        ]


class Mentoring(models.Model):
    """One worker (mentee) led by another (mentor) through a programme, from a day on; last day exclusive."""

    personal_texts = ("programme", "result")
    merge_conflicts = {
        "mentee_has_one_mentor_a_day": "两份档案在同一时期都有结对帮带：请先结束其中一份的帮带，再合并。",
    }

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    mentor = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="+")
    mentee = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.DO_NOTHING, related_name="+")
    programme = models.CharField("帮带计划", max_length=1000)
    from_on = models.DateField("自")
    until_on = models.DateField("至", null=True)
    result = models.CharField("帮带成效", max_length=1000, blank=True, default="", db_default="")
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="mentee_has_one_mentor_a_day",
                expressions=[
                    ("mentee", RangeOperators.EQUAL),
                    (DateRange("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True, result="")
                | models.Q(until_on__gt=models.F("from_on")) & ~models.Q(result=""),
                name="mentoring_ends_with_a_result",
            ),
        ]


class DegreeStudy(models.Model):
    """Somebody's study for a degree beside the work, by one route, from a day on; last day exclusive."""

    personal_texts = ("school", "major")
    merge_conflicts = {
        "person_studies_one_thing_a_day": "两份档案在同一时期都有在读学历：请先更正其中一份，再合并。"
    }

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.DO_NOTHING, related_name="+")
    route = models.CharField("形式", max_length=15, choices=_choices(Route))
    school = models.CharField("院校", max_length=200)
    major = models.CharField("专业", max_length=100)
    education = models.CharField(
        "拟取得学历", max_length=30, choices=[(one.value, one.label) for one in Education]
    )
    from_on = models.DateField("自")
    until_on = models.DateField("至", null=True)
    outcome = models.CharField(
        "结果", max_length=10, choices=_choices(Outcome), blank=True, default="", db_default=""
    )
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="person_studies_one_thing_a_day",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (DateRange("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True, outcome="")
                | models.Q(until_on__gt=models.F("from_on")) & ~models.Q(outcome=""),
                name="study_ends_somehow",
            ),
        ]


class DualScore(models.Model):
    """What one side, own or superior organisation, gave a worker for a year; of several the last counts."""

    personal_texts = ("reason",)
    merge_conflicts = {
        "dual_score_changes_one_at_a_time": "两份档案在同一年度都有双重管理评分，不能合并：请先核对评分。"
    }

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField("年度")
    side = models.CharField("评分方", max_length=10, choices=_choices(Side))
    number = models.PositiveIntegerField("版本")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.DO_NOTHING, related_name="+", verbose_name="评分的党组织"
    )
    score = models.DecimalField("评分", max_digits=5, decimal_places=2)
    reason = models.CharField("更正的理由", max_length=500, blank=True, default="", db_default="")
    scored_by_realm = models.CharField(max_length=10)
    scored_by_id = models.CharField(max_length=64, blank=True)
    scored_by_name = models.CharField(max_length=100)
    scored_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "year", "side", "number"], name="dual_score_changes_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(score__gte=0, score__lte=100), name="dual_score_is_of_100"
            ),
        ]
