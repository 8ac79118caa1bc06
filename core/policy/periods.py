"""Periods counted in years and months: 满 n is reached on the corresponding day itself.

Where that month has no such day, it is the month's last day. Source of the rule: domain.md §2.4.
"""

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date

from core.errors import DomainError


class DayOutOfRange(DomainError):
    """A period leads beyond the years that a calendar day can have."""

    code = "BAD_USER_INPUT"


def add_months(day: date, months: int) -> date:
    """Return the corresponding day so many months later, or that month's last day where there is none.

    >>> add_months(date(2024, 1, 31), 1), add_months(date(2023, 1, 31), 1)
    (datetime.date(2024, 2, 29), datetime.date(2023, 2, 28))

    :raises DayOutOfRange: if the day would leave the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise DayOutOfRange(
            f"{day.isoformat()} 加 {months} 个月超出了可以表示的日期：请填写 {MAXYEAR} 年以内的日期。"
        )
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """Return the corresponding day so many years later; 29 February becomes 28 February where it must.

    >>> add_years(date(2024, 2, 29), 1), add_years(date(2024, 2, 29), 4)
    (datetime.date(2025, 2, 28), datetime.date(2028, 2, 29))

    :raises DayOutOfRange: as `add_months`.
    """
    return add_months(day, years * 12)


def reached_on(start: date, *, years: int = 0, months: int = 0) -> date | None:
    """Return the day on which a period from `start` is full, or None where no calendar day is so late.

    >>> reached_on(date(2024, 2, 29), years=1), reached_on(date(9999, 1, 1), months=12)
    (datetime.date(2025, 2, 28), None)
    """
    try:
        return add_months(start, years * 12 + months)
    except DayOutOfRange:
        return None


def is_reached(start: date, on: date, *, years: int = 0, months: int = 0) -> bool:
    """Tell whether a period from `start` is full on a day, that day included.

    >>> is_reached(date(2023, 5, 1), date(2024, 5, 1), months=12)
    True
    """
    full = reached_on(start, years=years, months=months)
    return full is not None and on >= full


def completed_years(start: date, on: date) -> int:
    """Return how many years are full on a day; 0 before the first.

    >>> [completed_years(date(2004, 2, 29), date(2023, 2, day)) for day in (27, 28)]
    [18, 19]
    """
    years = max(on.year - start.year, 0)
    return years if years == 0 or is_reached(start, on, years=years) else years - 1
