"""Appointments and establishments over GraphQL."""

from datetime import date
from uuid import UUID

import pytest
from asking import Asker, token_of
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.appointments import establishment, services
from core.appointments.models import Appointment, AppointmentChange, Post
from core.people import services as people

LIST = """query ($search: String, $on: Date, $organisation: ID) {
    appointments(first: 100, search: $search, asOf: $on, organisation: $organisation) {
    edges { node { person { name } organisation { name } post fromOn history { kind } } } } }"""
APPOINT = """mutation ($person: ID!, $organisation: ID!) { appoint(input: {person: $person,
    organisation: $organisation, basis: FULL_TIME, post: SECRETARY, on: "2026-01-01", alsoHead: true,
    entryChannel: ELECTED, title: "党委书记"}) {
    appointment { id version post title alsoHead countsAsWorker entryChannel untilOn endReason } } }"""


@pytest.fixture
def other(found):
    """Another committee."""
    return found("乙镇党委")


@pytest.fixture
def officer(town, client_of) -> Asker:
    """A worker of the organisation department."""
    return Asker(client_of("beta"), token_of("ORGANISATION_OFFICER"))


@pytest.fixture
def unit_officer(town, client_of) -> Asker:
    """An officer of the committee."""
    return Asker(client_of("beta"), token_of("UNIT_OFFICER", organisation=town.pk))


def appoint(name: str, organisation, **more) -> Appointment:
    return services.appoint(
        person=people.register(name=name),
        organisation=organisation,
        basis=more.pop("basis", Appointment.Basis.FULL_TIME),
        on=more.pop("on", date(2021, 1, 1)),
        **more,
    )


def holders(answer: dict) -> list[str]:
    return [edge["node"]["person"]["name"] for edge in answer["appointments"]["edges"]]


def test_an_appointment_is_made_ended_and_transferred(officer, town, other, somebody):
    made = officer.data(APPOINT, person=str(somebody.pk), organisation=str(town.pk))["appoint"]["appointment"]
    moved = officer.data(
        """mutation ($id: ID!, $to: ID!) { transferAppointment(input: {id: $id, version: 1, to: $to,
        on: "2026-03-01", post: DEPUTY_SECRETARY}) { appointment { id post organisation { name } }
        ended { untilOn endReason version } } }""",
        id=made["id"],
        to=str(other.pk),
    )["transferAppointment"]
    ended = officer.data(
        """mutation ($id: ID!) { endAppointment(input: {id: $id, version: 1, on: "2026-04-01",
        endReason: RESIGNED}) { appointment { endReason history { kind recordedBy } } } }""",
        id=moved["appointment"]["id"],
    )["endAppointment"]["appointment"]

    assert {name: value for name, value in made.items() if name != "id"} == {
        "version": 1,
        "post": "SECRETARY",
        "title": "党委书记",
        "alsoHead": True,
        "countsAsWorker": True,
        "entryChannel": "ELECTED",
        "untilOn": None,
        "endReason": None,
    }
    assert moved["ended"] == {"untilOn": "2026-03-01", "endReason": "TRANSFERRED", "version": 2}
    assert moved["appointment"]["organisation"] == {"name": "乙镇党委"}
    assert ended["endReason"] == "RESIGNED"
    assert ended["history"] == [
        {"kind": "BEGUN", "recordedBy": "测试"},
        {"kind": "ENDED", "recordedBy": "测试"},
    ]


def test_an_appointment_is_corrected(officer, town):
    appointment = appoint("张三", town, until=date(2022, 1, 1))
    correct = """mutation ($id: ID!) { correctAppointment(input: {id: $id, version: 1, fromOn: "2020-06-01",
        untilOn: null, reason: "误记"}) { appointment { fromOn untilOn endReason } } }"""

    corrected = officer.data(correct, id=str(appointment.pk))["correctAppointment"]["appointment"]

    assert corrected == {"fromOn": "2020-06-01", "untilOn": None, "endReason": None}


def test_a_full_establishment_answers_with_the_finding(officer, town, somebody):
    establishment.approve(organisation=town.pk, post=Post.SECRETARY, places=0, on=date(2020, 1, 1))

    refused = officer.refusal(APPOINT, person=str(somebody.pk), organisation=str(town.pk))

    assert refused["code"] == "QUOTA_FULL"
    assert [finding["code"] for finding in refused["findings"]] == ["QUOTA"]
    assert Appointment.objects.count() == 0


def test_the_list_is_of_a_day_of_a_unit_and_of_a_name(officer, town, other):
    appoint("张三", town, until=date(2022, 1, 1))
    appoint("李四", other)

    assert holders(officer.data(LIST)) == ["李四", "张三"]
    assert holders(officer.data(LIST, on="2021-12-31")) == ["李四", "张三"]
    assert holders(officer.data(LIST, on="2022-01-01")) == ["李四"]
    assert holders(officer.data(LIST, organisation=str(town.pk))) == ["张三"]
    assert holders(officer.data(LIST, search="lisi")) == ["李四"]


def test_establishments_are_listed_with_what_is_free(officer, town, other):
    for organisation, places in ((town, 2), (other, 1)):
        establishment.approve(
            organisation=organisation.pk, post=Post.WORKER, places=places, on=date(2020, 1, 1)
        )
    appoint("张三", town)

    shown = officer.data("{ quotas { edges { node { organisation { name } quota { places headroom } } } } }")

    assert [edge["node"] for edge in shown["quotas"]["edges"]] == [
        {"organisation": {"name": "甲镇党委"}, "quota": {"places": 2, "headroom": 1}},
        {"organisation": {"name": "乙镇党委"}, "quota": {"places": 1, "headroom": 1}},
    ]


def test_a_unit_officer_reads_and_changes_the_units_appointments_only(unit_officer, town, other):
    own, foreign = appoint("张三", town), appoint("李四", other)
    end = """mutation ($id: ID!) { endAppointment(input: {id: $id, version: 1, on: "2026-01-01",
        endReason: RETIRED}) { appointment { endReason } } }"""
    one = "query ($id: ID!) { appointment(id: $id) { person { name } } }"
    before = AppointmentChange.objects.count()

    assert holders(unit_officer.data(LIST)) == ["张三"]
    for identifier in (str(foreign.pk), str(UUID(int=7)), "1"):
        assert unit_officer.refusal(one, id=identifier)["code"] == "NOT_FOUND"
        assert unit_officer.refusal(end, id=identifier)["code"] == "NOT_FOUND"
    assert unit_officer.refusal(LIST, organisation=str(other.pk))["code"] == "NOT_FOUND"
    assert AppointmentChange.objects.count() == before
    assert unit_officer.data(end, id=str(own.pk))["endAppointment"]["appointment"] == {"endReason": "RETIRED"}


def test_nobody_is_appointed_or_transferred_elsewhere_by_a_unit_officer(unit_officer, town, other):
    own, foreign = appoint("张三", town), appoint("李四", other)
    transfer = """mutation ($id: ID!, $to: ID!) { transferAppointment(input: {id: $id, version: 1, to: $to,
        on: "2026-01-01"}) { appointment { id } } }"""
    before = AppointmentChange.objects.count()

    elsewhere = unit_officer.refusal(APPOINT, person=str(own.person_id), organisation=str(other.pk))
    another = unit_officer.refusal(APPOINT, person=str(foreign.person_id), organisation=str(town.pk))
    away = unit_officer.refusal(transfer, id=str(own.pk), to=str(other.pk))

    assert [refused["code"] for refused in (elsewhere, another, away)] == ["NOT_FOUND"] * 3
    assert AppointmentChange.objects.count() == before


def test_a_page_takes_as_many_queries_with_a_hundred_rows_as_with_ten(officer, town):
    counts = []
    for rows in (10, 90):
        services.appoint_many(
            Appointment(
                person=people.register(name="张三"),
                organisation=town,
                basis=Appointment.Basis.PART_TIME,
                from_on=date(2021, 1, 1),
            )
            for _ in range(rows)
        )
        officer.data(LIST)
        with CaptureQueriesContext(connection) as statements:
            shown = officer.data(LIST)
        counts.append((len(holders(shown)), len(statements)))

    assert [count for count, _ in counts] == [10, 100]
    assert counts[0][1] == counts[1][1]
