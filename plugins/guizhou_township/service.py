"""The clock of township service: from which day the years of service count (domain.md §7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from plugins.guizhou_township.policy import TownshipPolicy


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of time from its first day to the day after its last; None while it runs."""

    since: date
    until: date | None = None


def counted_since(
    service: Iterable[Spell],
    *,
    on: date,
    policy: TownshipPolicy,
    probations: Iterable[Spell] = (),
    secondments: Iterable[Spell] = (),
) -> date | None:
    """Return the day from which continuous township service counts, None where there is none on the day `on`.

    Posts in townships that follow each other without a day between them are one service, overlapping ones
    too; whoever left starts anew. Days on which the clock stood still, up to `on` and not including it, shift
    the start by as many days; the first day itself stays on record where the spells came from.

    >>> posts = [Spell(date(2020, 2, 29), date(2021, 3, 1)), Spell(date(2021, 3, 1))]
    >>> away = [Spell(date(2020, 3, 1), date(2020, 4, 1))]
    >>> counted_since(posts, on=date(2022, 1, 1), policy=TownshipPolicy(), secondments=away)
    datetime.date(2020, 3, 31)
    """
    first = next((start for start, end in _blocks(service) if start <= on < end), None)
    if first is None:
        return None
    stopped = [] if policy.secondment_counts else [*secondments]
    if not policy.probation_counts:
        stopped += probations
    days = sum(
        (max(min(end, on) - max(start, first), timedelta()) for start, end in _blocks(stopped)), timedelta()
    )
    return first + days


def _blocks(spells: Iterable[Spell]) -> list[tuple[date, date]]:
    """Return spells as blocks in order of time, those that touch or overlap as one."""
    blocks: list[tuple[date, date]] = []
    for spell in sorted(spells, key=lambda spell: spell.since):
        end = spell.until or date.max
        if blocks and spell.since <= blocks[-1][1]:
            blocks[-1] = blocks[-1][0], max(blocks[-1][1], end)
        else:
            blocks.append((spell.since, end))
    return blocks
