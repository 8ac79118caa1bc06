"""Every forbidden step of the scheme is tried over GraphQL, and nothing is written by any of them."""

import asking
import examining
import licensing
import offices
import pytest
import schema_walk
from browsing import CLERK
from django.db import connection

from hongling_api import tenant_schema
from plugins.fuquan_licensing.changes import services as changes
from plugins.fuquan_licensing.changes.models import Change
from plugins.fuquan_licensing.reviews.models import ReviewCase

BY_TICKET = {"beginFuquanSitting", "saveFuquanAnswers", "handInFuquanSitting"}
"""What whoever holds a ticket may do, signed in or not."""
BY_REVIEWERS = {"decideFuquanReviewCase", "identifyFuquanReviewCase"}
_TABLES = """
SELECT relname FROM pg_class
 WHERE relnamespace = current_schema::regnamespace AND relkind = 'r'
   AND (relname LIKE 'core\\_%' OR relname LIKE 'fuquan\\_%') ORDER BY relname
"""


def stored() -> dict[str, str]:
    """Return a digest of every table of the core and the plugin."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {table} t"
            )
            [(found[table],)] = cursor.fetchall()
    assert {"core_decisionrecord", "core_obligation", "fuquan_licensing_paylink"} <= found.keys()
    return found


def mutations() -> dict[str, str]:
    """Return a mutation of each of the plugin's root fields, about rows that do not exist."""
    schema = tenant_schema.schema(frozenset(connection.tenant.active_plugins)).graphql
    found = schema_walk.mutations(schema)
    return {name: query for name, query in found.items() if "Fuquan" in name}


def test_no_office_takes_a_step_that_is_not_its_own(beta, in_alpha, client_of):
    askers = offices.askers(client_of, examining.town().pk, beside=beta)
    before = stored()

    outcomes = {
        (who, name): offices.outcome(askers[who].ask(query))
        for name, query in mutations().items()
        for who in ("viewer", "reviewer", "stranger", "neighbour", "unit")
    }

    allowed = {
        (who, name)
        for (who, name), outcome in outcomes.items()
        if outcome not in ("FORBIDDEN", "UNAUTHENTICATED")
    }
    assert {name for who, name in allowed if who != "unit"} == BY_TICKET
    assert not {name for who, name in allowed if who == "unit"} & {
        *("openFuquanReview", "seatFuquanReviewer", "releaseFuquanReviewer", "issueFuquanLicences"),
        *("settleFuquanPay", "revokeFuquanLicence", "approveFuquanQuota", "receiveFuquanChange"),
        *("findFuquanChanges", "publishFuquanExamination", "openFuquanExamination", *BY_REVIEWERS),
    }
    assert "DONE" not in outcomes.values()
    assert stored() == before


REVIEW = "openFuquanReview(input: {id: $id, version: $version}) { examination { stage } }"
PUBLISH = "publishFuquanExamination(input: {id: $id, version: $version}) { examination { stage } }"
REGISTER = "openFuquanRegistration(input: {id: $id, version: $version}) { examination { stage } }"
SITTINGS = "beginFuquanSittings(input: {id: $id, version: $version}) { examination { stage } }"
CLOSE = "closeFuquanSittings(input: {id: $id, version: $version}) { examination { stage } }"
ISSUE = 'issueFuquanLicences(input: {examination: $id, version: $version, issuer: "组织部"}) { credentials }'
DECIDE = """decideFuquanReviewCase(input: {id: $id, version: $version, opinion: OBJECTION, note: "理由"})
    { case { id } }"""
SILENT = "decideFuquanReviewCase(input: {id: $id, version: $version, opinion: OBJECTION}) { case { id } }"
IDENTIFY = "identifyFuquanReviewCase(id: $id) { idNumber }"
REVOKE = """revokeFuquanLicence(input: {credential: $id, version: $version, cause: "DERELICTION",
    seriousConsequence: false, documentNumber: "1号", documentTitle: "决定", documentOn: "2026-01-05"})
    { revocation { id } }"""
APPROVE = """approveFuquanQuota(input: {organisation: $id, version: $version, places: 1, basis: "1号"})
    { unit { id } }"""
REPORT = """reportFuquanChange(input: {organisation: $id, kind: STAFF_CHANGE, changedOn: "2026-03-02",
    description: "1 人调出"}) { change { id } }"""
FILE = 'fileFuquanChange(input: {id: $id, version: $version, documentNumber: "2号"}) { change { id } }'
RECEIVE = "receiveFuquanChange(input: {id: $id, version: $version}) { change { id } }"


@pytest.fixture
def tries(in_alpha, client_of):
    """Steps that are forbidden as things stand: who tries, what, about which row and version, the refusal."""
    discipline = licensing.reviewer("DISCIPLINE")
    under_review = licensing.opened(licensing.scored(80, 80))
    cases = {
        (case.body, case.registration.person.name): case
        for case in ReviewCase.objects.select_related("registration__person")
    }
    decided = licensing.decide(discipline, cases["DISCIPLINE", "考生0"])
    unit = under_review.record.organisation
    elsewhere = examining.town("马场坪街道党工委")
    change = changes.report(
        changes.Report(Change.Kind.STAFF_CHANGE, elsewhere.pk, licensing.today(), "1 人调出"),
        today=licensing.today(),
        actor=CLERK,
    )
    officer = asking.Asker(client_of("alpha"), asking.token_of("ORGANISATION_OFFICER"))
    clerk = asking.Asker(client_of("alpha"), asking.token_of("UNIT_OFFICER", organisation=unit.pk))
    body = licensing.asker_of(client_of, discipline)
    other = cases["PUBLIC_SECURITY", "考生1"]
    own = cases["DISCIPLINE", "考生1"]
    exam, version = under_review.pk, under_review.version
    return [
        (officer, ISSUE, exam, version, "WRONG_STAGE"),
        (officer, PUBLISH, exam, version, "WRONG_STAGE"),
        (officer, REGISTER, exam, version, "WRONG_STAGE"),
        (officer, SITTINGS, exam, version, "WRONG_STAGE"),
        (officer, CLOSE, exam, version, "WRONG_STAGE"),
        (officer, REVIEW, exam, version - 1, "CONFLICT"),
        (officer, DECIDE, own.pk, 1, "FORBIDDEN"),
        (officer, IDENTIFY, own.pk, 1, "FORBIDDEN"),
        (officer, APPROVE, unit.pk, 99, "CONFLICT"),
        (officer, APPROVE, elsewhere.pk, 1, "BAD_USER_INPUT"),
        (officer, RECEIVE, change.pk, 1, "CHANGE_NOT_FILED"),
        (officer, REVOKE, exam, 1, "NOT_FOUND"),
        (body, DECIDE, other.pk, 1, "NOT_FOUND"),
        (body, IDENTIFY, other.pk, 1, "NOT_FOUND"),
        (body, IDENTIFY, decided.pk, 2, "CASE_DECIDED"),
        (body, DECIDE, decided.pk, 1, "CONFLICT"),
        (body, DECIDE, decided.pk, 2, "CASE_DECIDED"),
        (body, SILENT, own.pk, 1, "BAD_USER_INPUT"),
        (body, REVIEW, exam, version, "FORBIDDEN"),
        (clerk, REVIEW, exam, version, "FORBIDDEN"),
        (clerk, ISSUE, exam, version, "FORBIDDEN"),
        (clerk, DECIDE, own.pk, 1, "FORBIDDEN"),
        (clerk, APPROVE, unit.pk, unit.version, "FORBIDDEN"),
        (clerk, REPORT, elsewhere.pk, 1, "NOT_FOUND"),
        (clerk, FILE, change.pk, 1, "NOT_FOUND"),
        (clerk, RECEIVE, change.pk, 1, "FORBIDDEN"),
    ]


def test_no_forbidden_step_writes_anything(tries):
    before = stored()

    found = [
        (step.partition("(")[0], offices.outcome(asker.ask(operation(step), id=str(row), version=version)))
        for asker, step, row, version, _ in tries
    ]

    assert found == [(step.partition("(")[0], code) for _, step, _, _, code in tries]
    assert stored() == before


def test_a_licence_is_not_revoked_without_what_the_law_demands(in_alpha, client_of):
    [licence] = licensing.licensed()
    officer = asking.Asker(client_of("alpha"), asking.token_of("ORGANISATION_OFFICER"))
    before = stored()

    refusal = officer.refusal(operation(REVOKE), id=str(licence.pk), version=1)

    assert (refusal["code"], [one["code"] for one in refusal["findings"]]) == ("REFUSED", ["FQ-CAUSE"])
    assert stored() == before


def operation(step: str) -> str:
    """Return the text of a step as an operation with its variables."""
    declared = [
        f"${name}: {kind}" for name, kind in (("id", "ID!"), ("version", "Int!")) if f"${name}" in step
    ]
    return f"mutation ({', '.join(declared)}) {{ {step} }}"
