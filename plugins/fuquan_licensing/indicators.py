"""Figures of Fuquan's scheme: licences, who holds them, and the examinations for them (domain.md §4)."""

from core.indicators import credentials
from core.indicators.definition import PEOPLE_DIMENSIONS, Counts, Indicator, Kind, Rows
from core.indicators.fragments import TOUCHED_BY_POSTS, about_person, asked, in_force, within
from plugins.fuquan_licensing.clauses import SOURCE
from plugins.fuquan_licensing.credentials import LICENCE

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
)
"""The dimension `level` is that of the licence, in `licensed_share` that of the organisation."""
