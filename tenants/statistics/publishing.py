"""What a tenant's role may do with the shared figures: only by functions that act for its own tenant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from core.actors import Actor
from core.indicators.periods import Period

Row = tuple[str, str, str, str, int | Decimal, int | Decimal | None]
"""Period, indicator, split, canonical text of the cell, numerator, denominator."""


@dataclass(frozen=True)
class Known:
    """How a tenant's figures were counted last: which periods, up to which day, which indicators failed."""

    periods: frozenset[str] = frozenset()
    on: date | None = None
    failing: frozenset[str] = frozenset()


_LOCK = "hashtextextended('hongling.statistics.' || %s, 0)"


def lock(*, schema: str, wait: bool) -> bool:
    """Be the only one to change a tenant's figures until the transaction ends; return whether we are.

    :param wait: wait for whoever does so now, as long as the session's `lock_timeout` allows.
    """
    if wait:
        _called(f"SELECT pg_advisory_xact_lock({_LOCK})", [schema])
        return True
    return bool(_called(f"SELECT pg_try_advisory_xact_lock({_LOCK})", [schema]))


def known() -> Known:
    """Return how the figures were counted last."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT periods, counted_on, failing FROM public.statistics_known()")
        row = cursor.fetchone()
    return Known() if row is None else Known(frozenset(row[0]), row[1], frozenset(row[2]))


def put(*, counted: Sequence[tuple[str, str]], rows: Sequence[Row]) -> int:
    """Publish figures in the place of those of the counted periods and indicators; return how many changed.

    What a reported period published stands still; its live figures follow.

    :param counted: pairs of period and indicator of which `rows` hold all that there is.
    """
    exact = [
        (*place, Decimal(numerator), None if denominator is None else Decimal(denominator))
        for *place, numerator, denominator in rows
    ]
    columns = list(map(list, zip(*exact, strict=True))) or [[] for _ in range(6)]
    pairs = list(map(list, zip(*counted, strict=True))) or [[], []]
    return int(
        _called(
            "SELECT public.statistics_put(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[],"
            " %s::text[], %s::numeric[], %s::numeric[])",
            [*pairs, *columns],
        )
    )


def keep(*, periods: Sequence[str], indicators: Sequence[str]) -> int:
    """Take away what is of other periods or indicators, unless it was reported; return how many rows."""
    return int(
        _called("SELECT public.statistics_keep(%s::text[], %s::text[])", [list(periods), list(indicators)])
    )


def counted(*, kept: Iterable[str], on: date | None, failing: Iterable[str], reason: str) -> int:
    """Note how fresh the figures are; return how many rounds failed since all were fresh.

    :param on: the day that running periods stand on; None = as noted before.
    :param failing: indicators that are not fresh.
    :param reason: why one of them failed in this round; empty: none did.
    """
    return int(
        _called(
            "SELECT public.statistics_counted(%s::text[], %s::date, %s::text[], %s)",
            [sorted(kept), on, sorted(failing), reason],
        )
    )


def failed(reason: str) -> int:
    """Note why nothing could be counted; return how many rounds failed since all figures were fresh."""
    return int(_called("SELECT public.statistics_failed(%s)", [reason]))


def report(*, period: Period, due_on: date, actor: Actor, on: date) -> bool:
    """Report a period, whose published figures stand still from then on; return whether it was open."""
    version = _called(
        "SELECT public.statistics_report(%s, %s, %s, %s, %s, %s, %s, %s)",
        [period.name, period.from_on, period.until_on, due_on, on, actor.realm, actor.id, actor.name],
    )
    return version is not None


def clear() -> None:
    """Take away all that can be counted anew."""
    _called("SELECT public.statistics_clear()", [])


def _called(statement: str, values: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]
