"""Table of attachments; their content lies in files, see `store`."""

from django.db import models
from django.db.models.functions import Now

from core import identifiers
from core.attachments.kinds import FileKind
from core.organisations.models import Organisation
from core.people.models import Person


class Attachment(models.Model):
    """One file as somebody uploaded it, and the record that it belongs to.

    Until a record takes it, it is a draft that only its uploader sees. Who holds `permission` for the
    organisation, and sees the person if there is one, may download it. Rows are never deleted: a withdrawn
    one has lost its content and keeps the hash.
    """

    id = models.UUIDField(primary_key=True, default=identifiers.new, editable=False)
    subject_kind = models.CharField("所属事项", max_length=40, blank=True, default="")
    subject_id = models.UUIDField("所属记录", null=True)
    permission = models.CharField("下载所需权限", max_length=60, blank=True, default="")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField("原文件名", max_length=200)
    kind = models.CharField("类型", max_length=10, choices=FileKind.choices)
    size_bytes = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("内容摘要", max_length=64, db_collation="C")
    uploaded_by_realm = models.CharField(max_length=10)
    uploaded_by_id = models.CharField(max_length=64, blank=True)
    uploaded_by_name = models.CharField(max_length=100)
    uploaded_at = models.DateTimeField("上传时间", db_default=Now())
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_reason = models.CharField("撤回理由", max_length=500, blank=True, default="")
    withdrawn_by_realm = models.CharField(max_length=10, blank=True, default="")
    withdrawn_by_id = models.CharField(max_length=64, blank=True, default="")
    withdrawn_by_name = models.CharField(max_length=100, blank=True, default="")

    personal_texts = ("name", "withdrawn_reason")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    subject_kind="", subject_id__isnull=True, permission="", organisation__isnull=True
                )
                | models.Q(subject_id__isnull=False, organisation__isnull=False)
                & ~models.Q(subject_kind="")
                & ~models.Q(permission=""),
                name="attachment_is_a_draft_or_belongs",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_id"], name="attachment_of_subject"),
            models.Index(fields=["sha256"], name="attachment_of_content"),
        ]
