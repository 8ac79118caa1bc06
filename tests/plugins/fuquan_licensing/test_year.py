"""One year of the scheme through GraphQL alone, each step by the role whose business it is.

Only the clock is moved by hand: the examination's time is made to be over.
"""

from datetime import date, timedelta

import asking
import browsing
import examining
import licensing
import pytest
from asking import Asker
from browsing import CLERK
from django.utils import timezone

from core.access import services as access
from core.appointments import establishment
from core.appointments.models import Post
from core.decisions import records
from core.organisations.models import Organisation
from plugins.fuquan_licensing.examinations.models import Examination

ADD = """mutation ($questions: [FuquanQuestionInput!]!) { addFuquanQuestions(questions: $questions) {
    added } }"""
OPEN = """mutation ($input: OpenFuquanExaminationInput!) { openFuquanExamination(input: $input) {
    examination { id version } } }"""
STEP = "mutation ($id: ID!, $version: Int!) { %s(input: {id: $id, version: $version}) {"
STEP += " examination { stage version } } }"
REGISTER = """mutation ($examination: ID!, $people: [ID!]!) { registerFuquanCandidates(
    examination: $examination, people: $people) { registered refused { code } } }"""
TICKETS = """mutation ($examination: ID!) { issueFuquanTickets(examination: $examination) {
    tickets { number ticket } } }"""
BEGIN = """mutation ($ticket: String!) { beginFuquanSitting(ticket: $ticket) { sitting { lease
    questions { place options } } } }"""
HAND_IN = "mutation ($input: FuquanAnswersInput!) { handInFuquanSitting(input: $input) { endedAt } }"
SEAT = """mutation ($user: ID!, $body: String!) { seatFuquanReviewer(user: $user, body: $body) {
    desks { body } } }"""
CASES = """{ fuquanLicensing { reviewCases(first: 50, decided: false) { edges { node { id version
    name } } } } }"""
DECIDE = """mutation ($input: DecideFuquanReviewCaseInput!) { decideFuquanReviewCase(input: $input) {
    case { opinion } } }"""
ISSUE = """mutation ($input: IssueFuquanLicencesInput!) { issueFuquanLicences(input: $input) {
    credentials refused { code } } }"""
PUBLISH = """mutation ($id: ID!, $version: Int!) { publishFuquanExamination(
    input: {id: $id, version: $version}) { examination { stage version } } }"""
OUTCOMES = """query ($id: ID!) { fuquanLicensing { outcomes(examination: $id, first: 50) { edges { node {
    person { name } passed review reason licenceNumber } } } } }"""
PAY = """{ fuquanLicensing { payLinks(first: 50) { edges { node { person { name } sector level coefficient
    steps } } } } }"""
FIGURES = """query ($period: String!) { indicatorValues(codes: ["examinations", "exam_pass_share", "licences",
    "licensed_share"], period: $period) { numerator denominator } }"""


@pytest.fixture
def town(in_alpha) -> Organisation:
    """A township's committee with an establishment of five workers."""
    made = examining.town()
    establishment.approve(organisation=made.pk, post=Post.WORKER, places=5, on=date(2020, 1, 1))
    return made


@pytest.fixture
def reviewers(town, client_of) -> dict[str, tuple[str, Asker]]:
    """By body, a user who may review, and that user at the tenant's host."""
    found = {}
    for body in licensing.BODIES:
        user = access.create_user(username=body.lower(), name="审核人", actor=CLERK)
        access.grant_role(user=user, role="REVIEWER", actor=CLERK)
        found[body] = (str(user.pk), Asker(client_of("alpha"), browsing.token_of(user)))
    return found


def sit(candidate: Asker, ticket: str, *, right: bool) -> None:
    """Begin a sitting, choose the right or a wrong option of every question, and hand it in."""
    sitting = candidate.data(BEGIN, ticket=ticket)["beginFuquanSitting"]["sitting"]
    wanted = "甲" if right else "乙"
    answers = [
        {"place": one["place"], "chosen": [one["options"].index(wanted)]} for one in sitting["questions"]
    ]
    given = {"ticket": ticket, "lease": sitting["lease"], "sequence": 1, "answers": answers}
    candidate.data(HAND_IN, input=given)


def decide(reviewer: Asker, *, objection: str = "") -> int:
    """Decide every case before a reviewer and return how many there were."""
    cases = reviewer.data(CASES)["fuquanLicensing"]["reviewCases"]["edges"]
    for case in (edge["node"] for edge in cases):
        objects = case["name"] == objection
        given = {
            "id": case["id"],
            "version": case["version"],
            "opinion": "OBJECTION" if objects else "CLEAR",
            "note": licensing.SECRET_NOTE if objects else "",
        }
        reviewer.data(DECIDE, input=given)
    return len(cases)


def test_a_year_from_the_question_bank_to_the_pay(town, reviewers, client_of):
    now = timezone.localtime()
    department = Asker(client_of("alpha"), asking.token_of("ORGANISATION_OFFICER"))
    unit = Asker(client_of("alpha"), asking.token_of("UNIT_OFFICER", organisation=town.pk))
    candidate = Asker(client_of("alpha"), None)
    people = [str(member.pk) for member in examining.members(town, 4)]

    def step(name: str, version: int) -> dict:
        return department.data(STEP % name, id=which, version=version)[name]["examination"]

    # The department fills the bank and opens the year's examination.
    questions = [
        {"topic": one.topic, "kind": "SINGLE", "text": one.text, "options": list(one.options), "key": [0]}
        for one in examining.questions()
    ]
    added = department.data(ADD, questions=questions)["addFuquanQuestions"]
    blueprint = {"parts": [{"topic": "组织建设", "kind": "SINGLE", "count": 20, "points": 5}]}
    opening = {
        "organisation": str(town.pk),
        "year": now.year,
        "title": "初级资格考试",
        "level": "JUNIOR",
        "mode": "ONLINE",
        "opensAt": (now - timedelta(minutes=1)).isoformat(),
        "closesAt": (now + timedelta(hours=2)).isoformat(),
        "minutes": 60,
        "blueprint": blueprint,
    }
    which = department.data(OPEN, input=opening)["openFuquanExamination"]["examination"]["id"]
    step("openFuquanRegistration", 1)
    # The unit registers its people; the department admits them with tickets.
    done = unit.data(REGISTER, examination=which, people=people)["registerFuquanCandidates"]
    step("beginFuquanSittings", 2)
    tickets = department.data(TICKETS, examination=which)["issueFuquanTickets"]["tickets"]
    # Candidates sit it with nothing but their tickets: two know it, one does not, one stays away.
    for ticket, right in zip(tickets, (True, True, False), strict=False):
        sit(candidate, ticket["ticket"], right=right)
    examining.passed_over(Examination.objects.get(pk=which))
    scored = step("closeFuquanSittings", 3)
    # Both bodies judge those who passed; one objects to the second.
    for body, (user, _) in reviewers.items():
        department.data(SEAT, user=user, body=body)
    step("openFuquanReview", scored["version"])
    judged = [
        decide(reviewers["DISCIPLINE"][1], objection="考生1"),
        decide(reviewers["PUBLIC_SECURITY"][1]),
    ]
    reviewed = Examination.objects.get(pk=which)
    # The department publishes, issues, and the pay follows.
    published = department.data(PUBLISH, id=which, version=reviewed.version)["publishFuquanExamination"]
    version = published["examination"]["version"]
    issued = department.data(
        ISSUE, input={"examination": which, "version": version, "issuer": licensing.ISSUER}
    )["issueFuquanLicences"]
    told = [edge["node"] for edge in unit.data(OUTCOMES, id=which)["fuquanLicensing"]["outcomes"]["edges"]]
    paid = [edge["node"] for edge in unit.data(PAY)["fuquanLicensing"]["payLinks"]["edges"]]
    figures = department.data(FIGURES, period=str(now.year))["indicatorValues"]

    assert added == {"added": examining.QUESTIONS}
    assert (len(done["registered"]), done["refused"]) == (4, [])
    assert scored["stage"] == "SCORED"
    assert judged == [2, 2]
    assert (reviewed.stage, published["examination"]["stage"]) == ("REVIEWED", "PUBLISHED")
    assert (len(issued["credentials"]), len(issued["refused"])) == (1, 3)
    assert [(one["person"]["name"], one["passed"], one["review"]) for one in told] == [
        ("考生0", True, "PASSED"),
        ("考生1", True, "NOT_PASSED"),
        ("考生2", False, None),
        ("考生3", None, None),
    ]
    assert [one["licenceNumber"] is not None for one in told] == [True, False, False, False]
    assert licensing.SECRET_NOTE not in str(told)
    assert paid == [
        {
            "person": {"name": "考生0"},
            "sector": "TOWNSHIP",
            "level": "JUNIOR",
            "coefficient": 0,
            "steps": None,
        }
    ]
    assert [(one["numerator"], one["denominator"]) for one in figures] == [
        (1, None),
        (2, 3),
        (1, None),
        (1, 4),
    ]
    assert list(records.replays()) == []
