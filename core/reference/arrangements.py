"""Published arrangements of working days, read from a file and checked; no database.

A file arranges whole years. It may also name days of the December before them, because the State Council
sometimes moves a weekend across New Year.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.policy.calendar import WorkingCalendar
from core.reference import files
from core.reference.files import Problems, Table
from core.reference.models import DayKind

COLUMNS = ("日期", "类别", "名称")
_KINDS = {value: kind for kind in DayKind for value in (kind.value, kind.label)}
_SATURDAY = 5
_DECEMBER = 12
_LONGEST = {"版本": 40, "来源": 300}
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Listed:
    """One day that an arrangement or the law names."""

    day: date
    kind: DayKind
    name: str


@dataclass(frozen=True)
class Arrangement:
    """What one file says: the years it arranges and the days it lists, each once."""

    digest: str
    label: str
    published_on: date
    source: str
    first_year: int
    last_year: int
    days: dict[date, Listed]


def read(path: Path) -> Arrangement:
    """Return the arrangement in a file.

    :raises FileInvalid: naming every line that breaks the rules.
    """
    table = files.read(path, columns=COLUMNS)
    problems = Problems(table.file)
    label = _note(table, "版本", problems)
    source = _note(table, "来源", problems)
    published_on = _day(_note(table, "发布日期", problems)) or date.min
    if published_on == date.min and "发布日期" in table.notes:
        problems.add(table.notes["发布日期"][0], "发布日期应写作 2026-11-04。")
    years = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", _note(table, "年份", problems))
    first, last = (int(years[1]), int(years[2] or years[1])) if years else (0, 0)
    if "年份" in table.notes and not 1949 < first <= last < 9998:
        problems.add(table.notes["年份"][0], "年份应写作 2027 或 2004-2026。")
    problems.refuse()
    days = _days(table, first, last, problems)
    problems.refuse()
    return Arrangement(table.digest, label, published_on, source, first, last, days)


def read_statutory(path: Path) -> dict[int, dict[date, str]]:
    """Return the names of the statutory days in a file, by year and day.

    :raises FileInvalid: naming every line that breaks the rules.
    """
    table = files.read(path, columns=("日期", "名称"))
    problems = Problems(table.file)
    years: dict[int, dict[date, str]] = {}
    for line, row in table.rows:
        day = _day(row["日期"])
        if day is None:
            problems.add(line, f"日期“{row['日期']}”应写作 2027-01-01。")
        elif day in years.setdefault(day.year, {}):
            problems.add(line, f"{day} 重复。")
        else:
            years[day.year][day] = row["名称"]
    problems.refuse()
    return years


def calendar(arrangement: Arrangement) -> WorkingCalendar:
    """Return an arrangement by itself as a calendar, which covers its own years and works out none after."""
    days = {
        kind: frozenset(day for day, listed in arrangement.days.items() if listed.kind == kind)
        for kind in DayKind
    }
    return WorkingCalendar(
        version=arrangement.label,
        first_year=arrangement.first_year,
        last_year=arrangement.last_year,
        holidays=days[DayKind.HOLIDAY],
        workdays=days[DayKind.WORKDAY],
        statutory_next_year=frozenset(),
    )


def missing_statutory(arrangement: Arrangement, year: int, statutory: dict[date, str]) -> list[str]:
    """Say which statutory days of an arranged year the arrangement does not list as days off."""
    off = {day for day, listed in arrangement.days.items() if listed.kind == DayKind.HOLIDAY}
    return [
        f"{day}（{name}）是 {year} 年的法定节假日，应列为“休”。"
        for day, name in sorted(statutory.items())
        if day not in off
    ]


def _note(table: Table, key: str, problems: Problems) -> str:
    line, value = table.notes.get(key, (0, ""))
    if not value:
        problems.add(line, f"缺少“# {key},……”：请在表头之前写明{key}。")
    elif len(value) > _LONGEST.get(key, len(value)):
        problems.add(line, f"{key}最多 {_LONGEST[key]} 个字。")
    return value


def _day(text: str) -> date | None:
    """Read 2027-01-01, or 2027/1/1 as spreadsheets turn it into."""
    parts = re.fullmatch(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})", text)
    try:
        return date(int(parts[1]), int(parts[3]), int(parts[4])) if parts else None
    except ValueError:
        return None


def _days(table: Table, first: int, last: int, problems: Problems) -> dict[date, Listed]:
    days: dict[date, Listed] = {}
    lines: dict[date, int] = {}
    for line, row in table.rows:
        day, kind = _day(row["日期"]), _KINDS.get(row["类别"])
        if day is None:
            problems.add(line, f"日期“{row['日期']}”应写作 2027-01-01。")
        elif kind is None:
            problems.add(
                line, f"类别“{row['类别']}”应为“休”（放假）、“班”（上班）或“法定”（次年法定节假日）。"
            )
        elif not 0 < len(row["名称"]) <= _LONGEST_NAME:
            problems.add(line, f"请写明 {day} 的名称，例如“春节”，最多 {_LONGEST_NAME} 个字。")
        elif day in lines:
            problems.add(line, f"{day} 已在第 {lines[day]} 行列出，一天只能列一次。")
        elif not _fits(day, kind, first, last):
            expected = f"{last + 1} 年" if kind == DayKind.STATUTORY else f"{first} 年至 {last} 年"
            problems.add(line, f"{day} 不在本文件的年份内：“{row['类别']}”的日期应在 {expected}。")
        elif kind == DayKind.WORKDAY and day.weekday() < _SATURDAY:
            problems.add(line, f"{day} 不是周六或周日，本来就上班；“班”只用于调休上班的周末。")
        else:
            lines[day] = line
            days[day] = Listed(day, kind, row["名称"])
    return days


def _fits(day: date, kind: DayKind, first: int, last: int) -> bool:
    if kind == DayKind.STATUTORY:
        return day.year == last + 1
    return first <= day.year <= last or (day.year == first - 1 and day.month == _DECEMBER)
