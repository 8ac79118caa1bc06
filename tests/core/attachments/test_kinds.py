"""Which files are taken, told by their content."""

import io
import zipfile

import pytest
from office_files import PDF, office

from core.attachments import kinds
from core.attachments.kinds import FileKind

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, FileKind.PDF),
        (PNG, FileKind.PNG),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", FileKind.JPEG),
        (office(), FileKind.DOCX),
        (office(EXCEL), FileKind.XLSX),
        ("谈话记录\r\n".encode(), FileKind.TXT),
        ("谈话记录".encode("gb18030"), FileKind.TXT),
    ],
)
def test_a_kind_is_told_by_the_content(content, kind):
    assert kinds.of(io.BytesIO(content)) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00",
        b"GIF89a\x00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        office(MACROS),
        b"text\x00more",
        b"\xff\xfe\x00\x00",
    ],
    ids=["program", "gif", "old Word", "macros", "text with a zero byte", "no text"],
)
def test_other_kinds_are_refused(content):
    with pytest.raises(kinds.UnknownKind):
        kinds.of(io.BytesIO(content))


def test_a_zip_file_that_is_no_office_package_is_refused():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        package.writestr("notes.txt", "x")

    with pytest.raises(kinds.UnknownKind):
        kinds.of(written)


def test_a_package_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(kinds, "MAX_UNPACKED_BYTES", 100_000)

    with pytest.raises(kinds.UnsafePackage):
        kinds.of(io.BytesIO(office(**{"word/document.xml": bytes(100_001)})))


def test_a_package_of_too_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(kinds, "MAX_ENTRIES", 2)

    with pytest.raises(kinds.UnsafePackage):
        kinds.of(io.BytesIO(office(a=b"", b=b"")))


def test_a_broken_package_is_refused():
    with pytest.raises(kinds.UnsafePackage):
        kinds.of(io.BytesIO(office()[:-30]))


def test_the_file_is_left_at_its_beginning():
    content = io.BytesIO(office())

    kinds.of(content)

    assert content.tell() == 0
