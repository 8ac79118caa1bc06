"""Read organisations and their tree as they stood on a day."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from core.errors import DomainError
from core.organisations import branches
from core.organisations.models import OrganisationChange, OrganisationPeriod

_STANDING = branches.STANDING.format(on="on")
_ROW = """
    p.organisation_id, o.version, p.name, p.pinyin, p.parent_id, p.kind, p.sector, p.level, p.division_code,
    p.staff_count, p.member_count, p.star_rating, p.status, p.six_good, p.planned_end_on,
    p.from_on, p.until_on
"""
_FROM = "FROM core_organisationperiod p JOIN core_organisation o ON o.id = p.organisation_id"


def _sql(text: str) -> str:
    """Return a statement with the parts that several have in common put into it."""
    return text.replace("{standing}", _STANDING).replace("{row}", _ROW).replace("{source}", _FROM)


_BELOW = "WITH RECURSIVE {branch} SELECT id FROM below"
_SUBTREE = _BELOW.format(branch=branches.recursion("below", roots="roots", holds=_STANDING))
_ANSWERABLE = _BELOW.format(
    branch=branches.recursion("below", roots="roots", holds=branches.ANSWERED.format(on="on"))
)
_ROWS = _sql("SELECT {row} {source} WHERE p.organisation_id = ANY(%(ids)s) AND {standing}")
_NEAREST = _sql("""
    SELECT DISTINCT ON (p.organisation_id) {row} {source}
     WHERE p.organisation_id = ANY(%(ids)s)
     ORDER BY p.organisation_id, p.from_on <= %(on)s DESC,
              CASE WHEN p.from_on <= %(on)s THEN %(on)s - p.from_on ELSE p.from_on - %(on)s END
""")
_PAGE = _sql("""
    SELECT {row} {source}
     WHERE {standing} AND (p.pinyin, p.organisation_id) > (%(after_pinyin)s, %(after_id)s)
       {conditions}
     ORDER BY p.pinyin, p.organisation_id
     LIMIT %(limit)s
""")
_CONDITIONS = {
    "organisations": "AND p.organisation_id = ANY(%(organisations)s)",
    "parent": "AND p.parent_id = %(parent)s",
    "kinds": "AND p.kind = ANY(%(kinds)s)",
    "sectors": "AND p.sector = ANY(%(sectors)s)",
    "levels": "AND p.level = ANY(%(levels)s)",
    "status": "AND p.status = %(status)s",
    "search": "AND (strpos(p.name, %(search)s) > 0 OR strpos(replace(p.pinyin, ' ', ''), %(letters)s) > 0)",
}
_CHILDREN = _sql("""
    SELECT * FROM (
        SELECT {row}, row_number() OVER (PARTITION BY p.parent_id ORDER BY p.pinyin, p.organisation_id) AS n
          {source}
         WHERE p.parent_id = ANY(%(ids)s) AND {standing}
           AND (p.pinyin, p.organisation_id) > (%(after_pinyin)s, %(after_id)s)
           AND (%(organisations)s::uuid[] IS NULL OR p.organisation_id = ANY(%(organisations)s))
    ) numbered
     WHERE n <= %(limit)s
     ORDER BY pinyin, organisation_id
""")
_ABOVE = _sql("""
    WITH RECURSIVE above AS (
        SELECT p.organisation_id AS start, p.parent_id AS id, 1 AS height
          FROM core_organisationperiod p
         WHERE p.organisation_id = ANY(%(ids)s) AND p.parent_id IS NOT NULL AND {standing}
        UNION
        SELECT above.start, p.parent_id, above.height + 1
          FROM above JOIN core_organisationperiod p ON p.organisation_id = above.id
         WHERE p.parent_id IS NOT NULL AND {standing}
    ) CYCLE id SET ring USING trail
    SELECT above.start, {row} {source} JOIN above ON above.id = p.organisation_id
     WHERE {standing} AND NOT above.ring
     ORDER BY above.start, above.height DESC
""")
_LIVES = """
    SELECT organisation_id, min(from_on),
           CASE WHEN bool_or(until_on IS NULL) THEN NULL ELSE max(until_on) END
      FROM core_organisationperiod WHERE organisation_id = ANY(%(ids)s) GROUP BY organisation_id
"""


class UnknownOrganisation(DomainError):
    """No organisation has this identifier in this tenant, or none that the reader may see."""

    code = "NOT_FOUND"


class OrganisationRow(NamedTuple):
    """An organisation as it stood on a day; `since` and `until` bound the days on which it stood just so."""

    id: UUID
    version: int
    name: str
    pinyin: str
    parent_id: UUID | None
    kind: str
    sector: str
    level: str
    division_code: str
    staff_count: int | None
    member_count: int | None
    star_rating: int | None
    status: str
    six_good: bool | None
    planned_end_on: date | None
    since: date
    until: date | None


class Life(NamedTuple):
    """From when (inclusive) until when (exclusive; None = until now) an organisation stands at all."""

    founded_on: date
    closed_on: date | None


@dataclass(frozen=True)
class Filters:
    """Which organisations a list holds; None = no matter."""

    organisations: Collection[UUID] | None = None
    parent: UUID | None = None
    kinds: Sequence[str] | None = None
    sectors: Sequence[str] | None = None
    levels: Sequence[str] | None = None
    status: str | None = None
    search: str | None = None


def unknown(organisation: object) -> UnknownOrganisation:
    """Return the refusal for an identifier that names no organisation here."""
    return UnknownOrganisation(f"没有编号为 {organisation} 的党组织；请核对编号。")


def subtree(*, roots: Collection[UUID], on: date) -> frozenset[UUID]:
    """Return the roots and all organisations below them on a day; one query."""
    return frozenset(row[0] for row in _rows(_SUBTREE, roots=list(roots), on=on))


def answerable(*, roots: Collection[UUID], on: date) -> frozenset[UUID]:
    """Return the roots and all whose records are theirs on a day; one query.

    That is the subtree, with closed organisations where they stood last and future ones where they will
    stand first.
    """
    return frozenset(row[0] for row in _rows(_ANSWERABLE, roots=list(roots), on=on))


def rows(*, ids: Collection[UUID], on: date) -> dict[UUID, OrganisationRow]:
    """Return how organisations stood on a day, by identifier; those that did not stand are left out."""
    return {row[0]: OrganisationRow(*row) for row in _rows(_ROWS, ids=list(ids), on=on)}


def nearest(*, ids: Collection[UUID], on: date) -> dict[UUID, OrganisationRow]:
    """Return how organisations stood on a day, or last before it, or first after it; one query."""
    return {row[0]: OrganisationRow(*row) for row in _rows(_NEAREST, ids=list(ids), on=on)}


def one(*, organisation: UUID, on: date) -> OrganisationRow:
    """Return how one organisation stood on a day.

    :raises UnknownOrganisation: if there is none of this identifier, or it did not stand; the message says
        from when to when it does.
    """
    found = rows(ids=[organisation], on=on).get(organisation)
    if found is not None:
        return found
    life = lives(ids=[organisation]).get(organisation)
    if life is None:
        raise unknown(organisation)
    until = f"、于 {life.closed_on} 撤销" if life.closed_on else ""
    raise UnknownOrganisation(
        f"该党组织在 {on} 并不存续：自 {life.founded_on} 成立{until}；请改用其间的日期（asOf）。",
        extensions={
            "founded_on": life.founded_on.isoformat(),
            "closed_on": life.closed_on.isoformat() if life.closed_on else None,
        },
    )


def page(
    *, limit: int, on: date, after: tuple[str, UUID] | None = None, filters: Filters | None = None
) -> list[OrganisationRow]:
    """Return organisations as they stood on a day, in the order of their pinyin; one query.

    :param after: pinyin and identifier of the row before the first.
    """
    values = {name: value for name, value in vars(filters or Filters()).items() if value is not None}
    for name in ("organisations", "kinds", "sectors", "levels"):
        if name in values:
            values[name] = list(values[name])
    if "search" in values:
        values["letters"] = values["search"].replace(" ", "").lower()
    sql = _PAGE.format(conditions="\n".join(_CONDITIONS[name] for name in _CONDITIONS if name in values))
    found = _rows(sql, limit=limit, on=on, **_after(after), **values)
    return [OrganisationRow(*row) for row in found]


def children(
    *,
    ids: Collection[UUID],
    on: date,
    limit: int,
    after: tuple[str, UUID] | None = None,
    organisations: Collection[UUID] | None = None,
) -> Mapping[UUID, list[OrganisationRow]]:
    """Return up to so many organisations directly below each of some, in the order of pinyin; one query.

    :param organisations: only these; None = all.
    """
    result: dict[UUID, list[OrganisationRow]] = defaultdict(list)
    only = None if organisations is None else list(organisations)
    for row in _rows(_CHILDREN, ids=list(ids), on=on, limit=limit, organisations=only, **_after(after)):
        child = OrganisationRow(*row[:-1])
        if child.parent_id is not None:
            result[child.parent_id].append(child)
    return result


def above(*, ids: Collection[UUID], on: date) -> Mapping[UUID, list[OrganisationRow]]:
    """Return all organisations above each of some on a day, the highest first; one query."""
    result: dict[UUID, list[OrganisationRow]] = defaultdict(list)
    for start, *row in _rows(_ABOVE, ids=list(ids), on=on):
        result[start].append(OrganisationRow(*row))
    return result


def lives(*, ids: Collection[UUID]) -> dict[UUID, Life]:
    """Return from when to when organisations stand, by identifier; one query."""
    return {row[0]: Life(*row[1:]) for row in _rows(_LIVES, ids=list(ids))}


def histories(*, ids: Collection[UUID]) -> Mapping[UUID, list[OrganisationChange]]:
    """Return all facts about organisations in the order in which they were recorded; one query."""
    result: dict[UUID, list[OrganisationChange]] = defaultdict(list)
    for change in OrganisationChange.objects.filter(organisation__in=ids).order_by("version"):
        result[change.organisation_id].append(change)
    return result


def timeline(organisation: UUID) -> list[OrganisationPeriod]:
    """Return how one organisation stood from day to day, as known now; one query."""
    return list(OrganisationPeriod.objects.filter(organisation=organisation).order_by("from_on"))


def timelines(ids: Collection[UUID]) -> Mapping[UUID, list[OrganisationPeriod]]:
    """Return how organisations stood from day to day, as known now; one query."""
    result: dict[UUID, list[OrganisationPeriod]] = defaultdict(list)
    for period in OrganisationPeriod.objects.filter(organisation__in=ids).order_by("from_on"):
        result[period.organisation_id].append(period)
    return result


def _after(after: tuple[str, UUID] | None) -> dict[str, Any]:
    pinyin, identifier = after or ("", UUID(int=0))
    return {"after_pinyin": pinyin, "after_id": identifier}


def _rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
