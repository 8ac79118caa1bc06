"""双述双评 over GraphQL: each unit speaks for itself, and sees of its neighbours only what they report."""

from uuid import UUID

import appraising
import pytest
from appraising import TODAY, state

from core.assessments import reports, services
from core.assessments.models import Audience

SCORE = """mutation ($id: ID!, $marks: [AssessmentMarkInput!]!) { scoreAssessment(input: {id: $id,
    marks: $marks}) { scores { item group score version } assessment { total { value } } } }"""
ONE = "query ($id: ID!) { assessment(id: $id) { grade } }"
REPORT = """mutation ($assessment: ID!, $audience: ReportAudience!) { submitAssessmentReport(input: {
    assessment: $assessment, audience: $audience, text: "一年来的工作", on: "2026-01-10"}) {
    report { id version } } }"""
REVIEW = """mutation ($report: ID!, $group: EvaluatorGroup!, $peer: ID) { reviewAssessmentReport(input: {
    report: $report, group: $group, evaluatorOrganisation: $peer, opinion: "属实", on: "2026-01-11"}) {
    report { reviews { group opinion } } } }"""
REPORTS = "query ($cycle: ID!) { assessmentReports(cycle: $cycle) { id text audience } }"


@pytest.fixture
def secretaries(opened, town, neighbour, worker):
    """The assessments of the secretaries of both townships, in a cycle judged by peers and masses."""
    cycle = opened(
        design=appraising.design(groups={"PEER_ORGANISATIONS": appraising.HALF, "MASSES": appraising.HALF}),
        double_review=True,
    )
    people = [worker("张三", town).pk, neighbour[1].pk]
    rows = services.enrol(cycle=cycle.pk, people=people, on=TODAY)
    by_person = {row.person_id: row for row in rows}
    return [by_person[one] for one in people]


def test_a_township_reports_its_neighbour_reviews_and_scores_and_sees_nothing_else(
    unit_officer, neighbour, secretaries
):
    other, _, asker = neighbour
    mine, _ = secretaries
    submitted = unit_officer.data(REPORT, assessment=str(mine.pk), audience="SUPERIOR")
    report = submitted["submitAssessmentReport"]["report"]["id"]

    shown = asker.data(REPORTS, cycle=str(mine.cycle_id))["assessmentReports"]
    reviewed = asker.data(REVIEW, report=report, group="PEER_ORGANISATIONS", peer=str(other.pk))
    scored = asker.data(
        SCORE,
        id=str(mine.pk),
        marks=[
            {
                "item": "CONDUCT",
                "group": "PEER_ORGANISATIONS",
                "evaluatorOrganisation": str(other.pk),
                "score": 88,
            }
        ],
    )["scoreAssessment"]

    assert shown == [{"id": report, "text": "一年来的工作", "audience": "SUPERIOR"}]
    assert reviewed["reviewAssessmentReport"]["report"]["reviews"] == [
        {"group": "PEER_ORGANISATIONS", "opinion": "属实"}
    ]
    assert (scored["scores"][0]["score"], scored["assessment"]) == (88, None)
    assert asker.refusal(ONE, id=str(mine.pk))["code"] == "NOT_FOUND"


def test_nobody_speaks_for_another_organisation(unit_officer, neighbour, secretaries, town):
    other, _, asker = neighbour
    mine, theirs = secretaries
    report = reports.submit(assessment=mine.pk, audience=Audience.SUPERIOR, text="述职", on=TODAY)
    inside = reports.submit(assessment=mine.pk, audience=Audience.OWN, text="述职", on=TODAY)
    before = state()
    as_peer = {"report": str(report.pk), "group": "PEER_ORGANISATIONS"}
    mark = {"item": "CONDUCT", "score": 99}

    refused = [
        unit_officer.refusal(REVIEW, **as_peer, peer=str(other.pk)),
        asker.refusal(REVIEW, report=str(inside.pk), group="MASSES"),
        asker.refusal(REPORT, assessment=str(mine.pk), audience="OWN"),
        asker.refusal(SCORE, id=str(mine.pk), marks=[{**mark, "group": "MASSES"}]),
        unit_officer.refusal(
            SCORE,
            id=str(mine.pk),
            marks=[{**mark, "group": "PEER_ORGANISATIONS", "evaluatorOrganisation": str(other.pk)}],
        ),
        asker.refusal(REVIEW, report=str(UUID(int=7)), group="MASSES"),
    ]

    assert [one["code"] for one in refused] == [
        "NOT_FOUND",
        "NOT_FOUND",
        "NOT_FOUND",
        "NOT_FOUND",
        "FORBIDDEN",
        "NOT_FOUND",
    ]
    assert state() == before
    assert theirs.organisation_id == other.pk


def test_a_unit_enters_what_its_own_masses_say(unit_officer, secretaries):
    mine, _ = secretaries
    report = unit_officer.data(REPORT, assessment=str(mine.pk), audience="OWN")["submitAssessmentReport"]
    unit_officer.data(REVIEW, report=report["report"]["id"], group="MASSES")

    scored = unit_officer.data(
        SCORE, id=str(mine.pk), marks=[{"item": "CONDUCT", "group": "MASSES", "score": 91, "ballots": 40}]
    )["scoreAssessment"]

    assert (scored["scores"][0]["score"], scored["assessment"]) == (91, {"total": {"value": None}})
