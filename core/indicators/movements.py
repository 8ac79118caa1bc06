"""Indicators of people who came and went during a period (domain.md §2.5)."""

from core.appointments.models import EndReason
from core.indicators.definition import PEOPLE_DIMENSIONS, Counts, Indicator, Kind, Rows
from core.indicators.fragments import TOUCHED_BY_POSTS, about_person, asked, called, in_force, within

_LAST_DAY = "(a.until_on - 1)"
_ENDED = f"""
SELECT 'APPOINTMENT' AS kind, a.id AS record, a.person_id, a.organisation_id,
       {called("a.end_reason", EndReason.choices)} AS label, o.sector, o.level, {about_person(on=_LAST_DAY)},
       a.end_reason
  FROM core_appointment a
  JOIN core_person s ON s.id = a.person_id
  LEFT JOIN core_organisationperiod o ON o.organisation_id = a.organisation_id
   AND {in_force("o", on=_LAST_DAY)}
 WHERE a.counts_as_worker AND {within("a.until_on")} AND {asked("a.organisation_id")}
"""  # noqa: S608 - made of constants
_ENTERED = f"""
SELECT 'PERSON' AS kind, s.id AS record, s.id AS person_id, a.organisation_id, NULL::text AS label,
       o.sector, o.level, {about_person(on="a.from_on")},
       s.id IN (SELECT b.person_id FROM core_appointment b
                 WHERE b.counts_as_worker AND {in_force("b")}) AS retained
  FROM (
       SELECT DISTINCT ON (a.person_id) a.person_id, a.organisation_id, a.from_on
         FROM core_appointment a WHERE a.counts_as_worker
        ORDER BY a.person_id, a.from_on, a.basis = 'FULL_TIME' DESC, a.id
       ) a
  JOIN core_person s ON s.id = a.person_id
  LEFT JOIN core_organisationperiod o ON o.organisation_id = a.organisation_id
   AND {in_force("o", on="a.from_on")}
 WHERE {within("a.from_on")} AND {asked("a.organisation_id")}
"""  # noqa: S608 - made of constants

ENDED = Rows(sql=_ENDED, see=("people.see",), touched_by=TOUCHED_BY_POSTS)
ENTERED = Rows(sql=_ENTERED, see=("people.see",), touched_by=TOUCHED_BY_POSTS)

INDICATORS = (
    Indicator(
        code="departures",
        title="离职和本人申请转岗人次",
        unit="人次",
        kind=Kind.FLOW,
        counts=Counts.PEOPLE,
        rows=ENDED,
        numerator="(r.end_reason IN ('RESIGNED', 'TRANSFER_REQUESTED'))::int",
        clause="核心规则：党务工作者",
        dimensions=PEOPLE_DIMENSIONS,
    ),
    Indicator(
        code="retention_share",
        title="本期首次任职的人员期末仍在任的比例",
        unit="比例",
        kind=Kind.DISTINCT,
        counts=Counts.PEOPLE,
        rows=ENTERED,
        numerator="r.retained::int",
        denominator="1",
        clause="核心规则：党务工作者",
        dimensions=PEOPLE_DIMENSIONS,
    ),
)
