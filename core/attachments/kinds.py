"""Which kinds of file are taken, told by their content and never by their name."""

import codecs
import zipfile
from typing import IO

from django.db import models

from core.errors import DomainError

MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_ENTRIES = 5_000
_MAX_CONTENT_TYPES_BYTES = 1024 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument"
_PIECE = 64 * 1024
_CONTROLS = frozenset(map(chr, range(32))) - set("\t\n\r\f") | {"\x7f"}


class FileKind(models.TextChoices):
    """Kinds of file that are taken; the label is what people call them."""

    PDF = "PDF", "PDF"
    PNG = "PNG", "PNG 图片"
    JPEG = "JPEG", "JPEG 图片"
    DOCX = "DOCX", "Word/WPS 文字（docx）"
    XLSX = "XLSX", "Excel/WPS 表格（xlsx）"
    TXT = "TXT", "纯文本"


MEDIA = {
    FileKind.PDF: "application/pdf",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.DOCX: f"{_OFFICE}.wordprocessingml.document",
    FileKind.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    FileKind.TXT: "text/plain",
}
"""The media type under which a kind is sent."""

_SIGNATURES = {
    b"%PDF-": FileKind.PDF,
    b"\x89PNG\r\n\x1a\n": FileKind.PNG,
    b"\xff\xd8\xff": FileKind.JPEG,
}
# WPS writes the same packages as Office; macros have main types of their own and are not taken.
_MAIN_PARTS = {
    f"{MEDIA[FileKind.DOCX]}.main+xml".encode(): FileKind.DOCX,
    f"{MEDIA[FileKind.XLSX]}.main+xml".encode(): FileKind.XLSX,
}


class UnknownKind(DomainError):
    """A file is of no kind that is taken."""

    code = "FILE_TYPE_REFUSED"


class UnsafePackage(DomainError):
    """An Office package would unpack to more than it should, or is broken or locked."""

    code = "FILE_UNSAFE"


def of(content: IO[bytes]) -> FileKind:
    """Return the kind of a file by its content; the file is left at its beginning.

    :raises UnknownKind: if it is of no kind that is taken.
    :raises UnsafePackage: if it is an Office package that nobody should open.
    """
    content.seek(0)
    start = content.read(8)
    for signature, kind in _SIGNATURES.items():
        if start.startswith(signature):
            content.seek(0)
            return kind
    found = _package(content) if start.startswith(b"PK\x03\x04") else _text(content)
    content.seek(0)
    if found is None:
        taken = "、".join(kind.label for kind in FileKind)
        raise UnknownKind(f"不接受这种文件：可以上传{taken}。旧版 Word、Excel 文件请另存为 docx、xlsx。")
    return found


def _package(content: IO[bytes]) -> FileKind | None:
    """Read the directory of a zip file and the one small part that tells what it is; unpack nothing else."""
    try:
        with zipfile.ZipFile(content) as package:
            entries = package.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED_BYTES:
                raise UnsafePackage(
                    f"文件解开后过大（{unpacked} 字节，{len(entries)} 个部分）：请删减内容后另存再上传。"
                )
            if any(entry.flag_bits & 1 for entry in entries):
                raise UnsafePackage("文件已加密：请取消密码后再上传。")
            with package.open("[Content_Types].xml") as part:
                described = part.read(_MAX_CONTENT_TYPES_BYTES)
    except KeyError:
        return None
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise UnsafePackage("文件已损坏，无法打开：请重新保存后再上传。") from error
    return next((kind for main, kind in _MAIN_PARTS.items() if main in described), None)


def _text(content: IO[bytes]) -> FileKind | None:
    return FileKind.TXT if any(_reads_as(content, encoding) for encoding in ("utf-8", "gb18030")) else None


def _reads_as(content: IO[bytes], encoding: str) -> bool:
    """Return whether a whole file is text of an encoding, without signs that no text holds."""
    decoder = codecs.getincrementaldecoder(encoding)()
    content.seek(0)
    try:
        while piece := content.read(_PIECE):
            if not _CONTROLS.isdisjoint(decoder.decode(piece)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
