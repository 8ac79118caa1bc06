"""Indicators of the establishment on the last day of a period (domain.md §2.5)."""

from core.appointments.models import Post
from core.indicators.definition import UNIT_DIMENSIONS, Counts, Indicator, Kind, Rows
from core.indicators.fragments import asked, called, in_force

_TITLE = called("q.post", Post.choices)

# Places are vacant for long that are vacant on each of the days since the one before the last of which
# `vacancy_days` are full. How many are vacant can only grow less on a first day of a post or on a day on
# which an approval begins or ends, so it is enough to look at these.
_LONG_VACANT = f"""
    SELECT min(greatest(coalesce(x.places, 0) - (
               SELECT count(*) FROM core_appointment a
                WHERE a.organisation_id = q.organisation_id AND a.post = q.post AND a.basis = 'FULL_TIME'
                  AND {in_force("a", on="d.day")}
               ), 0)) AS long_vacant
      FROM (
           SELECT f.first AS day
           UNION SELECT a.from_on FROM core_appointment a
                  WHERE a.organisation_id = q.organisation_id AND a.post = q.post AND a.basis = 'FULL_TIME'
           UNION SELECT z.from_on FROM core_quota z
                  WHERE z.organisation_id = q.organisation_id AND z.post = q.post AND z.superseded_at IS NULL
           UNION SELECT z.until_on FROM core_quota z
                  WHERE z.organisation_id = q.organisation_id AND z.post = q.post AND z.superseded_at IS NULL
           ) d
      LEFT JOIN core_quota x ON x.organisation_id = q.organisation_id AND x.post = q.post
       AND x.superseded_at IS NULL AND {in_force("x", on="d.day")}
     WHERE d.day BETWEEN f.first AND %(on)s::date
"""  # noqa: S608 - made of constants
_SQL = f"""
SELECT 'QUOTA' AS kind, q.id AS record, NULL::uuid AS person_id, q.organisation_id, {_TITLE} AS label,
       o.sector, o.level, q.places, v.long_vacant, 0 AS filled
  FROM core_quota q
 CROSS JOIN (SELECT %(on)s::date - %(vacancy_days)s::int - 1 AS first) f
 CROSS JOIN LATERAL ({_LONG_VACANT}) v
  JOIN core_organisationperiod o ON o.organisation_id = q.organisation_id AND {in_force("o")}
 WHERE q.superseded_at IS NULL AND {in_force("q")} AND {asked("q.organisation_id")}
UNION ALL
SELECT 'PERSON', a.person_id, a.person_id, a.organisation_id, {_TITLE}, o.sector, o.level, 0, 0, 1
  FROM core_appointment a
  JOIN core_quota q ON q.organisation_id = a.organisation_id AND q.post = a.post
   AND q.superseded_at IS NULL AND {in_force("q")}
  JOIN core_organisationperiod o ON o.organisation_id = a.organisation_id AND {in_force("o")}
 WHERE a.basis = 'FULL_TIME' AND {in_force("a")} AND {asked("a.organisation_id")}
"""  # noqa: S608 - made of constants

ROWS = Rows(
    sql=_SQL,
    see=("organisations.see", "people.see"),
    touched_by=("core_quota", "core_appointment", "core_organisationperiod", "core_policyversion"),
)


def _indicator(
    code: str, title: str, numerator: str, *, of: str | None = None, unit: str, counts: Counts = Counts.PLACES
) -> Indicator:
    return Indicator(
        code=code,
        title=title,
        unit=unit,
        kind=Kind.STOCK,
        counts=counts,
        rows=ROWS,
        numerator=numerator,
        denominator=of,
        clause="核心规则：员额",
        dimensions=UNIT_DIMENSIONS,
    )


INDICATORS = (
    _indicator("quota", "核定员额", "r.places", unit="个"),
    _indicator(
        "quota_filled",
        "员额内专职在任人数占核定员额的比例",
        "r.filled",
        of="r.places",
        unit="比例",
        counts=Counts.PEOPLE,
    ),
    _indicator(
        "vacancies_over_90_days", "长期空缺的员额（空缺超过规定天数，默认 90 天）", "r.long_vacant", unit="个"
    ),
)
