"""Assessments over GraphQL: the whole way as an officer, and what others may not."""

from uuid import UUID

from appraising import ANCHORS, TODAY, fresh, grade, publish, state
from asking import Asker, token_of
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.assessments import imports, services
from core.assessments.imports import Appraisal
from core.assessments.models import Assessment, AssessmentCycle

DRAFT = """mutation ($organisation: ID!, $anchors: JSON!) { draftAssessmentCycle(input: {
    organisation: $organisation, subject: PERSON, title: "年度考核", year: 2025, design: {
      items: [
        {code: "JOINED", title: "发展党员", kind: QUANT, weight: 0.4, formula: {form: RATIO, cap: 0.9}},
        {code: "CONDUCT", title: "作风", kind: QUAL, nature: HIGHLIGHT, weight: 0.6, anchors: $anchors}],
      groups: [{group: SUPERIOR, weight: 0.5}, {group: MASSES, weight: 0.5}]}}) {
    cycle { id version state subject quarter items { code kind nature weight formula { form cap figures }
      anchors } groups { group weight } organisation { name } } } }"""
OPEN = """mutation ($id: ID!, $version: Int!) { openAssessmentCycle(input: {id: $id, version: $version}) {
    cycle { state version } } }"""
ENROL = "mutation ($cycle: ID!) { enrolInAssessment(input: {cycle: $cycle}) { enrolled } }"
SCORE = """mutation ($id: ID!, $marks: [AssessmentMarkInput!]!) { scoreAssessment(input: {id: $id,
    marks: $marks}) { scores { item group score version } assessment { total { value } } } }"""
GRADE = """mutation ($id: ID!, $version: Int!, $grade: AssessmentGrade!) { gradeAssessment(input: {id: $id,
    version: $version, grade: $grade}) { assessment { grade version } } }"""
PUBLISH = """mutation ($id: ID!, $version: Int!) { publishAssessmentCycle(input: {id: $id, version: $version,
    decider: "县委组织部"}) { cycle { state publishedOn decider } } }"""
ONE = """query ($id: ID!) { assessment(id: $id) { grade rank person { name } organisation { name }
    total { value exact complete terms { code weight score points exact missing figures
    parts { group weight ballots score } } } results { version grade reason } scores { item } } }"""
LIST = """query ($cycle: ID, $grade: AssessmentGrade, $person: ID, $organisation: ID, $first: Int) {
    assessments(cycle: $cycle, grade: $grade, person: $person, organisation: $organisation, first: $first) {
    edges { node { person { name } organisation { name } cycle { title } grade
    total { value terms { points } } scores { score } } } } }"""
CYCLES = "{ assessmentCycles(first: 50) { edges { node { id title state organisation { name } } } } }"


def names(answer: dict) -> list[str]:
    return [edge["node"]["person"]["name"] for edge in answer["assessments"]["edges"]]


def test_a_cycle_is_drafted_opened_scored_graded_and_published(officer, county, town, worker):
    worker("张三", town)
    cycle = officer.data(DRAFT, organisation=str(county.pk), anchors=ANCHORS)["draftAssessmentCycle"]["cycle"]
    officer.data(OPEN, id=cycle["id"], version=1)
    enrolled = officer.data(ENROL, cycle=cycle["id"])["enrolInAssessment"]["enrolled"]
    row = Assessment.objects.get()
    half = officer.data(
        SCORE,
        id=str(row.pk),
        marks=[
            {"item": "JOINED", "figures": {"actual": 1, "target": 3}},
            {"item": "CONDUCT", "group": "SUPERIOR", "score": 90.5},
        ],
    )["scoreAssessment"]
    open_ = officer.data(ONE, id=str(row.pk))["assessment"]["total"]
    officer.data(
        SCORE,
        id=str(row.pk),
        marks=[{"item": "CONDUCT", "group": "MASSES", "score": 80, "ballots": 30}],
    )
    graded = officer.data(GRADE, id=str(row.pk), version=1, grade="COMPETENT")["gradeAssessment"]
    published = officer.data(PUBLISH, id=cycle["id"], version=2)["publishAssessmentCycle"]["cycle"]
    shown = officer.data(ONE, id=str(row.pk))["assessment"]

    assert {name: cycle[name] for name in ("version", "state", "subject", "quarter")} == {
        "version": 1,
        "state": "DRAFT",
        "subject": "PERSON",
        "quarter": None,
    }
    assert cycle["items"][0] == {
        "code": "JOINED",
        "kind": "QUANT",
        "nature": "BASE",
        "weight": 0.4,
        "formula": {"form": "RATIO", "cap": 0.9, "figures": ["actual", "target"]},
        "anchors": {},
    }
    assert (cycle["items"][1]["nature"], cycle["items"][1]["anchors"]) == ("HIGHLIGHT", ANCHORS)
    assert cycle["groups"] == [{"group": "SUPERIOR", "weight": 0.5}, {"group": "MASSES", "weight": 0.5}]
    assert enrolled == 1
    assert half["scores"] == [
        {"item": "JOINED", "group": None, "score": None, "version": 1},
        {"item": "CONDUCT", "group": "SUPERIOR", "score": 90.5, "version": 1},
    ]
    assert (open_["value"], open_["exact"], open_["complete"]) == (None, "", False)
    assert [term["missing"] for term in open_["terms"]] == ["", "群众尚未评分"]
    assert graded["assessment"] == {"grade": "COMPETENT", "version": 2}
    assert (published["state"], published["decider"]) == ("PUBLISHED", "县委组织部")
    assert (shown["grade"], shown["rank"], shown["person"]["name"]) == ("COMPETENT", 1, "张三")
    assert shown["total"] == {
        "value": 64.483333,
        "exact": "3869/60",
        "complete": True,
        "terms": [
            {
                "code": "JOINED",
                "weight": 0.4,
                "score": 33.333333,
                "points": 13.333333,
                "exact": "40/3",
                "missing": "",
                "figures": {"actual": 1, "target": 3},
                "parts": [],
            },
            {
                "code": "CONDUCT",
                "weight": 0.6,
                "score": 85.25,
                "points": 51.15,
                "exact": "1023/20",
                "missing": "",
                "figures": None,
                "parts": [
                    {"group": "SUPERIOR", "weight": 0.5, "ballots": 1, "score": 90.5},
                    {"group": "MASSES", "weight": 0.5, "ballots": 30, "score": 80},
                ],
            },
        ],
    }
    assert shown["results"] == [{"version": 1, "grade": "COMPETENT", "reason": ""}]


def test_a_wrong_design_names_every_place(officer, county):
    refused = officer.refusal(DRAFT, organisation=str(county.pk), anchors={"EXCELLENT": "好"})

    assert refused["code"] == "BAD_USER_INPUT"
    assert [problem["path"] for problem in refused["problems"]] == ["items[1].anchors"]
    assert AssessmentCycle.objects.count() == 0


def test_one_more_excellent_answers_with_the_finding_and_headroom_says_so_before(officer, rated):
    rows = rated(*[90] * 7)
    before = officer.data(
        "query ($cycle: ID!) { assessmentHeadroom(cycle: $cycle) "
        "{ appraised places excellent more message } }",
        cycle=str(rows[0].cycle_id),
    )["assessmentHeadroom"]
    officer.data(GRADE, id=str(rows[0].pk), version=1, grade="EXCELLENT")

    refused = officer.refusal(GRADE, id=str(rows[1].pk), version=1, grade="EXCELLENT")

    assert (before["appraised"], before["places"], before["more"]) == (7, 1, 1)
    assert before["message"].startswith("还可评 1 名优秀，第 2 名将突破")
    assert refused["code"] == "REFUSED"
    assert [finding["code"] for finding in refused["findings"]] == ["CORE-EXCELLENT"]
    assert fresh(rows[1]).grade == ""


def test_a_correction_lists_what_rests_on_it_and_follows_the_lists(officer, rated):
    rows = rated(90, 80)
    for row in rows:
        grade(row, "COMPETENT")
    publish(rows[0].cycle)

    corrected = officer.data(
        """mutation ($id: ID!, $version: Int!, $marks: [AssessmentMarkInput!]) { correctAssessment(input: {
        id: $id, version: $version, marks: $marks, reason: "漏记", decider: "县委组织部"}) {
        affected { id } assessment { rank total { value } results { version reason } } } }""",
        id=str(rows[0].pk),
        version=fresh(rows[0]).version,
        marks=[{"item": "TASKS", "figures": {"value": 70}, "version": 1}],
    )["correctAssessment"]
    listings = officer.data(
        """{ assessmentListings(list: FOLLOW_UP) { edges { node { id decider endedOn endReason
        assessment { person { name } } } } } }"""
    )["assessmentListings"]["edges"]

    assert corrected == {
        "affected": [],
        "assessment": {
            "rank": 2,
            "total": {"value": 70},
            "results": [{"version": 1, "reason": ""}, {"version": 2, "reason": "漏记"}],
        },
    }
    assert [(one["node"]["assessment"]["person"]["name"], one["node"]["endReason"]) for one in listings] == [
        ("张0", ""),
        ("张1", "漏记"),
    ]
    ended = officer.data(
        """mutation ($id: ID!) { endAssessmentListing(input: {id: $id, decider: "县委组织部",
        reason: "整改到位", on: "2099-01-01"}) { listing { endedOn endReason list } } }""",
        id=listings[0]["node"]["id"],
    )["endAssessmentListing"]["listing"]
    assert ended == {"endedOn": "2099-01-01", "endReason": "整改到位", "list": "FOLLOW_UP"}


def test_the_list_is_of_a_cycle_a_grade_a_person_and_an_organisation(officer, rated, opened, town):
    rows = rated(90, 80)
    grade(rows[0], "BASIC")
    other = opened(title="另一次")

    assert names(officer.data(LIST)) == ["张1", "张0"]
    assert names(officer.data(LIST, cycle=str(rows[0].cycle_id))) == ["张1", "张0"]
    assert names(officer.data(LIST, cycle=str(other.pk))) == []
    assert names(officer.data(LIST, grade="BASIC")) == ["张0"]
    assert names(officer.data(LIST, person=str(rows[1].person_id))) == ["张1"]
    assert names(officer.data(LIST, organisation=str(town.pk))) == ["张1", "张0"]


def test_a_unit_officer_sees_the_units_people_and_may_not_run_the_countys_cycle(
    unit_officer, neighbour, rated
):
    _, person, _ = neighbour
    rows = rated(90)
    cycle = rows[0].cycle
    [foreign] = services.enrol(cycle=cycle.pk, people=[person.pk], on=TODAY)
    before = state()

    assert names(unit_officer.data(LIST)) == ["张0"]
    assert [edge["node"]["title"] for edge in unit_officer.data(CYCLES)["assessmentCycles"]["edges"]] == [
        "2025 年度考核"
    ]
    for identifier in (str(foreign.pk), str(UUID(int=7)), "1"):
        assert unit_officer.refusal(ONE, id=identifier)["code"] == "NOT_FOUND"
        assert unit_officer.refusal(GRADE, id=identifier, version=1, grade="BASIC")["code"] == "NOT_FOUND"
    for query, variables in (
        (GRADE, {"id": str(rows[0].pk), "version": 1, "grade": "BASIC"}),
        (PUBLISH, {"id": str(cycle.pk), "version": 2}),
        (ENROL, {"cycle": str(cycle.pk)}),
    ):
        assert unit_officer.refusal(query, **variables)["code"] == "FORBIDDEN"
    figures = [{"item": "TASKS", "figures": {"value": 99}, "version": 1}]
    assert unit_officer.refusal(SCORE, id=str(rows[0].pk), marks=figures)["code"] == "FORBIDDEN"
    assert state() == before


def test_a_unit_runs_cycles_of_its_own(unit_officer, town, worker):
    worker("张三", town)
    drafted = unit_officer.data(DRAFT, organisation=str(town.pk), anchors=ANCHORS)

    cycle = drafted["draftAssessmentCycle"]["cycle"]["id"]

    assert unit_officer.data(ENROL, cycle=cycle)["enrolInAssessment"]["enrolled"] == 1


def test_strangers_and_viewers_change_nothing(client_of, rated, town):
    rows = rated(90)
    viewer = Asker(client_of("beta"), token_of("VIEWER"))
    reviewer = Asker(client_of("beta"), token_of("REVIEWER", organisation=town.pk))
    stranger = Asker(client_of("beta"), "hlk_nobody")
    before = state()

    assert names(viewer.data(LIST)) == ["张0"]
    refused = viewer.refusal(GRADE, id=str(rows[0].pk), version=1, grade="BASIC")

    assert refused["code"] == "FORBIDDEN"
    assert reviewer.refusal(LIST)["code"] == "FORBIDDEN"
    assert stranger.refusal(LIST)["code"] == "UNAUTHENTICATED"
    assert state() == before


def test_a_page_takes_as_many_queries_with_a_hundred_rows_as_with_ten(officer, opened, town, worker):
    cycle = opened()
    people = [worker(f"张{number}", town) for number in range(100)]
    imports.appraise_many(
        cycle=cycle.pk,
        appraisals=[
            Appraisal(whom=one.pk, grade="COMPETENT", figures={"TASKS": {"value": number}})
            for number, one in enumerate(people)
        ],
        decider="县委组织部",
        enrolled_on=TODAY,
        on=TODAY,
    )
    counts = []
    for first in (10, 100):
        officer.data(LIST, first=first)
        with CaptureQueriesContext(connection) as statements:
            shown = officer.data(LIST, first=first)
        counts.append((len(names(shown)), len(statements)))

    assert [count for count, _ in counts] == [10, 100]
    assert counts[0][1] == counts[1][1]


def test_the_next_page_begins_after_the_last_row(officer, rated):
    rated(90, 80, 70)
    query = """query ($after: String) { assessments(first: 2, after: $after) {
        edges { node { person { name } } } pageInfo { hasNextPage endCursor } } }"""

    first = officer.data(query)["assessments"]
    second = officer.data(query, after=first["pageInfo"]["endCursor"])["assessments"]

    assert [edge["node"]["person"]["name"] for edge in first["edges"]] == ["张2", "张1"]
    assert [edge["node"]["person"]["name"] for edge in second["edges"]] == ["张0"]
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)
    assert officer.refusal(query, after="WzFd")["code"] == "BAD_USER_INPUT"
