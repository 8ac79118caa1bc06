"""Read divisions as of a day, and versions of the working calendar."""

from datetime import date

from django.db.models import Q, QuerySet

from core.errors import DomainError
from core.policy.calendar import WorkingCalendar
from core.reference.models import DayKind, Division, Level, LoadedFile, WorkingDay, WorkingDayVersion

_calendars: dict[str, WorkingCalendar] = {}
"""Calendars by digest of their content: a version never changes, so neither does an entry."""


class CalendarMissing(DomainError):
    """No version of the working calendar is loaded, or none of this label."""

    code = "CALENDAR_MISSING"


def division(*, code: str, on: date) -> Division | None:
    """Return the division that a code names on a day, None if there is none; one query."""
    return _standing(on).filter(code=code).first()


def children(*, code: str | None = None, on: date) -> QuerySet[Division]:
    """Return the divisions directly below a code on a day, in order of code; one query.

    Below a municipality or above counties run by a province stand rows with ``is_grouping``: codes that
    the standard has for the tree's sake only (110100 市辖区, 429000 省直辖县级行政区划).

    :param code: None = the provinces.
    """
    return _standing(on).filter(parent_code=code or "")


def subtree(*, code: str, on: date) -> QuerySet[Division]:
    """Return a division and all below it on a day, in order of code; one query."""
    path = path_of(code)
    if path is None:
        return _standing(on).filter(code=code)
    return _standing(on).filter(Q(path=path) | Q(path__startswith=f"{path}/"))


def inside(*, code: str | None = None, level: Level, on: date) -> QuerySet[Division]:
    """Return the divisions of one level at or below a code on a day, in order of code; one query.

    :param code: None = the whole country.
    """
    rows = _standing(on) if code is None else subtree(code=code, on=on)
    return rows.filter(level=level, is_grouping=False)


def path_of(code: str) -> str | None:
    """Return the path of codes down to a province or prefecture, None for a county.

    The path of a county is stored: some hang directly below their province.

    >>> path_of("522700"), path_of("520000"), path_of("522702")
    ('520000/522700', '520000', None)
    """
    if code.endswith("0000"):
        return code
    return f"{code[:2]}0000/{code}" if code.endswith("00") else None


def loaded_divisions() -> LoadedFile | None:
    """Return which content of the file of divisions is loaded, None if none is; one query."""
    return LoadedFile.objects.filter(name="divisions.csv").first()


def all_versions() -> list[WorkingDayVersion]:
    """Return all versions of the working calendar, the newest first; one query."""
    return list(WorkingDayVersion.objects.order_by("-pk"))


def newest_version() -> WorkingDayVersion | None:
    """Return the version of the working calendar loaded last; one query."""
    return WorkingDayVersion.objects.order_by("-pk").first()


def calendar(version: str | None = None) -> WorkingCalendar:
    """Return a version of the working calendar, by default the newest.

    One query for the version, so that one loaded while processes run is seen at once; its days are read
    with a second query only once in a process.

    :raises CalendarMissing: if no version, or none of this label, is loaded.
    """
    versions = WorkingDayVersion.objects.order_by("-pk")
    row = (versions if version is None else versions.filter(label=version)).first()
    if row is None:
        missing = "工作日历尚未载入" if version is None else f"工作日历没有版本“{version}”"
        raise CalendarMissing(
            f"{missing}；请管理员运行 reference load 载入，或用 reference status 查看已有版本。"
        )
    found = _calendars.get(row.digest)
    if found is None:
        found = _calendars[row.digest] = _read(row)
    return found


def _read(row: WorkingDayVersion) -> WorkingCalendar:
    days: dict[str, set[date]] = {kind: set() for kind in DayKind.values}
    for day, kind in WorkingDay.objects.filter(version=row).values_list("day", "kind"):
        days[kind].add(day)
    return WorkingCalendar(
        version=row.label,
        first_year=row.first_year,
        last_year=row.last_year,
        holidays=frozenset(days[DayKind.HOLIDAY]),
        workdays=frozenset(days[DayKind.WORKDAY]),
        statutory_next_year=frozenset(days[DayKind.STATUTORY]),
    )


def _standing(on: date) -> QuerySet[Division]:
    return Division.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)
