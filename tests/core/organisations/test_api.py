"""Organisations over GraphQL: as of a day, page by page, and only what the principal answers for."""

from datetime import date
from uuid import UUID

import pytest
from asking import Asker, token_of
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.appointments import establishment
from core.appointments import services as appointments
from core.appointments.models import Appointment, Post
from core.organisations import reshaping, services
from core.organisations.models import CloseReason, Kind, Level, Organisation, OrganisationChange, Sector
from core.people import services as people

ONE = """query ($id: ID!, $on: Date) { organisation(id: $id, asOf: $on) {
    id version name status parent { name } path { name } closedOn
    children { edges { node { name } } }
    incumbents { edges { node { person { name } post organisation { name } } } }
    quotas { post places filled headroom } findings { code severity }
    history { kind version recordedBy } } }"""
LIST = """query ($first: Int = 100, $after: String, $search: String, $on: Date, $parent: ID) {
    organisations(first: $first, after: $after, search: $search, asOf: $on, parent: $parent) {
    edges { node { name } } pageInfo { hasNextPage endCursor } } }"""
RENAME = """mutation ($id: ID!, $version: Int!) { renameOrganisation(input: {id: $id, version: $version,
    name: "新名党委", on: "2026-02-01", reason: "更名"}) { organisation { name version } } }"""
NOBODY = str(UUID(int=7))
SINCE = date(2020, 1, 1)


@pytest.fixture
def tree(found) -> dict[str, UUID]:
    """A county with two towns, one of which has a village."""
    county = found("县委")
    town, other = found("甲镇党委", parent=county), found("乙镇党委", parent=county)
    village = found("一村党支部", parent=town, sector=Sector.COMMUNITY)
    return {"county": county.pk, "town": town.pk, "other": other.pk, "village": village.pk}


@pytest.fixture
def officer(tree, client_of) -> Asker:
    """A worker of the organisation department."""
    return Asker(client_of("beta"), token_of("ORGANISATION_OFFICER"))


@pytest.fixture
def unit_officer(tree, client_of) -> Asker:
    """An officer of one town."""
    return Asker(client_of("beta"), token_of("UNIT_OFFICER", organisation=tree["town"]))


def names(connection_: dict) -> list[str]:
    return [edge["node"]["name"] for edge in connection_["edges"]]


def test_an_organisation_shows_place_people_establishment_and_findings(officer, tree):
    town = Organisation.objects.get(pk=tree["town"])
    establishment.approve(organisation=tree["town"], post=Post.SECRETARY, places=2, on=date(2021, 1, 1))
    appointments.appoint(
        person=people.register(name="张三"),
        organisation=town,
        basis=Appointment.Basis.FULL_TIME,
        post=Post.SECRETARY,
        on=date(2021, 1, 1),
    )

    shown = officer.data(ONE, id=str(tree["town"]))["organisation"]
    village = officer.data(ONE, id=str(tree["village"]))["organisation"]

    assert (shown["name"], shown["parent"]["name"], shown["closedOn"]) == ("甲镇党委", "县委", None)
    assert names(shown["children"]) == ["一村党支部"]
    assert shown["incumbents"]["edges"] == [
        {"node": {"person": {"name": "张三"}, "post": "SECRETARY", "organisation": {"name": "甲镇党委"}}}
    ]
    assert shown["quotas"] == [{"post": "SECRETARY", "places": 2, "filled": 1, "headroom": 1}]
    assert shown["findings"] == []
    assert village["findings"] == [{"code": "ORG-DEPUTY", "severity": "WARN"}]
    assert [step["name"] for step in village["path"]] == ["县委", "甲镇党委"]


@pytest.mark.parametrize(("on", "name"), [("2023-12-31", "甲镇党委"), ("2024-01-01", "甲街道党工委")])
def test_a_day_of_the_past_is_answered_as_it_was(officer, tree, on, name):
    services.rename(organisation=tree["town"], name="甲街道党工委", on=date(2024, 1, 1))

    assert officer.data(ONE, id=str(tree["town"]), on=on)["organisation"]["name"] == name
    assert name in names(officer.data(LIST, on=on)["organisations"])


def test_what_stands_no_longer_is_found_as_of_before_only(officer, tree):
    reshaping.close(organisation=tree["other"], on=date(2024, 1, 1), close_reason=CloseReason.DISSOLVED)

    refused = officer.refusal(ONE, id=str(tree["other"]))
    shown = officer.data(ONE, id=str(tree["other"]), on="2023-12-31")["organisation"]

    assert (refused["code"], refused["closed_on"]) == ("NOT_FOUND", "2024-01-01")
    assert shown["closedOn"] == "2024-01-01"


def test_the_list_goes_on_page_by_page_in_the_order_of_pinyin(officer):
    first = officer.data(LIST, first=3)["organisations"]
    rest = officer.data(LIST, first=3, after=first["pageInfo"]["endCursor"])["organisations"]

    assert names(first) + names(rest) == ["甲镇党委", "县委", "一村党支部", "乙镇党委"]
    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)


@pytest.mark.parametrize(
    ("search", "hits"),
    [("镇", ["甲镇党委", "乙镇党委"]), ("jia zhen", ["甲镇党委"]), ("YICUN", ["一村党支部"]), ("%", [])],
)
def test_organisations_are_found_by_name_and_pinyin(officer, search, hits):
    assert names(officer.data(LIST, search=search)["organisations"]) == hits


def test_a_unit_officer_sees_the_unit_and_what_is_below_it(unit_officer, tree):
    assert names(unit_officer.data(LIST)["organisations"]) == ["甲镇党委", "一村党支部"]

    shown = unit_officer.data(ONE, id=str(tree["town"]))["organisation"]
    assert (shown["parent"], shown["path"]) == (None, [])


def test_what_was_below_the_unit_when_it_closed_is_still_the_units(unit_officer, tree):
    reshaping.close(organisation=tree["village"], on=date(2024, 1, 1), close_reason=CloseReason.DISSOLVED)

    shown = unit_officer.data(ONE, id=str(tree["village"]), on="2023-12-31")["organisation"]

    assert shown["name"] == "一村党支部"


@pytest.mark.parametrize("which", ["county", "other", "nobody", "nonsense"])
def test_what_is_not_below_the_unit_is_neither_read_nor_changed(unit_officer, tree, which):
    identifier = {"nobody": NOBODY, "nonsense": "1"}.get(which) or str(tree[which])
    before = OrganisationChange.objects.count()

    assert unit_officer.refusal(ONE, id=identifier)["code"] == "NOT_FOUND"
    assert unit_officer.refusal(LIST, parent=identifier)["code"] == "NOT_FOUND"
    assert unit_officer.refusal(RENAME, id=identifier, version=1)["code"] == "NOT_FOUND"
    assert OrganisationChange.objects.count() == before


def test_an_organisation_does_not_leave_the_unit_by_a_move(unit_officer, tree):
    move = """mutation ($id: ID!, $parent: ID) { moveOrganisation(input: {id: $id, version: 1,
        parent: $parent, on: "2026-02-01"}) { organisation { id } } }"""
    before = OrganisationChange.objects.count()

    assert (
        unit_officer.refusal(move, id=str(tree["village"]), parent=str(tree["other"]))["code"] == "NOT_FOUND"
    )
    assert unit_officer.refusal(move, id=str(tree["village"]))["code"] == "BAD_USER_INPUT"
    assert OrganisationChange.objects.count() == before


def test_a_unit_officer_does_not_set_the_units_own_establishment(unit_officer, tree):
    quota = """mutation ($id: ID!) { setQuota(input: {organisation: $id, version: 1, post: WORKER, places: 9,
        on: "2026-01-01"}) { quotas { places } } }"""

    assert unit_officer.refusal(quota, id=str(tree["town"]))["code"] == "FORBIDDEN"
    assert unit_officer.data(quota, id=str(tree["village"]))["setQuota"]["quotas"] == [{"places": 9}]


def test_a_change_is_recorded_as_whose_it_is_and_an_outdated_one_refused(officer, tree):
    changed = officer.data(RENAME, id=str(tree["town"]), version=1)["renameOrganisation"]["organisation"]
    refused = officer.refusal(RENAME, id=str(tree["town"]), version=1)

    assert changed == {"name": "新名党委", "version": 2}
    assert (refused["code"], refused["version"]) == ("CONFLICT", 2)
    assert officer.data(ONE, id=str(tree["town"]))["organisation"]["history"][-1] == {
        "kind": "RENAMED",
        "version": 2,
        "recordedBy": "测试",
    }


def test_closing_with_people_in_post_answers_with_the_list(officer, tree):
    close = """mutation ($id: ID!) { closeOrganisation(input: {id: $id, version: 1, on: "2026-01-01",
        closeReason: DISSOLVED}) { organisation { id } } }"""
    appointments.appoint(
        person=people.register(name="张三"),
        organisation=Organisation.objects.get(pk=tree["other"]),
        basis=Appointment.Basis.FULL_TIME,
        on=date(2021, 1, 1),
    )

    refused = officer.refusal(close, id=str(tree["other"]))

    assert refused["code"] == "PEOPLE_IN_POST"
    assert [one["name"] for one in refused["people"]] == ["张三"]


def test_every_change_can_be_made_over_the_api(officer, tree):
    steps = """mutation ($county: ID!, $town: ID!, $other: ID!) {
      foundOrganisation(input: {name: "园区党工委", parent: $county, kind: WORKING_COMMITTEE,
        sector: PRIVATE_ENTERPRISE, level: COUNTY, divisionCode: "360823", staffCount: 30, on: "2026-01-01"})
        { organisation { name parent { name } } }
      changeOrganisation(input: {id: $town, version: 1, on: "2026-01-01", starRating: 5, status: ADVANCED})
        { organisation { starRating status } }
      correctOrganisation(input: {id: $town, version: 2, fromOn: "2021-01-01", untilOn: "2022-01-01",
        sixGood: true, reason: "漏记"}) { organisation { sixGood } }
      splitOrganisation(input: {id: $other, version: 1, into: [{name: "乙镇一支部", kind: BRANCH}],
        on: "2026-01-01"}) { organisation { name } successors { name kind sector parent { name } } }
      mergeOrganisations(input: {organisations: [{id: $other, version: 1}], into: $town, on: "2026-02-01"})
        { organisation { name } }
      reopenOrganisation(input: {id: $other, version: 2, reason: "误撤"}) { organisation { closedOn } } }"""

    done = officer.data(steps, **{name: str(tree[name]) for name in ("county", "town", "other")})

    assert done["foundOrganisation"]["organisation"] == {"name": "园区党工委", "parent": {"name": "县委"}}
    assert done["changeOrganisation"]["organisation"] == {"starRating": 5, "status": "ADVANCED"}
    assert done["correctOrganisation"]["organisation"] == {"sixGood": True}
    assert done["splitOrganisation"]["successors"] == [
        {"name": "乙镇一支部", "kind": "BRANCH", "sector": "TOWNSHIP", "parent": {"name": "县委"}}
    ]
    assert done["mergeOrganisations"]["organisation"] == {"name": "甲镇党委"}
    assert done["reopenOrganisation"]["organisation"] == {"closedOn": None}


def unit(number: int, sector: str, parent: UUID | None = None) -> services.Founding:
    return services.Founding(
        f"第{number}支部", Kind.BRANCH, Sector(sector), Level.GRASSROOTS, "360823", parent
    )


@pytest.mark.parametrize(
    ("asked", "queries"),
    [
        ("name", 0),
        ("parent { name } path { name }", 1),
        ("foundedOn closedOn", 1),
        ("history { kind }", 1),
        ("quotas { headroom } findings { code }", 2),
        ("children(first: 2) { edges { node { name parent { name } } } }", 2),
        ("incumbents(first: 2) { edges { node { person { name } organisation { name } } } }", 1),
    ],
)
def test_a_page_takes_as_many_queries_with_a_hundred_rows_as_with_ten(officer, asked, queries):
    query = (
        f"""{{ organisations(first: 100, sectors: [SUBDISTRICT]) {{ edges {{ node {{ {asked} }} }} }} }}"""
    )
    plain = "{ organisations(first: 100, sectors: [SUBDISTRICT]) { edges { node { name } } } }"
    counts = []
    for rows in (10, 90):
        above = services.found_many([unit(number, "SUBDISTRICT") for number in range(rows)], on=SINCE)
        services.found_many(
            [unit(number, "VILLAGE", parent.pk) for number, parent in enumerate(above)], on=SINCE
        )
        needed = []
        for text in (plain, query):
            officer.data(text)
            with CaptureQueriesContext(connection) as statements:
                shown = officer.data(text)
            needed.append(len(statements))
        counts.append((len(shown["organisations"]["edges"]), needed[1] - needed[0]))

    assert counts == [(10, queries), (100, queries)]
