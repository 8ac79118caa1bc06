"""Figures about the reports themselves: which tenants reported a quarter or a year, and which in time.

Each tenant counts its own, so that they add up over regions like any other figure. Periods that run, and
months, are not reported and have no such figures.
"""

from core.indicators.definition import Counts, Indicator, Kind, Rows

TABLE = "statistics_report"

_SQL = """
SELECT 'REPORT' AS kind, r.id AS record, NULL::uuid AS person_id, NULL::uuid AS organisation_id,
       NULL::text AS label, coalesce(r.state IN ('SUBMITTED', 'FROZEN'), false) AS reported,
       coalesce(r.first_submitted_on <= r.due_on, false) AS in_time
  FROM (SELECT) AS period
  LEFT JOIN public.statistics_reports() r
    ON r.from_on = %(from_on)s::date AND r.until_on = %(until_on)s::date
 WHERE NOT %(running)s AND %(length)s <> 'MONTH' AND %(organisations)s::uuid[] IS NULL
"""

_ROWS = Rows(sql=_SQL, see=("statistics.see",), touched_by=(TABLE,))


def _indicator(code: str, title: str, numerator: str, *, of: str) -> Indicator:
    return Indicator(
        code=code,
        title=title,
        unit="比例",
        kind=Kind.FLOW,
        counts=Counts.ORGANISATIONS,
        rows=_ROWS,
        numerator=numerator,
        denominator=of,
        clause="核心规则：统计期间的报送",
        dimensions=(),
    )


INDICATORS = (
    _indicator("reporting_rate", "已报送的单位占应报送单位的比例", "r.reported::int", of="1"),
    _indicator(
        "reporting_timeliness",
        "按时报送的单位占已报送单位的比例（以首次报送日为准）",
        "(r.reported AND r.in_time)::int",
        of="r.reported::int",
    ),
)
CODES = frozenset(one.code for one in INDICATORS)
