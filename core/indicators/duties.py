"""Indicators of obligations that fell due during a period (domain.md §2.5)."""

from core.indicators.definition import UNIT_DIMENSIONS, Counts, Indicator, Kind, Rows
from core.indicators.fragments import asked, in_force, within

# What falls due today may still be fulfilled today: until then it is neither in time nor overdue.
_SQL = f"""
SELECT 'OBLIGATION' AS kind, b.id AS record, b.person_id, b.organisation_id, b.title AS label,
       o.sector, o.level, b.kind AS obligation_kind,
       b.fulfilled_on IS NULL OR b.fulfilled_on > b.due_on AS overdue
  FROM core_obligation b
  LEFT JOIN core_organisationperiod o ON o.organisation_id = b.organisation_id
   AND {in_force("o", on="b.due_on")}
 WHERE {within("b.due_on")} AND {asked("b.organisation_id")}
   AND (b.cancelled_on IS NULL OR b.cancelled_on > b.due_on)
   AND NOT (%(running)s AND b.due_on = %(on)s::date AND b.fulfilled_on IS NULL)
"""  # noqa: S608 - made of constants

ROWS = Rows(sql=_SQL, see=("obligations.see",), touched_by=("core_obligation", "core_organisationperiod"))

INDICATORS = (
    Indicator(
        code="obligations_overdue_share",
        title="本期到期的待办中逾期（到期日未办结）的比例",
        unit="比例",
        kind=Kind.FLOW,
        counts=Counts.OBLIGATIONS,
        rows=ROWS,
        numerator="r.overdue::int",
        denominator="1",
        clause="核心规则：待办",
        dimensions=(*UNIT_DIMENSIONS, "obligation_kind"),
    ),
)
