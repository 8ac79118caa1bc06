"""Count indicators from the records of the connection's tenant."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from core import plugins
from core.errors import DomainError
from core.indicators import law, registry
from core.indicators.definition import NOT_RECORDED, Indicator, Rows
from core.indicators.periods import Span
from core.policy import ratios

Split = tuple[str, ...]
"""Dimensions by whose values a figure is split at once; none of them: the whole."""

WHOLE: Split = ()


class BadDimension(DomainError):
    """An indicator cannot be split so."""

    code = "BAD_USER_INPUT"


class Cell(NamedTuple):
    """One figure of an indicator, for one value of each dimension of a split.

    `denominator` is None for a count. Both are exact sums over records.
    """

    code: str
    dimension: dict[str, str]
    numerator: int | Decimal
    denominator: int | Decimal | None

    @property
    def value(self) -> int | Decimal | None:
        """The count itself, or the share half up to 6 decimals; None where there is nothing to share."""
        if self.denominator is None:
            return self.numerator
        share = ratios.share(self.numerator, self.denominator)
        return None if share is None else ratios.half_up(share, 6)


def cells(
    *,
    indicators: Sequence[Indicator],
    span: Span,
    splits: Sequence[Split] = (WHOLE,),
    organisations: Collection[UUID] | None = None,
) -> list[Cell]:
    """Return the figures of some indicators for a period, in the order of the indicators and the splits.

    The cells of a split add up to the whole. A cell with neither numerator nor denominator is left out, but
    the whole is always there. One query of the core's law, and one for all indicators of the same rows.

    :param splits: each indicator is split in those of the ways for which it has all dimensions.
    :param organisations: only what belongs to these; None = all.
    :raises plugins.PluginFailed: if the statement of a plugin fails.
    """
    groups: dict[Rows, list[Indicator]] = {}
    for indicator in indicators:
        groups.setdefault(indicator.rows, []).append(indicator)
    shared = named(span=span, organisations=organisations)
    found: dict[str, list[Cell]] = {}
    for rows, group in groups.items():
        fitting = [split for split in dict.fromkeys(splits) if any(_fits(one, split) for one in group)]
        if fitting:
            for cell in _counted(rows, group, fitting, {**shared, **own_values(rows, span)}):
                found.setdefault(cell.code, []).append(cell)
    return [cell for indicator in indicators for cell in found.get(indicator.code, ())]


def check(indicators: Sequence[Indicator], dimensions: Collection[str]) -> None:
    """Check that each of some indicators can be split by all of some dimensions.

    :raises BadDimension: naming the first that cannot, and what it can be split by.
    """
    for indicator in indicators:
        for dimension in dimensions:
            if dimension not in indicator.dimensions:
                raise BadDimension(
                    f"指标 {indicator.code} 不能按 {dimension} 分组："
                    f"可用的维度为 {'、'.join(indicator.dimensions) or '（无）'}。",
                    extensions={"indicator": indicator.code, "dimensions": list(indicator.dimensions)},
                )


def named(*, span: Span, organisations: Collection[UUID] | None) -> dict[str, Any]:
    """Return the named values that every statement over rows may use; one query.

    :raises NoPolicy: if the span ends before the first version of the core's law.
    """
    return {
        **law.values(span.on),
        "from_on": span.from_on,
        "until_on": span.until_on,
        "on": span.on,
        "length": span.period.length.value,
        "running": span.running,
        "organisations": None if organisations is None else list(organisations),
    }


def own_values(rows: Rows, span: Span) -> Mapping[str, Any]:
    """Return the named values that only the statement of these rows uses."""
    return rows.values(span.on) if rows.values else {}


def fetched(statement: str, values: Mapping[str, Any], *, of: Indicator) -> list[tuple[Any, ...]]:
    """Return what a statement over an indicator's rows yields.

    :raises plugins.PluginFailed: if the statement of a plugin fails; the transaction goes on.
    """
    plugin = registry.owner(of.code)
    if plugin is None:
        return _executed(statement, values)
    try:
        with transaction.atomic():
            return _executed(statement, values)
    except DatabaseError as error:
        raise plugins.PluginFailed(
            f"插件 {plugin} 的指标 {of.code} 无法统计（{type(error).__name__}）：请联系该插件的提供者。",
            extensions={"plugin": plugin, "indicator": of.code},
        ) from error


def value_of(dimension: str) -> str:
    """Return the expression of a dimension's value in a row `r`."""
    return f"coalesce(nullif(r.{dimension}::text, ''), '{NOT_RECORDED}')"


def _executed(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, dict(values))
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _counted(
    rows: Rows, indicators: Sequence[Indicator], splits: Sequence[Split], values: Mapping[str, Any]
) -> list[Cell]:
    """Return the cells of indicators of the same rows, split by split."""
    dimensions = list(dict.fromkeys(name for split in splits for name in split))
    parts = [part for one in indicators for part in (one.numerator, one.denominator or "0")]
    # Each dimension has its bit: which of them a row of the answer is split by.
    chosen = [f"grouping(dimension_{number})" for number in range(len(dimensions))]
    sets = ", ".join(f"({', '.join(f'dimension_{dimensions.index(name)}' for name in s)})" for s in splits)
    columns = [f"{value_of(name)} AS dimension_{number}" for number, name in enumerate(dimensions)]
    columns += [f"({part})::numeric AS part_{number}" for number, part in enumerate(parts)]
    totals = [f"coalesce(sum(part_{number}), 0)" for number in range(len(parts))]
    keys = [f"dimension_{number}" for number in range(len(dimensions))]
    statement = f"""
        SELECT {", ".join([*chosen, *keys, *totals])}
          FROM (SELECT {", ".join(columns)} FROM ({rows.sql}) r) counted
         GROUP BY GROUPING SETS ({sets})
         ORDER BY {", ".join([*chosen, *keys]) or "1"}
    """  # noqa: S608 - made of what indicators are defined by in code
    count = len(dimensions)
    answer = [
        (row[:count], row[count : 2 * count], row[2 * count :])
        for row in fetched(statement, values, of=indicators[0])
    ]
    return [
        cell
        for split in splits
        for left_out, found, sums in answer
        if tuple(bool(bit) for bit in left_out) == tuple(name not in split for name in dimensions)
        for cell in _cells(indicators, split, dict(zip(dimensions, found, strict=True)), sums)
    ]


def _cells(
    indicators: Sequence[Indicator], split: Split, found: Mapping[str, str], sums: Sequence[Decimal]
) -> Iterator[Cell]:
    """Yield the cells that one row of an answer holds."""
    for number, indicator in enumerate(indicators):
        if not _fits(indicator, split):
            continue
        numerator, denominator = (plain(value) for value in sums[2 * number : 2 * number + 2])
        if split and not numerator and not denominator:
            continue
        yield Cell(
            indicator.code,
            {name: found[name] for name in split},
            numerator,
            None if indicator.denominator is None else denominator,
        )


def _fits(indicator: Indicator, split: Split) -> bool:
    return set(split) <= set(indicator.dimensions)


def plain(value: Decimal) -> int | Decimal:
    """Return a whole number as an integer, another without zeros at its end."""
    return int(value) if value == value.to_integral_value() else value.normalize()
