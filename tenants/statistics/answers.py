"""Answer what a reader from outside asks of the figures: one statement, aggregates only, nothing small."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from core.api import connections
from core.errors import DomainError
from core.indicators import periods, registry, selectors
from core.indicators.definition import Indicator
from core.policy import jsontext, ratios
from core.reference.models import Level
from tenants.statistics import clusters, reporting, settling

COUNTRY = "000000"
"""The code of the whole country, where no region is named."""
MAX_PERIODS, MAX_INDICATORS = 120, 40

_HEIGHTS = {
    Level.COUNTY: clusters.COUNTY,
    Level.PREFECTURE: clusters.PREFECTURE,
    Level.PROVINCE: clusters.PROVINCE,
}
_DIGITS = {clusters.COUNTY: 6, clusters.PREFECTURE: 4, clusters.PROVINCE: 2, clusters.COUNTRY: 0}

# A region's own rows (本级) are one more child of it: places that stand above the level that is asked for.
# What is hidden is told with all values that its cluster has, so that a value that is left out tells nothing.
_STATEMENT = """
WITH cells AS (
    SELECT f.indicator, f.period, {node} AS node, {own} AS own, f.dimension,
           sum(f.numerator) AS numerator, sum(f.denominator) AS denominator,
           count(*) AS tenants, max(f.as_of) AS as_of
      FROM public.statistics_figure f
     WHERE f.indicator = ANY(%(indicators)s) AND f.period = ANY(%(periods)s) AND f.split = %(split)s
       AND f.region_code BETWEEN %(first)s AND %(last)s AND f.numerator IS NOT NULL
     GROUP BY 1, 2, 3, 4, 5
), veiled AS MATERIALIZED (
    SELECT n.indicator, n.period, n.node, n.own, n.as_of,
           CASE WHEN v.height > %(province)s THEN '000000' ELSE v.first_code END AS first_code,
           CASE WHEN v.height > %(province)s THEN '999999' ELSE v.last_code END AS last_code
      FROM (SELECT indicator, period, node, own, max(as_of) AS as_of FROM cells GROUP BY 1, 2, 3, 4) n
      JOIN public.statistics_veil v
        ON v.indicator = n.indicator AND v.period = n.period AND v.split = %(split)s
       AND v.height > CASE WHEN n.own THEN 0 ELSE least(%(height)s, %(province)s) END
       AND (%(height)s > %(province)s OR n.node BETWEEN v.first_code AND v.last_code)
), told AS (
    SELECT c.indicator, c.period, c.node, c.own, c.dimension,
           c.numerator, c.denominator, false AS suppressed, c.tenants, c.as_of
      FROM cells c
     WHERE NOT EXISTS (SELECT 1 FROM veiled v WHERE v.indicator = c.indicator AND v.period = c.period
                                                AND v.node = c.node AND v.own = c.own)
     UNION ALL
    SELECT DISTINCT v.indicator, v.period, v.node, v.own, f.dimension,
           NULL::numeric, NULL::numeric, true, NULL::bigint, v.as_of
      FROM veiled v
      JOIN public.statistics_figure f
        ON f.indicator = v.indicator AND f.period = v.period AND f.split = %(split)s
       AND f.region_code BETWEEN v.first_code AND v.last_code AND f.numerator IS NOT NULL
), ordered AS (
    SELECT array_position(%(indicators)s::text[], indicator::text) AS indicator_place,
           array_position(%(periods)s::text[], period::text) AS period_place, told.*
      FROM told
)
SELECT o.indicator, o.period, o.node, o.own, o.dimension, o.numerator, o.denominator, o.suppressed, o.tenants,
       o.as_of, d.name, d.level
  FROM ordered o
  LEFT JOIN LATERAL (
       SELECT name, level FROM public.reference_division WHERE code = o.node ORDER BY valid_from DESC LIMIT 1
       ) d ON true
 WHERE %(after)s::text[] IS NULL
    OR (o.indicator_place, o.period_place, o.node, NOT o.own, o.dimension)
       > ((%(after)s::text[])[1]::int, (%(after)s::text[])[2]::int, (%(after)s::text[])[3],
          (%(after)s::text[])[4]::boolean, (%(after)s::text[])[5])
 ORDER BY o.indicator_place, o.period_place, o.node, NOT o.own, o.dimension
 LIMIT %(limit)s
"""


class BadQuestion(DomainError):
    """What is asked for cannot be answered; the message says why and what can."""

    code = "BAD_USER_INPUT"


@dataclass(frozen=True, slots=True)
class Question:
    """Which figures are asked for; `region` is a six-digit code, `COUNTRY` for all of it."""

    indicators: tuple[Indicator, ...]
    region: str
    level: Level | None
    periods: tuple[str, ...]
    dimension: str


@dataclass(frozen=True, slots=True)
class Statistic:
    """A figure of one region, period and value of the dimension; numbers are null where it is suppressed."""

    indicator: Indicator
    period: str
    region: str
    region_name: str
    region_level: str | None
    own: bool
    dimension: dict[str, str]
    numerator: int | Decimal | None
    denominator: int | Decimal | None
    suppressed: bool
    tenants: int | None
    as_of: datetime

    @property
    def value(self) -> int | Decimal | None:
        """The count, or the share half up to 6 decimals; None where hidden or nothing is to be shared."""
        if self.numerator is None or self.denominator is None:
            return self.numerator
        share = ratios.share(self.numerator, self.denominator)
        return None if share is None else ratios.half_up(share, 6)


def catalogue() -> dict[str, Indicator]:
    """Return all indicators that tenants may publish, by code."""
    return {**registry.usable(), **{one.code: one for one in reporting.INDICATORS}}


def question(
    *,
    indicators: Sequence[str],
    region: str | None,
    level: Level | None,
    named_periods: Sequence[str],
    dimensions: Sequence[str],
) -> Question:
    """Return what is asked for, checked.

    :raises BadQuestion: if the region is no code, its level is below the asked one, more than one dimension
        or too much is asked for.
    :raises UnknownIndicator: naming codes that neither the core nor a plugin counts.
    :raises BadDimension: if an indicator is not counted by the dimension.
    :raises BadPeriod: if a text names no period.
    """
    chosen = registry.chosen_from(catalogue(), indicators)
    if not chosen or len(chosen) > MAX_INDICATORS:
        raise BadQuestion(f"indicators 须有 1 至 {MAX_INDICATORS} 个指标代码。")
    wanted = tuple(dict.fromkeys(named_periods))
    if not wanted or len(wanted) > MAX_PERIODS:
        raise BadQuestion(f"须给出 1 至 {MAX_PERIODS} 个统计期间：用 period 或 periods。")
    for name in wanted:
        periods.parse(name)
    if len(set(dimensions)) > 1:
        raise BadQuestion(
            "跨地区统计一次只按一个维度分组：请把各维度分开查询，或在单位自己的网址上交叉统计。",
            extensions={"dimensions": list(dimensions)},
        )
    selectors.check(chosen, dimensions)
    code = checked(region)
    if level is not None and _HEIGHTS[level] > _height(code):
        raise BadQuestion(
            f"地区 {code} 内没有{Level(level).label}地区：level 须为该地区本身或更低的级别。",
            extensions={"region": code, "level": Level(level).value},
        )
    return Question(tuple(chosen), code, level, wanted, next(iter(dimensions), ""))


def checked(region: str | None) -> str:
    """Return the code of a region, `COUNTRY` for None.

    :raises BadQuestion: if the text is no six-digit code.
    """
    code = region or COUNTRY
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        raise BadQuestion(f"region 须为六位行政区划代码，不能是 {code}。", extensions={"region": code})
    return code


def place(cursor: Sequence[str] | None) -> Sequence[str] | None:
    """Return the place that a cursor names, None for the start.

    :raises BadCursor: if it names none.
    """
    if cursor is None:
        return None
    if not (cursor[0].isdecimal() and cursor[1].isdecimal() and cursor[3] in ("true", "false")):
        raise connections.BadCursor("after 不是本列表给出的游标：请使用上一页的 endCursor。")
    return cursor


def answer(
    asked: Question, *, limit: int | None = None, after: Sequence[str] | None = None
) -> list[Statistic]:
    """Return the figures asked for, in the order of indicators, periods, region codes and values; one query.

    A region without any figure has no row. With a level there is one row per region of that level inside,
    and one for the own figures (本级) of each region above, so that the rows add up to the region.

    :param after: what `key` returned for the row before the first one.
    """
    height = _height(asked.region) if asked.level is None else _HEIGHTS[asked.level]
    digits = _DIGITS[height]
    node = f"rpad(left(f.region_code, {digits}), 6, '0')"
    own = "false"
    if asked.level is not None and height < clusters.PROVINCE:
        own = f"f.region_code LIKE '%%{'0' * (6 - digits + 2)}'"
        node = f"CASE WHEN {own} THEN f.region_code ELSE {node} END"
    bounds = clusters.of(asked.region, _height(asked.region))
    with connection.cursor() as cursor:
        cursor.execute(
            _STATEMENT.format(node=node, own=own),
            {
                "indicators": [one.code for one in asked.indicators],
                "periods": list(asked.periods),
                "split": asked.dimension,
                "first": bounds.first,
                "last": bounds.last,
                "height": height,
                "province": clusters.PROVINCE,
                "after": None if after is None else list(after),
                "limit": limit,
            },
        )
        rows = cursor.fetchall()
    known = {one.code: one for one in asked.indicators}
    return [_statistic(known, row) for row in rows]


def key(asked: Question, row: Statistic) -> tuple[str, ...]:
    """Return the place of a row in the answer."""
    return (
        str(1 + [one.code for one in asked.indicators].index(row.indicator.code)),
        str(1 + asked.periods.index(row.period)),
        row.region,
        "false" if row.own else "true",
        jsontext.write(row.dimension),
    )


def _height(code: str) -> int:
    return clusters.COUNTRY if code == COUNTRY else clusters.height_of(code)


def _statistic(known: dict[str, Indicator], row: tuple[Any, ...]) -> Statistic:
    indicator = known[row[0]]
    suppressed = row[7] or settling.closed(indicator, row[1])
    name = "全国" if row[2] == COUNTRY else row[10] or row[2]
    return Statistic(
        indicator=indicator,
        period=row[1],
        region=row[2],
        region_name=f"{name}本级" if row[3] else name,
        region_level=row[11],
        own=row[3],
        dimension=jsontext.read(row[4]),
        numerator=None if suppressed else _plain(row[5]),
        denominator=None if suppressed else _plain(row[6]),
        suppressed=suppressed,
        tenants=None if suppressed else row[8],
        as_of=row[9],
    )


def _plain(value: Decimal | None) -> int | Decimal | None:
    return None if value is None else selectors.plain(value)
