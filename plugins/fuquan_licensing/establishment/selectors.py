"""The establishment plan of the county: what units have, must and may have, and what to do next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from core.credentials.selectors import STANDING
from core.indicators.fragments import in_force
from core.policy.choice import Choice
from core.policy.vocabulary import Sector, sector_in
from plugins.fuquan_licensing import facts, law, rules
from plugins.fuquan_licensing.checks import NOT_IN_QUOTA
from plugins.fuquan_licensing.credentials import LICENCE
from plugins.fuquan_licensing.policy import LicensingPolicy

_UNITS = f"""
WITH licensed AS (
    SELECT DISTINCT c.person_id FROM ({STANDING}) c WHERE c.kind = %(kind)s AND c.status = 'VALID'
), unit AS (
    SELECT o.organisation_id, i.version, o.name, o.pinyin, o.sector, o.staff_count
      FROM core_organisationperiod o JOIN core_organisation i ON i.id = o.organisation_id
     WHERE {in_force("o")} {{conditions}}
     ORDER BY o.pinyin, o.organisation_id LIMIT %(limit)s
)
SELECT u.organisation_id, u.version, u.name, u.pinyin, u.sector, u.staff_count, q.places,
       coalesce(f.filled, 0), coalesce(f.unlicensed, 0)
  FROM unit u
  LEFT JOIN LATERAL (
       SELECT sum(q.places) AS places FROM core_quota q
        WHERE q.organisation_id = u.organisation_id AND q.post <> ALL (%(not_in_quota)s)
          AND q.superseded_at IS NULL AND {in_force("q")}) q ON true
  LEFT JOIN LATERAL (
       SELECT count(DISTINCT a.person_id) AS filled,
              count(DISTINCT a.person_id) FILTER (WHERE l.person_id IS NULL) AS unlicensed
         FROM core_appointment a LEFT JOIN licensed l USING (person_id)
        WHERE a.organisation_id = u.organisation_id AND a.basis = 'FULL_TIME'
          AND a.post <> ALL (%(not_in_quota)s) AND {in_force("a")}) f ON true
 ORDER BY u.pinyin, u.organisation_id
"""  # noqa: S608 - made of constants
_COUNTED = (
    *("id", "version", "name", "pinyin", "sector", "staff_count"),
    *("approved", "filled", "unlicensed"),
)
_CONDITIONS = {
    "organisations": "AND o.organisation_id = ANY(%(organisations)s)",
    "sector": "AND o.sector = %(sector)s",
    "after": "AND (o.pinyin, o.organisation_id) > (%(after_pinyin)s, %(after_id)s)",
}


class Next(Choice):
    """What is to be done about a unit's establishment."""

    COUNT_STAFF = "COUNT_STAFF", "登记在岗人数"
    APPROVE = "APPROVE", "核定员额"
    REDUCE = "REDUCE", "控超"
    FILL = "FILL", "补缺"
    LICENSE = "LICENSE", "持证"


@dataclass(frozen=True)
class Step:
    """One thing to be done, in words that say how many."""

    code: Next
    message: str


@dataclass(frozen=True)
class Unit:
    """A unit's establishment on a day.

    `approved` is null where no establishment was approved; `minimum` and `maximum` where there is no such
    bound, or none that can be known; `basis` says what they rest on.
    """

    id: UUID
    version: int
    name: str
    pinyin: str
    sector: str
    staff_count: int | None
    approved: int | None
    filled: int
    unlicensed: int
    minimum: int | None
    maximum: int | None
    basis: str
    needs_staff_count: bool = False

    @property
    def short(self) -> int:
        """How many approved places are empty."""
        return max((self.approved or 0) - self.filled, 0)

    @property
    def over(self) -> int:
        """How many are in post beyond the approved places."""
        return 0 if self.approved is None else max(self.filled - self.approved, 0)

    @property
    def below_minimum(self) -> int:
        """How many are missing to the minimum."""
        return max((self.minimum or 0) - self.filled, 0)

    @property
    def steps(self) -> list[Step]:
        """What is to be done, the most pressing first."""
        approved, found = self.approved, []
        if self.needs_staff_count:
            found.append(Step(Next.COUNT_STAFF, "未登记在岗人数，不能测算员额：请先登记"))
        if approved is None and self.minimum is not None:
            found.append(Step(Next.APPROVE, f"尚未核定员额：请核定不少于 {self.minimum} 名"))
        elif approved is not None and self.minimum is not None and approved < self.minimum:
            found.append(Step(Next.APPROVE, f"核定 {approved} 名，低于下限 {self.minimum} 名：请重新核定"))
        elif approved is not None and self.maximum is not None and approved > self.maximum:
            found.append(Step(Next.APPROVE, f"核定 {approved} 名，高于上限 {self.maximum} 名：请重新核定"))
        if self.over:
            found.append(Step(Next.REDUCE, f"超员 {self.over} 人：请逐步消化，不再进人"))
        if lacking := max(self.short, self.below_minimum):
            found.append(Step(Next.FILL, f"缺 {lacking} 人：请从中共正式党员中选配"))
        if self.unlicensed:
            found.append(Step(Next.LICENSE, f"{self.unlicensed} 人未持证：请列入培训名单并组织报考"))
        return found


@dataclass(frozen=True)
class Totals:
    """The establishment of several units together; `short` and `over` are summed unit by unit."""

    units: int
    approved: int
    filled: int
    short: int
    over: int
    units_below_minimum: int
    unlicensed: int


def plan(
    *,
    on: date,
    limit: int | None = None,
    after: tuple[str, UUID] | None = None,
    organisations: Collection[UUID] | None = None,
    sector: Sector | None = None,
    step: Next | None = None,
) -> list[Unit]:
    """Return units that stand on a day, by pinyin; two queries, however many.

    :param limit: None = all.
    :param after: pinyin and identifier of the row before the first.
    :param organisations: only these; None = all.
    :param step: only those for which this is to be done.
    :raises NoPolicy: if no policy is in force on the day.
    """
    policy = law.in_force(on)
    values: dict[str, Any] = {
        "on": on,
        "kind": LICENCE.code,
        "not_in_quota": [str(post) for post in NOT_IN_QUOTA],
        # What is to be done follows from the law, which the database does not know.
        "limit": limit if step is None else None,
    }
    given = []
    if organisations is not None:
        given.append("organisations")
        values["organisations"] = list(organisations)
    if sector is not None:
        given.append("sector")
        values["sector"] = sector.value
    if after is not None:
        given.append("after")
        values |= {"after_pinyin": after[0], "after_id": after[1]}
    sql = _UNITS.format(conditions=" ".join(_CONDITIONS[name] for name in given))
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        units = [_judged(row, policy) for row in cursor.fetchall()]
    if step is None:
        return units
    return [unit for unit in units if step in {one.code for one in unit.steps}][:limit]


def totals(units: Sequence[Unit]) -> Totals:
    """Return the sums of some units."""
    return Totals(
        units=len(units),
        approved=sum(unit.approved or 0 for unit in units),
        filled=sum(unit.filled for unit in units),
        short=sum(unit.short for unit in units),
        over=sum(unit.over for unit in units),
        units_below_minimum=sum(unit.below_minimum > 0 for unit in units),
        unlicensed=sum(unit.unlicensed for unit in units),
    )


def _judged(counted: tuple[Any, ...], policy: LicensingPolicy) -> Unit:
    """Return a unit with what the law says of it (`rules.quota`)."""
    found: dict[str, Any] = dict(zip(_COUNTED, counted, strict=True))
    sector, staff_count = Sector(found["sector"]), found["staff_count"]
    by_staff = sector_in(sector, (*policy.share_quota_sectors, *policy.per_head_quota_sectors))
    if staff_count is None and by_staff:
        return Unit(**found, minimum=None, maximum=None, basis="未登记在岗人数", needs_staff_count=True)
    asked = facts.Quota.read({"sector": sector.value, "staff_count": staff_count or 0})
    outcome = rules.quota(asked, policy).outcome
    bounds = {name: outcome[name] for name in ("minimum", "maximum", "basis")}
    return Unit(**found, **bounds)
