"""What may differ after a write: a table, and the days that the changed rows tell of. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.indicators.definition import Indicator
from core.indicators.periods import Period

EVERYTHING = "all"
"""In the place of a table: whatever figures rest on."""

MOST = 40
"""Of more tables than these everything is touched, so that an effect's payload stays small."""


def of_indicator(code: str) -> str:
    """Return what stands in the place of a table to touch one indicator only."""
    return f":{code}"


@dataclass(frozen=True, slots=True)
class Touch:
    """Figures that rest on a table may differ for periods with a day after `since`, ended by `until`."""

    table: str
    since: date = date.min
    until: date = date.max

    def concerns(self, period: Period) -> bool:
        """Return whether figures of a period may differ."""
        return period.until_on > self.since and period.until_on <= self.until

    def meets(self, indicator: Indicator) -> bool:
        """Return whether figures of an indicator may differ."""
        return self.table in (EVERYTHING, of_indicator(indicator.code), *indicator.touched_by)


def joined(touches: Iterable[Touch]) -> list[Touch]:
    """Return one touch for each table, which reaches as far as all of them.

    >>> joined([Touch("a", date(2026, 1, 1)), Touch("a", date(2025, 1, 1)), Touch("b")])[0].since
    datetime.date(2025, 1, 1)
    """
    found: dict[str, Touch] = {}
    for touch in touches:
        known = found.get(touch.table, touch)
        found[touch.table] = Touch(
            touch.table, since=min(known.since, touch.since), until=max(known.until, touch.until)
        )
    if len(found) > MOST:
        reach = found.values()
        return [Touch(EVERYTHING, min(one.since for one in reach), max(one.until for one in reach))]
    return [found[table] for table in sorted(found)]


def left(touches: Iterable[Touch], *, before: date) -> list[Touch]:
    """Return what is left of touches once all periods that end on a day or later were counted."""
    last = before - timedelta(days=1)
    narrowed = [Touch(one.table, one.since, min(one.until, last)) for one in touches]
    return [one for one in narrowed if one.until > one.since]


def written(touches: Iterable[Touch]) -> dict[str, list[date] | list[str]]:
    """Return touches as the payload of an effect."""
    found = joined(touches)
    return {
        "tables": [one.table for one in found],
        "since": [one.since for one in found],
        "until": [one.until for one in found],
    }


def read(payload: Mapping[str, Sequence[str]]) -> list[Touch]:
    """Return the touches of an effect's payload."""
    return [
        Touch(table, date.fromisoformat(since), date.fromisoformat(until))
        for table, since, until in zip(payload["tables"], payload["since"], payload["until"], strict=True)
    ]
