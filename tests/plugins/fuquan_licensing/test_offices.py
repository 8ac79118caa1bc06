"""Review, licences, pay, establishment and changes over GraphQL, as each office does and sees them."""

import base64
import io
from datetime import date

import asking
import examining
import licensing
import nobody
import pytest
from python_calamine import CalamineWorkbook

from core.access import services as access
from core.appointments import establishment
from core.appointments.models import Post
from core.organisations import services as organisations
from core.people import services as people
from core.people.models import IdentityDisclosure
from plugins.fuquan_licensing.reviews.models import ReviewDesk

CASES = """{ fuquanLicensing { reviewCases(decided: false) { edges { node { id version name level } } } } }"""
DECIDE = """mutation ($id: ID!, $version: Int!, $opinion: FuquanOpinion!, $note: String!) {
    decideFuquanReviewCase(input: {id: $id, version: $version, opinion: $opinion, note: $note}) {
    case { version opinion note } } }"""
OUTCOMES = """query ($id: ID!) { fuquanLicensing { outcomes(examination: $id) { edges { node {
    person { name } passed review reason licenceNumber } } } } }"""
ISSUE = """mutation ($id: ID!, $version: Int!) { issueFuquanLicences(input: {examination: $id,
    version: $version, issuer: "市委组织部"}) { credentials refused { message findings } } }"""
PAY = "{ fuquanLicensing { payLinks { edges { node { person { name } sector level coefficient } } } } }"
UNLICENSED = "{ fuquanLicensing { unlicensed { edges { node { person { name } organisationName } } } } }"
REVOCATIONS = """{ fuquanLicensing { revocations { edges { node { licenceNumber cause documentNumber
    filingDueOn filedOn } } } } }"""
UNITS = """query ($next: FuquanNext) { fuquanLicensing { units(next: $next) { edges { node { id version name
    approved filled short over minimum maximum next { code } } } }
    establishment { approved filled short } } }"""
APPROVE = """mutation ($id: ID!, $version: Int!) { approveFuquanQuota(input: {organisation: $id,
    version: $version, places: 2, basis: "1号"}) { unit { approved short } findings { code } outcome } }"""
REPORT = """mutation ($id: ID!, $on: Date!) { reportFuquanChange(input: {organisation: $id,
    kind: STAFF_CHANGE, changedOn: $on, description: "1 人调出"}) { change { id version dueOn onTime } } }"""
FILE = """mutation ($id: ID!) { fileFuquanChange(input: {id: $id, version: 1, documentNumber: "2号"}) {
    change { filedOn receivedOn } } }"""
RECEIVE = """mutation ($id: ID!) { receiveFuquanChange(input: {id: $id, version: 2}) {
    change { receivedOn onTime } } }"""
CHANGES = "{ fuquanLicensing { changes { edges { node { organisationName kind onTime } } } } }"


def nodes(answer: dict, name: str) -> list[dict]:
    return [edge["node"] for edge in answer["fuquanLicensing"][name]["edges"]]


@pytest.fixture
def officer(in_alpha, client_of) -> asking.Asker:
    """A worker of the organisation department."""
    return asking.Asker(client_of("alpha"), asking.token_of("ORGANISATION_OFFICER"))


@pytest.fixture
def clerk_of(client_of):
    """Make the officer of a unit."""
    return lambda unit: asking.Asker(client_of("alpha"), asking.token_of("UNIT_OFFICER", organisation=unit))


def test_a_review_from_the_desks_to_the_licences(officer, client_of, clerk_of):
    examination = licensing.scored(80, 90)
    askers = {}
    for body in licensing.BODIES:
        user = access.create_user(username=body.lower(), name="审核人", actor=licensing.CLERK)
        access.grant_role(user=user, role="REVIEWER", actor=licensing.CLERK)
        officer.data(
            "mutation ($user: ID!, $body: String!) {"
            " seatFuquanReviewer(user: $user, body: $body) { desks { body } } }",
            user=str(user.pk),
            body=body,
        )
        askers[body] = licensing.asker_of(client_of, user)
    opened = officer.data(
        "mutation ($id: ID!, $version: Int!) { openFuquanReview(input: {id: $id, version: $version}) {"
        " examination { stage version } } }",
        id=str(examination.pk),
        version=examination.version,
    )["openFuquanReview"]["examination"]
    for body, asker in askers.items():
        for case in nodes(asker.data(CASES), "reviewCases"):
            objects = (body, case["name"]) == ("DISCIPLINE", "考生1")
            asker.data(
                DECIDE,
                id=case["id"],
                version=case["version"],
                opinion="OBJECTION" if objects else "CLEAR",
                note=licensing.SECRET_NOTE if objects else "",
            )
    examination.refresh_from_db()
    issued = officer.data(ISSUE, id=str(examination.pk), version=examination.version)["issueFuquanLicences"]
    seen = nodes(clerk_of(licensing.unit_of(examination)).data(OUTCOMES, id=str(examination.pk)), "outcomes")

    assert (opened["stage"], examination.stage) == ("SCORED", "REVIEWED")
    assert len(issued["credentials"]) == 1
    assert [one["message"] for one in issued["refused"]] == [
        "发放证书不予通过：纪检机关有异议：请待异议解除后再发证。"
    ]
    year = licensing.today().year
    assert seen == [
        {
            "person": {"name": "考生0"},
            "passed": True,
            "review": "PASSED",
            "reason": "",
            "licenceNumber": f"FQ-{year}-00001",
        },
        {
            "person": {"name": "考生1"},
            "passed": True,
            "review": "NOT_PASSED",
            "reason": "审核未通过",
            "licenceNumber": None,
        },
    ]


def test_a_body_is_shown_the_identity_number_of_its_own_case(officer, client_of):
    licensing.opened(licensing.scored(80))
    user = licensing.reviewer("DISCIPLINE")
    people.change(
        person_id=licensing.person("考生0").pk, version=1, on=licensing.today(), id_number=nobody.NUMBER
    )
    asker = licensing.asker_of(client_of, user)
    [case] = nodes(asker.data(CASES), "reviewCases")

    shown = asker.data(
        "mutation ($id: ID!) { identifyFuquanReviewCase(id: $id) { idNumber } }", id=case["id"]
    )

    assert shown == {"identifyFuquanReviewCase": {"idNumber": nobody.NUMBER}}
    assert IdentityDisclosure.objects.get().disclosed_to_id == str(user.pk)


def test_a_reviewer_is_released(officer, in_alpha):
    user = licensing.reviewer("DISCIPLINE")

    answer = officer.data(
        "mutation ($user: ID!) { releaseFuquanReviewer(user: $user) { desks { body } } }", user=str(user.pk)
    )

    assert answer == {"releaseFuquanReviewer": {"desks": []}}
    assert ReviewDesk.objects.get().released_at is not None


def test_units_see_pay_and_the_training_list_of_their_own_people(officer, clerk_of):
    examination = licensing.reviewed(licensing.scored(80, 40))
    unit = licensing.unit_of(examination)
    establishment.approve(organisation=unit, post=Post.WORKER, places=2, on=date(2021, 1, 1))
    licensing.issued(examination)
    own, other = clerk_of(unit), clerk_of(examining.town("马场坪街道党工委").pk)

    assert nodes(own.data(PAY), "payLinks") == [
        {"person": {"name": "考生0"}, "sector": "TOWNSHIP", "level": "JUNIOR", "coefficient": 0}
    ]
    assert nodes(own.data(UNLICENSED), "unlicensed") == [
        {"person": {"name": "考生1"}, "organisationName": "牛场镇党委"}
    ]
    assert (nodes(other.data(PAY), "payLinks"), nodes(other.data(UNLICENSED), "unlicensed")) == ([], [])


def test_the_pay_office_gets_a_workbook_from_the_department_only(officer, clerk_of):
    query = "{ fuquanLicensing { payList { name content } } }"

    book = officer.data(query)["fuquanLicensing"]["payList"]
    refused = clerk_of(examining.town().pk).refusal(query)

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(base64.b64decode(book["content"])))
    assert book["name"] == f"证书待遇清单{licensing.today()}.xlsx"
    assert len(sheet.get_sheet_by_index(0).to_python()) == 1
    assert refused["code"] == "FORBIDDEN"


def test_a_revocation_is_seen_with_its_document_and_its_filing(officer, clerk_of):
    [licence] = licensing.licensed()
    officer.data(
        "mutation ($id: ID!, $on: Date!) { revokeFuquanLicence(input: {credential: $id, version: 1,"
        ' cause: "WORK_ERROR", seriousConsequence: true, documentNumber: "3号", documentTitle: "决定",'
        " documentOn: $on}) { revocation { id } } }",
        id=str(licence.pk),
        on=str(licensing.today()),
    )

    [seen] = nodes(clerk_of(licence.organisation_id).data(REVOCATIONS), "revocations")

    assert (seen["licenceNumber"], seen["cause"], seen["documentNumber"], seen["filedOn"]) == (
        licence.number,
        "WORK_ERROR",
        "3号",
        None,
    )
    assert seen["filingDueOn"] > str(licensing.today())


def test_the_establishment_is_planned_and_approved(officer, clerk_of):
    town = examining.town()
    organisations.change(organisation=town.pk, staff_count=40, on=date(2021, 1, 1))
    examining.town("马场坪街道党工委")
    own = clerk_of(town.pk)

    [before] = nodes(own.data(UNITS), "units")
    approved = officer.data(APPROVE, id=before["id"], version=before["version"])["approveFuquanQuota"]
    after = own.data(UNITS, next="FILL")

    assert {name: before[name] for name in ("name", "approved", "minimum", "maximum", "next")} == {
        "name": "牛场镇党委",
        "approved": None,
        "minimum": 2,
        "maximum": None,
        "next": [{"code": "APPROVE"}, {"code": "FILL"}],
    }
    assert approved["unit"] == {"approved": 2, "short": 2}
    assert (approved["findings"], approved["outcome"]["headroom"]) == ([], 2)
    assert [one["next"] for one in nodes(after, "units")] == [[{"code": "FILL"}]]
    assert after["fuquanLicensing"]["establishment"] == {"approved": 2, "filled": 0, "short": 2}


def test_a_change_is_reported_and_filed_by_the_unit_and_received_by_the_department(officer, clerk_of):
    town = examining.town()
    own, other = clerk_of(town.pk), clerk_of(examining.town("马场坪街道党工委").pk)

    change = own.data(REPORT, id=str(town.pk), on=str(licensing.today()))["reportFuquanChange"]["change"]
    filed = own.data(FILE, id=change["id"])["fileFuquanChange"]["change"]
    received = officer.data(RECEIVE, id=change["id"])["receiveFuquanChange"]["change"]

    today = str(licensing.today())
    assert (change["onTime"], filed) == (None, {"filedOn": today, "receivedOn": None})
    assert received == {"receivedOn": today, "onTime": True}
    assert nodes(own.data(CHANGES), "changes") == [
        {"organisationName": "牛场镇党委", "kind": "STAFF_CHANGE", "onTime": True}
    ]
    assert nodes(other.data(CHANGES), "changes") == []


def test_changes_are_found_in_the_records_and_pay_is_settled(officer, in_alpha):
    examining.members(examining.town(), 1)

    found = officer.data('mutation { findFuquanChanges(since: "2020-01-01") { found } }')
    settled = officer.data("mutation { settleFuquanPay { begun changed } }")

    assert found == {"findFuquanChanges": {"found": 1}}
    assert settled == {"settleFuquanPay": {"begun": 0, "changed": 0}}
