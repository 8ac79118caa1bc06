"""The demonstration tenant on its own host: every published figure comes back, and all of it can be checked.

The figures stand with their source in `published.toml`.
"""

import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import asking
import pytest
from browsing import CLERK
from django.db import connection, transaction
from django_tenants.utils import tenant_context
from pytest_django.plugin import DjangoDbBlocker

from core import plugins
from core.audit import acting
from core.decisions import records
from core.decisions.models import DecisionRecord
from core.demo import Demo
from core.people import identity_numbers, services
from core.people.models import Person
from tenants import provisioning, registry, states
from tenants.models import TenantState

FIGURES = tomllib.loads(Path(__file__).with_name("published.toml").read_text(encoding="utf-8"))["figure"]
VALUES = """
query ($codes: [String!]!, $period: String!, $dimensions: [String!]!) {
  indicatorValues(codes: $codes, period: $period, dimensions: $dimensions) {
    dimension numerator denominator value
  }
}
"""


@pytest.fixture(scope="module")
def fuquan(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[registry.TenantRecord]:
    """The demonstration tenant, opened and filled as `hongling up` does it, and dropped afterwards."""
    demo = plugins.describe("fuquan_licensing", "demo", expected=Demo)
    assert demo is not None
    with django_db_blocker.unblock():
        provisioning.open_tenant(
            slug=demo.slug,
            name=demo.name,
            region_code=demo.region_code,
            plugin_names=["fuquan_licensing"],
            actor=CLERK,
            on=date(2026, 1, 1),
        )
        record = registry.by_schema(demo.slug)
        assert record is not None
        with tenant_context(record), transaction.atomic(), acting(actor=CLERK, reason="演示"):
            demo.fill()
        connection.set_schema_to_public()
        yield record
        connection.set_schema_to_public()
        for state in (TenantState.SUSPENDED, TenantState.ARCHIVED):
            states.change(slug=demo.slug, to=state, actor=CLERK, reason="测试结束")
        provisioning.drop(slug=demo.slug, actor=CLERK, reason="测试结束")


@pytest.fixture
def inside(db, fuquan) -> Iterator[registry.TenantRecord]:
    """Serve the demonstration tenant during the test."""
    with tenant_context(fuquan):
        yield fuquan


@pytest.fixture
def officer(inside, client_of) -> asking.Asker:
    """An officer of the organisation department on the tenant's own host."""
    return asking.Asker(client_of(inside.schema_name), asking.token_of("ORGANISATION_OFFICER"))


@pytest.mark.parametrize("figure", FIGURES, ids=[figure["indicator"] for figure in FIGURES])
def test_a_published_figure_comes_back_from_graphql(officer, figure):
    dimension = figure.get("dimension", {})

    found = [
        value
        for period in figure["periods"]
        for value in officer.data(
            VALUES, codes=[figure["indicator"]], period=period, dimensions=list(dimension)
        )["indicatorValues"]
        if value["dimension"] == dimension
    ]

    assert sum(value["numerator"] for value in found) == figure["numerator"]
    assert [value["denominator"] for value in found] == [figure.get("denominator")] * len(figure["periods"])
    if "percent" in figure:
        [value] = found
        # From the fraction, as the publication: the value is rounded to six places, and rounding it again
        # would make 91.95 of 468 out of 509.
        percent = Decimal(value["numerator"] * 100) / value["denominator"]
        assert str(percent.quantize(Decimal("0.01"), ROUND_HALF_UP)) == figure["percent"]
        assert str(value["value"]) == figure["value"]


def test_everybody_in_post_is_counted_once_and_is_there_today(officer):
    today = officer.data('query { indicatorValues(codes: ["workers"], period: "2026") { numerator } }')

    assert [value["numerator"] for value in today["indicatorValues"]] == [509]


def test_licences_filings_and_the_unlicensed_in_training_are_there_as_shares(officer):
    codes = ["licensed_share", "exam_pass_share", "unlicensed_in_training_share", "filings_on_time_share"]

    found = officer.data(VALUES, codes=codes, period="2022", dimensions=[])["indicatorValues"]

    licensed, passed, trained, filed = ((value["numerator"], value["denominator"]) for value in found)
    assert licensed == (444, 509)
    assert passed == (447, 513)
    assert (trained, filed) == ((42, 65), (21, 29))


def test_the_two_examinations_of_the_year_are_published(officer):
    found = officer.data("{ fuquanLicensing { examinations(year: 2022) { title stage registered } } }")

    assert found["fuquanLicensing"]["examinations"] == [
        {"title": "2022 年第二次初级资格考试", "stage": "PUBLISHED", "registered": 240},
        {"title": "2022 年第一次初级资格考试", "stage": "PUBLISHED", "registered": 282},
    ]


def test_every_decision_behind_the_data_replays(inside):
    assert list(records.replays()) == []
    assert set(DecisionRecord.objects.values_list("action", flat=True)) == {
        "fuquan_licensing.approve_quota",
        "fuquan_licensing.appoint",
        "fuquan_licensing.filing_due",
        "fuquan_licensing.issue",
        "fuquan_licensing.pay",
        "fuquan_licensing.sit_exam",
    }


def test_every_identity_number_is_valid_and_nobodys(inside):
    for person in Person.objects.all():
        number = identity_numbers.read(services.opened(person, "id_number"))
        assert number.text[14:17] in {"996", "997", "998", "999"}
        assert (number.born_on, number.sex) == (person.birth_on, person.sex)
