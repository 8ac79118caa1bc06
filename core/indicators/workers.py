"""Indicators of the people at work on the last day of a period (domain.md §2.5).

A worker is a person with at least one appointment in force that counts as one; each is counted once, where
the main appointment is: a full-time one, else the one that began first.
"""

from core.appointments.models import EntryChannel
from core.indicators.definition import PEOPLE_DIMENSIONS, Counts, Indicator, Kind, Rows
from core.indicators.fragments import (
    TOUCHED_BY_POSTS,
    about_person,
    age,
    asked,
    band,
    called,
    in_force,
    years,
)

_PARTY_WORK = years("s.party_work_since")

SQL = f"""
SELECT 'PERSON' AS kind, s.id AS record, s.id AS person_id, a.organisation_id,
       {called("a.entry_channel", EntryChannel.choices)} AS label, o.sector, o.level, o.division_code,
       {about_person()},
       a.full_time, a.posts, a.entry_channel, {age()} AS age, {years("s.full_member_since")} AS party_age,
       {band(_PARTY_WORK, lowest="party_work_from", names="party_work_bands")} AS party_work_band
  FROM (
       SELECT DISTINCT ON (a.person_id) a.person_id, a.organisation_id, a.entry_channel,
              bool_or(a.basis = 'FULL_TIME') OVER posts AS full_time, count(*) OVER posts AS posts
         FROM core_appointment a
        WHERE a.counts_as_worker AND {in_force("a")} AND {asked("a.organisation_id")}
       WINDOW posts AS (PARTITION BY a.person_id)
        ORDER BY a.person_id, a.basis = 'FULL_TIME' DESC, a.from_on, a.id
       ) a
  JOIN core_person s ON s.id = a.person_id
  LEFT JOIN core_organisationperiod o ON o.organisation_id = a.organisation_id AND {in_force("o")}
"""  # noqa: S608 - made of constants
"""One row per worker; schemes put it into statements of their own, for shares of all workers."""

ROWS = Rows(sql=SQL, see=("people.see",), touched_by=TOUCHED_BY_POSTS)

_COLLEGE = "(r.education IN ('COLLEGE', 'BACHELOR', 'GRADUATE'))::int"
_BACHELOR = "(r.education IN ('BACHELOR', 'GRADUATE'))::int"


def _indicator(
    code: str,
    title: str,
    numerator: str = "1",
    *,
    of: str | None = "1",
    unit: str = "比例",
    own: tuple[str, ...] = (),
    nested_in: str = "",
    apart_from: str = "",
    amount: bool = False,
) -> Indicator:
    """Return an indicator of workers; `of` says which of them the share is of, None makes a count."""
    return Indicator(
        code=code,
        title=title,
        unit=unit,
        kind=Kind.STOCK,
        counts=Counts.PEOPLE,
        rows=ROWS,
        numerator=numerator,
        denominator=of,
        clause="核心规则：党务工作者",
        dimensions=(*PEOPLE_DIMENSIONS, *own),
        nested_in=nested_in,
        apart_from=apart_from,
        amount=amount,
    )


INDICATORS = (
    _indicator("workers", "党务工作者人数", of=None, unit="人"),
    _indicator("fulltime_share", "专职党务工作者占比", "r.full_time::int"),
    _indicator("parttime_share", "兼职党务工作者占比", "(NOT r.full_time)::int"),
    _indicator("multi_post_share", "担任两个以上岗位的党务工作者占比", "(r.posts > 1)::int"),
    _indicator("education_college_share", "大专以上学历占比", _COLLEGE),
    _indicator(
        "education_bachelor_share", "本科以上学历占比", _BACHELOR, nested_in="education_college_share"
    ),
    _indicator("age_35_share", "35 周岁以下占比", "(r.age <= 35)::int"),
    _indicator("age_50_share", "50 周岁以上占比", "(r.age >= 50)::int", apart_from="age_35_share"),
    _indicator(
        "average_age",
        "平均年龄（已登记出生日期的人员）",
        "r.age",
        of="(r.age IS NOT NULL)::int",
        unit="周岁",
        nested_in="workers",
        amount=True,
    ),
    _indicator("party_age_15_share", "党龄满 15 年占比", "(r.party_age >= 15)::int"),
    _indicator("party_work_band", "从事党务工作年限分布", of=None, unit="人", own=("party_work_band",)),
    _indicator("entry_channel", "进入方式分布", of=None, unit="人", own=("entry_channel",)),
    _indicator("elected_share", "选举产生的占比", "(r.entry_channel = 'ELECTED')::int"),
)
