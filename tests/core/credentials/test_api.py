"""Credentials over GraphQL."""

from uuid import UUID

import pytest
from asking import Asker, token_of
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context
from issued import CLEAR, ISSUER, LICENCE, SUZHOU, TODAY, certified, licensed

from core.credentials import issuing
from core.credentials.issuing import Wanted
from core.credentials.models import Credential, CredentialStep

ISSUE = """mutation ($person: ID!, $facts: JSON!) { issueCredential(input: {person: $person, facts: $facts,
    kind: "fuquan_licensing.licence", level: "JUNIOR", on: "2022-06-15", issuer: "中共福泉市委组织部",
    reason: "福组〔2022〕1号"}) { credential { id version number title level { code label } status issuer
    issuedOn validUntil region person { name } organisation { name } certificatePath publicPath
    steps { version status fromOn reason recordedBy decision } } } }"""
BATCH = """mutation ($people: [CredentialCandidateInput!]!, $all: Boolean) { issueCredentials(input: {
    people: $people, allOrNone: $all, kind: "fuquan_licensing.licence", level: "JUNIOR", on: "2022-06-15",
    issuer: "组织部"}) {
    credentials { number person { name } } refused { person code message findings } } }"""
REVOKE = """mutation ($id: ID!, $version: Int!, $facts: JSON!) { revokeCredential(input: {
    id: $id, version: $version, on: "2023-12-01", facts: $facts}) {
    credential { status version } findings { code } } }"""
INSPECT = """mutation ($id: ID!, $facts: JSON!) { inspectCredential(input: {
    id: $id, version: 1, on: "2023-12-01", facts: $facts}) {
    credential { status } successor { level { code } number } findings { code satisfiedOn } } }"""
LIST = """query ($first: Int, $on: Date, $kind: String, $status: CredentialStatus, $organisation: ID,
    $person: ID, $expiring: Date, $after: String) {
    credentials(first: $first, after: $after, asOf: $on, kind: $kind, status: $status,
    organisation: $organisation, person: $person, expiringBefore: $expiring) {
    edges { node { number status person { name } organisation { name } level { label } steps { status } } }
    pageInfo { hasNextPage endCursor } } }"""
ONE = "query ($id: ID!) { credential(id: $id) { number status } }"
GUILTY = {"serious_consequence": True, "cause": "DERELICTION"}


@pytest.fixture
def officer(town, client_of) -> Asker:
    """A worker of the organisation department."""
    return Asker(client_of("alpha"), token_of("ORGANISATION_OFFICER"))


@pytest.fixture
def unit_officer(town, client_of) -> Asker:
    """An officer of the town."""
    return Asker(client_of("alpha"), token_of("UNIT_OFFICER", organisation=town.pk))


def numbers(answer: dict) -> list[str]:
    return [edge["node"]["number"] for edge in answer["credentials"]["edges"]]


def test_the_kinds_are_those_of_the_tenants_schemes(officer):
    kinds = officer.data("{ credentialKinds { code title byCity inspection verbs levels { code label } } }")

    shown = {kind["code"]: kind for kind in kinds["credentialKinds"]}
    assert shown["fuquan_licensing.licence"] == {
        "code": "fuquan_licensing.licence",
        "title": "党务工作者资格证书",
        "byCity": False,
        "inspection": None,
        "verbs": ["REVOKE"],
        "levels": [
            {"code": "JUNIOR", "label": "初级"},
            {"code": "INTERMEDIATE", "label": "中级"},
            {"code": "SENIOR", "label": "高级"},
        ],
    }
    assert shown["jiangsu_four_level.certificate"]["verbs"] == [
        "SUSPEND",
        "RESTORE",
        "LOWER",
        "REVOKE",
        "EXPIRE",
    ]
    assert [level["label"] for level in shown["xiajiang_three_roles.letter"]["levels"]] == [
        "党建特派员",
        "党建指导员",
        "党建监督员",
    ]


def test_a_licence_is_issued_and_revoked(officer, somebody):
    made = officer.data(ISSUE, person=str(somebody().pk), facts=CLEAR)["issueCredential"]["credential"]
    row = Credential.objects.get()

    [step] = made.pop("steps")
    assert made.pop("publicPath").startswith("/c/")
    assert made == {
        "id": str(row.pk),
        "version": 1,
        "number": "FQ-2022-00001",
        "title": "党务工作者资格证书",
        "level": {"code": "JUNIOR", "label": "初级"},
        "status": "VALID",
        "issuer": ISSUER,
        "issuedOn": "2022-06-15",
        "validUntil": None,
        "region": "",
        "person": {"name": "张三"},
        "organisation": {"name": "牛场镇党委"},
        "certificatePath": f"/credentials/{row.pk}/certificate.pdf",
    }
    assert step.pop("decision") == str(CredentialStep.objects.get().decision_id)
    assert step == {
        "version": 1,
        "status": "VALID",
        "fromOn": "2022-06-15",
        "reason": "福组〔2022〕1号",
        "recordedBy": "测试",
    }
    revoked = officer.data(REVOKE, id=made["id"], version=1, facts=GUILTY)["revokeCredential"]
    assert revoked == {"credential": {"status": "REVOKED", "version": 2}, "findings": []}


def test_a_refusal_answers_with_its_findings(officer, somebody):
    refused = officer.refusal(ISSUE, person=str(somebody().pk), facts={**CLEAR, "exam_passed": False})

    assert refused["code"] == "REFUSED"
    assert [finding["code"] for finding in refused["findings"]] == ["FQ-EXAM"]
    assert Credential.objects.count() == 0


def test_an_outdated_version_is_a_conflict(officer, somebody):
    licence = licensed(somebody())

    refused = officer.refusal(REVOKE, id=str(licence.pk), version=2, facts=GUILTY)

    assert (refused["code"], refused["version"]) == ("CONFLICT", 1)
    assert CredentialStep.objects.count() == 1


def test_an_inspection_answers_with_what_became_of_it(officer, somebody):
    person = somebody()
    certified(person)
    certificate = certified(person, "INTERMEDIATE")
    poor = {"failed_before": True, "grade": "BASIC", "training_sessions": 1, "training_days": 3}

    answer = officer.data(INSPECT, id=str(certificate.pk), facts=poor)["inspectCredential"]

    assert answer == {
        "credential": {"status": "EXPIRED"},
        "successor": {"level": {"code": "JUNIOR"}, "number": f"JS-{SUZHOU}-2023-00001"},
        "findings": [{"code": "JS-GRADE", "satisfiedOn": None}],
    }


def test_a_batch_tells_who_gets_none(officer, somebody):
    good, bad = somebody("甲"), somebody("乙")
    people = [
        {"person": str(good.pk), "facts": CLEAR},
        {"person": str(bad.pk), "facts": {**CLEAR, "exam_passed": False}},
    ]

    whole = officer.refusal(BATCH, people=people, all=True)
    assert (whole["code"], Credential.objects.count()) == ("BATCH_REFUSED", 0)

    done = officer.data(BATCH, people=people)["issueCredentials"]
    assert done["credentials"] == [{"number": "FQ-2022-00001", "person": {"name": "甲"}}]
    [refused] = done["refused"]
    assert (refused["person"], refused["code"]) == (str(bad.pk), "REFUSED")
    assert [finding["code"] for finding in refused["findings"]] == ["FQ-EXAM"]


def test_a_list_too_long_for_one_request_is_refused(officer, somebody):
    people = [{"person": str(somebody().pk), "facts": {}}] * 501

    assert officer.refusal(BATCH, people=people)["code"] in ("BAD_USER_INPUT", "LIMIT_EXCEEDED")
    assert Credential.objects.count() == 0


def test_nobody_out_of_sight_or_of_nowhere_is_issued_to(officer, somebody):
    person = somebody()
    people = [{"person": str(one), "facts": CLEAR} for one in (person.pk, UUID(int=7))]

    assert officer.refusal(BATCH, people=people)["code"] == "NOT_FOUND"
    assert officer.refusal(ISSUE, person="1", facts=CLEAR)["code"] == "NOT_FOUND"
    assert Credential.objects.count() == 0


def test_the_list_is_narrowed_and_paged(officer, somebody, town):
    zhang, li = somebody("张三"), somebody("李四")
    licensed(zhang)
    licensed(li)
    certified(li)

    assert numbers(officer.data(LIST, kind=LICENCE)) == ["FQ-2022-00002", "FQ-2022-00001"]
    assert numbers(officer.data(LIST, person=str(zhang.pk))) == ["FQ-2022-00001"]
    assert numbers(officer.data(LIST, status="REVOKED")) == []
    assert numbers(officer.data(LIST, on="2022-06-14")) == []
    assert numbers(officer.data(LIST, expiring="2030-01-01")) == []
    assert len(numbers(officer.data(LIST, organisation=str(town.pk)))) == 3
    first = officer.data(LIST, first=2)
    rest = officer.data(LIST, first=2, after=first["credentials"]["pageInfo"]["endCursor"])
    assert numbers(first) + numbers(rest) == ["JS-320500-2022-00001", "FQ-2022-00002", "FQ-2022-00001"]
    assert officer.refusal(LIST, after="eHg")["code"] == "BAD_USER_INPUT"


def test_a_unit_officer_sees_the_units_credentials_and_changes_none(unit_officer, somebody, unit):
    other = unit("道坪镇党委")
    own, foreign = licensed(somebody("甲")), licensed(somebody("乙", other))
    before = CredentialStep.objects.count()

    assert numbers(unit_officer.data(LIST)) == [own.number]
    assert unit_officer.data(ONE, id=str(own.pk))["credential"]["number"] == own.number
    for identifier in (str(foreign.pk), str(UUID(int=7)), "1"):
        assert unit_officer.refusal(ONE, id=identifier)["code"] == "NOT_FOUND"
    assert unit_officer.refusal(LIST, organisation=str(other.pk))["code"] == "NOT_FOUND"
    assert unit_officer.refusal(REVOKE, id=str(own.pk), version=1, facts=GUILTY)["code"] == "FORBIDDEN"
    assert CredentialStep.objects.count() == before


def test_another_tenants_credential_is_not_found(beta, somebody, client_of):
    licence = licensed(somebody())
    with tenant_context(beta):
        stranger = Asker(client_of("beta"), token_of("ORGANISATION_OFFICER"))

        assert stranger.refusal(ONE, id=str(licence.pk))["code"] == "NOT_FOUND"
        assert numbers(stranger.data(LIST)) == []
        assert stranger.refusal(REVOKE, id=str(licence.pk), version=1, facts=GUILTY)["code"] == "NOT_FOUND"


def test_a_page_takes_as_many_queries_with_a_hundred_rows_as_with_ten(officer, somebody):
    counts = []
    for rows in (10, 90):
        issuing.issue_many(
            kind=LICENCE,
            level="JUNIOR",
            wanted=[Wanted(somebody().pk, CLEAR) for _ in range(rows)],
            on=TODAY,
            issuer=ISSUER,
            today=TODAY,
        )
        officer.data(LIST, first=100)
        with CaptureQueriesContext(connection) as statements:
            shown = officer.data(LIST, first=100)
        counts.append((len(numbers(shown)), len(statements)))

    assert [count for count, _ in counts] == [10, 100]
    assert counts[0][1] == counts[1][1]
