"""Count a tenant's figures from its records and publish them; under the tenant's own rights."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import structlog

from core import plugins
from core.indicators import periods, registry, selectors
from core.indicators.definition import Indicator
from core.indicators.periods import Period
from core.indicators.selectors import WHOLE, Cell, Split
from core.law import services as law
from core.policy import jsontext
from tenants.statistics import keeping, publishing, reporting, settling
from tenants.statistics.touches import EVERYTHING, Touch, of_indicator

log = structlog.get_logger(__name__)

CHUNK = 24
"""Periods counted in one transaction, so that a task stays short and the newest figures come first."""


@dataclass
class Count:
    """What one round of counting did: periods counted, rows changed, why indicators failed, by code.

    `left` = all periods that end before this day are still to be looked at; None: nothing is left.
    `attempts` = how many rounds failed since all figures were fresh.
    """

    periods: int = 0
    changed: int = 0
    left: date | None = None
    failures: dict[str, str] = field(default_factory=dict)
    attempts: int = 0
    counted: list[tuple[str, str]] = field(default_factory=list)
    """Codes of indicators and names of periods."""


def count(touches: Sequence[Touch], *, today: date, chunk: int | None = CHUNK) -> Count:
    """Count what touches concern and publish it, newest periods first; in a transaction that holds the lock.

    Periods that were not kept before are counted whole, and those that ran or ended since the day of the
    last round. An indicator of a plugin that fails keeps its figures and does not hold the others up.

    :param chunk: how many periods (and all that end on the last one's day); None = all.
    """
    before = publishing.known()
    if before.on is not None and before.on < today:
        touches = [*touches, Touch(EVERYTHING, since=before.on)]
    known = indicators()
    result, counted, last = Count(), set[str](), date.max
    wanted = kept(today=today)
    for period in wanted:
        concerning = [touch for touch in touches if touch.concerns(period)]
        fresh = period.name not in before.periods
        chosen = [one for one in known.values() if fresh or any(touch.meets(one) for touch in concerning)]
        if not chosen:
            continue
        if chunk is not None and len(counted) >= chunk and period.until_on < last:
            result.left = last
            break
        last = period.until_on
        _count_period(period, chosen, today=today, result=result)
        counted.add(period.name)
    result.periods = len(counted)
    standing = [period.name for period in wanted if period.name in before.periods | counted]
    if not before.periods <= set(standing) or any(touch.table == EVERYTHING for touch in touches):
        result.changed += publishing.keep(periods=standing, indicators=list(known))
    if result.changed:
        settling.settle_own(counted=result.counted, least=law.in_force(today).smallest_cell)
    reached = result.left is None or result.left <= (before.on or today)
    healed = _healed(touches) if result.left is None else frozenset()
    failing = {code for code in before.failing if not healed & {EVERYTHING, of_indicator(code)}}
    result.attempts = publishing.counted(
        kept=standing,
        on=today if reached else None,
        failing=(failing | result.failures.keys()) & known.keys(),
        reason=next(iter(result.failures.values()), ""),
    )
    return result


def count_one(period: Period, *, today: date) -> dict[str, str]:
    """Count all figures of one period and publish them; return why indicators failed, by code."""
    result = Count()
    _count_period(period, list(indicators().values()), today=today, result=result)
    return result.failures


def kept(*, today: date) -> list[Period]:
    """Return the periods to keep figures of, newest last day first; two queries."""
    recorded = keeping.recorded_years(indicators().values(), today=today)
    return keeping.periods_of(recorded=recorded, policy=law.in_force(today), today=today)


def indicators() -> dict[str, Indicator]:
    """Return what the tenant publishes figures of, by code: its indicators and those about its reports."""
    return {**registry.active(), **{one.code: one for one in reporting.INDICATORS}}


def splits_of(indicators: Iterable[Indicator]) -> list[Split]:
    """Return how indicators are split: not at all, and by each of their dimensions alone."""
    return [WHOLE, *dict.fromkeys((name,) for one in indicators for name in one.dimensions)]


def published(cell: Cell) -> bool:
    """Return whether a figure is published: one about reports only where there is something to report."""
    return cell.code not in reporting.CODES or bool(cell.denominator)


def place(cell: Cell) -> tuple[str, str]:
    """Return the split of a cell and the canonical text of its place in it."""
    return ",".join(sorted(cell.dimension)), jsontext.write(cell.dimension)


def _healed(touches: Iterable[Touch]) -> frozenset[str]:
    """Return what was touched in all periods."""
    return frozenset(touch.table for touch in touches if touch.since == date.min)


def _count_period(period: Period, chosen: Sequence[Indicator], *, today: date, result: Count) -> None:
    """Count some indicators of one period and publish what was found."""
    span = periods.passed(period, today=today)
    found: list[Cell] = []
    counted: list[tuple[str, str]] = []
    for owner, group in _by_owner(chosen).items():
        try:
            found += selectors.cells(indicators=group, span=span, splits=splits_of(group))
        except plugins.PluginFailed as error:
            log.error("figures_failed", plugin=owner, period=period.name, reason=error.message)
            result.failures.update({one.code: error.message for one in group})
        else:
            counted += [(period.name, one.code) for one in group]
            result.counted += [(one.code, period.name) for one in group]
    rows = [
        (period.name, cell.code, *place(cell), cell.numerator, cell.denominator)
        for cell in found
        if published(cell)
    ]
    result.changed += publishing.put(counted=counted, rows=rows)


def _by_owner(indicators: Sequence[Indicator]) -> Mapping[str | None, list[Indicator]]:
    groups: dict[str | None, list[Indicator]] = {}
    for one in indicators:
        groups.setdefault(registry.owner(one.code), []).append(one)
    return groups
