"""The list of people: against the same rows by hand-written SQL, and in a county a hundred times as large."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from asking import post
from house import House, open_tenant, token_of
from measure import Bar, medians

LIST = """query($unit: ID, $search: String, $status: PoliticalStatus, $asOf: Date, $left: Boolean = false) {
  people(first: 50, unit: $unit, search: $search, politicalStatus: $status, asOf: $asOf, withLeft: $left) {
    edges { node { id name pinyin organisation { id name } latestAssessment { id title grade total } } }
    pageInfo { hasNextPage endCursor } } }"""
RAW = """
SELECT p.id::text, p.name, p.pinyin, post.id::text, post.name,
       last.id::text, last.title, last.grade, last.total
  FROM (
    SELECT id, name, pinyin FROM core_person
     WHERE merged_into_id IS NULL AND erased_at IS NULL AND left_on IS NULL ORDER BY pinyin, id LIMIT 51) p
  LEFT JOIN LATERAL (
    SELECT o.organisation_id AS id, o.name FROM core_appointment a
      JOIN core_organisationperiod o ON o.organisation_id = a.organisation_id
       AND o.from_on <= %(on)s AND (o.until_on IS NULL OR o.until_on > %(on)s)
     WHERE a.person_id = p.id AND a.from_on <= %(on)s AND (a.until_on IS NULL OR a.until_on > %(on)s)
     ORDER BY a.basis = 'FULL_TIME' DESC, a.from_on, a.id LIMIT 1) post ON true
  LEFT JOIN LATERAL (
    SELECT a.id, c.title, a.grade, a.total FROM core_assessment a
      JOIN core_assessmentcycle c ON c.id = a.cycle_id AND c.state = 'PUBLISHED' AND c.published_on <= %(on)s
     WHERE a.person_id = p.id AND a.withdrawn_reason = ''
     ORDER BY c.year DESC, coalesce(c.quarter, 5) DESC, c.published_on DESC, a.id DESC LIMIT 1) last ON true
 ORDER BY p.pinyin, p.id
"""
PAGES: dict[str, dict[str, Any]] = {
    "不筛选": {},
    "姓名中一字": {"search": "国"},
    "姓名中两字": {"search": "建国"},
    "拼音开头": {"search": "zhangjian"},
    "首字母": {"search": "zjg"},
    "政治面貌": {"status": "MASSES"},
    "含已离开": {"left": True},
    "过去某日": {"asOf": "2021-06-01"},
}
UNITS = {"小单位": "village", "大单位": "town", "全县": "whole"}
READERS = {"组织部门": None, "小单位干部": "village", "大单位干部": "town", "全县干部": "whole"}


def people(house: House) -> list[Bar]:
    """Compare the first page with the same rows read by hand, and all first pages of two sizes of county."""
    from county import County, grow

    open_tenant("large")
    small, large = (
        grow("alpha", units=50, people=500),
        grow("large", units=5_000, people=50_000),
    )
    bars = [_against_sql(house)]
    for reader, place in READERS.items():

        def asked(county: County, place: str | None = place) -> dict[str, Callable[[], object]]:
            token = (
                token_of(county.slug, "ORGANISATION_OFFICER")
                if place is None
                else token_of(county.slug, "UNIT_OFFICER", getattr(county, place))
            )
            units = {name: {"unit": str(getattr(county, unit))} for name, unit in UNITS.items()}
            return {
                name: post(house, {"query": LIST, "variables": given}, slug=county.slug, token=token)
                for name, given in (PAGES | units).items()
            }

        bars.append(_against_size(reader, asked(small), asked(large)))
    return bars


def _against_sql(house: House) -> Bar:
    taken = medians(
        {
            "raw": _raw("alpha"),
            "typename": post(house, {"query": "{ __typename }"}),
            "list": post(house, {"query": LIST, "variables": {}}),
        },
        rounds=20,
        each=3,
    )
    for name, seconds in taken.items():
        print(f"people, {name}: {seconds * 1000:.3f} ms")
    # What any request costs (connection, sign-in, tenant, transport) is no part of the list.
    return Bar(
        "人员列表（50 行）扣除 { __typename } 后相对于原生 SQL 到 JSON",
        (taken["list"] - taken["typename"]) / taken["raw"],
        3,
    )


def _against_size(
    reader: str, small: dict[str, Callable[[], object]], large: dict[str, Callable[[], object]]
) -> Bar:
    """Return the bar of the page that size slows most."""
    sides = {
        (name, size): call for name in small for size, call in (("500", small[name]), ("50000", large[name]))
    }
    taken = medians(sides, rounds=12)
    ratios = {}
    for name in small:
        few, many = taken[name, "500"], taken[name, "50000"]
        ratios[name] = many / few
        print(f"people, {reader}, {name}: {few * 1000:.1f} ms, {many * 1000:.1f} ms, {many / few:.2f}")
    slowest = max(ratios, key=lambda name: ratios[name])
    return Bar(f"人员首页，{reader}：50,000 人相对于 500 人（最慢：{slowest}）", ratios[slowest], 2)


def _raw(schema: str) -> Callable[[], object]:
    """Return a call that reads the same rows by one statement and writes them as JSON."""
    from django.db import connection
    from django_tenants.utils import tenant_context

    from tenants import registry

    record = registry.by_schema(schema)
    assert record is not None

    def call() -> None:
        with tenant_context(record), connection.cursor() as cursor:
            cursor.execute(RAW, {"on": date.today()})  # noqa: DTZ011 - both sides on one machine
            json.dumps([_node(*row) for row in cursor.fetchall()], ensure_ascii=False)

    return call


def _node(id: str, name: str, pinyin: str, of: str, called: str, *last: str) -> dict[str, Any]:
    return {
        "node": {
            "id": id,
            "name": name,
            "pinyin": pinyin,
            "organisation": {"id": of, "name": called},
            "latestAssessment": dict(zip(("id", "title", "grade", "total"), last, strict=True)),
        }
    }
