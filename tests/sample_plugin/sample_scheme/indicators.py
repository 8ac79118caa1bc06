"""Figures of the sample scheme."""

from core.indicators.definition import UNIT_DIMENSIONS, Counts, Indicator, Kind, Rows
from core.indicators.fragments import TOUCHED_BY_POSTS, in_force, main_post, within

VISITORS = Indicator(
    code="sample_visitors",
    title="走访人数",
    unit="人",
    kind=Kind.DISTINCT,
    counts=Counts.PEOPLE,
    rows=Rows(
        sql=f"""
        SELECT 'PERSON' AS kind, v.person_id AS record, v.person_id, w.organisation_id, NULL::text AS label,
               o.sector, o.level
          FROM (SELECT DISTINCT person_id FROM sample_scheme_samplevisit WHERE {within("paid_on")}) v
          LEFT JOIN LATERAL ({main_post("v.person_id")}) w ON true
          LEFT JOIN core_organisationperiod o ON o.organisation_id = w.organisation_id AND {in_force("o")}
         WHERE %(organisations)s::uuid[] IS NULL OR w.organisation_id IS NOT NULL
        """,
        see=("people.see",),
        touched_by=(*TOUCHED_BY_POSTS, "sample_scheme_samplevisit"),
    ),
    numerator="1",
    clause="示例办法",
    dimensions=UNIT_DIMENSIONS,
)
