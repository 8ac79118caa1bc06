"""Tables of appointments (任职) and of the establishment (员额) that they fill."""

from collections.abc import Sequence

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models.functions import Now

from core import identifiers
from core.decisions.models import DecisionRecord
from core.organisations.models import Organisation
from core.people.models import Person
from core.ranges import DateRange


class Post(models.TextChoices):
    """Kinds of post; what an office calls one of them stands in the appointment's title."""

    FIRST_SECRETARY = "FIRST_SECRETARY", "第一书记"
    SECRETARY = "SECRETARY", "书记"
    DEPUTY_SECRETARY = "DEPUTY_SECRETARY", "副书记"
    ORGANISATION_COMMISSIONER = "ORGANISATION_COMMISSIONER", "组织委员"
    PUBLICITY_COMMISSIONER = "PUBLICITY_COMMISSIONER", "宣传委员"
    DISCIPLINE_COMMISSIONER = "DISCIPLINE_COMMISSIONER", "纪检委员"
    COMMISSIONER = "COMMISSIONER", "其他委员"
    WORKER = "WORKER", "党务工作者"
    PARTY_GROUP_LEADER = "PARTY_GROUP_LEADER", "党小组组长"
    OTHER = "OTHER", "其他"


NOT_COUNTED = frozenset({Post.PARTY_GROUP_LEADER})
"""Kinds of post whose holders are no workers unless an appointment says so (domain.md §2.2)."""


class EndReason(models.TextChoices):
    """Why an appointment ended (domain.md §2.2)."""

    RESIGNED = "RESIGNED", "离职"
    TRANSFER_REQUESTED = "TRANSFER_REQUESTED", "本人申请转岗"
    TRANSFERRED = "TRANSFERRED", "组织调动"
    TERM_ENDED = "TERM_ENDED", "任期届满"
    RETIRED = "RETIRED", "退休"
    DISMISSED = "DISMISSED", "免职"
    ORGANISATION_CLOSED = "ORGANISATION_CLOSED", "机构撤并"
    DECEASED = "DECEASED", "去世"
    OTHER = "OTHER", "其他"


class EntryChannel(models.TextChoices):
    """How someone came into the post (domain.md §2.2)."""

    ELECTED = "ELECTED", "选举产生"
    INTERNAL_SELECTION = "INTERNAL_SELECTION", "内部选拔"
    PUBLIC_RECRUITMENT = "PUBLIC_RECRUITMENT", "公开招聘"
    OPEN_EXAM_AND_VOTE = "OPEN_EXAM_AND_VOTE", "公开考试、干群投票"
    DISPATCHED = "DISPATCHED", "选派"
    CIVIL_SERVICE_EXAM = "CIVIL_SERVICE_EXAM", "公务员考试"
    SELECTED_GRADUATE = "SELECTED_GRADUATE", "选调生"
    TRANSFERRED = "TRANSFERRED", "调入"
    ARRANGED = "ARRANGED", "领导安排"
    RETIREE_UNPAID = "RETIREE_UNPAID", "离退休党员无报酬兼任"
    OTHER = "OTHER", "其他"


class Appointment(models.Model):
    """A post of a person in an organisation from one day (inclusive) to another (exclusive).

    As known now: what was recorded before a correction stands in `AppointmentChange` rows.
    """

    merge_conflicts = {
        "person_has_one_full_time_post_a_day": "两份档案在同一时期都有专职岗位："
        "请先更正其中一份的任职，再合并。"
    }

    class Basis(models.TextChoices):
        """Whether the post is the person's whole work."""

        FULL_TIME = "FULL_TIME", "专职"
        PART_TIME = "PART_TIME", "兼职"

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="appointments")
    basis = models.CharField("专兼职", max_length=10, choices=Basis.choices)
    post = models.CharField("岗位类别", max_length=30, choices=Post.choices, default=Post.WORKER)
    title = models.CharField("职务名称", max_length=100, blank=True, default="")
    counts_as_worker = models.BooleanField("计入党务工作者", default=True)
    also_head = models.BooleanField("一肩挑", default=False)
    entry_channel = models.CharField(
        "进入方式", max_length=20, choices=EntryChannel.choices, blank=True, default=""
    )
    from_on = models.DateField("自")
    until_on = models.DateField("至", null=True)
    end_reason = models.CharField(
        "离任原因", max_length=20, choices=EndReason.choices, blank=True, default=""
    )
    version = models.PositiveIntegerField("版本", default=1)

    decided: Sequence[DecisionRecord] = ()
    """The decisions that the change just made to this row rests on; no column."""

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="person_has_one_full_time_post_a_day",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (DateRange("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
                condition=models.Q(basis="FULL_TIME"),
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gt=models.F("from_on")),
                name="appointment_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True, end_reason="")
                | models.Q(until_on__isnull=False) & ~models.Q(end_reason=""),
                name="appointment_ends_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "from_on"], name="appointment_in_organisation")]


class AppointmentChange(models.Model):
    """One fact about an appointment as it was recorded: all its values from then on. Never edited."""

    personal_texts = ("reason",)
    personal_path = "appointment__person"

    class Kind(models.TextChoices):
        """What was recorded."""

        BEGUN = "BEGUN", "任职"
        ENDED = "ENDED", "离任"
        CORRECTED = "CORRECTED", "更正"

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="changes")
    version = models.PositiveIntegerField("版本")
    kind = models.CharField("事项", max_length=10, choices=Kind.choices)
    values = models.JSONField("内容")
    reason = models.CharField("说明", max_length=500, blank=True)
    recorded_by_realm = models.CharField(max_length=10)
    recorded_by_id = models.CharField(max_length=64, blank=True)
    recorded_by_name = models.CharField(max_length=100)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "version"], name="appointment_changes_one_at_a_time"
            )
        ]


class Quota(models.Model):
    """How many full-time holders of one kind of post an organisation is approved to have over a period.

    Rows are never edited but for `superseded_at`: a later approval supersedes what it touches and puts rows
    in its place. No row for a day = no establishment was approved, appointments are not counted against one.
    """

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="quotas")
    post = models.CharField("岗位类别", max_length=30, choices=Post.choices)
    places = models.PositiveIntegerField("核定员额")
    minimum = models.PositiveIntegerField("最低配备", null=True)
    from_on = models.DateField("自")
    until_on = models.DateField("至", null=True)
    basis = models.CharField("依据", max_length=300, blank=True)
    recorded_by_realm = models.CharField(max_length=10)
    recorded_by_id = models.CharField(max_length=64, blank=True)
    recorded_by_name = models.CharField(max_length=100)
    recorded_at = models.DateTimeField(db_default=Now())
    superseded_at = models.DateTimeField("被替代于", null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="quota_of_a_post_is_one_a_day",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    (DateRange("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
                condition=models.Q(superseded_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gt=models.F("from_on")),
                name="quota_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(minimum__isnull=True) | models.Q(minimum__lte=models.F("places")),
                name="quota_minimum_within_places",
            ),
        ]
