"""Indicators of the appraisal of people (domain.md §2.5).

A year shows what its annual cycles found, a quarter what its quarterly ones did; months have no cycles. Only
published grades count, whenever they were published.
"""

from core.indicators import workers
from core.indicators.definition import PEOPLE_DIMENSIONS, Counts, Indicator, Kind, Rows
from core.indicators.fragments import TOUCHED_BY_POSTS, about_person, asked, called, in_force
from core.policy.vocabulary import PersonGrade

_OF_PERIOD = """
    x.person_id IS NOT NULL AND x.withdrawn_reason = '' AND x.grade <> '' AND c.state = 'PUBLISHED'
    AND c.year = extract(year FROM %(from_on)s::date)
    AND CASE %(length)s WHEN 'YEAR' THEN c.quarter IS NULL
                        WHEN 'QUARTER' THEN c.quarter = extract(quarter FROM %(from_on)s::date)
                        ELSE false END
"""
# Somebody graded in two cycles of one period counts once, by the later publication.
_GRADED = f"""
SELECT DISTINCT ON (x.person_id) 'PERSON' AS kind, s.id AS record, s.id AS person_id, x.organisation_id,
       {called("x.grade", ((grade.value, grade.label) for grade in PersonGrade))} AS label,
       x.sector, o.level, {about_person()}, x.grade
  FROM core_assessment x
  JOIN core_assessmentcycle c ON c.id = x.cycle_id
  JOIN core_person s ON s.id = x.person_id
  LEFT JOIN core_organisationperiod o ON o.organisation_id = x.organisation_id AND {in_force("o")}
 WHERE {_OF_PERIOD} AND {asked("x.organisation_id")}
 ORDER BY x.person_id, c.published_on DESC, x.id DESC
"""  # noqa: S608 - made of constants
_WORKERS = f"""
SELECT w.*, w.person_id IN (
           SELECT x.person_id FROM core_assessment x JOIN core_assessmentcycle c ON c.id = x.cycle_id
            WHERE {_OF_PERIOD}
       ) AS appraised
  FROM ({workers.SQL}) w
"""  # noqa: S608 - made of constants
_SEE = ("assessments.see", "people.see")
_TOUCHED_BY = (*TOUCHED_BY_POSTS, "core_assessment", "core_assessmentcycle")

GRADED = Rows(sql=_GRADED, see=_SEE, touched_by=_TOUCHED_BY)
WORKERS = Rows(sql=_WORKERS, see=_SEE, touched_by=_TOUCHED_BY)

INDICATORS = (
    Indicator(
        code="appraised_share",
        title="期末在任党务工作者本期已考核的比例",
        unit="比例",
        kind=Kind.DISTINCT,
        counts=Counts.PEOPLE,
        rows=WORKERS,
        numerator="r.appraised::int",
        denominator="1",
        clause="核心规则：考核",
    ),
    Indicator(
        code="grade",
        title="考核等次分布",
        unit="人",
        kind=Kind.DISTINCT,
        counts=Counts.PEOPLE,
        rows=GRADED,
        numerator="1",
        clause="核心规则：考核",
        dimensions=(*PEOPLE_DIMENSIONS, "grade"),
    ),
    Indicator(
        code="excellent_share",
        title="优秀等次占已考核人数的比例",
        unit="比例",
        kind=Kind.DISTINCT,
        counts=Counts.PEOPLE,
        rows=GRADED,
        numerator="(r.grade = 'EXCELLENT')::int",
        denominator="1",
        clause="核心规则：考核",
    ),
)
