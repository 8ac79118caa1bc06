"""Figures of Fuquan's scheme: licences, who holds them, and the examinations for them (domain.md §4)."""

from dataclasses import replace

from core.indicators import credentials, training
from core.indicators.definition import PEOPLE_DIMENSIONS, UNIT_DIMENSIONS, Counts, Indicator, Kind, Rows
from core.indicators.fragments import TOUCHED_BY_POSTS, about_person, asked, in_force, within
from plugins.fuquan_licensing.clauses import SOURCE
from plugins.fuquan_licensing.credentials import LICENCE
from plugins.fuquan_licensing.growth import indicators as growth

_PUBLISHED = f"""
  JOIN fuquan_licensing_examination f ON f.record_id = e.id AND e.state = 'PUBLISHED' AND {within("e.on")}
"""
_EXAMINATIONS = f"""
SELECT 'EXAMINATION' AS kind, e.id AS record, NULL::uuid AS person_id, e.organisation_id, e.title AS label,
       f.level
  FROM core_examination e {_PUBLISHED}
 WHERE {asked("e.organisation_id")}
"""  # noqa: S608 - made of constants
_RESULTS = f"""
SELECT 'EXAMINATION_RESULT' AS kind, x.id AS record, x.person_id, x.organisation_id, e.title AS label,
       o.sector, f.level, {about_person(on="e.on")}, x.score >= e.pass_mark AS passed
  FROM core_examination e {_PUBLISHED}
  JOIN core_examinationresult x ON x.examination_id = e.id
   AND x.superseded_at IS NULL AND x.attendance = 'PRESENT'
  JOIN core_person s ON s.id = x.person_id
  LEFT JOIN core_organisationperiod o ON o.organisation_id = x.organisation_id AND {in_force("o", on="e.on")}
 WHERE {asked("x.organisation_id")}
"""  # noqa: S608 - made of constants
_EXAMINED = ("core_examination", "fuquan_licensing_examination")
_LICENSED = credentials.holders(LICENCE, among="w.full_time", of=training.of_workers(training.IN_YEAR))
_TRAINED = replace(
    _LICENSED,
    see=(*_LICENSED.see, "training.see"),
    touched_by=(*_LICENSED.touched_by, "core_trainingsession", "core_trainingattendance"),
)
# What falls due today may still be received today: until then it is neither in time nor late.
_FILINGS = f"""
SELECT 'CHANGE' AS kind, c.id AS record, c.person_id, c.organisation_id, b.title AS label, o.sector, o.level,
       coalesce(c.received_on <= b.due_on, false) AS in_time
  FROM fuquan_licensing_change c
  JOIN core_obligation b ON b.id = c.filing_id AND {within("b.due_on")}
   AND (b.cancelled_on IS NULL OR b.cancelled_on > b.due_on)
  LEFT JOIN core_organisationperiod o ON o.organisation_id = c.organisation_id
   AND {in_force("o", on="b.due_on")}
 WHERE {asked("c.organisation_id")}
   AND NOT (%(running)s AND b.due_on = %(on)s::date AND c.received_on IS NULL)
"""  # noqa: S608 - made of constants

INDICATORS = (
    Indicator(
        code="licensed_share",
        title="专职党务工作者持有效资格证书的比例",
        unit="比例",
        kind=Kind.STOCK,
        counts=Counts.PEOPLE,
        rows=credentials.holders(LICENCE, among="w.full_time"),
        numerator="r.holds::int",
        denominator="1",
        clause=SOURCE,
    ),
    Indicator(
        code="licences",
        title="有效资格证书",
        unit="本",
        kind=Kind.STOCK,
        counts=Counts.PEOPLE,
        rows=credentials.valid(LICENCE),
        numerator="1",
        clause=SOURCE,
    ),
    Indicator(
        code="examinations",
        title="持证上岗考试场次",
        unit="场",
        kind=Kind.FLOW,
        counts=Counts.SESSIONS,
        rows=Rows(sql=_EXAMINATIONS, see=("assessments.see",), touched_by=_EXAMINED),
        numerator="1",
        clause=SOURCE,
        dimensions=("level",),
    ),
    Indicator(
        code="exam_pass_share",
        title="持证上岗考试合格人次占参加考试人次的比例",
        unit="比例",
        kind=Kind.FLOW,
        counts=Counts.PEOPLE,
        rows=Rows(
            sql=_RESULTS,
            see=("assessments.see", "people.see"),
            touched_by=(*TOUCHED_BY_POSTS, *_EXAMINED, "core_examinationresult"),
        ),
        numerator="r.passed::int",
        denominator="1",
        clause=SOURCE,
        dimensions=PEOPLE_DIMENSIONS,
    ),
    Indicator(
        code="unlicensed_in_training_share",
        title="未持证专职党务工作者本年参加培训的比例",
        unit="比例",
        kind=Kind.STOCK,
        counts=Counts.PEOPLE,
        rows=_TRAINED,
        numerator="(NOT r.holds AND r.sessions > 0)::int",
        denominator="(NOT r.holds)::int",
        clause=SOURCE,
    ),
    Indicator(
        code="filings_on_time_share",
        title="本期到期的变动备案中按时收到的比例",
        unit="比例",
        kind=Kind.FLOW,
        counts=Counts.OBLIGATIONS,
        rows=Rows(
            sql=_FILINGS,
            see=("schemes.see",),
            touched_by=("fuquan_licensing_change", "core_obligation", "core_organisationperiod"),
        ),
        numerator="r.in_time::int",
        denominator="1",
        clause=SOURCE,
        dimensions=UNIT_DIMENSIONS,
    ),
    *growth.INDICATORS,
)
"""The dimension `level` is that of the licence, in `licensed_share` that of the organisation."""
