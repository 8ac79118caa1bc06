"""Indicators of the establishment on the last day of a period (domain.md §2.5)."""

from core.appointments.models import Post
from core.indicators.definition import UNIT_DIMENSIONS, Counts, Indicator, Kind, Rows
from core.indicators.fragments import asked, called, in_force

_TITLE = called("q.post", Post.choices)

# A place is vacant for long that is vacant on each day since the one before the last of which `vacancy_days`
# are full. Places and who fills them are summed up from turn to turn, without
# joins, so that the plan is the same whatever the database knows of the tables.
_FIRST = "(%(on)s::date - %(vacancy_days)s::int - 1)"
_TOUCHING = f"z.from_on <= %(on)s::date AND (z.until_on IS NULL OR z.until_on > {_FIRST})"
_TURNS = f"""
    SELECT z.organisation_id, z.post, {_FIRST} AS day, 0 AS places, 0 AS filled
      FROM core_quota z WHERE z.superseded_at IS NULL AND {in_force("z")}
    UNION ALL
    SELECT z.organisation_id, z.post, greatest(z.from_on, {_FIRST}), z.places, 0
      FROM core_quota z WHERE z.superseded_at IS NULL AND {_TOUCHING}
    UNION ALL
    SELECT z.organisation_id, z.post, z.until_on, -z.places, 0
      FROM core_quota z WHERE z.superseded_at IS NULL AND {_TOUCHING} AND z.until_on <= %(on)s::date
    UNION ALL
    SELECT z.organisation_id, z.post, greatest(z.from_on, {_FIRST}), 0, 1
      FROM core_appointment z WHERE z.basis = 'FULL_TIME' AND {_TOUCHING}
    UNION ALL
    SELECT z.organisation_id, z.post, z.until_on, 0, -1
      FROM core_appointment z
     WHERE z.basis = 'FULL_TIME' AND {_TOUCHING} AND z.until_on <= %(on)s::date
"""  # noqa: S608 - made of constants
_SQL = f"""
WITH vacant AS MATERIALIZED (
    SELECT d.organisation_id, d.post, min(greatest(d.places - d.filled, 0)) AS places
      FROM (
           SELECT t.organisation_id, t.post, sum(sum(t.places)) OVER until_day AS places,
                  sum(sum(t.filled)) OVER until_day AS filled
             FROM ({_TURNS}) t GROUP BY t.organisation_id, t.post, t.day
           WINDOW until_day AS (PARTITION BY t.organisation_id, t.post ORDER BY t.day)
           ) d
     GROUP BY d.organisation_id, d.post
)
SELECT 'QUOTA' AS kind, q.id AS record, NULL::uuid AS person_id, q.organisation_id, {_TITLE} AS label,
       o.sector, o.level, q.places, v.places AS long_vacant, 0 AS filled
  FROM core_quota q
  JOIN vacant v ON v.organisation_id = q.organisation_id AND v.post = q.post
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
