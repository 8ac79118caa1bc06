"""Establishment and those who fill it, counted over days. Pure: no Django, no clock, no database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from core.policy.decision import Clause, Finding

Span = tuple[date, date | None]
"""From one day (inclusive) to another (exclusive; None = until now)."""

QUOTA = Clause(
    "QUOTA",
    "一个党组织同类岗位的专职任职人数，任何一日都不得超过核定员额。",
    "核心规则：员额",
)


@dataclass(frozen=True)
class Approved:
    """So many places over a period."""

    places: int
    span: Span


@dataclass(frozen=True)
class Excess:
    """The first day on which one more would be too many: places approved and filled on it."""

    on: date
    places: int
    filled: int


def within(day: date, span: Span) -> bool:
    """Return whether a day lies in a period.

    >>> within(date(2024, 1, 1), (date(2023, 1, 1), date(2024, 1, 1)))
    False
    """
    return span[0] <= day and (span[1] is None or day < span[1])


def excess(*, approved: Sequence[Approved], held: Sequence[Span], wanted: Span) -> Excess | None:
    """Return the first day of a period on which one more holder has no place; None if there always is one.

    Days without an approved establishment are not counted against one.
    """
    for day in _turns(approved, held, wanted):
        places = next((one.places for one in approved if within(day, one.span)), None)
        filled = sum(within(day, span) for span in held)
        if places is not None and filled + 1 > places:
            return Excess(on=day, places=places, filled=filled)
    return None


def first_day(*, approved: Sequence[Approved], held: Sequence[Span], wanted: Span) -> date | None:
    """Return the first day from which the rest of a period has a place on all its days; None if none has."""
    for day in _turns(approved, held, wanted):
        if excess(approved=approved, held=held, wanted=(day, wanted[1])) is None:
            return day
    return None


def check(
    *, approved: Sequence[Approved], held: Sequence[Span], wanted: Span, organisation: str, post: str
) -> Finding | None:
    """Return the finding that one more holder over a period breaks the establishment; None if it does not.

    :param organisation: its name, for the message.
    :param post: what the kind of post is called.
    """
    found = excess(approved=approved, held=held, wanted=wanted)
    if found is None:
        return None
    return QUOTA.finding(
        f"{organisation}的{post}核定员额 {found.places} 名，"
        f"{found.on} 已有专职 {found.filled} 名，没有空余。",
        {
            "organisation": organisation,
            "post": post,
            "places": found.places,
            "filled": found.filled,
            "on": found.on,
        },
        satisfied_on=first_day(approved=approved, held=held, wanted=wanted),
    )


def _turns(approved: Sequence[Approved], held: Sequence[Span], wanted: Span) -> Iterator[date]:
    """Return the days of a period on which the count or the establishment may change, in order."""
    spans = [wanted, *(one.span for one in approved), *held]
    days = {day for span in spans for day in span if day is not None and within(day, wanted)}
    yield from sorted(days)
