"""Periods that figures are published for: a year, a quarter or a month. Pure: no Django, no clock.

Written `2022`, `2022Q3` and `2022-09` (domain.md §9).
"""

import re
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum

from core.errors import DomainError

_FORM = re.compile(r"(?P<year>[0-9]{4})(?:Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?", re.ASCII)


class BadPeriod(DomainError):
    """A text names no period, or one that has not begun."""

    code = "BAD_USER_INPUT"


class Length(StrEnum):
    """How long a period is."""

    YEAR = "YEAR"
    QUARTER = "QUARTER"
    MONTH = "MONTH"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from one (inclusive) to another (exclusive), and the name by which they are asked for."""

    name: str
    from_on: date
    until_on: date

    @property
    def length(self) -> Length:
        """Whether it is a year, a quarter or a month."""
        return Length.YEAR if len(self.name) == 4 else Length.QUARTER if "Q" in self.name else Length.MONTH


@dataclass(frozen=True, slots=True)
class Span:
    """The part of a period that has passed: flows are counted over it, stock on its last day `on`.

    `running` = that day is today, so that what is to be done by it may still be done.
    """

    period: Period
    until_on: date
    running: bool

    @property
    def from_on(self) -> date:
        """The period's first day."""
        return self.period.from_on

    @property
    def on(self) -> date:
        """The day that stock stands on: the period's last, today while the period runs."""
        return self.until_on - timedelta(days=1)


def parse(name: str) -> Period:
    """Return the period that a text names.

    >>> parse("2022Q3")
    Period(name='2022Q3', from_on=datetime.date(2022, 7, 1), until_on=datetime.date(2022, 10, 1))

    :raises BadPeriod: if the text names none.
    """
    found = _FORM.fullmatch(name)
    if found is None or not 1 <= int(found["year"]) < MAXYEAR:
        raise BadPeriod(
            f"统计期间须写成 2022（年）、2022Q3（季）或 2022-09（月），不能是 {name}。",
            extensions={"period": name},
        )
    if found["quarter"]:
        first, months = int(found["quarter"]) * 3 - 2, 3
    elif found["month"]:
        first, months = int(found["month"]), 1
    else:
        first, months = 1, 12
    year, after = int(found["year"]), first + months
    return Period(name, date(year, first, 1), date(year + (after > 12), (after - 1) % 12 + 1, 1))


def passed(period: Period, *, today: date) -> Span:
    """Return what has passed of a period.

    >>> passed(parse("2022"), today=date(2022, 5, 4)).on
    datetime.date(2022, 5, 4)

    :raises BadPeriod: if it has not begun.
    """
    if period.from_on > today:
        raise BadPeriod(
            f"统计期间 {period.name} 自 {period.from_on} 开始，尚无数据；请改用已开始的期间。",
            extensions={"period": period.name},
        )
    return Span(period, min(period.until_on, today + timedelta(days=1)), running=today < period.until_on)
