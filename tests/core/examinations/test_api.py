"""Examinations over GraphQL, and who may see and change what."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from asking import Asker, token_of
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.examinations import services
from core.examinations.models import Examination, ExaminationResult
from core.examinations.services import Entry

SCHEDULE = """mutation ($organisation: ID!) { scheduleExamination(input: {organisation: $organisation,
    title: "党务知识考试", paperTitle: "甲卷", paperKind: "闭卷", on: "2025-06-01", place: "县委党校"}) {
    examination { id version state passMark on organisation { name } } } }"""
REGISTER = """mutation ($id: ID!, $people: [ID!]!) { registerCandidates(input: {examination: $id,
    people: $people}) { results { id attendance passed } } }"""
RECORD = """mutation ($id: ID!, $entries: [ExaminationEntryInput!]!) { recordExaminationResults(input: {
    examination: $id, entries: $entries}) { results { id version score passed person { name } } } }"""
PUBLISH = """mutation ($id: ID!, $version: Int!) { publishExamination(input: {id: $id, version: $version}) {
    examination { state passMark } } }"""
CORRECT = """mutation ($id: ID!, $version: Int!) { correctExaminationResult(input: {id: $id,
    version: $version, attendance: PRESENT, score: 61, reason: "漏批一题"}) {
    result { version score passed reason } } }"""
RESULTS = """query ($examination: ID, $person: ID, $all: Boolean, $first: Int) { examinationResults(
    examination: $examination, person: $person, withSuperseded: $all, first: $first) { edges { node {
    person { name } organisation { name } version score passed reason
    examination { title passMark organisation { name } } } } } }"""
LIST = "{ examinations(first: 50) { edges { node { title on passMark organisation { name } } } } }"


@pytest.fixture
def officer(town, client_of) -> Asker:
    """A worker of the organisation department."""
    return Asker(client_of("beta"), token_of("ORGANISATION_OFFICER"))


@pytest.fixture
def unit_officer(town, client_of) -> Asker:
    """An officer of the township."""
    return Asker(client_of("beta"), token_of("UNIT_OFFICER", organisation=town.pk))


def stored() -> tuple:
    return tuple(list(model.objects.order_by("pk").values()) for model in (Examination, ExaminationResult))


def names(answer: dict) -> list[str]:
    return [edge["node"]["person"]["name"] for edge in answer["examinationResults"]["edges"]]


def test_an_examination_is_scheduled_sat_published_and_corrected(officer, county, town, worker):
    person = worker("张三", town)
    examination = officer.data(SCHEDULE, organisation=str(county.pk))["scheduleExamination"]["examination"]
    which = examination["id"]
    registered = officer.data(REGISTER, id=which, people=[str(person.pk)])["registerCandidates"]["results"]
    recorded = officer.data(
        RECORD,
        id=which,
        entries=[{"person": str(person.pk), "attendance": "PRESENT", "score": 59.5, "version": 1}],
    )["recordExaminationResults"]["results"]
    published = officer.data(PUBLISH, id=which, version=1)["publishExamination"]["examination"]
    corrected = officer.data(CORRECT, id=recorded[0]["id"], version=2)["correctExaminationResult"]["result"]
    shown = officer.data(RESULTS, examination=which, all=True)["examinationResults"]["edges"]

    assert {name: value for name, value in examination.items() if name != "id"} == {
        "version": 1,
        "state": "SCHEDULED",
        "passMark": 60,
        "on": "2025-06-01",
        "organisation": {"name": "县委"},
    }
    assert registered[0]["attendance"] == "REGISTERED"
    assert recorded[0] == {
        "id": registered[0]["id"],
        "version": 2,
        "score": 59.5,
        "passed": None,
        "person": {"name": "张三"},
    }
    assert published == {"state": "PUBLISHED", "passMark": 60}
    assert corrected == {"version": 3, "score": 61, "passed": True, "reason": "漏批一题"}
    assert [(one["node"]["version"], one["node"]["passed"]) for one in shown] == [(3, True), (2, False)]


def test_results_are_of_an_examination_and_of_a_person(officer, sitting, town, worker):
    one, two = worker("张三", town), worker("李四", town)
    first, second = sitting(), sitting(title="补考", on=date(2025, 7, 1))
    for examination, people in ((first, [one, two]), (second, [two])):
        services.record_many(
            examination=examination.pk, entries=[Entry(person=who.pk, score=Decimal(60)) for who in people]
        )

    assert names(officer.data(RESULTS)) == ["李四", "李四", "张三"]
    assert names(officer.data(RESULTS, examination=str(first.pk))) == ["李四", "张三"]
    assert names(officer.data(RESULTS, person=str(one.pk))) == ["张三"]
    assert [edge["node"]["title"] for edge in officer.data(LIST)["examinations"]["edges"]] == [
        "补考",
        "党务知识考试",
    ]


def test_a_unit_officer_sees_the_units_candidates_and_may_not_run_the_countys_examination(
    unit_officer, sitting, found, county, town, worker
):
    own, foreign = worker("张三", town), worker("李四", found("乙镇党委", county))
    examination, elsewhere = sitting(), sitting(title="外单位考试")
    services.record_many(
        examination=examination.pk,
        entries=[Entry(person=who.pk, score=Decimal(60)) for who in (own, foreign)],
    )
    services.record_many(examination=elsewhere.pk, entries=[Entry(person=foreign.pk, score=Decimal(60))])
    services.publish(examination=examination.pk, version=1, on=date(2025, 6, 2))
    theirs = ExaminationResult.objects.get(examination=examination, person=foreign)
    mine = ExaminationResult.objects.get(examination=examination, person=own)
    before = stored()

    assert names(unit_officer.data(RESULTS)) == ["张三"]
    assert [edge["node"]["title"] for edge in unit_officer.data(LIST)["examinations"]["edges"]] == [
        "党务知识考试"
    ]
    for identifier in (str(elsewhere.pk), str(UUID(int=7)), "1"):
        assert unit_officer.refusal(PUBLISH, id=identifier, version=1)["code"] == "NOT_FOUND"
    assert unit_officer.refusal(CORRECT, id=str(theirs.pk), version=1)["code"] == "NOT_FOUND"
    assert unit_officer.refusal(CORRECT, id=str(mine.pk), version=1)["code"] == "FORBIDDEN"
    assert unit_officer.refusal(PUBLISH, id=str(examination.pk), version=2)["code"] == "FORBIDDEN"
    assert unit_officer.refusal(SCHEDULE, organisation=str(county.pk))["code"] == "NOT_FOUND"
    assert stored() == before


def test_a_unit_examines_its_own_people_only(unit_officer, found, county, town, worker):
    own, foreign = worker("张三", town), worker("李四", found("乙镇党委", county))
    examination = unit_officer.data(SCHEDULE, organisation=str(town.pk))["scheduleExamination"]["examination"]

    assert unit_officer.data(REGISTER, id=examination["id"], people=[str(own.pk)])
    refused = unit_officer.refusal(REGISTER, id=examination["id"], people=[str(foreign.pk)])
    entries = [{"person": str(foreign.pk), "attendance": "PRESENT", "score": 60}]

    assert refused["code"] == "NOT_FOUND"
    assert unit_officer.refusal(RECORD, id=examination["id"], entries=entries)["code"] == "NOT_FOUND"
    assert ExaminationResult.objects.count() == 1


def test_viewers_read_and_strangers_do_not(client_of, sitting, town, worker):
    services.record_many(
        examination=sitting().pk, entries=[Entry(person=worker("张三", town).pk, score=Decimal(60))]
    )
    viewer = Asker(client_of("beta"), token_of("VIEWER"))
    stranger = Asker(client_of("beta"), "hlk_nobody")
    before = stored()

    assert names(viewer.data(RESULTS)) == ["张三"]
    assert viewer.refusal(PUBLISH, id=str(Examination.objects.get().pk), version=1)["code"] == "FORBIDDEN"
    assert stranger.refusal(RESULTS)["code"] == "UNAUTHENTICATED"
    assert stored() == before


def test_an_examination_is_called_off(officer, sitting):
    call_off = """mutation ($id: ID!) { callOffExamination(input: {id: $id, version: 1, reason: "改期"}) {
        examination { state reason } } }"""

    called_off = officer.data(call_off, id=str(sitting().pk))["callOffExamination"]["examination"]

    assert called_off == {"state": "CALLED_OFF", "reason": "改期"}


def test_a_page_takes_as_many_queries_with_a_hundred_rows_as_with_ten(officer, sitting, town, worker):
    examination = sitting()
    services.record_many(
        examination=examination.pk,
        entries=[
            Entry(person=worker(f"张{number}", town).pk, score=Decimal(number)) for number in range(100)
        ],
    )
    counts = []
    for first in (10, 100):
        officer.data(RESULTS, first=first)
        with CaptureQueriesContext(connection) as statements:
            shown = officer.data(RESULTS, first=first)
        counts.append((len(names(shown)), len(statements)))

    assert [count for count, _ in counts] == [10, 100]
    assert counts[0][1] == counts[1][1]


def test_pages_of_examinations_follow_each_other(officer, sitting):
    for day in (1, 2, 3):
        sitting(title=f"第{day}场", on=date(2025, 6, day))
    query = """query ($after: String) { examinations(first: 2, after: $after) {
        edges { node { title } } pageInfo { hasNextPage endCursor } } }"""

    first = officer.data(query)["examinations"]
    second = officer.data(query, after=first["pageInfo"]["endCursor"])["examinations"]

    assert [edge["node"]["title"] for edge in first["edges"]] == ["第3场", "第2场"]
    assert [edge["node"]["title"] for edge in second["edges"]] == ["第1场"]
    assert officer.refusal(query, after="WzFd")["code"] == "BAD_USER_INPUT"
