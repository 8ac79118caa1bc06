"""Workbooks inside GraphQL: small files as base64, in both directions."""

import base64
import binascii
from dataclasses import dataclass

import graphene

from core.errors import DomainError


class NotBase64(DomainError):
    """What should be a file's content is no base64."""

    code = "BAD_USER_INPUT"


@dataclass(frozen=True)
class File:
    """A file to hand out."""

    name: str
    content: str


class FuquanFile(graphene.ObjectType):
    """一个文件。"""

    name = graphene.String(required=True, description="文件名")
    content = graphene.String(required=True, description="内容（base64）")


def workbook(title: str, content: bytes) -> File:
    """Return a workbook to hand out."""
    return File(f"{title}.xlsx", base64.b64encode(content).decode())


def opened(text: str) -> bytes:
    """Return a file's content.

    :raises NotBase64: if the text is none.
    """
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotBase64("文件内容须为 base64 编码；请检查上传的程序。") from error
