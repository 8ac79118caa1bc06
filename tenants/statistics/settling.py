"""Keep the clusters of what counts people: after every change of figures, in the transaction of the change.

Runs on the public schema, one transaction after the other: whoever joined places by the figures of another
transaction that had not ended would join too few.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from django.db import connection

from core.indicators import periods, registry
from core.indicators.definition import Counts, Indicator, Kind
from core.indicators.periods import Length
from tenants.statistics import clusters
from tenants.statistics.clusters import Cluster, Number, Table

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('hongling.statistics.veils', 0))"
_OWN = """
SELECT indicator, period, split, region_code, dimension, sum(numerator), sum(denominator)
  FROM public.statistics_figure
 WHERE region_code = %(code)s AND indicator = ANY(%(indicators)s) AND period = ANY(%(periods)s)
   AND numerator IS NOT NULL
 GROUP BY 1, 2, 3, 4, 5
"""
_PROVINCE = """
SELECT indicator, period, split, region_code, dimension, sum(numerator), sum(denominator)
  FROM unnest(%(indicators)s::text[], %(periods)s::text[], %(splits)s::text[])
       AS asked (indicator, period, split)
  JOIN public.statistics_figure USING (indicator, period, split)
 WHERE region_code BETWEEN %(first)s AND %(last)s AND numerator IS NOT NULL
 GROUP BY 1, 2, 3, 4, 5
"""
_STANDING = """
SELECT DISTINCT indicator, period, split, height, stem FROM public.statistics_veil
 WHERE indicator = ANY(%(indicators)s) AND period = ANY(%(periods)s)
   AND first_code BETWEEN %(first)s AND %(last)s
"""
_TAKE = """
DELETE FROM public.statistics_veil
 WHERE (indicator, period, split) IN (SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]))
   AND first_code BETWEEN %s AND %s
"""
_KEEP = """
INSERT INTO public.statistics_veil (indicator, period, split, first_code, last_code, height, stem)
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::int[], %s::int[])
"""

Group = tuple[str, ...]
"""Codes of indicators that are hidden together."""


class Place(NamedTuple):
    """One table of a group: everything that is published of it for a period and split."""

    group: Group
    period: str
    split: str


def settle_own(*, counted: Collection[tuple[str, str]], least: int) -> None:
    """Settle what the connection's tenant counted, in its transaction, with the public host's rights."""
    tenant = connection.tenant  # type: ignore[attr-defined]
    connection.set_schema_to_public()  # type: ignore[attr-defined]
    try:
        settle(region_code=tenant.region_code, counted=counted, least=least)
    finally:
        connection.set_tenant(tenant)  # type: ignore[attr-defined]


def settle(*, region_code: str, counted: Collection[tuple[str, str]], least: int) -> None:
    """Join the place with others where its figures tell a small number of people.

    Three queries, five or six where something is small.

    :param counted: codes of indicators and names of periods whose figures may have changed there.
    :param least: how many people a cell counts at least, or nobody.
    """
    wanted = _wanted(counted)
    if not wanted:
        return
    province = clusters.of(region_code, clusters.PROVINCE)
    asked = {
        "code": region_code,
        "indicators": sorted({code for group, _ in wanted for code in group}),
        "periods": sorted({period for _, period in wanted}),
        "first": province.first,
        "last": province.last,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    own = _tables(_fetched(_OWN, asked), wanted)
    standing = _standing(_fetched(_STANDING, asked), wanted)
    small = {place for place, places in own.items() if not clusters.safe(places[region_code], least=least)}
    if pending := small | set(standing):
        _regroup(pending, standing, province=province, least=least)


def closed(indicator: Indicator, period: str) -> bool:
    """Return whether nobody outside reads an indicator for a period, large or small.

    What happened to people in a year is published for the year only: quarters and months add up to it, most
    of them are small in most counties, and one that is small now would hide the whole year with it.
    """
    return (
        indicator.counts == Counts.PEOPLE
        and indicator.kind == Kind.FLOW
        and periods.parse(period).length != Length.YEAR
    )


def groups(indicators: Iterable[Indicator]) -> dict[str, Group]:
    """Return with which indicators each of those that count people is hidden together, itself included."""
    known = {one.code: one for one in indicators if one.counts == Counts.PEOPLE}
    found = {code: {code} for code in known}
    for one in known.values():
        for other in (one.nested_in, one.apart_from):
            if other in known:
                merged = found[one.code] | found[other]
                found.update(dict.fromkeys(merged, merged))
    return {code: tuple(sorted(members)) for code, members in found.items()}


def table(
    indicators: Mapping[str, Indicator], cells: Mapping[tuple[str, str], tuple[Number, Number | None]]
) -> Table:
    """Return how many people each column of a group's table counts.

    :param cells: numerator and denominator by indicator and canonical text of the dimension.
    """
    columns: dict[object, Number] = {}
    for (code, dimension), (numerator, denominator) in cells.items():
        one = indicators[code]
        columns["numerator", code, dimension] = numerator
        if denominator is None:
            continue
        columns["denominator", code, dimension] = denominator
        if not one.amount:
            columns["complement", code, dimension] = denominator - numerator
        people = denominator if one.amount else numerator
        if other := cells.get((one.nested_in, dimension)):
            columns["around", code, dimension] = other[0] - people
        if other := cells.get((one.apart_from, dimension)):
            columns["neither", code, dimension] = denominator - people - other[0]
    return columns


def _wanted(counted: Collection[tuple[str, str]]) -> set[tuple[Group, str]]:
    usable = registry.usable()
    known = groups(usable.values())
    return {
        (known[code], period)
        for code, period in counted
        if code in known and not closed(usable[code], period)
    }


def _tables(
    rows: Iterable[tuple[Any, ...]], wanted: Iterable[tuple[Group, str]]
) -> dict[Place, dict[str, Table]]:
    """Return the tables by what they are of and by place."""
    by_code = {(code, period): group for group, period in wanted for code in group}
    cells: dict[Place, dict[str, dict[tuple[str, str], tuple[Number, Number | None]]]] = {}
    for indicator, period, split, region, dimension, numerator, denominator in rows:
        group = by_code.get((indicator, period))
        if group is not None:
            place = cells.setdefault(Place(group, period, split), {})
            place.setdefault(region, {})[indicator, dimension] = (numerator, denominator)
    known = registry.usable()
    return {
        place: {region: table(known, found) for region, found in regions.items()}
        for place, regions in cells.items()
    }


def _standing(
    rows: Iterable[tuple[Any, ...]], wanted: Iterable[tuple[Group, str]]
) -> dict[Place, set[Cluster]]:
    """Return the clusters by what they are of; one of the height `HIDDEN` hides the province."""
    by_code = {(code, period): group for group, period in wanted for code in group}
    found: dict[Place, set[Cluster]] = {}
    for indicator, period, split, height, stem in rows:
        group = by_code.get((indicator, period))
        if group is not None:
            found.setdefault(Place(group, period, split), set()).add(Cluster(height, stem))
    return found


def _regroup(
    pending: Collection[Place], standing: Mapping[Place, set[Cluster]], *, province: Cluster, least: int
) -> None:
    """Find the clusters of some tables in a province anew and keep those that differ."""
    triples = [(code, place.period, place.split) for place in pending for code in place.group]
    asked = {
        **dict(zip(("indicators", "periods", "splits"), map(list, zip(*triples, strict=True)), strict=True)),
        "first": province.first,
        "last": province.last,
    }
    tables = _tables(_fetched(_PROVINCE, asked), {(place.group, place.period) for place in pending})
    hidden = Cluster(clusters.HIDDEN, province.stem)
    changed: dict[Place, set[Cluster]] = {}
    for place in pending:
        before = standing.get(place, set())
        found, shown = clusters.grouped(tables.get(place, {}), before - {hidden}, least=least)
        after = found if shown else found | {hidden}
        if after != before:
            changed[place] = after
    if changed:
        _keep(changed, province)


def _keep(changed: Mapping[Place, set[Cluster]], province: Cluster) -> None:
    triples = [(code, place.period, place.split) for place in changed for code in place.group]
    rows = [
        (code, place.period, place.split, *_bounds(cluster, province), cluster.height, cluster.stem)
        for place, found in changed.items()
        for cluster in found
        for code in place.group
    ]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [*map(list, zip(*triples, strict=True)), province.first, province.last])
        if rows:
            cursor.execute(_KEEP, list(map(list, zip(*rows, strict=True))))


def _bounds(cluster: Cluster, province: Cluster) -> tuple[str, str]:
    node = province if cluster.height == clusters.HIDDEN else cluster
    return node.first, node.last


def _fetched(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, dict(values))
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
