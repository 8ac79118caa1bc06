"""Examinations over GraphQL: the way through, and who may take which step."""

import base64
from datetime import timedelta

import examining
import offices
import pytest
from browsing import CLERK
from django.utils import timezone

from core.decisions.models import DecisionRecord
from core.examinations.models import ExaminationResult
from core.imports import workbooks
from core.people import services as people
from core.policy.vocabulary import PoliticalStatus
from plugins.fuquan_licensing.examinations import services
from plugins.fuquan_licensing.examinations.models import Examination, Mark, Registration
from plugins.fuquan_licensing.examinations.stages import Stage
from plugins.fuquan_licensing.sittings import services as sittings

STEP = "(input: {{id: $id, version: $version}}) {{ examination {{ stage version }} }} }}"
STEPS = {
    name: f"mutation ($id: ID!, $version: Int!) {{ {name}Fuquan{what}{STEP.format()}"
    for name, what in (("open", "Registration"), ("begin", "Sittings"), ("close", "Sittings"))
}
PUBLISH = """mutation ($id: ID!, $version: Int!, $on: Date) { publishFuquanExamination(
    input: {id: $id, version: $version}, on: $on) { examination { stage version } } }"""
OPEN = """mutation ($input: OpenFuquanExaminationInput!) { openFuquanExamination(input: $input) {
    examination { id version year number title level mode stage minutes registered } } }"""
REGISTER = """mutation ($examination: ID!, $people: [ID!]!) { registerFuquanCandidates(
    examination: $examination, people: $people) { registered refused { person code message findings } } }"""
WITHDRAW = """mutation ($registration: ID!, $reason: String!) { withdrawFuquanCandidate(
    registration: $registration, reason: $reason) { number } }"""
TICKETS = """mutation ($examination: ID!, $registrations: [ID!]) { issueFuquanTickets(
    examination: $examination, registrations: $registrations) { tickets { registration number seat ticket } }
    }"""
SCORES = """mutation ($examination: ID!, $workbook: String!) { importFuquanScores(
    examination: $examination, workbook: $workbook) { changed } }"""
REMARK = """mutation ($examination: ID!, $reason: String!) { markFuquanExaminationAgain(
    examination: $examination, reason: $reason) { changes { number person before after } } }"""
EXAMINATIONS = """query ($year: Int) { fuquanLicensing { examinations(year: $year) {
    id title stage registered } } }"""
EXAMINATION = "query ($id: ID!) { fuquanLicensing { examination(id: $id) { title version record } } }"
REGISTRATIONS = """query ($examination: ID!, $first: Int, $after: String) { fuquanLicensing {
    registrations(examination: $examination, first: $first, after: $after) { edges { node { id
    person { id name } organisation number seat attended withdrawnReason startedAt endedAt score
    scoreVersion scoreSource } } pageInfo { endCursor hasNextPage } } } }"""
CHANGES = """query ($examination: ID!) { fuquanLicensing { scoreChanges(examination: $examination) {
    number before after } } }"""
SEATS = "query ($examination: ID!) { fuquanLicensing { seatList(examination: $examination) { name } } }"
SHEET = """query ($examination: ID!) { fuquanLicensing { scoreSheet(examination: $examination) {
    name content } } }"""
BLUEPRINT = {"parts": [{"topic": "组织建设", "kind": "SINGLE", "count": 20, "points": 5}]}


def stored() -> tuple:
    models = (Examination, Registration, Mark, DecisionRecord, ExaminationResult)
    return tuple(list(model.objects.order_by("pk").values()) for model in models)


def rows(answer: dict) -> list[dict]:
    return [edge["node"] for edge in answer["fuquanLicensing"]["registrations"]["edges"]]


def opening(examination: Examination, **other) -> dict:
    now = timezone.localtime()
    values = {
        "organisation": str(examination.record.organisation_id),
        "year": now.year,
        "title": "第二场",
        "level": "JUNIOR",
        "mode": "ONLINE",
        "opensAt": (now - timedelta(minutes=1)).isoformat(),
        "closesAt": (now + timedelta(hours=2)).isoformat(),
        "minutes": 90,
        "blueprint": BLUEPRINT,
    }
    return values | other


def scores(*lines: list) -> str:
    book = workbooks.sheet("成绩", ["准考证号", "姓名", "得分", "缺考"], lines)
    return base64.b64encode(book).decode()


def test_an_examination_is_opened_sat_scored_and_published(officer, examination):
    opened = officer.data(OPEN, input=opening(examination))["openFuquanExamination"]["examination"]
    which = opened["id"]
    [member] = examining.members(examination.record.organisation, 1)
    first = officer.data(STEPS["open"], id=which, version=1)["openFuquanRegistration"]["examination"]
    done = officer.data(REGISTER, examination=which, people=[str(member.pk)])["registerFuquanCandidates"]
    officer.data(STEPS["begin"], id=which, version=2)
    [ticket] = officer.data(TICKETS, examination=which)["issueFuquanTickets"]["tickets"]
    desk = sittings.begin(ticket=ticket["ticket"])
    sittings.hand_in(ticket=ticket["ticket"], lease=1, sequence=1, answers=examining.right(desk))
    examining.passed_over(Examination.objects.get(pk=which))
    closed = officer.data(STEPS["close"], id=which, version=3)["closeFuquanSittings"]["examination"]
    examining.at_stage(Examination.objects.get(pk=which), Stage.REVIEWED)
    published = officer.data(PUBLISH, id=which, version=4)["publishFuquanExamination"]["examination"]
    [shown] = rows(officer.data(REGISTRATIONS, examination=which))

    assert {name: value for name, value in opened.items() if name != "id"} == {
        "version": 1,
        "year": timezone.localdate().year,
        "number": 2,
        "title": "第二场",
        "level": "JUNIOR",
        "mode": "ONLINE",
        "stage": "OPENED",
        "minutes": 90,
        "registered": 0,
    }
    assert first == {"stage": "REGISTRATION", "version": 2}
    assert (len(done["registered"]), done["refused"]) == (1, [])
    assert (closed, published) == (
        {"stage": "SCORED", "version": 4},
        {"stage": "PUBLISHED", "version": 5},
    )
    assert (shown["person"]["name"], shown["seat"], shown["attended"]) == ("考生0", 1, True)
    assert (shown["score"], shown["scoreVersion"], shown["scoreSource"]) == (100, 1, "SITTING")


def test_scores_of_a_written_examination_are_imported_with_every_wrong_cell_named(officer, written):
    first, second = examining.registered(written, 2)
    services.begin_sittings(examination=written.pk, version=2)
    which = str(written.pk)

    refused = officer.refusal(
        SCORES,
        examination=which,
        workbook=scores([first.number, "考生9", 60, None], [second.number, "考生1", 101, None]),
    )
    taken = officer.data(
        SCORES,
        examination=which,
        workbook=scores([first.number, "考生0", 60, None], [second.number, "考生1", None, "是"]),
    )["importFuquanScores"]

    assert [(one["row"], one["column"], one["code"]) for one in refused["problems"]] == [
        (2, "姓名", "WRONG_NAME"),
        (3, "得分", "OUT_OF_BOUNDS"),
    ]
    assert taken == {"changed": 1}
    assert [
        (row["score"], row["attended"]) for row in rows(officer.data(REGISTRATIONS, examination=which))
    ] == [
        (60, True),
        (None, False),
    ]


def test_the_score_sheet_comes_with_its_name(officer, written):
    examining.registered(written, 1)

    sheet = officer.data(SHEET, examination=str(written.pk))["fuquanLicensing"]["scoreSheet"]

    assert sheet["name"] == "初级资格考试成绩表.xlsx"
    assert base64.b64decode(sheet["content"])[:2] == b"PK"


def test_who_changes_is_listed_before_the_order_and_marked_again_on_it(officer, examination):
    [desk] = examining.sat(examination, 1)
    examining.at_stage(examination, Stage.SCORED)
    examining.correct_key(desk.paper[0].version, 1)
    which = str(examination.pk)

    listed = officer.data(CHANGES, examination=which)["fuquanLicensing"]["scoreChanges"]
    before = Mark.objects.count()
    [changed] = officer.data(REMARK, examination=which, reason="第 1 题答案更正")[
        "markFuquanExaminationAgain"
    ]["changes"]

    assert [(one["before"], one["after"]) for one in listed] == [(100, 95)]
    assert before == 1
    assert (changed["before"], changed["after"]) == (100, 95)
    assert officer.data(CHANGES, examination=which)["fuquanLicensing"]["scoreChanges"] == []


def test_who_may_not_sit_is_told_why(officer, examination):
    masses = people.register(name="群众", political_status=PoliticalStatus.MASSES)
    services.open_registration(examination=examination.pk, version=1)

    done = officer.data(REGISTER, examination=str(examination.pk), people=[str(masses.pk)])

    [refused] = done["registerFuquanCandidates"]["refused"]
    assert (refused["person"], refused["code"]) == (str(masses.pk), "REFUSED")
    assert [finding["code"] for finding in refused["findings"]] == ["FQ-MEMBER", "FQ-POST"]
    assert Registration.objects.count() == 0


def attempts(examination: Examination, registration: Registration) -> dict[str, tuple[str, dict]]:
    """Return what only the department does, by name."""
    which = {"id": str(examination.pk), "version": examination.version}
    named = {"examination": str(examination.pk)}
    return {
        "open": (OPEN, {"input": opening(examination)}),
        **{f"{name} step": (document, which) for name, document in STEPS.items()},
        "publish": (PUBLISH, which),
        "withdraw": (WITHDRAW, {"registration": str(registration.pk), "reason": "调离"}),
        "tickets": (TICKETS, named),
        "scores": (SCORES, {**named, "workbook": scores([registration.number, "考生0", 60, None])}),
        "mark again": (REMARK, {**named, "reason": "更正"}),
    }


@pytest.mark.parametrize(
    ("who", "code"), [item for item in offices.DEPARTMENT_ONLY.items() if item[1] != "DONE"]
)
def test_only_the_department_takes_the_steps(askers, examination, who, code):
    [registration] = examining.registered(examination, 1)
    examination.refresh_from_db()
    before = stored()

    answers = {
        name: offices.outcome(askers[who].ask(document, **given))
        for name, (document, given) in attempts(examination, registration).items()
    }

    assert answers == dict.fromkeys(answers, code)
    assert stored() == before


@pytest.mark.parametrize(("who", "code"), {**offices.DEPARTMENT_ONLY, "viewer": "DONE"}.items())
def test_what_names_everybody_is_for_whoever_sees_the_whole_county(askers, examination, who, code):
    examining.registered(examination, 1)

    answers = [askers[who].ask(query, examination=str(examination.pk)) for query in (CHANGES, SEATS, SHEET)]

    assert [offices.outcome(answer) for answer in answers] == [code] * 3


READERS = {
    "officer": "DONE",
    "unit": "DONE",
    "viewer": "DONE",
    "reviewer": "FORBIDDEN",
    "stranger": "UNAUTHENTICATED",
    "neighbour": "UNAUTHENTICATED",
}


@pytest.mark.parametrize(("who", "code"), READERS.items())
def test_offices_read_examinations_and_others_do_not(askers, examination, who, code):
    examining.registered(examination, 1)
    id = str(examination.pk)

    answers = [
        askers[who].ask(EXAMINATIONS),
        askers[who].ask(EXAMINATION, id=id),
        askers[who].ask(REGISTRATIONS, examination=id),
    ]

    assert [offices.outcome(answer) for answer in answers] == [code] * 3
    assert ("初级资格考试" in str(answers)) == (code == "DONE")
    assert ("考生0" in str(answers)) == (code == "DONE")


def test_a_unit_registers_and_sees_its_own_people_only(askers, examination):
    [own] = examining.members(examination.record.organisation, 1, name="本单位")
    [foreign] = examining.members(examining.town("道坪镇党委"), 1, name="外单位")
    services.open_registration(examination=examination.pk, version=1)
    which = str(examination.pk)
    before = stored()

    refused = askers["unit"].refusal(REGISTER, examination=which, people=[str(own.pk), str(foreign.pk)])
    assert (refused["code"], stored()) == ("NOT_FOUND", before)

    done = askers["unit"].data(REGISTER, examination=which, people=[str(own.pk)])
    askers["officer"].data(REGISTER, examination=which, people=[str(foreign.pk)])

    assert len(done["registerFuquanCandidates"]["registered"]) == 1
    seen = {
        who: [row["person"]["name"] for row in rows(askers[who].data(REGISTRATIONS, examination=which))]
        for who in ("unit", "officer", "viewer")
    }
    assert seen == {
        "unit": ["本单位0"],
        "officer": ["本单位0", "外单位0"],
        "viewer": ["本单位0", "外单位0"],
    }


@pytest.mark.parametrize(
    ("who", "code"),
    [item for item in offices.DEPARTMENT_ONLY.items() if item[0] not in ("officer", "unit")],
)
def test_who_is_no_office_registers_nobody(askers, examination, who, code):
    [member] = examining.members(examination.record.organisation, 1)
    services.open_registration(examination=examination.pk, version=1)
    before = stored()

    answer = askers[who].ask(REGISTER, examination=str(examination.pk), people=[str(member.pk)])

    assert (offices.outcome(answer), stored()) == (code, before)


@pytest.mark.parametrize(
    ("document", "stage", "version", "code"),
    [
        (STEPS["open"], Stage.OPENED, 7, "CONFLICT"),
        (STEPS["open"], Stage.SAT, 1, "WRONG_STAGE"),
        (STEPS["begin"], Stage.REGISTRATION, 7, "CONFLICT"),
        (STEPS["begin"], Stage.OPENED, 1, "WRONG_STAGE"),
        (STEPS["close"], Stage.SAT, 7, "CONFLICT"),
        (STEPS["close"], Stage.SCORED, 1, "WRONG_STAGE"),
        (PUBLISH, Stage.REVIEWED, 7, "CONFLICT"),
        (PUBLISH, Stage.SCORED, 1, "WRONG_STAGE"),
    ],
)
def test_a_step_out_of_order_or_on_an_outdated_version_writes_nothing(
    officer, examination, document, stage, version, code
):
    examining.at_stage(examination, stage)
    before = stored()

    refused = officer.refusal(document, id=str(examination.pk), version=version)

    assert (refused["code"], stored()) == (code, before)


@pytest.mark.parametrize("id", ["1", "0192f0c4-0000-7000-8000-000000000000"])
def test_an_examination_that_nobody_knows_is_not_found(officer, id):
    before = stored()

    codes = [
        officer.refusal(EXAMINATION, id=id)["code"],
        officer.refusal(REGISTRATIONS, examination=id)["code"],
        officer.refusal(PUBLISH, id=id, version=1)["code"],
        officer.refusal(REGISTER, examination=id, people=[])["code"],
        officer.refusal(WITHDRAW, registration=id, reason="调离")["code"],
        officer.refusal(TICKETS, examination=id)["code"],
        officer.refusal(OPEN, input=opening(Examination.objects.get(), organisation=id))["code"],
    ]

    assert codes == ["NOT_FOUND"] * len(codes)
    assert stored() == before


def test_tickets_are_told_once_and_no_list_repeats_them(officer, examination):
    examining.registered(examination, 2)
    which = str(examination.pk)

    tickets = officer.data(TICKETS, examination=which)["issueFuquanTickets"]["tickets"]
    again = officer.data(TICKETS, examination=which)["issueFuquanTickets"]["tickets"]
    listed = str(officer.data(REGISTRATIONS, examination=which))

    assert [one["seat"] for one in tickets] == [1, 2]
    assert again == []
    assert not any(one["ticket"] in listed for one in tickets)


def test_a_ticket_for_another_examination_is_refused(officer, examination, written):
    [elsewhere] = examining.registered(written, 1)
    services.open_registration(examination=examination.pk, version=1)
    before = stored()

    given = officer.refusal(TICKETS, examination=str(examination.pk), registrations=[str(elsewhere.pk)])

    assert (given["code"], stored()) == ("NOT_FOUND", before)


def test_the_actor_of_a_score_is_who_imported_it(officer, written):
    [row] = examining.registered(written, 1)
    services.begin_sittings(examination=written.pk, version=2)

    officer.data(SCORES, examination=str(written.pk), workbook=scores([row.number, "考生0", 60, None]))

    mark = Mark.objects.get()
    assert (mark.recorded_by_realm, mark.recorded_by_name) == ("tenant", "测试")
    assert mark.recorded_by_id != CLERK.id
