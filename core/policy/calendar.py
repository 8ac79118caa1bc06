"""The Chinese working calendar as a value: published arrangements, then one year worked out from the law."""

from dataclasses import dataclass
from datetime import MINYEAR, date, timedelta

from core.errors import DomainError

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class CalendarNotCovered(DomainError):
    """A day lies outside the years for which working days are known or may be worked out."""

    code = "BAD_USER_INPUT"


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Working days of the years `first_year` to `last_year` as published, and of one provisional year after.

    `holidays` are the days off and `workdays` the weekend days worked by the published arrangements.
    `statutory_next_year` are the statutory days of the year after `last_year`, lunar ones included; without
    them that year counts as not covered, for weekends alone would be a silent weekday count.
    Source of the rule: domain.md §2.4.

    :raises ValueError: if a day stands in a year where it means nothing, or is both off and worked.
    """

    version: str
    first_year: int
    last_year: int
    holidays: frozenset[date]
    workdays: frozenset[date]
    statutory_next_year: frozenset[date]

    def __post_init__(self) -> None:
        if not MINYEAR < self.first_year <= self.last_year < 9998:
            raise ValueError(f"impossible years {self.first_year} to {self.last_year}")
        both = self.holidays & self.workdays
        if both:
            raise ValueError(f"both off and worked: {sorted(both)}")
        stray = {
            day for day in self.holidays | self.workdays if not self.first_year <= day.year <= self.last_year
        }
        stray |= {day for day in self.statutory_next_year if day.year != self.last_year + 1}
        if stray:
            raise ValueError(f"days outside their years: {sorted(stray)}")

    @property
    def final_year(self) -> int:
        """Last year for which days can be counted, the provisional one included."""
        return self.last_year + 1 if self.statutory_next_year else self.last_year

    def is_provisional(self, day: date) -> bool:
        """Tell whether `day` lies in the year whose arrangement is not published yet."""
        return day.year > self.last_year

    def is_working(self, day: date) -> bool:
        """Tell whether `day` is a working day.

        :raises CalendarNotCovered: if the day's year is neither published nor the provisional one.
        """
        self._require(day.year)
        weekday = day.weekday() < SATURDAY
        if self.is_provisional(day):
            return weekday and day not in self.statutory_next_year
        return day in self.workdays or (weekday and day not in self.holidays)

    def nth_working_day_after(self, start: date, n: int) -> tuple[date, bool]:
        """Return the n-th working day after `start`, itself not counted, and whether that day is provisional.

        :raises CalendarNotCovered: if counting starts or ends outside the years covered.
        """
        if n < 1:
            raise ValueError("n counts working days from 1")
        self._require(start.year)
        day = start
        while n:
            day = self._next(day)
            n -= self.is_working(day)
        return day, self.is_provisional(day)

    def forward_to_working_day(self, day: date) -> tuple[date, bool]:
        """Return `day` or else the next working day, and whether it is provisional.

        :raises CalendarNotCovered: if the search starts or ends outside the years covered.
        """
        while not self.is_working(day):
            day = self._next(day)
        return day, self.is_provisional(day)

    def _next(self, day: date) -> date:
        following = day + ONE_DAY
        self._require(following.year)
        return following

    def _require(self, year: int) -> None:
        if self.first_year <= year <= self.final_year:
            return
        provisional = f"，{self.final_year} 年可按法定节假日推算" if self.final_year > self.last_year else ""
        raise CalendarNotCovered(
            f"工作日历没有 {year} 年的安排：已收录 {self.first_year} 年至 {self.last_year} 年{provisional}。"
            "请改用其中的日期，或先导入该年的放假安排。",
            extensions={
                "year": year,
                "firstYear": self.first_year,
                "lastYear": self.last_year,
                "finalYear": self.final_year,
            },
        )
