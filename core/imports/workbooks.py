"""Read workbooks (.xlsx) row by row, with every wrong cell named, and write templates for them."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from core.imports.layouts import Cell, CellProblem, Column, ImportRefused, Layout, WrongCell

MAX_UNPACKED = 64 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS = 20_000, 100
MAX_PROBLEMS = 500
_PLACE = re.compile(rb'<(?:\w+:)?(?:c|row)\b[^>]*?\sr="([A-Z]{0,3})(\d{0,7})"')
_CHUNK = 1 << 20
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Row:
    """One row that was read: its number in the sheet, as people see it, and its values by field."""

    number: int
    values: dict[str, Any]


def read(content: bytes, layout: Layout) -> list[Row]:
    """Return the rows of the sheet with the layout's title, or of the only sheet.

    Empty rows are passed over; columns may stand in any order, unknown ones are refused, lest something that
    the user filled in be dropped without a word.

    :raises ImportRefused: naming sheet, row, column, value, reason and way out of everything wrong.
    """
    _opened_safely(content, layout)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (CalamineError, ValueError, OSError) as error:
        raise _whole(
            layout, "UNREADABLE", "不是可以读取的 .xlsx 文件，请用 Excel 或 WPS 另存为 .xlsx"
        ) from error
    names = book.sheet_names
    name = layout.title if layout.title in names else names[0] if len(names) == 1 else None
    if name is None:
        raise _whole(layout, "NO_SHEET", f"没有名为“{layout.title}”的工作表：请使用模板")
    found = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    rows: list[list[Cell]] = [list(row) for row in found]
    return _read_rows(rows, name, layout)


def template(layout: Layout) -> bytes:
    """Return an empty workbook with headings, notes, text cells and lists to choose from."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet(layout.title)
        heading = book.add_format({"bold": True, "bg_color": "#F3D9D5", "border": 1, "text_wrap": True})
        plain = book.add_format({"num_format": "@"})
        for number, column in enumerate(layout.columns):
            sheet.set_column(number, number, max(12, len(column.title) * 2 + 4), plain)
            sheet.write_string(0, number, column.title, heading)
            if column.example:
                sheet.write_comment(0, number, f"例：{column.example}")
            if column.choices:
                sheet.data_validation(
                    1, number, MAX_ROWS, number, {"validate": "list", "source": list(column.choices)}
                )
        sheet.freeze_panes(1, 0)
        explained = book.add_worksheet("填写说明")
        explained.set_column(0, 0, 90)
        for number, note in enumerate(layout.notes or ("按列名填写，每行一条；可重复上传。",)):
            explained.write_string(number, 0, note)
    return target.getvalue()


def sheet(title: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Return a workbook with one sheet; what looks like a formula is written as text.

    Integers and Decimals are written as numbers, Decimals with two places; all else as text.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(title)
        heading = book.add_format({"bold": True, "bg_color": "#F3D9D5", "border": 1})
        money = book.add_format({"num_format": "0.00"})
        for number, text in enumerate(headings):
            page.write_string(0, number, text, heading)
            page.set_column(number, number, max(10, len(text) * 2 + 4))
        for line, row in enumerate(rows, start=1):
            for number, value in enumerate(row):
                if value is None:
                    continue
                if isinstance(value, int) and not isinstance(value, bool):
                    page.write_number(line, number, value)
                elif isinstance(value, Decimal):
                    page.write_number(line, number, value, money)
                else:
                    page.write_string(line, number, neutral(str(value)))
        page.freeze_panes(1, 0)
    return target.getvalue()


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, also after it was saved as CSV.

    >>> neutral("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def _opened_safely(content: bytes, layout: Layout) -> None:
    """Refuse archives that unpack to too much, and sheets with a cell far out, before anything is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise _whole(layout, "TOO_LARGE", f"展开后超过 {MAX_UNPACKED >> 20} MB，请拆成几个文件")
            for entry in archive.infolist():
                if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
                    with archive.open(entry) as part:
                        _measured(part, layout)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise _whole(
            layout, "UNREADABLE", "不是 .xlsx 文件：请用 Excel 或 WPS 另存为 .xlsx 后上传"
        ) from error


def _measured(part: Any, layout: Layout) -> None:
    tail = b""
    read = 0
    while chunk := part.read(_CHUNK):
        read += len(chunk)
        if read > MAX_UNPACKED:  # the directory of the archive may lie
            raise _whole(layout, "TOO_LARGE", f"展开后超过 {MAX_UNPACKED >> 20} MB，请拆成几个文件")
        text = tail + chunk
        for letters, digits in _PLACE.findall(text):
            if int(digits or 0) > MAX_ROWS + 1 or _number(letters) > MAX_COLUMNS:
                raise _whole(
                    layout,
                    "TOO_LARGE",
                    f"第 {MAX_ROWS + 1} 行或第 {MAX_COLUMNS} 列以外有内容（{(letters + digits).decode()}）："
                    "请删除多余的行列，或拆成几个文件",
                )
        tail = text[-200:]


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _read_rows(rows: list[list[Cell]], sheet: str, layout: Layout) -> list[Row]:
    problems: list[CellProblem] = []
    columns = _columns(rows[0] if rows else [], sheet, layout, problems)
    found = []
    for number, cells in enumerate(rows[1:], start=2):
        if all(_empty(cell) for cell in cells):
            continue
        values = {}
        for column, cell in _cells(columns, cells):
            try:
                values[column.name] = _value(column, cell)
            except WrongCell as wrong:
                shown = "" if cell is None else str(cell)[:60]
                problems.append(CellProblem(sheet, number, column.title, shown, wrong.code, wrong.message))
        found.append(Row(number, values))
        if len(problems) >= MAX_PROBLEMS:
            break
    if not found and not problems:
        problems.append(CellProblem(sheet, 0, "", "", "EMPTY", "没有可导入的行：请在标题行以下填写"))
    if problems:
        raise ImportRefused(problems)
    return found


def _columns(
    heading: list[Cell], sheet: str, layout: Layout, problems: list[CellProblem]
) -> dict[int, Column]:
    """Return the columns by their place; what is missing, unknown or doubled is noted as a problem."""
    columns: dict[int, Column] = {}
    for place, cell in enumerate(heading):
        title = "" if cell is None else str(cell).strip().rstrip("*")
        if not title:
            continue
        column = layout.by_title.get(title)
        if column is None:
            known = "、".join(layout.by_title)
            problems.append(
                CellProblem(sheet, 1, title, title, "UNKNOWN_COLUMN", f"没有这一列；可用的列有 {known}")
            )
        elif column in columns.values():
            problems.append(CellProblem(sheet, 1, title, title, "DOUBLE_COLUMN", "列名重复，请删除其一"))
        else:
            columns[place] = column
    problems += [
        CellProblem(sheet, 1, column.title, "", "MISSING_COLUMN", "缺少此列：请使用模板")
        for column in layout.columns
        if column.required and column not in columns.values()
    ]
    return columns


def _cells(columns: dict[int, Column], cells: list[Cell]) -> Iterator[tuple[Column, Cell]]:
    for place, column in columns.items():
        yield column, cells[place] if place < len(cells) else None


def _value(column: Column, cell: Cell) -> Any:
    if not _empty(cell):
        return column.read(cell)
    if column.required:
        raise WrongCell("MISSING", "不得为空，请填写")
    return None


def _empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _whole(layout: Layout, code: str, message: str) -> ImportRefused:
    return ImportRefused([CellProblem(layout.title, 0, "", "", code, message)])
