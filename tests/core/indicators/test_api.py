"""Indicators over GraphQL, as several readers."""

from datetime import date
from uuid import UUID

import pytest
from asking import Asker, token_of
from counting import post
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.appointments.models import Appointment
from core.indicators import registry
from core.organisations.models import Sector

VALUES = """query ($codes: [String!]!, $period: String!, $organisation: ID, $dimensions: [String!]) {
    indicatorValues(codes: $codes, period: $period, organisation: $organisation, dimensions: $dimensions) {
        indicator { code } period on dimension numerator denominator value } }"""
RECORDS = """query ($code: String!, $part: IndicatorPart!, $after: String, $first: Int, $dimension: JSON,
    $organisation: ID, $period: String = "2022") {
    indicatorRecords(code: $code, period: $period, part: $part, first: $first, after: $after,
        dimension: $dimension, organisation: $organisation) {
        edges { cursor node { kind id name label organisation { id name } amount } }
        pageInfo { hasNextPage endCursor } } }"""


@pytest.fixture
def town(found, posted):
    """A committee with two branches below it and three people in post."""
    committee = found("甲镇党委", sector=Sector.TOWNSHIP)
    first = found("乙村党支部", parent=committee)
    second = found("丙村党支部", parent=committee)
    zhang = posted("zhang san", first)
    post(zhang, second, basis=Appointment.Basis.PART_TIME)
    posted("li si", second)
    posted("wang wu", committee)
    return {"committee": committee, "first": first, "second": second}


@pytest.fixture
def officer(town, client_of) -> Asker:
    """A worker of the organisation department."""
    return Asker(client_of("beta"), token_of("ORGANISATION_OFFICER"))


@pytest.fixture
def unit_officer(town, client_of) -> Asker:
    """An officer of the second branch."""
    return Asker(client_of("beta"), token_of("UNIT_OFFICER", organisation=town["second"].pk))


def test_indicators_say_what_they_are(officer):
    shown = officer.data("{ indicators { code title unit kind counts isShare dimensions source } }")[
        "indicators"
    ]

    assert [one["code"] for one in shown] == [one.code for one in registry.CORE]
    assert next(one for one in shown if one["code"] == "fulltime_share") == {
        "code": "fulltime_share",
        "title": "专职党务工作者占比",
        "unit": "比例",
        "kind": "STOCK",
        "counts": "PEOPLE",
        "isShare": True,
        "dimensions": ["sector", "level", "sex", "education", "age_band"],
        "source": "核心规则：党务工作者",
    }


def test_values_are_exact_and_shares_have_six_decimals(officer):
    shown = officer.data(VALUES, codes=["multi_post_share", "workers"], period="2022Q4")["indicatorValues"]

    assert shown == [
        {
            "indicator": {"code": "multi_post_share"},
            "period": "2022Q4",
            "on": "2022-12-31",
            "dimension": {},
            "numerator": 1,
            "denominator": 3,
            "value": 0.333333,
        },
        {
            "indicator": {"code": "workers"},
            "period": "2022Q4",
            "on": "2022-12-31",
            "dimension": {},
            "numerator": 3,
            "denominator": None,
            "value": 3,
        },
    ]


def test_a_share_of_nothing_has_no_value(officer):
    [shown] = officer.data(VALUES, codes=["quota_filled"], period="2022")["indicatorValues"]

    assert (shown["numerator"], shown["denominator"], shown["value"]) == (0, 0, None)


def test_values_are_split_and_narrowed_to_a_subtree(officer, town):
    def by_sector(organisation=None):
        shown = officer.data(
            VALUES, codes=["workers"], period="2022", organisation=organisation, dimensions=["sector"]
        )["indicatorValues"]
        return {one["dimension"]["sector"]: one["numerator"] for one in shown}

    assert by_sector() == {"TOWNSHIP": 1, "VILLAGE": 2}
    assert by_sector(str(town["committee"].pk)) == {"TOWNSHIP": 1, "VILLAGE": 2}
    assert by_sector(str(town["second"].pk)) == {"VILLAGE": 2}


def test_the_records_behind_a_value_come_page_by_page(officer, town):
    first = officer.data(RECORDS, code="workers", part="NUMERATOR", first=2)["indicatorRecords"]
    rest = officer.data(
        RECORDS, code="workers", part="NUMERATOR", first=2, after=first["pageInfo"]["endCursor"]
    )["indicatorRecords"]

    assert [edge["node"]["name"] for edge in first["edges"]] == ["li si", "wang wu"]
    assert first["pageInfo"]["hasNextPage"] is True
    assert [edge["node"] for edge in rest["edges"]] == [
        {
            "kind": "PERSON",
            "id": rest["edges"][0]["node"]["id"],
            "name": "zhang san",
            "label": None,
            "organisation": {"id": str(town["first"].pk), "name": "乙村党支部"},
            "amount": 1,
        }
    ]
    assert rest["pageInfo"]["hasNextPage"] is False


def test_the_records_of_one_cell(officer):
    shown = officer.data(RECORDS, code="workers", part="NUMERATOR", dimension={"sector": "TOWNSHIP"})

    assert [edge["node"]["name"] for edge in shown["indicatorRecords"]["edges"]] == ["wang wu"]


def test_a_unit_officer_counts_the_unit_only(unit_officer, town):
    shown = unit_officer.data(VALUES, codes=["organisations", "workers"], period="2022")["indicatorValues"]
    records = unit_officer.data(RECORDS, code="workers", part="NUMERATOR")["indicatorRecords"]["edges"]

    assert [one["numerator"] for one in shown] == [1, 2]
    assert [edge["node"]["name"] for edge in records] == ["li si", "zhang san"]
    assert {edge["node"]["organisation"]["name"] for edge in records} == {"丙村党支部"}


@pytest.mark.parametrize("which", ["first", "committee", "nobody", "text"])
def test_what_a_unit_officer_does_not_answer_for_is_not_found(unit_officer, town, which):
    foreign = {"nobody": UUID(int=7), "text": "1"}.get(which) or town[which].pk

    assert (
        unit_officer.refusal(VALUES, codes=["workers"], period="2022", organisation=str(foreign))["code"]
        == "NOT_FOUND"
    )
    assert (
        unit_officer.refusal(RECORDS, code="workers", part="NUMERATOR", organisation=str(foreign))["code"]
        == "NOT_FOUND"
    )


def test_who_moved_out_of_sight_is_counted_without_a_name(unit_officer, town, posted):
    posted("zhao liu", town["second"], until=date(2023, 6, 1))

    shown = unit_officer.data(RECORDS, code="workers", part="NUMERATOR")["indicatorRecords"]["edges"]

    assert [edge["node"]["name"] for edge in shown] == ["li si", "zhang san", None]
    assert shown[-1]["node"] == {
        "kind": "PERSON",
        "id": None,
        "name": None,
        "label": None,
        "organisation": None,
        "amount": 1,
    }


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"codes": ["nothing"], "period": "2022"}, "nothing"),
        ({"codes": ["workers"], "period": "2022Q7"}, "2022Q7"),
        ({"codes": ["workers"], "period": "9000"}, "9000"),
        ({"codes": ["organisations"], "period": "2022", "dimensions": ["sex"]}, "sex"),
        ({"codes": ["workers"], "period": "1999"}, "1999-12-31"),
    ],
)
def test_what_cannot_be_counted_is_named(officer, variables, named):
    [error] = officer.ask(VALUES, **variables)["errors"]

    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert named in error["message"]


@pytest.mark.parametrize("dimension", ["VILLAGE", {"sector": 1}, [], {"colour": "red"}])
def test_what_is_no_cell_is_refused(officer, dimension):
    refused = officer.refusal(RECORDS, code="workers", part="NUMERATOR", dimension=dimension)

    assert refused["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("after", ["x", "WyIwIl0", "WyIwIiwiIiwiMSJd"])
def test_a_foreign_cursor_is_refused(officer, after):
    refused = officer.refusal(RECORDS, code="workers", part="NUMERATOR", after=after)

    assert refused["code"] == "BAD_USER_INPUT"


def test_without_the_right_nothing_is_counted(town, client_of):
    auditor = Asker(client_of("beta"), token_of("AUDITOR"))

    assert auditor.refusal(VALUES, codes=["workers"], period="2022")["code"] == "FORBIDDEN"
    assert auditor.refusal(RECORDS, code="workers", part="NUMERATOR")["code"] == "FORBIDDEN"


def test_all_core_indicators_take_one_query_per_kind_of_rows_whatever_their_number(officer, posted, town):
    codes = [one.code for one in registry.CORE]
    counts = []
    for batch in (10, 90):
        for number in range(batch):
            posted(f"person {number}", town["first"])
        officer.data(VALUES, codes=codes, period="2022")
        with CaptureQueriesContext(connection) as statements:
            shown = officer.data(VALUES, codes=codes, period="2022")["indicatorValues"]
        counts.append(len(statements))
    with CaptureQueriesContext(connection) as one:
        officer.data(VALUES, codes=codes[:1], period="2022")

    assert {one["indicator"]["code"]: one["numerator"] for one in shown}["workers"] == 103
    assert counts[0] == counts[1]
    assert counts[0] - len(one) == len({indicator.rows for indicator in registry.CORE}) - 1
