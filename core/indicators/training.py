"""Indicators of training (domain.md §2.5). A session belongs to the period in which it ends."""

from core.indicators import workers
from core.indicators.definition import PEOPLE_DIMENSIONS, UNIT_DIMENSIONS, Counts, Indicator, Kind, Rows
from core.indicators.fragments import TOUCHED_BY_POSTS, about_person, asked, in_force, main_post, within

IN_PERIOD = within("t.last_on")
IN_YEAR = "(t.last_on >= date_trunc('year', %(on)s::date) AND t.last_on < %(until_on)s::date)"
"""Sessions of the calendar year up to the last day, for what is asked of people by the year."""

_TABLES = ("core_trainingsession", "core_trainingattendance")
_ATTENDED = """
    FROM core_trainingattendance a
    JOIN core_trainingsession t ON t.id = a.session_id AND t.cancelled_on IS NULL AND a.attended_days > 0
"""
_SESSIONS = f"""
SELECT 'TRAINING_SESSION' AS kind, t.id AS record, NULL::uuid AS person_id, t.organiser_id AS organisation_id,
       t.title AS label, o.sector, o.level, t.level AS training_level, t.kind AS training_kind,
       t.evaluated_on IS NOT NULL AS evaluated
  FROM core_trainingsession t
  LEFT JOIN core_organisationperiod o ON o.organisation_id = t.organiser_id
   AND {in_force("o", on="t.last_on")}
 WHERE t.cancelled_on IS NULL AND {IN_PERIOD} AND {asked("t.organiser_id")}
"""  # noqa: S608 - made of constants
_ATTENDANCES = f"""
SELECT 'TRAINING_ATTENDANCE' AS kind, a.id AS record, a.person_id, w.organisation_id, t.title AS label,
       o.sector, o.level, {about_person(on="t.last_on")}, t.level AS training_level, t.kind AS training_kind,
       t.last_on, t.id AS session_id
  {_ATTENDED}
  JOIN core_person s ON s.id = a.person_id
  LEFT JOIN LATERAL ({main_post("a.person_id", on="t.last_on")}) w ON true
  LEFT JOIN core_organisationperiod o ON o.organisation_id = w.organisation_id
   AND {in_force("o", on="t.last_on")}
 WHERE {IN_PERIOD} AND (%(organisations)s::uuid[] IS NULL OR w.organisation_id IS NOT NULL)
"""
_PEOPLE = f"""
SELECT DISTINCT ON (a.person_id) 'PERSON' AS kind, a.person_id AS record, a.person_id, a.organisation_id,
       a.label, a.sector, a.level, a.sex, a.education, a.age_band
  FROM ({_ATTENDANCES}) a
 ORDER BY a.person_id, a.last_on DESC, a.session_id
"""  # noqa: S608 - made of constants


def of_workers(sessions: str) -> str:
    """Return the rows of workers, each with `sessions` and `days` of training attended.

    :param sessions: condition on a session `t`.
    """
    return f"""
        SELECT w.*, coalesce(y.sessions, 0) AS sessions, coalesce(y.days, 0) AS days
          FROM ({workers.SQL}) w
          LEFT JOIN (
               SELECT a.person_id, count(*) AS sessions, sum(a.attended_days) AS days
                 {_ATTENDED} WHERE {sessions} GROUP BY a.person_id
               ) y ON y.person_id = w.person_id
    """  # noqa: S608 - made of conditions written in code


SESSIONS = Rows(
    sql=_SESSIONS, see=("training.see",), touched_by=("core_trainingsession", "core_organisationperiod")
)
ATTENDANCES = Rows(
    sql=_ATTENDANCES, see=("training.see", "people.see"), touched_by=(*TOUCHED_BY_POSTS, *_TABLES)
)
PEOPLE = Rows(sql=_PEOPLE, see=("training.see", "people.see"), touched_by=(*TOUCHED_BY_POSTS, *_TABLES))
WORKERS = Rows(
    sql=of_workers(IN_PERIOD),
    see=("training.see", "people.see"),
    touched_by=(*TOUCHED_BY_POSTS, *_TABLES),
)


def _indicator(
    code: str,
    title: str,
    numerator: str = "1",
    *,
    of: str | None = None,
    unit: str,
    kind: Kind,
    counts: Counts = Counts.PEOPLE,
    rows: Rows,
    dimensions: tuple[str, ...] = PEOPLE_DIMENSIONS,
    amount: bool = False,
) -> Indicator:
    return Indicator(
        code=code,
        title=title,
        unit=unit,
        kind=kind,
        counts=counts,
        rows=rows,
        numerator=numerator,
        denominator=of,
        clause="核心规则：教育培训",
        dimensions=dimensions,
        amount=amount,
    )


_OWN = ("training_level", "training_kind")

INDICATORS = (
    _indicator(
        "training_sessions",
        "培训班次",
        unit="期",
        kind=Kind.FLOW,
        counts=Counts.SESSIONS,
        rows=SESSIONS,
        dimensions=(*UNIT_DIMENSIONS, *_OWN),
    ),
    _indicator(
        "training_attendances",
        "参训人次",
        unit="人次",
        kind=Kind.FLOW,
        rows=ATTENDANCES,
        dimensions=(*PEOPLE_DIMENSIONS, *_OWN),
    ),
    _indicator("trained_people", "参训人数", unit="人", kind=Kind.DISTINCT, rows=PEOPLE),
    _indicator(
        "training_participation_share",
        "期末在任党务工作者本期参训的比例",
        "(r.sessions > 0)::int",
        of="1",
        unit="比例",
        kind=Kind.DISTINCT,
        rows=WORKERS,
    ),
    _indicator(
        "training_days_per_head",
        "期末在任党务工作者本期人均参训天数",
        "r.days",
        of="1",
        unit="天",
        kind=Kind.DISTINCT,
        rows=WORKERS,
        amount=True,
    ),
    _indicator(
        "training_evaluated_share",
        "本期培训班次已评估的比例",
        "r.evaluated::int",
        of="1",
        unit="比例",
        kind=Kind.FLOW,
        counts=Counts.SESSIONS,
        rows=SESSIONS,
        dimensions=(*UNIT_DIMENSIONS, *_OWN),
    ),
)
