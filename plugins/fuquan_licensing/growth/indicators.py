"""Figures of shadowing, mentoring and degree study (domain.md §4)."""

from core.indicators.definition import PEOPLE_DIMENSIONS, Counts, Indicator, Kind, Rows
from core.indicators.fragments import TOUCHED_BY_POSTS, about_person, asked, called, in_force, within
from plugins.fuquan_licensing.clauses import SOURCE
from plugins.fuquan_licensing.growth.vocabulary import HostLevel, Route

_SEE = ("schemes.see", "people.see")
_SHADOWING = ("fuquan_licensing_placement", "fuquan_licensing_shadowingbatch")
_APPROVED = f"""
  FROM fuquan_licensing_placement l
  JOIN fuquan_licensing_shadowingbatch b ON b.id = l.batch_id AND {within("b.from_on")}
"""


def _names(kind: type[HostLevel] | type[Route]) -> list[tuple[str, str]]:
    return [(choice.value, choice.label) for choice in kind]


_PLACEMENTS = f"""
SELECT 'PLACEMENT' AS kind, l.id AS record, l.person_id, l.organisation_id,
       {called("l.host_level", _names(HostLevel))} AS label, o.sector, o.level,
       {about_person(on="b.from_on")}, l.host_level
  {_APPROVED}
  JOIN core_person s ON s.id = l.person_id
  LEFT JOIN core_organisationperiod o ON o.organisation_id = l.organisation_id
   AND {in_force("o", on="b.from_on")}
 WHERE l.state = 'APPROVED' AND {asked("l.organisation_id")}
"""
_BATCHES = f"""
SELECT DISTINCT 'SHADOWING_BATCH' AS kind, b.id AS record, NULL::uuid AS person_id,
       NULL::uuid AS organisation_id, b.title AS label
  {_APPROVED}
 WHERE l.state = 'APPROVED' AND {asked("l.organisation_id")}
"""


def _running(table: str, person: str, *, label: str, more: str = "") -> Rows:
    """Return people with a row in force on some day of the period, each once with the last such row."""
    return Rows(
        sql=f"""
        SELECT DISTINCT ON (g.{person}) 'PERSON' AS kind, g.{person} AS record, g.{person} AS person_id,
               g.organisation_id, {label} AS label, o.sector, o.level, {about_person()}{more}
          FROM {table} g
          JOIN core_person s ON s.id = g.{person}
          LEFT JOIN core_organisationperiod o ON o.organisation_id = g.organisation_id AND {in_force("o")}
         WHERE g.from_on < %(until_on)s::date
           AND (g.until_on IS NULL OR g.until_on > %(from_on)s::date)
           AND {asked("g.organisation_id")}
         ORDER BY g.{person}, g.from_on DESC, g.id
        """,  # noqa: S608 - made of names written in code
        see=_SEE,
        touched_by=(*TOUCHED_BY_POSTS, table),
    )


INDICATORS = (
    Indicator(
        code="shadowing_people",
        title="跟岗锻炼人次",
        unit="人次",
        kind=Kind.FLOW,
        counts=Counts.PEOPLE,
        rows=Rows(sql=_PLACEMENTS, see=_SEE, touched_by=(*TOUCHED_BY_POSTS, *_SHADOWING)),
        numerator="1",
        clause=SOURCE,
        dimensions=(*PEOPLE_DIMENSIONS, "host_level"),
    ),
    Indicator(
        code="shadowing_batches",
        title="跟岗锻炼批次",
        unit="批",
        kind=Kind.FLOW,
        counts=Counts.SESSIONS,
        rows=Rows(sql=_BATCHES, see=("schemes.see",), touched_by=_SHADOWING),
        numerator="1",
        clause=SOURCE,
        dimensions=(),
    ),
    Indicator(
        code="mentored_people",
        title="本期接受结对帮带的人数",
        unit="人",
        kind=Kind.DISTINCT,
        counts=Counts.PEOPLE,
        rows=_running("fuquan_licensing_mentoring", "mentee_id", label="NULL::text"),
        numerator="1",
        clause=SOURCE,
    ),
    Indicator(
        code="degree_study_people",
        title="本期在读提升学历的人数",
        unit="人",
        kind=Kind.DISTINCT,
        counts=Counts.PEOPLE,
        rows=_running(
            "fuquan_licensing_degreestudy",
            "person_id",
            label=called("g.route", _names(Route)),
            more=", g.route",
        ),
        numerator="1",
        clause=SOURCE,
        dimensions=(*PEOPLE_DIMENSIONS, "route"),
    ),
)
