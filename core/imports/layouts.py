"""What a sheet for import looks like: columns, what each cell may hold, and what is wrong with one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from core.errors import DomainError
from core.policy.choice import Choice

Cell = str | int | float | bool | date | datetime | time | timedelta | None
MAX_TEXT = 4_000


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One thing wrong in a workbook: where, what stands there, and what to do."""

    sheet: str
    row: int
    column: str
    value: str
    code: str
    message: str

    def as_tree(self) -> dict[str, Any]:
        """Return the problem as plain JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}


class ImportRefused(DomainError):
    """A workbook cannot be taken over; `extensions.problems` names every cell. Nothing was written."""

    code = "IMPORT_REFUSED"

    def __init__(self, problems: list[CellProblem]) -> None:
        shown = "；".join(_said(problem) for problem in problems[:5])
        rest = f"；另有 {len(problems) - 5} 处，见 problems" if len(problems) > 5 else ""
        super().__init__(
            f"文件有 {len(problems)} 处问题，未导入任何内容：{shown}{rest}。改正后可重新上传整个文件。",
            extensions={"problems": [problem.as_tree() for problem in problems]},
        )


class WrongCell(Exception):
    """A cell does not hold what its column needs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


Reader = Callable[[Cell], Any]


@dataclass(frozen=True)
class Column:
    """One column: the field that it fills, the heading to look for, and how a cell is read."""

    name: str
    title: str
    read: Reader
    required: bool = True
    example: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """A sheet for import and what its second sheet explains."""

    title: str
    columns: tuple[Column, ...]
    notes: tuple[str, ...] = ()
    by_title: Mapping[str, Column] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_title", {column.title: column for column in self.columns})


def text(cell: Cell) -> str:
    """Return a cell's text without blanks around it.

    :raises WrongCell: if it holds a number or a day, of which digits may have been lost, or is too long.
    """
    if not isinstance(cell, str):
        raise WrongCell("NOT_TEXT", "须为文本：请将单元格设为文本格式后重新填写")
    value = cell.strip()
    if len(value) > MAX_TEXT:
        raise WrongCell("TOO_LONG", f"须不超过 {MAX_TEXT} 字")
    return value


def number(cell: Cell) -> Decimal:
    """Return a cell's exact number.

    :raises WrongCell: if it holds none.
    """
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise WrongCell("NOT_NUMBER", "须为数字")
    try:
        # Excel keeps binary floats: their shortest writing is what the user typed.
        value = Decimal(str(cell).strip())
    except InvalidOperation:
        raise WrongCell("NOT_NUMBER", "须为数字") from None
    if not value.is_finite():
        raise WrongCell("NOT_NUMBER", "须为数字")
    return value


def day(cell: Cell) -> date:
    """Return a cell's day: a date cell, or text such as 2024-02-29, 2024/2/29, 2024.2.29, 2024年2月29日.

    :raises WrongCell: if it holds none, or one that does not exist.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if not isinstance(cell, str):
        raise WrongCell("NOT_DAY", "须为日期，如 2024-02-29")
    parts = cell.strip().removesuffix("日")
    for sign in "年月/.":
        parts = parts.replace(sign, "-")
    try:
        year, month, number_of_day = (int(part) for part in parts.split("-"))
        return date(year, month, number_of_day)
    except ValueError:
        raise WrongCell("NOT_DAY", "须为存在的日期，如 2024-02-29") from None


def flag(cell: Cell) -> bool:
    """Return 是 or 否 as a boolean.

    :raises WrongCell: if the cell holds neither.
    """
    value = cell if isinstance(cell, bool) else {"是": True, "否": False}.get(str(cell).strip())
    if value is None:
        raise WrongCell("NOT_FLAG", "须为“是”或“否”")
    return value


def choice(kind: type[Choice]) -> Reader:
    """Return the reader of a column that takes a term's Chinese label or its code."""
    known = {key: member for member in kind for key in (member.label, member.value)}

    def read(cell: Cell) -> Any:
        value = known.get(str(cell).strip())
        if value is None:
            raise WrongCell("UNKNOWN_CODE", f"须为 {'、'.join(member.label for member in kind)} 之一")
        return value

    return read


def _said(problem: CellProblem) -> str:
    place = f"工作表“{problem.sheet}”"
    if problem.row:
        place += f"第 {problem.row} 行"
    if problem.column:
        place += f"“{problem.column}”"
    return f"{place}：{problem.message}"
