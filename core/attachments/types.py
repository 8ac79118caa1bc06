"""GraphQL type of attachments, which other nouns show and take as well."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import graphene

from core.api.identifiers import parsed
from core.api.scalars import DateTime
from core.attachments import kinds, models, services
from core.organisations.types import enum

FileKind = enum(kinds.FileKind, "FileKind", "文件类型")


class Attachment(graphene.ObjectType):
    """附件：一份上传的文件。撤回的只留下记载和内容摘要。"""

    id = graphene.ID(required=True)
    name = graphene.String(required=True, description="原文件名")
    kind = graphene.Field(FileKind, required=True, description="类型，按内容判定")
    size_bytes = graphene.Int(required=True, description="字节数")
    sha256 = graphene.String(required=True, description="内容的 SHA-256 摘要")
    url = graphene.String(required=True, description="下载地址（本单位网址之下）")
    uploaded_by = graphene.String(required=True, description="上传人")
    uploaded_at = DateTime(required=True, description="上传时间")
    withdrawn_at = DateTime(description="撤回时间；撤回后不能下载")
    withdrawn_reason = graphene.String(required=True, description="撤回理由")

    def resolve_url(root: models.Attachment, info: Any) -> str:
        """Return the path of the download."""
        return f"/attachments/{root.pk}/"

    def resolve_uploaded_by(root: models.Attachment, info: Any) -> str:
        """Return the name of who uploaded it."""
        return root.uploaded_by_name


def listed(description: str = "附件，按上传先后；含已撤回的") -> graphene.Field:
    """Return the field under which a record shows its attachments."""
    return graphene.List(graphene.NonNull(Attachment), required=True, description=description)


def taken() -> graphene.List:
    """Return the field of an input that names drafts which the record is to have."""
    return graphene.List(
        graphene.NonNull(graphene.ID),
        default_value=(),
        description="附件编号：先在 /attachments/ 上传，再写在这里",
    )


def identifiers(texts: Iterable[str]) -> list[UUID]:
    """Return the identifiers in such an input.

    :raises services.UnknownAttachment: if one of them is none.
    """
    found = [(text, parsed(text)) for text in texts]
    for text, identifier in found:
        if identifier is None:
            raise services.unknown(text)
    return [identifier for _, identifier in found if identifier is not None]
