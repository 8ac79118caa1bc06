"""The table of notices (提醒): what the product tells one user, in the inbox and by e-mail."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core import identifiers
from core.people.models import Person


class MailState(models.TextChoices):
    """What became of a notice's copy by e-mail; the notice itself stands in the inbox in any case.

    SENDING is committed before the mail server is spoken to. Where it stays, the process died or the server
    fell silent on the way: nobody knows whether the mail arrived, and it is never sent a second time.
    """

    NONE = "NONE", "不发邮件"
    PENDING = "PENDING", "待发送"
    SENDING = "SENDING", "已交发，未得到答复"
    SENT = "SENT", "已发送"
    FAILED = "FAILED", "未能发送"


class Notice(models.Model):
    """One thing that one user is told once; `key` says what, so that telling it again does nothing.

    `user_id` is an account of this tenant (`core.access`), whose tables no other app refers to. `person` is
    whom the text is about, if anybody.
    """

    personal_texts = ("title", "text")

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    user_id = models.UUIDField("收件人")
    key = models.CharField("唯一键", max_length=200, db_collation="C")
    title = models.CharField("标题", max_length=300)
    text = models.TextField("内容", blank=True, default="")
    subject_kind = models.CharField("所涉对象类别", max_length=40, blank=True, default="")
    subject_id = models.UUIDField("所涉对象", null=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="所涉人员"
    )
    created_at = models.DateTimeField("时间", db_default=Now())
    read_at = models.DateTimeField("阅读时间", null=True)
    mail_state = models.CharField(
        "邮件", max_length=10, choices=MailState.choices, default=MailState.NONE, db_default=MailState.NONE
    )
    mail_attempts = models.PositiveSmallIntegerField("邮件发送次数", default=0, db_default=0)
    mailed_at = models.DateTimeField("邮件发送时间", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user_id", "key"], name="notice_is_given_once"),
            models.CheckConstraint(
                condition=Q(mail_state="SENT", mailed_at__isnull=False)
                | ~Q(mail_state="SENT") & Q(mailed_at__isnull=True),
                name="notice_is_mailed_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["user_id", "id"], name="notice_of_user")]
