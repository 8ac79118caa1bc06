"""Indicators of organisations as they stood on the last day of a period (domain.md §2.5)."""

from core.indicators.definition import UNIT_DIMENSIONS, Counts, Indicator, Kind, Rows
from core.indicators.fragments import asked, in_force

_SQL = f"""
SELECT 'ORGANISATION' AS kind, o.organisation_id AS record, NULL::uuid AS person_id, o.organisation_id,
       NULL::text AS label, o.sector, o.level, o.status,
       coalesce(w.workers, 0) AS workers, coalesce(w.deputy_or_fulltime, false) AS deputy_or_fulltime,
       coalesce(w.headed, false) AS headed, coalesce(w.dual, false) AS dual,
       m.short IS NOT NULL AS has_minimum, coalesce(m.short, false) AS short
  FROM core_organisationperiod o
  LEFT JOIN (
       SELECT a.organisation_id,
              count(DISTINCT a.person_id) FILTER (WHERE a.counts_as_worker) AS workers,
              bool_or(a.post = 'DEPUTY_SECRETARY' OR (a.basis = 'FULL_TIME' AND a.counts_as_worker))
                  AS deputy_or_fulltime,
              bool_or(a.post = 'SECRETARY' OR a.also_head) AS headed,
              bool_or(a.also_head) AS dual
         FROM core_appointment a WHERE {in_force("a")} GROUP BY a.organisation_id
       ) w ON w.organisation_id = o.organisation_id
  LEFT JOIN (
       SELECT q.organisation_id, bool_or(q.minimum > coalesce(f.filled, 0)) AS short
         FROM core_quota q
         LEFT JOIN (
              SELECT a.organisation_id, a.post, count(*) AS filled FROM core_appointment a
               WHERE a.basis = 'FULL_TIME' AND {in_force("a")} GROUP BY a.organisation_id, a.post
              ) f ON f.organisation_id = q.organisation_id AND f.post = q.post
        WHERE q.superseded_at IS NULL AND q.minimum > 0 AND {in_force("q")}
        GROUP BY q.organisation_id
       ) m ON m.organisation_id = o.organisation_id
 WHERE {in_force("o")} AND {asked("o.organisation_id")}
"""  # noqa: S608 - made of constants

ROWS = Rows(
    sql=_SQL,
    see=("organisations.see",),
    touched_by=("core_organisationperiod", "core_appointment", "core_quota"),
)


def _indicator(
    code: str, title: str, numerator: str, *, of: str | None = "1", clause: str = "党组织", unit: str = "比例"
) -> Indicator:
    """Return an indicator of organisations; `of` says which of them the share is of, None makes a count."""
    return Indicator(
        code=code,
        title=title,
        unit=unit,
        kind=Kind.STOCK,
        counts=Counts.ORGANISATIONS,
        rows=ROWS,
        numerator=numerator,
        denominator=of,
        clause=f"核心规则：{clause}",
        dimensions=UNIT_DIMENSIONS,
    )


INDICATORS = (
    _indicator("organisations", "党组织数", "1", of=None, unit="个"),
    _indicator(
        "units_short",
        "有岗位低于最低配备的党组织占定有最低配备的党组织的比例",
        "r.short::int",
        of="r.has_minimum::int",
        clause="员额",
    ),
    _indicator("single_worker_units_share", "只有一名党务工作者的党组织占比", "(r.workers = 1)::int"),
    _indicator(
        "dual_head_share",
        "一肩挑的党组织占配有书记的党组织的比例",
        "r.dual::int",
        of="r.headed::int",
    ),
    _indicator(
        "deputy_or_fulltime_share", "配有副书记或专职党务工作者的党组织占比", "r.deputy_or_fulltime::int"
    ),
    _indicator(
        "qualified_orgs_share",
        "合格以上（合格或先进）党组织占比",
        "(r.status IN ('QUALIFIED', 'ADVANCED'))::int",
    ),
    _indicator("advanced_orgs_share", "先进党组织占比", "(r.status = 'ADVANCED')::int"),
    _indicator("backward_orgs_share", "后进党组织占比", "(r.status = 'BACKWARD')::int"),
)
