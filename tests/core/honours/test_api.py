"""Honours over GraphQL: own units', published ones, and punishments by the right to talks."""

from datetime import date
from uuid import UUID

from asking import Asker, token_of
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context

from core.honours import services
from core.honours.models import Honour, HonourKind, HonourLevel, Nature

TODAY = date(2026, 5, 20)
LIST = """query ($person: ID, $organisation: ID, $natures: [HonourNature!], $year: Int, $first: Int = 100,
    $after: String) { honours(first: $first, after: $after, person: $person, organisation: $organisation,
    natures: $natures, year: $year) { edges { cursor node { id title person { name }
    organisation { name } attachments { name } } } pageInfo { hasNextPage } } }"""
ONE = "query ($id: ID!) { honour(id: $id) { id title } }"
RECORD = """mutation ($person: ID, $organisation: ID!, $nature: HonourNature = HONOUR,
    $kind: HonourKind = TITLE) {
    recordHonour(input: {nature: $nature, kind: $kind, level: CITY, year: 2026, person: $person,
    organisation: $organisation, title: "先进", issuer: "市委"}) { honour { id version state } } }"""
PUBLISH = """mutation ($id: ID!, $version: Int = 1) { publishHonour(input: {id: $id, version: $version}) {
    honour { version state } } }"""
CORRECT = """mutation ($id: ID!, $version: Int = 1) { correctHonour(input: {id: $id, version: $version,
    reason: "误记", year: 2025}) { honour { version year history } } }"""
WITHDRAW = """mutation ($id: ID!, $version: Int = 1) { withdrawHonour(input: {id: $id, version: $version,
    reason: "期满"}) { honour { version state withdrawnReason } } }"""


def store(organisation, person=None, *, title: str = "先进", year: int = 2026, **more) -> Honour:
    given = {"nature": Nature.HONOUR, "kind": HonourKind.TITLE, "level": HonourLevel.CITY, **more}
    return services.record(
        organisation=organisation, person=person, title=title, issuer="市委", year=year, on=TODAY, **given
    )


def punish(organisation, person) -> Honour:
    return store(organisation, person, title="警告", nature=Nature.PUNISHMENT, kind=HonourKind.PARTY_WARNING)


def titles(answer) -> list[str]:
    return [edge["node"]["title"] for edge in answer["honours"]["edges"]]


def test_an_honour_is_recorded_corrected_published_and_withdrawn(unit_officer, town, somebody):
    made = unit_officer.data(RECORD, person=str(somebody.pk), organisation=str(town.pk))["recordHonour"]
    id = made["honour"]["id"]

    corrected = unit_officer.data(CORRECT, id=id)["correctHonour"]["honour"]
    published = unit_officer.data(PUBLISH, id=id, version=2)["publishHonour"]["honour"]
    withdrawn = unit_officer.data(WITHDRAW, id=id, version=3)["withdrawHonour"]["honour"]

    assert made["honour"]["state"] == "RECORDED"
    assert (corrected["year"], [entry["year"] for entry in corrected["history"]]) == (2025, [2026])
    assert published == {"version": 3, "state": "PUBLISHED"}
    assert withdrawn == {"version": 4, "state": "WITHDRAWN", "withdrawnReason": "期满"}


def test_an_outdated_change_is_refused(officer, town):
    honour = store(town)

    for change in (CORRECT, PUBLISH, WITHDRAW):
        refused = officer.refusal(change, id=str(honour.pk), version=7)
        assert (refused["code"], refused["version"]) == ("CONFLICT", 1)

    honour.refresh_from_db()
    assert (honour.version, honour.state) == (1, "RECORDED")


def test_the_list_of_a_year_is_narrowed(officer, town, other, somebody):
    store(town, somebody, title="甲")
    store(other, title="乙", nature=Nature.TYPICAL_EXAMPLE, kind=HonourKind.ADVANCED_PRACTICE)
    store(town, title="丙", year=2025)

    assert titles(officer.data(LIST)) == ["乙", "甲", "丙"]
    assert titles(officer.data(LIST, year=2025)) == ["丙"]
    assert titles(officer.data(LIST, natures=["TYPICAL_EXAMPLE"])) == ["乙"]
    assert titles(officer.data(LIST, person=str(somebody.pk))) == ["甲"]
    assert titles(officer.data(LIST, organisation=str(town.pk))) == ["甲", "丙"]


def test_pages_follow_each_other_without_gap(officer, town):
    for number in range(5):
        store(town, title=f"第{number}项", year=2024 + number % 3)

    seen, after = [], None
    for _ in range(3):
        page = officer.data(LIST, first=2, after=after)
        seen += titles(page)
        after = page["honours"]["edges"][-1]["cursor"]

    assert sorted(seen) == [f"第{number}项" for number in range(5)]
    assert not page["honours"]["pageInfo"]["hasNextPage"]


def test_a_unit_officer_reads_own_and_published_rows_and_changes_own_only(
    unit_officer, town, other, somebody, stranger
):
    store(town, somebody, title="本镇")
    hidden = store(other, stranger, title="外镇")
    published = store(other, stranger, title="外镇公布")
    services.publish(honour=published.pk, version=1, on=TODAY)

    assert titles(unit_officer.data(LIST)) == ["外镇公布", "本镇"]
    for identifier in (str(hidden.pk), str(UUID(int=7)), "1"):
        assert unit_officer.refusal(ONE, id=identifier)["code"] == "NOT_FOUND"
    for change in (CORRECT, WITHDRAW):
        assert unit_officer.refusal(change, id=str(published.pk), version=2)["code"] == "NOT_FOUND"
    assert unit_officer.refusal(LIST, organisation=str(other.pk))["code"] == "NOT_FOUND"
    published.refresh_from_db()
    assert published.version == 2


def test_a_unit_officer_records_nothing_elsewhere_or_for_others(
    unit_officer, town, other, somebody, stranger
):
    for person, organisation in ((somebody, other), (stranger, town)):
        refused = unit_officer.refusal(RECORD, person=str(person.pk), organisation=str(organisation.pk))
        assert refused["code"] == "NOT_FOUND"

    assert Honour.objects.count() == 0


def test_punishments_are_read_by_who_may_read_talks(officer, unit_officer, viewer, town, somebody):
    store(town, somebody)
    punishment = punish(town, somebody)

    assert titles(officer.data(LIST)) == ["警告", "先进"]
    assert titles(unit_officer.data(LIST)) == ["警告", "先进"]
    assert titles(viewer.data(LIST)) == ["先进"]
    assert viewer.refusal(ONE, id=str(punishment.pk))["code"] == "NOT_FOUND"


def test_punishments_elsewhere_are_out_of_a_unit_officers_sight(unit_officer, other, stranger):
    punishment = punish(other, stranger)

    assert titles(unit_officer.data(LIST)) == []
    assert unit_officer.refusal(ONE, id=str(punishment.pk))["code"] == "NOT_FOUND"


def test_a_punishment_is_recorded_by_who_may_record_talks(unit_officer, viewer, town, somebody):
    given = {"person": str(somebody.pk), "organisation": str(town.pk)}
    kind = {"nature": "PUNISHMENT", "kind": "PARTY_WARNING"}

    assert viewer.refusal(RECORD, **given, **kind)["code"] == "FORBIDDEN"
    made = unit_officer.data(RECORD, **given, **kind)["recordHonour"]["honour"]
    refused = unit_officer.refusal(PUBLISH, id=made["id"])

    assert refused["code"] == "WRONG_STATE"


def test_another_tenants_row_is_not_found(alpha, client_of, town):
    honour = store(town)
    with tenant_context(alpha):
        stranger = Asker(client_of("alpha"), token_of("ORGANISATION_OFFICER"))

        assert stranger.refusal(ONE, id=str(honour.pk))["code"] == "NOT_FOUND"


def test_nobody_reads_honours_without_signing_in(client_of, town):
    assert Asker(client_of("beta"), "hlk_none").refusal(LIST)["code"] == "UNAUTHENTICATED"


def test_a_page_takes_as_many_queries_with_a_hundred_rows_as_with_ten(officer, town, somebody):
    counts = []
    for rows in (10, 90):
        for _ in range(rows):
            store(town, somebody)
        officer.data(LIST)
        with CaptureQueriesContext(connection) as statements:
            shown = officer.data(LIST)
        counts.append((len(titles(shown)), len(statements)))

    assert [count for count, _ in counts] == [10, 100]
    assert counts[0][1] == counts[1][1]
