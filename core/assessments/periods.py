"""Quarters and years that are assessed. Pure: no Django, no clock, no database."""

from datetime import date, timedelta

from core.policy import periods


def last_day(year: int, quarter: int | None) -> date:
    """Return the last day of a quarter, or of the year.

    >>> last_day(2024, 1), last_day(2024, None)
    (datetime.date(2024, 3, 31), datetime.date(2024, 12, 31))
    """
    months = 12 if quarter is None else 3 * quarter
    return periods.add_months(date(year, 1, 1), months) - timedelta(days=1)
