"""Talks over GraphQL, by those who may read them and those who may not."""

from datetime import date
from uuid import UUID

import pytest
from asking import Asker, token_of
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context
from office_files import PDF

from core.talks import services
from core.talks.models import Talk, TalkKind

LIST = """query ($person: ID, $organisation: ID, $kinds: [TalkKind!], $from: Date, $first: Int = 100,
    $after: String) { talks(first: $first, after: $after, person: $person, organisation: $organisation,
    kinds: $kinds, fromOn: $from)
    { edges { cursor node { id kind content person { name } organisation { name } attachments { name } } }
      pageInfo { hasNextPage } } }"""
ONE = "query ($id: ID!) { talk(id: $id) { id content } }"
RECORD = """mutation ($person: ID!, $organisation: ID!, $attachments: [ID!] = []) {
    recordTalk(input: {kind: REMINDER, person: $person, organisation: $organisation, talkers: ["王五"],
    heldOn: "2026-05-20", content: "提醒",
    attachments: $attachments}) { talk { id version recordedBy attachments { name kind url } } } }"""
CORRECT = """mutation ($id: ID!, $version: Int = 1) { correctTalk(input: {id: $id, version: $version,
    reason: "漏记", place: "会议室"}) { talk { version place content history } } }"""


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.ATTACHMENTS_DIR = tmp_path


@pytest.fixture
def talk(town, somebody) -> Talk:
    return store(town, somebody)


def store(organisation, person, *, on: date = date(2026, 5, 20), kind=TalkKind.REMINDER) -> Talk:
    return services.record(
        kind=kind,
        person=person,
        organisation=organisation,
        talkers=["王五"],
        held_on=on,
        content="提醒",
        on=on,
    )


def people_in(answer) -> list[str]:
    return [edge["node"]["person"]["name"] for edge in answer["talks"]["edges"]]


def upload(asker: Asker) -> str:
    tenant = connection.tenant
    answer = asker.client.post(
        "/attachments/",
        {"file": SimpleUploadedFile("记录.pdf", PDF)},
        headers={"authorization": f"Bearer {asker.token}"},
    )
    connection.set_tenant(tenant)
    return answer.json()["id"]


def test_a_talk_is_recorded_with_its_attachment_and_corrected(unit_officer, town, somebody):
    made = unit_officer.data(
        RECORD, person=str(somebody.pk), organisation=str(town.pk), attachments=[upload(unit_officer)]
    )["recordTalk"]["talk"]
    corrected = unit_officer.data(CORRECT, id=made["id"])["correctTalk"]["talk"]

    [attached] = made["attachments"]
    assert (attached["name"], attached["kind"], made["recordedBy"]) == ("记录.pdf", "PDF", "测试")
    assert (corrected["version"], corrected["place"], corrected["content"]) == (2, "会议室", "提醒")
    assert [entry["reason"] for entry in corrected["history"]] == ["漏记"]


def test_an_attachment_that_is_not_there_keeps_the_talk_from_being_recorded(officer, town, somebody):
    for wrong in (str(UUID(int=7)), "1"):
        refused = officer.refusal(
            RECORD, person=str(somebody.pk), organisation=str(town.pk), attachments=[wrong]
        )
        assert refused["code"] == "NOT_FOUND"

    assert Talk.objects.count() == 0


def test_an_outdated_correction_is_refused(officer, talk):
    refused = officer.refusal(CORRECT, id=str(talk.pk), version=3)

    assert (refused["code"], refused["version"]) == ("CONFLICT", 1)
    talk.refresh_from_db()
    assert talk.place == ""


def test_the_list_is_by_day_and_narrowed(officer, town, other, somebody, stranger):
    store(town, somebody)
    store(other, stranger, on=date(2026, 5, 21), kind=TalkKind.ADMONITION)

    assert people_in(officer.data(LIST)) == ["李四", "张三"]
    assert people_in(officer.data(LIST, person=str(somebody.pk))) == ["张三"]
    assert people_in(officer.data(LIST, organisation=str(other.pk))) == ["李四"]
    assert people_in(officer.data(LIST, kinds=["ADMONITION"])) == ["李四"]
    assert people_in(officer.data(LIST, **{"from": "2026-05-21"})) == ["李四"]


def test_pages_follow_each_other_without_gap(officer, town, somebody):
    for _ in range(5):
        store(town, somebody)

    seen, after = [], None
    for _ in range(3):
        page = officer.data(LIST, first=2, after=after)["talks"]
        seen += [edge["node"]["id"] for edge in page["edges"]]
        after = page["edges"][-1]["cursor"]

    assert len(set(seen)) == 5
    assert not page["pageInfo"]["hasNextPage"]


def test_a_unit_officer_sees_and_corrects_own_talks_about_own_people_only(
    unit_officer, town, other, somebody, stranger
):
    own = store(town, somebody)
    hidden = [store(other, stranger), store(other, somebody), store(town, stranger)]

    assert people_in(unit_officer.data(LIST)) == ["张三"]
    assert unit_officer.data(ONE, id=str(own.pk))["talk"]["content"] == "提醒"
    for identifier in [*(str(talk.pk) for talk in hidden), str(UUID(int=7)), "1"]:
        assert unit_officer.refusal(ONE, id=identifier)["code"] == "NOT_FOUND"
        assert unit_officer.refusal(CORRECT, id=identifier)["code"] == "NOT_FOUND"
    assert unit_officer.refusal(LIST, organisation=str(other.pk))["code"] == "NOT_FOUND"
    assert set(Talk.objects.values_list("version", flat=True)) == {1}


def test_a_unit_officer_records_nothing_elsewhere_or_about_others(
    unit_officer, town, other, somebody, stranger
):
    for person, organisation in ((somebody, other), (stranger, town)):
        refused = unit_officer.refusal(RECORD, person=str(person.pk), organisation=str(organisation.pk))
        assert refused["code"] == "NOT_FOUND"

    assert Talk.objects.count() == 0


def test_a_viewer_and_a_stranger_read_no_talks(viewer, client_of, talk):
    nobody = Asker(client_of("beta"), "hlk_none")

    assert viewer.refusal(LIST)["code"] == "FORBIDDEN"
    assert viewer.refusal(ONE, id=str(talk.pk))["code"] == "FORBIDDEN"
    assert nobody.refusal(LIST)["code"] == "UNAUTHENTICATED"


def test_another_tenants_talk_is_not_found(alpha, client_of, talk):
    with tenant_context(alpha):
        stranger = Asker(client_of("alpha"), token_of("ORGANISATION_OFFICER"))

        assert stranger.refusal(ONE, id=str(talk.pk))["code"] == "NOT_FOUND"


def test_a_page_takes_as_many_queries_with_a_hundred_rows_as_with_ten(officer, town, somebody):
    counts = []
    for rows in (10, 90):
        for _ in range(rows):
            store(town, somebody)
        officer.data(LIST)
        with CaptureQueriesContext(connection) as statements:
            shown = officer.data(LIST)
        counts.append((len(people_in(shown)), len(statements)))

    assert [count for count, _ in counts] == [10, 100]
    assert counts[0][1] == counts[1][1]
