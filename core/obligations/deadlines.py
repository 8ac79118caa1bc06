"""When something falls due: a day that is given, or one that is counted from another (domain.md §2.4)."""

from dataclasses import dataclass
from datetime import date, timedelta

from core.errors import DomainError
from core.obligations.models import Rule
from core.policy import periods
from core.policy.calendar import WorkingCalendar

LONGEST = 3660
"""The longest period that is counted, in days or months."""


class InvalidDeadline(DomainError):
    """No due day follows from what was said."""

    code = "BAD_USER_INPUT"


@dataclass(frozen=True)
class Deadline:
    """How a due day is found. Made by `fixed`, `working_days`, `calendar_days` or `months`."""

    rule: Rule
    start_on: date
    length: int | None = None


@dataclass(frozen=True)
class Due:
    """A due day, whether the arrangement of its year is still to come, and the calendar it rests on."""

    on: date
    provisional: bool = False
    calendar_version: str = ""


def fixed(day: date) -> Deadline:
    """Return the deadline that is this very day; it does not move."""
    return Deadline(Rule.FIXED, day)


def working_days(length: int, *, after: date) -> Deadline:
    """Return the deadline on the n-th working day after a day.

    :raises InvalidDeadline: if the length is none.
    """
    return Deadline(Rule.WORKING_DAYS, after, _length(length))


def calendar_days(length: int, *, after: date) -> Deadline:
    """Return the deadline n days after a day, moved forward off a day that is no working day.

    :raises InvalidDeadline: if the length is none.
    """
    return Deadline(Rule.CALENDAR_DAYS, after, _length(length))


def months(length: int, *, after: date) -> Deadline:
    """Return the deadline on the day on which n months from a day are full; it does not move.

    :raises InvalidDeadline: if the length is none.
    """
    return Deadline(Rule.MONTHS, after, _length(length))


def needs_calendar(rule: Rule | str) -> bool:
    """Return whether a due day by this rule rests on the working calendar."""
    return rule in (Rule.WORKING_DAYS, Rule.CALENDAR_DAYS)


def due(deadline: Deadline, calendar: WorkingCalendar | None) -> Due:
    """Return the due day of a deadline.

    :param calendar: where `needs_calendar`.
    :raises CalendarNotCovered: if working days of unknown years are needed.
    :raises DayOutOfRange: if the day leaves the years that days can have.
    """
    length = deadline.length or 0
    if deadline.rule == Rule.FIXED:
        return Due(deadline.start_on)
    if deadline.rule == Rule.MONTHS:
        return Due(periods.add_months(deadline.start_on, length))
    assert calendar is not None
    if deadline.rule == Rule.WORKING_DAYS:
        day, provisional = calendar.nth_working_day_after(deadline.start_on, length)
    else:
        try:
            last = deadline.start_on + timedelta(days=length)
        except OverflowError:
            raise periods.DayOutOfRange("期限超出了可以表示的日期：请缩短期限。") from None
        day, provisional = calendar.forward_to_working_day(last)
    return Due(day, provisional, calendar.version)


def _length(length: int) -> int:
    if not 1 <= length <= LONGEST:
        raise InvalidDeadline(f"期限须为 1 至 {LONGEST} 之间的整数，不能是 {length}。")
    return length
