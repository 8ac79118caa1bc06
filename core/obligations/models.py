"""The table of obligations (待办): what somebody must do by a day."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from core import identifiers
from core.organisations.models import Organisation
from core.people.models import Person


class Kind(models.TextChoices):
    """Kinds that the core itself opens or offers; plugins open others, named by codes of their own."""

    TRAINING_EVALUATION = "TRAINING_EVALUATION", "培训效果评估"
    MILESTONE = "MILESTONE", "项目节点"
    REPORT = "REPORT", "报送材料"
    RECTIFICATION = "RECTIFICATION", "整改"
    OTHER = "OTHER", "其他"


class Rule(models.TextChoices):
    """How the due day follows from the day counted from (domain.md §2.4)."""

    FIXED = "FIXED", "指定日期"
    WORKING_DAYS = "WORKING_DAYS", "工作日"
    CALENDAR_DAYS = "CALENDAR_DAYS", "自然日，遇非工作日顺延"
    MONTHS = "MONTHS", "满若干个月之日"


class Obligation(models.Model):
    """Something that one organisation must do by a day, as it stands now.

    `kind` is a code of `Kind` or of a plugin. `by_record` = it is fulfilled by a record that the subject's
    own service writes, never by hand. `provisional` = the due day was worked out without the published
    arrangement of its year. Who opened, fulfilled and checked it are plain columns; who changed what else
    stands in the audit.
    """

    personal_texts = ("title", "evidence", "return_reason", "cancel_reason")

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    kind = models.CharField("类别", max_length=60)
    title = models.CharField("事项", max_length=200)
    subject_kind = models.CharField("所涉对象类别", max_length=40, blank=True, default="")
    subject_id = models.UUIDField("所涉对象", null=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="所涉人员"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="责任单位"
    )
    by_record = models.BooleanField("由业务记录办结", default=False)
    opened_on = models.DateField("交办日")
    opened_by_realm = models.CharField(max_length=10)
    opened_by_id = models.CharField(max_length=64, blank=True)
    opened_by_name = models.CharField(max_length=100)
    rule = models.CharField("期限算法", max_length=20, choices=Rule.choices)
    counted_from_on = models.DateField("起算日", null=True)
    counted_length = models.PositiveIntegerField("期限长度", null=True)
    due_on = models.DateField("到期日")
    provisional = models.BooleanField("暂按推算", default=False)
    calendar_version = models.CharField("工作日历版本", max_length=40, blank=True, default="")
    fulfilled_on = models.DateField("办结日", null=True)
    fulfilled_by_realm = models.CharField(max_length=10, blank=True, default="")
    fulfilled_by_id = models.CharField(max_length=64, blank=True, default="")
    fulfilled_by_name = models.CharField(max_length=100, blank=True, default="")
    evidence = models.TextField("办理情况", blank=True, default="")
    checked_on = models.DateField("核验日", null=True)
    checked_by_realm = models.CharField(max_length=10, blank=True, default="")
    checked_by_id = models.CharField(max_length=64, blank=True, default="")
    checked_by_name = models.CharField(max_length=100, blank=True, default="")
    return_reason = models.CharField("退回理由", max_length=500, blank=True, default="")
    cancelled_on = models.DateField("取消日", null=True)
    cancel_reason = models.CharField("取消理由", max_length=500, blank=True, default="")
    version = models.PositiveIntegerField("版本", default=1)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fulfilled_on__isnull=True) | Q(fulfilled_on__gte=F("opened_on")),
                name="obligation_is_fulfilled_once_opened",
            ),
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True)
                | Q(fulfilled_on__isnull=False, checked_on__gte=F("fulfilled_on")),
                name="obligation_is_checked_once_fulfilled",
            ),
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True)
                | ~Q(checked_by_realm=F("fulfilled_by_realm"), checked_by_id=F("fulfilled_by_id")),
                name="obligation_is_checked_by_someone_else",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_on__isnull=True, cancel_reason="")
                | Q(cancelled_on__isnull=False, checked_on__isnull=True) & ~Q(cancel_reason=""),
                name="obligation_is_cancelled_unchecked_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(rule="FIXED", counted_length__isnull=True, provisional=False)
                | Q(~Q(rule="FIXED"), counted_length__isnull=False, counted_from_on__isnull=False),
                name="obligation_says_how_it_falls_due",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="obligation_by_due"),
            models.Index(fields=["organisation", "due_on"], name="obligation_of_organisation"),
            models.Index(
                fields=["subject_id"], condition=Q(subject_id__isnull=False), name="obligation_of_subject"
            ),
        ]
