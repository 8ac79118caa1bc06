"""Training over GraphQL, by role."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from asking import Asker, token_of
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context

from core.training import attendance
from core.training.attendance import Mark
from core.training.models import TrainingAttendance, TrainingSession

ARRANGE = """mutation ($organiser: ID!) { arrangeTrainingSession(input: {organiser: $organiser,
    title: "支部书记轮训", level: COUNTY, kind: ROTATION, topics: ["党务实务"], provider: "县委党校",
    fromOn: "2026-03-02", lastOn: "2026-03-04", days: 2.5}) {
    session { id version title level kind topics provider place fromOn lastOn days evaluationDueOn
    organiser { name } counts { enrolled attended tested passed } } } }"""
ENROL = """mutation ($session: ID!, $people: [ID!]!) { enrolInTraining(input: {session: $session,
    people: $people}) { attendances { version person { name } attendedDays } } }"""
RECORD = """mutation ($session: ID!, $marks: [TrainingMarkInput!]!, $reason: String) {
    recordTrainingAttendance(input: {session: $session, marks: $marks, reason: $reason}) {
    attendances { version attendedDays score passMark passed } session { counts { attended passed } } } }"""
CHANGE = """mutation ($id: ID!, $version: Int!) { changeTrainingSession(input: {id: $id, version: $version,
    days: 2, reason: "误记"}) { session { version days } } }"""
CANCEL = """mutation ($id: ID!, $version: Int!) { cancelTrainingSession(input: {id: $id, version: $version,
    reason: "汛期"}) { session { cancelledOn cancelReason evaluationDueOn } } }"""
EVALUATE = """mutation ($id: ID!, $version: Int!) { evaluateTrainingSession(input: {id: $id,
    version: $version, evaluation: "学用结合较好"}) { session { evaluation evaluationObligation } } }"""
WITHDRAW = """mutation ($session: ID!, $people: [ID!]!) { withdrawFromTraining(input: {session: $session,
    people: $people}) { session { counts { enrolled } } } }"""
LIST = """query ($unit: ID, $year: Int, $after: String, $first: Int = 100) {
    trainingSessions(first: $first, after: $after, unit: $unit, year: $year) {
    edges { node { id title organiser { name } counts { enrolled } evaluationDueOn } cursor } } }"""
ATTENDANCES = """query ($session: ID, $person: ID, $after: String, $first: Int = 100) {
    trainingAttendances(first: $first, after: $after, session: $session, person: $person) {
    edges { node { session { title organiser { name } } person { name } attendedDays } cursor } } }"""
YEARS = "query ($people: [ID!]!) { trainingYears(people: $people, year: 2026) { person sessions days } }"
ONE = "query ($id: ID!) { trainingSession(id: $id) { title } }"


@pytest.fixture
def department(county, town, client_of) -> Asker:
    """A worker of the organisation department."""
    return Asker(client_of("beta"), token_of("ORGANISATION_OFFICER"))


@pytest.fixture
def clerk(town, client_of) -> Asker:
    """An officer of the town."""
    return Asker(client_of("beta"), token_of("UNIT_OFFICER", organisation=town.pk))


def names(answer: dict) -> list[str]:
    return [edge["node"]["person"]["name"] for edge in answer["trainingAttendances"]["edges"]]


def titles(answer: dict) -> list[str]:
    return [edge["node"]["title"] for edge in answer["trainingSessions"]["edges"]]


def test_a_session_is_arranged_attended_and_evaluated(department, county, person):
    zhang, li = person(), person("李四")
    made = department.data(ARRANGE, organiser=str(county.pk))["arrangeTrainingSession"]["session"]
    identifier = made.pop("id")
    everybody = [str(zhang.pk), str(li.pk)]

    enrolled = department.data(ENROL, session=identifier, people=everybody)["enrolInTraining"]
    recorded = department.data(
        RECORD,
        session=identifier,
        marks=[
            {"person": everybody[0], "attendedDays": 2.5, "score": 60, "version": 1},
            {"person": everybody[1], "attendedDays": 0.5, "score": 59.99},
        ],
    )["recordTrainingAttendance"]
    evaluated = department.data(EVALUATE, id=identifier, version=1)["evaluateTrainingSession"]["session"]

    assert made == {
        "version": 1,
        "title": "支部书记轮训",
        "level": "COUNTY",
        "kind": "ROTATION",
        "topics": ["党务实务"],
        "provider": "县委党校",
        "place": None,
        "fromOn": "2026-03-02",
        "lastOn": "2026-03-04",
        "days": 2.5,
        "evaluationDueOn": "2026-06-04",
        "organiser": {"name": "县委"},
        "counts": {"enrolled": 0, "attended": 0, "tested": 0, "passed": 0},
    }
    assert enrolled["attendances"] == [
        {"version": 1, "person": {"name": "李四"}, "attendedDays": None},
        {"version": 1, "person": {"name": "张三"}, "attendedDays": None},
    ]
    assert recorded == {
        "attendances": [
            {"version": 2, "attendedDays": 0.5, "score": 59.99, "passMark": 60, "passed": False},
            {"version": 2, "attendedDays": 2.5, "score": 60, "passMark": 60, "passed": True},
        ],
        "session": {"counts": {"attended": 2, "passed": 1}},
    }
    duty = str(TrainingSession.objects.get().evaluation_duty_id)
    assert evaluated == {"evaluation": "学用结合较好", "evaluationObligation": duty}
    assert department.data(YEARS, people=[everybody[0], str(UUID(int=7)), "1"])["trainingYears"] == [
        {"person": everybody[0], "sessions": 1, "days": 2.5}
    ]


def test_a_session_is_changed_and_cancelled_on_the_version_that_was_read(department, arranged, person):
    session, zhang = arranged(), person()
    identifier = str(session.pk)

    changed = department.data(CHANGE, id=identifier, version=1)["changeTrainingSession"]["session"]
    outdated = department.refusal(CANCEL, id=identifier, version=1)
    department.data(ENROL, session=identifier, people=[str(zhang.pk)])
    withdrawn = department.data(WITHDRAW, session=identifier, people=[str(zhang.pk)])
    cancelled = department.data(CANCEL, id=identifier, version=2)["cancelTrainingSession"]["session"]

    assert changed == {"version": 2, "days": 2}
    assert outdated["code"] == "CONFLICT"
    assert withdrawn["withdrawFromTraining"]["session"] == {"counts": {"enrolled": 0}}
    assert (cancelled["cancelReason"], cancelled["evaluationDueOn"]) == ("汛期", None)


def test_sessions_are_listed_page_by_page_by_unit_and_year(department, arranged, town):
    arranged(title="春训")
    arranged(title="冬训", organiser=town, from_on=date(2025, 12, 1), last_on=date(2025, 12, 3))

    first = department.data(LIST, first=1)
    rest = department.data(LIST, first=1, after=first["trainingSessions"]["edges"][0]["cursor"])

    assert (titles(first), titles(rest)) == (["春训"], ["冬训"])
    assert titles(department.data(LIST, unit=str(town.pk))) == ["冬训"]
    assert titles(department.data(LIST, year=2026)) == ["春训"]


def test_a_persons_training_is_seen_by_who_sees_the_person_whoever_organised_it(
    clerk, arranged, person, town, county
):
    session = arranged()
    zhang, li = person("张三", town), person("李四", county)
    attendance.enrol(session=session.pk, people=[zhang.pk, li.pk])
    attendance.record_attendance_many(
        session=session.pk, marks=[Mark(zhang.pk, Decimal(1))], on=date(2026, 3, 4)
    )

    [edge] = clerk.data(ATTENDANCES, person=str(zhang.pk))["trainingAttendances"]["edges"]

    assert edge["node"] == {
        "session": {"title": "支部书记轮训", "organiser": {"name": "县委"}},
        "person": {"name": "张三"},
        "attendedDays": 1,
    }
    assert clerk.refusal(ATTENDANCES, person=str(li.pk))["code"] == "NOT_FOUND"
    assert clerk.data(YEARS, people=[str(li.pk)])["trainingYears"] == []


def test_of_a_units_session_only_people_in_sight_are_shown(clerk, department, arranged, person, town, county):
    session = arranged(organiser=town)
    attendance.enrol(session=session.pk, people=[person("张三", town).pk, person("李四", county).pk])

    assert names(clerk.data(ATTENDANCES, session=str(session.pk))) == ["张三"]
    shown = department.data(ATTENDANCES, session=str(session.pk), first=1)
    after = shown["trainingAttendances"]["edges"][0]["cursor"]
    rest = department.data(ATTENDANCES, session=str(session.pk), first=1, after=after)
    assert (names(shown), names(rest)) == (["李四"], ["张三"])


def test_a_unit_officer_reads_and_changes_the_units_sessions_only(clerk, arranged, person, town, county):
    own, foreign, zhang = arranged(organiser=town), arranged(), person("张三", town)
    stranger = person("李四", county)
    before = list(TrainingSession.objects.order_by("id").values())

    assert len(titles(clerk.data(LIST))) == 1
    for identifier in (str(foreign.pk), str(UUID(int=7)), "1"):
        assert clerk.refusal(ONE, id=identifier)["code"] == "NOT_FOUND"
        for change in (CHANGE, CANCEL, EVALUATE):
            assert clerk.refusal(change, id=identifier, version=1)["code"] == "NOT_FOUND"
        for change in (ENROL, WITHDRAW):
            assert clerk.refusal(change, session=identifier, people=[str(zhang.pk)])["code"] == "NOT_FOUND"
    assert clerk.refusal(ENROL, session=str(own.pk), people=[str(stranger.pk)])["code"] == "NOT_FOUND"
    assert clerk.refusal(ARRANGE, organiser=str(county.pk))["code"] == "NOT_FOUND"
    assert list(TrainingSession.objects.order_by("id").values()) == before
    assert TrainingAttendance.objects.count() == 0

    clerk.data(ENROL, session=str(own.pk), people=[str(zhang.pk)])
    assert TrainingAttendance.objects.get().person_id == zhang.pk


def test_viewers_read_and_do_not_write_and_strangers_do_neither(arranged, town, client_of):
    session = arranged(organiser=town)
    viewer = Asker(client_of("beta"), token_of("VIEWER", organisation=town.pk))
    nobody = Asker(client_of("beta"), "")

    assert viewer.data(ONE, id=str(session.pk)) == {"trainingSession": {"title": "支部书记轮训"}}
    assert viewer.refusal(CANCEL, id=str(session.pk), version=1)["code"] == "FORBIDDEN"
    assert nobody.refusal(ONE, id=str(session.pk))["code"] == "UNAUTHENTICATED"
    assert nobody.refusal(CANCEL, id=str(session.pk), version=1)["code"] == "UNAUTHENTICATED"
    assert TrainingSession.objects.get().cancelled_on is None


def test_another_tenants_session_is_nothing_here(arranged, alpha, beta, client_of):
    with tenant_context(beta):
        session = arranged()
    with tenant_context(alpha):
        elsewhere = Asker(client_of("alpha"), token_of("ORGANISATION_OFFICER"))
        assert elsewhere.refusal(ONE, id=str(session.pk))["code"] == "NOT_FOUND"
        assert elsewhere.refusal(CANCEL, id=str(session.pk), version=1)["code"] == "NOT_FOUND"
    with tenant_context(beta):
        assert TrainingSession.objects.get().cancelled_on is None


def test_attendances_are_of_a_session_or_of_a_person(department):
    assert department.refusal(ATTENDANCES)["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("query", [LIST, ATTENDANCES])
def test_a_page_takes_as_many_queries_with_a_hundred_rows_as_with_ten(department, arranged, person, query):
    counts, of = [], {"person": str(person().pk)} if query is ATTENDANCES else {}
    for rows in (10, 90):
        for _ in range(rows):
            session = arranged()
            if of:
                attendance.enrol(session=session.pk, people=[UUID(of["person"])])
        department.data(query, **of)
        with CaptureQueriesContext(connection) as statements:
            [shown] = department.data(query, **of).values()
        counts.append((len(shown["edges"]), len(statements)))

    assert [count for count, _ in counts] == [10, 100]
    assert counts[0][1] == counts[1][1]
