"""Load divisions and working days; each file once, whole or not at all."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from core.errors import DomainError
from core.outbox import services as outbox
from core.reference import arrangements, files, selectors
from core.reference.arrangements import Arrangement, Listed
from core.reference.files import Problems
from core.reference.models import DayKind, Division, Level, LoadedFile, WorkingDay, WorkingDayVersion

DIVISIONS = files.DATA / "divisions.csv"
WORKING_DAYS = files.DATA / "working_days.csv"
STATUTORY_DAYS = files.DATA / "statutory_days.csv"
_DIVISION_COLUMNS = (
    "code",
    "name",
    "level",
    "parent_code",
    "grouping",
    "valid_from",
    "valid_to",
    "successors",
)


class VersionExists(DomainError):
    """Another content was enacted under the same label; versions never change."""

    code = "CALENDAR_VERSION_EXISTS"


@dataclass(frozen=True)
class Loaded:
    """What loading found: how many rows the file's content has, and whether anything was written."""

    name: str
    row_count: int
    changed: bool


def load_all() -> Iterator[str]:
    """Load the files shipped with the product and yield a line of progress for each."""
    for title, load in (("行政区划", load_divisions), ("工作日历", load_working_days)):
        loaded = load()
        yield f"{title}：{loaded.name}，{loaded.row_count} 条，{'已载入' if loaded.changed else '无变化'}"


def load_divisions() -> Loaded:
    """Make the table of divisions equal to the shipped file; idempotent, one transaction.

    When the file's digest is the one already loaded, nothing is parsed or written.
    """
    name = DIVISIONS.name
    digest = hashlib.sha256(DIVISIONS.read_bytes()).hexdigest()
    with transaction.atomic(), connection.cursor() as cursor:
        _one_at_a_time(cursor)
        known = LoadedFile.objects.filter(name=name).first()
        if known and known.digest == digest:
            return Loaded(name, known.row_count, changed=False)
        table = files.read(DIVISIONS, columns=_DIVISION_COLUMNS)
        paths: dict[str, str] = {}
        rows = [_division(row, paths) for _, row in table.rows]
        Division.objects.all().delete()
        with cursor.copy(
            "COPY public.reference_division"
            " (code, name, level, parent_code, path, is_grouping, valid_from, valid_to, successors)"
            " FROM STDIN"
        ) as copy:
            for row in rows:
                copy.write_row(row)
        LoadedFile.objects.update_or_create(
            name=name, defaults={"digest": table.digest, "row_count": len(rows)}
        )
    return Loaded(name, len(rows), changed=True)


def load_working_days(*, path: Path | None = None) -> Loaded:
    """Enact a new version of the working calendar from a file; idempotent, one transaction.

    The version holds what the newest one says of the years that the file does not arrange. Older versions
    stay as they are, so that decisions made under them can be replayed. Without a path the shipped file is
    taken, and passed over when a version that reaches as far is enacted already.

    :raises FileInvalid: naming every line that breaks the rules.
    :raises VersionExists: if another content was enacted under the same label.
    """
    arrangement = arrangements.read(path or WORKING_DAYS)
    with transaction.atomic(), connection.cursor() as cursor:
        _one_at_a_time(cursor)
        newest = selectors.newest_version()
        same = WorkingDayVersion.objects.filter(digest=arrangement.digest).first()
        if same is None and path is None and newest and newest.last_year >= arrangement.last_year:
            same = newest
        if same is not None:
            return Loaded(same.label, same.days.count(), changed=False)
        if WorkingDayVersion.objects.filter(label=arrangement.label).exists():
            raise VersionExists(
                f"工作日历版本“{arrangement.label}”已存在且内容不同；版本一经载入不再改动，"
                "请在文件的“# 版本”中换一个名称后重新载入。"
            )
        days, first_year, last_year = _merge(arrangement, newest, file=(path or WORKING_DAYS).name)
        version = WorkingDayVersion.objects.create(
            label=arrangement.label,
            published_on=arrangement.published_on,
            first_year=first_year,
            last_year=last_year,
            source=arrangement.source,
            digest=arrangement.digest,
        )
        WorkingDay.objects.bulk_create(
            WorkingDay(version=version, day=row.day, kind=row.kind, name=row.name) for row in days
        )
        if newest is not None:
            # What was reckoned without this arrangement is reckoned again in every tenant.
            outbox.emit(
                task="core.obligations.recompute_all",
                key=f"calendar/{version.pk}",
                payload={"calendar": version.pk},
            )
    return Loaded(version.label, len(days), changed=True)


def _division(row: dict[str, str], paths: dict[str, str]) -> tuple[object, ...]:
    """Turn a line of the file into a row; the file lists parents before what lies below them."""
    code, parent = row["code"], row["parent_code"]
    level = Level(row["level"])
    paths[code] = f"{paths[parent]}/{code}" if parent else code
    return (
        code,
        row["name"],
        level.value,
        parent,
        paths[code],
        row["grouping"] == "1",
        date.fromisoformat(row["valid_from"]),
        date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        row["successors"].split(),
    )


def _merge(
    arrangement: Arrangement, newest: WorkingDayVersion | None, *, file: str
) -> tuple[list[Listed], int, int]:
    """Lay the arrangement over the newest version and add the statutory days of the year after."""
    problems = Problems(file)
    law = arrangements.read_statutory(STATUTORY_DAYS)
    kept: dict[date, Listed] = {}
    first_year, last_year = arrangement.first_year, arrangement.last_year
    if newest:
        if not newest.first_year <= first_year <= newest.last_year + 1:
            problems.add(
                0,
                f"年份从 {first_year} 年开始，与已载入的 {newest.first_year}-{newest.last_year} 年不衔接；"
                f"请先载入 {newest.last_year + 1} 年的安排。",
            )
        problems.refuse()
        for row in newest.days.all():
            kept[row.day] = Listed(row.day, DayKind(row.kind), row.name)
        promised = {row.day: row.name for row in kept.values() if row.kind == DayKind.STATUTORY}
        law.setdefault(newest.last_year + 1, promised)
        first_year, last_year = newest.first_year, max(newest.last_year, last_year)
    if any(day.year < first_year for day in arrangement.days):
        problems.add(0, f"文件列有 {first_year - 1} 年的日期，但工作日历从 {first_year} 年开始。")
    problems.refuse()
    for year in range(arrangement.first_year, arrangement.last_year + 1):
        for message in arrangements.missing_statutory(arrangement, year, law.get(year, {})):
            problems.add(0, message)
    replaced = range(arrangement.first_year, arrangement.last_year + 1)
    days = {
        day: row
        for day, row in kept.items()
        if day.year not in replaced and (row.kind != DayKind.STATUTORY or day.year == last_year + 1)
    }
    days.update(arrangement.days)
    if not any(row.kind == DayKind.STATUTORY for row in days.values()):
        for day, name in law.get(last_year + 1, {}).items():
            days[day] = Listed(day, DayKind.STATUTORY, name)
    if not any(row.kind == DayKind.STATUTORY for row in days.values()):
        problems.add(0, f"没有 {last_year + 1} 年的法定节假日；请在文件中以“法定”逐日列出，供推算使用。")
    problems.refuse()
    return sorted(days.values(), key=lambda row: row.day), first_year, last_year


def _one_at_a_time(cursor: CursorWrapper) -> None:
    """Let a second process that loads at the same moment wait, then find the work done."""
    cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('core.reference', 0))")
