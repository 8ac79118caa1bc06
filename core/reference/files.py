"""Read CSV files so that every fault is named by its line."""

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import DomainError

DATA = Path(__file__).parent / "data"
_SHOWN = 10


class FileInvalid(DomainError):
    """A file cannot be read, or lines of it break the rules; nothing of it is loaded."""

    code = "REFERENCE_FILE_INVALID"


@dataclass
class Problems:
    """Faults of one file, by line."""

    file: str
    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, message: str) -> None:
        """Note a fault; line 0 stands for the file as a whole."""
        self.found.append((line, message))

    def refuse(self) -> None:
        """Raise what was noted, if anything was.

        :raises FileInvalid: naming the first faults by line; `extensions.problems` has all of them.
        """
        if not self.found:
            return
        found = sorted(self.found, key=lambda fault: fault[0])
        lines = [f"第 {line} 行：{text}" if line else text for line, text in found]
        more = f"\n……另有 {len(lines) - _SHOWN} 处。" if len(lines) > _SHOWN else ""
        raise FileInvalid(
            f"文件 {self.file} 有 {len(lines)} 处须修改，未载入任何内容：\n"
            + "\n".join(lines[:_SHOWN])
            + more,
            extensions={"problems": [{"line": line, "message": text} for line, text in found]},
        )


@dataclass(frozen=True)
class Table:
    """Rows of a CSV file by line number, the notes above its heading, and the digest of its bytes."""

    file: str
    digest: str
    notes: dict[str, tuple[int, str]]
    rows: list[tuple[int, dict[str, str]]]


def read(path: Path, *, columns: Sequence[str]) -> Table:
    """Return the rows of a UTF-8 file whose heading has exactly these columns.

    Lines above the heading that begin with `#` are notes: a key, a comma, a value. Empty lines, and empty
    cells to the right as spreadsheets write them, are passed over.

    :raises FileInvalid: if the file cannot be read, or heading or lines have other columns.
    """
    problems = Problems(path.name)
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise FileInvalid(f"无法读取文件 {path}：{error.strerror}。请检查路径与权限。") from error
    except UnicodeDecodeError as error:
        raise FileInvalid(
            f"文件 {path.name} 不是 UTF-8 编码；请在表格软件中另存为“CSV UTF-8（逗号分隔）”。"
        ) from error
    notes: dict[str, tuple[int, str]] = {}
    rows: list[tuple[int, dict[str, str]]] = []
    heading: list[str] | None = None
    for line, cells in _cells(text, problems):
        if heading is None and cells[0].startswith("#"):
            notes[cells[0].removeprefix("#").strip()] = (line, cells[1] if len(cells) > 1 else "")
        elif heading is None:
            heading = cells
            if heading != list(columns):
                problems.add(line, f"表头应为“{','.join(columns)}”，实际为“{','.join(cells)}”。")
        elif len(cells) > len(columns):
            problems.add(line, f"应有 {len(columns)} 列，实际有 {len(cells)} 列。")
        else:
            padded = cells + [""] * (len(columns) - len(cells))
            rows.append((line, dict(zip(columns, padded, strict=True))))
    if heading is None:
        problems.add(0, f"缺少表头“{','.join(columns)}”。")
    problems.refuse()
    return Table(path.name, hashlib.sha256(content).hexdigest(), notes, rows)


def _cells(text: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        for raw in reader:
            cells = [cell.strip() for cell in raw]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield reader.line_num, cells
    except csv.Error as error:
        problems.add(reader.line_num, f"不是有效的 CSV：{error}。")
