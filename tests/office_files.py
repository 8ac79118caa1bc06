"""Files to upload."""

import io
import zipfile
from pathlib import Path

PDF = b"%PDF-1.7\n%%EOF\n"
_MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"


def office(main: str = _MAIN.format("wordprocessingml.document"), **parts: bytes) -> bytes:
    """Return an Office package whose main part is of this type."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", f'<Types><Override ContentType="{main}"/></Types>')
        for name, content in parts.items():
            package.writestr(name, content)
    return written.getvalue()


def files(folder: Path) -> list[str]:
    """Return the names of all files below a folder."""
    return sorted(file.name for file in folder.rglob("*") if file.is_file())
