"""The figures of regions on the public host: by GraphQL, CSV and Excel, for whom they are open."""

import csv
import io
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from figures import publish, tenant
from python_calamine import CalamineWorkbook

OPERATIONS = sorted((Path(__file__).parents[2] / "graphql/hongling_api/operations").glob("*.graphql"))
CODES = {"indicators": ["organisations", "workers"], "period": "2022"}
STATISTICS = """query ($region: String, $level: RegionLevel) {
  statistics(indicators: ["organisations", "workers"], region: $region, level: $level, period: "2022") {
    region { code name level own } indicator { code name unit } period dimension
    numerator denominator value suppressed tenants } }"""


@pytest.fixture
def counties(db):
    """Publish figures of two counties; one of them has few workers."""
    publish(tenant("fuquan", "522702"), {("organisations", ""): (549, None), ("workers", ""): (3, None)})
    publish(tenant("duyun", "522701"), {("organisations", ""): (100, None), ("workers", ""): (30, None)})


@pytest.fixture
def reader(public_asker, counties):
    """Somebody who reads the figures of the whole country."""
    return public_asker("STATISTICS_READER")


def test_a_region_is_told_with_indicator_period_and_value(reader):
    rows = reader.ask(STATISTICS, {"region": "522702"})["data"]["statistics"]

    assert rows[0] == {
        "region": {"code": "522702", "name": "福泉市", "level": "COUNTY", "own": False},
        "indicator": {"code": "organisations", "name": "党组织数", "unit": "个"},
        "period": "2022",
        "dimension": {},
        "numerator": 549,
        "denominator": None,
        "value": 549,
        "suppressed": False,
        "tenants": 1,
    }
    assert (rows[1]["numerator"], rows[1]["value"], rows[1]["suppressed"]) == (None, None, True)


def test_the_country_has_a_name(reader):
    [row, _] = reader.ask(STATISTICS)["data"]["statistics"]

    assert row["region"] == {"code": "000000", "name": "全国", "level": None, "own": False}
    assert row["numerator"] == 649


def test_a_statistic_takes_one_query_however_many_rows(reader):
    reader.ask(STATISTICS)  # the first use of a token is noted
    few = _queries(lambda: reader.ask(STATISTICS, {"region": "522702"}))
    many = _queries(lambda: reader.ask(STATISTICS, {"region": "520000", "level": "COUNTY"}))

    assert [sum("statistics_figure" in one for one in queries) for queries in (few, many)] == [1, 1]
    assert len(few) == len(many)


def test_a_reader_of_a_region_reads_that_region_only(public_asker, counties):
    reader = public_asker("STATISTICS_READER", region_code="522702")

    assert reader.ask(STATISTICS)["data"]["statistics"][0]["region"]["code"] == "522702"
    for region in ("522701", "522700", "520000", "000000"):
        assert reader.codes(STATISTICS, {"region": region}) == ["FORBIDDEN"]
        assert reader.ask(STATISTICS, {"region": region})["data"] is None


def test_who_may_not_read_figures_reads_none(public_asker, counties):
    assert public_asker("AUDITOR").codes(STATISTICS) == ["FORBIDDEN"]


def test_pages_hold_the_same_rows_as_the_whole(reader):
    query = """query ($after: String) { statisticsPage(indicators: ["organisations", "workers"],
      region: "522700", level: COUNTY, period: "2022", first: 3, after: $after) {
      edges { node { region { code } indicator { code } value } } pageInfo { hasNextPage endCursor } } }"""
    first = reader.ask(query)["data"]["statisticsPage"]
    second = reader.ask(query, {"after": first["pageInfo"]["endCursor"]})["data"]["statisticsPage"]

    rows = [
        (edge["node"]["indicator"]["code"], edge["node"]["region"]["code"], edge["node"]["value"])
        for page in (first, second)
        for edge in page["edges"]
    ]
    assert rows == [
        ("organisations", "522701", 100),
        ("organisations", "522702", 549),
        ("workers", "522701", None),
        ("workers", "522702", None),
    ]
    assert [page["pageInfo"]["hasNextPage"] for page in (first, second)] == [True, False]


def test_a_foreign_cursor_is_refused(reader):
    query = '{ statisticsPage(indicators: ["workers"], after: "WyJ4Il0") { edges { cursor } } }'

    assert reader.codes(query) == ["BAD_USER_INPUT"]


def test_an_unknown_indicator_is_named(reader):
    [error] = reader.ask('{ statistics(indicators: ["nonsense"]) { value } }')["errors"]

    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "nonsense" in error["message"]


def test_the_sources_name_who_has_no_figures(reader):
    query = (
        '{ statisticsSources(region: "522702", period: "2022") { edges { node { slug missing report } } } }'
    )
    connection.cursor().execute("UPDATE tenants_tenant SET state = 'READY' WHERE schema_name = 'fuquan'")

    edges = reader.ask(query)["data"]["statisticsSources"]["edges"]

    assert {"node": {"slug": "fuquan", "missing": True, "report": None}} in edges


def test_a_csv_file_holds_the_same_and_hides_the_same(reader):
    content = _file(reader, "csv").content.decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(content)))
    assert [(row["地区代码"], row["指标代码"], row["数值"], row["不公布"]) for row in rows] == [
        ("522701", "organisations", "100", ""),
        ("522702", "organisations", "549", ""),
        ("522701", "workers", "", "是"),
        ("522702", "workers", "", "是"),
    ]
    assert ",3," not in content
    assert ",30," not in content


def test_a_workbook_holds_the_same_and_hides_the_same(reader):
    book = CalamineWorkbook.from_filelike(io.BytesIO(_file(reader, "xlsx").content))

    _, *rows = book.get_sheet_by_index(0).to_python()
    assert [(row[0], row[3], row[11], row[12]) for row in rows] == [
        ("522701", "organisations", 100, ""),
        ("522702", "organisations", 549, ""),
        ("522701", "workers", "", "是"),
        ("522702", "workers", "", "是"),
    ]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_files_are_open_to_whom_the_figures_are(public_asker, client_of, counties, form):
    reader = public_asker("STATISTICS_READER", region_code="522702")

    assert _file(reader, form, region="522700").status_code == 403
    assert _file(public_asker("AUDITOR"), form).status_code == 403
    assert client_of().get(f"/statistics/figures.{form}?indicators=workers").status_code == 401
    assert client_of("alpha").get(f"/statistics/figures.{form}?indicators=workers").status_code == 404


def test_a_wrong_question_is_answered_in_words(reader):
    answer = _file(reader, "csv", level="TOWN")

    assert answer.status_code == 400
    assert "TOWN" in answer.content.decode()


def test_formulas_in_files_are_neutralised():
    from datetime import UTC, datetime

    from tenants.statistics import answers, files

    row = answers.Statistic(
        indicator=answers.catalogue()["workers"],
        period="2022",
        region="522702",
        region_name="=1+1",
        region_level="COUNTY",
        own=False,
        dimension={"sector": "@SUM(A1)"},
        numerator=5,
        denominator=None,
        suppressed=False,
        tenants=1,
        as_of=datetime(2026, 1, 1, tzinfo=UTC),
    )

    [line] = csv.DictReader(io.StringIO(files.as_csv([row]).decode("utf-8-sig")))

    assert (line["地区"], line["维度的值"]) == ("'=1+1", "'@SUM(A1)")


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda path: path.stem)
def test_ready_made_operations_run(reader, operation):
    variables = {
        **CODES,
        "region": "520000",
        "level": "COUNTY",
        "periods": ["2021", "2022"],
        "dimension": "sector",
    }

    answer = reader.ask(operation.read_text(encoding="utf-8"), variables)

    assert "errors" not in answer
    assert answer["data"]


def _file(reader, form, **asked):
    arguments = {
        "indicators": "organisations,workers",
        "region": "522700",
        "level": "COUNTY",
        "period": "2022",
    }
    return reader.client.get(
        f"/statistics/figures.{form}",
        {**arguments, **asked},
        headers={"authorization": f"Bearer {reader.token}"},
    )


def _queries(ask) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        ask()
    return [one["sql"] for one in queries]
