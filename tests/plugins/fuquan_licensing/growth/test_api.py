"""Duties, shadowing, mentoring, degree study and the dual appraisal over GraphQL, by who may do what."""

import examining
import offices
import pytest
from django.utils import timezone

from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Sector
from plugins.fuquan_licensing.growth.models import (
    DegreeStudy,
    DualScore,
    DutyStatement,
    Mentoring,
    Placement,
    ShadowingBatch,
)

HEADINGS = ["SELF_BUILDING", "GRASSROOTS", "PARTY_RULES", "SERVING_MASSES", "OWN_FIRST", "OWN_SECOND"]
STATE = """mutation ($organisation: ID!, $duties: [FuquanDutyInput!]!) { stateFuquanDuties(
    organisation: $organisation, post: WORKER, duties: $duties) { stated { heading number } } }"""
DUTIES = """query ($organisation: ID!) { fuquanLicensing { duties(organisation: $organisation, post: WORKER) {
    heading text number } } }"""
OPEN = """mutation ($from: Date!, $last: Date!) { openFuquanShadowingBatch(title: "第一批", fromOn: $from,
    lastOn: $last) { batch { id version } } }"""
NOMINATE = """mutation ($batch: ID!, $nominations: [FuquanNominationInput!]!) { nominateForFuquanShadowing(
    batch: $batch, nominations: $nominations) { nominated } }"""
APPROVE = """mutation ($batch: ID!, $version: Int!, $approved: [ID!]!, $declined: [FuquanDeclinedInput!]!) {
    approveFuquanShadowing(batch: $batch, version: $version, approved: $approved, declined: $declined) {
    batch { approvedOn placements { person { name } state hostLevel declineReason } } } }"""
BATCHES = """query ($year: Int!) { fuquanLicensing { shadowingBatches(year: $year) { title placements {
    state } } } }"""
PAIR = """mutation ($pairs: [FuquanPairInput!]!) { beginFuquanMentoring(pairs: $pairs, on: "2026-01-05") {
    begun } }"""
PARTED = """mutation ($id: ID!) { endFuquanMentoring(id: $id, version: 1, result: "能独立工作") { mentoring {
    mentor { name } mentee { name } untilOn result } } }"""
STUDY = """mutation ($enrolments: [FuquanEnrolmentInput!]!) { beginFuquanStudies(enrolments: $enrolments,
    on: "2026-01-05") { begun } }"""
GRADUATED = """mutation ($id: ID!) { endFuquanStudy(id: $id, version: 1, outcome: GRADUATED) { study {
    person { name } route outcome } } }"""
SCORE = """mutation ($person: ID!, $side: FuquanScoringSide!, $score: Decimal!, $reason: String!) {
    scoreFuquanDual(person: $person, year: 2025, side: $side, score: $score, reason: $reason) { score {
    own superior total } } }"""
STORED = (DegreeStudy, DualScore, DutyStatement, Mentoring, Placement, ShadowingBatch)


@pytest.fixture
def county(in_alpha):
    """The committee above the town."""
    return organisations.found(
        name="中共福泉市委",
        kind=Kind.COMMITTEE,
        sector=Sector.ORGAN,
        level=Level.COUNTY,
        division_code="522702",
        on=examining.date(2020, 1, 1),
    )


@pytest.fixture
def town(county):
    """A township's committee below it."""
    made = examining.town()
    organisations.move(organisation=made.pk, parent=county.pk, on=examining.date(2020, 1, 1))
    return made


@pytest.fixture
def workers(town) -> list[str]:
    """Three of its workers."""
    return [str(member.pk) for member in examining.members(town, 3)]


@pytest.fixture
def askers(beta, town, client_of):
    """Somebody of each office; the unit is the town."""
    return offices.askers(client_of, town.pk, beside=beta)


def stored() -> tuple:
    return tuple(list(model.objects.order_by("pk").values()) for model in STORED)


def duties(**changed: str) -> list[dict[str, str]]:
    texts = {heading: f"{heading} 的职责" for heading in HEADINGS} | changed
    return [{"heading": heading, "text": text} for heading, text in texts.items()]


def nomination(person: str) -> dict[str, str]:
    return {"person": person, "host": "州委组织部", "hostLevel": "CITY", "purpose": "党员教育管理"}


def batch(askers) -> str:
    today = timezone.localdate().isoformat()
    opened = askers["officer"].data(OPEN, **{"from": today, "last": today})
    identifier: str = opened["openFuquanShadowingBatch"]["batch"]["id"]
    return identifier


def test_a_post_has_a_duty_under_each_heading_and_only_changed_ones_get_a_version(askers, town):
    unit = askers["unit"]
    first = unit.data(STATE, organisation=str(town.pk), duties=duties())["stateFuquanDuties"]["stated"]
    later = unit.data(STATE, organisation=str(town.pk), duties=duties(OWN_FIRST="服务项目"))

    shown = unit.data(DUTIES, organisation=str(town.pk))["fuquanLicensing"]["duties"]

    assert [one["heading"] for one in first] == HEADINGS
    assert later["stateFuquanDuties"]["stated"] == [{"heading": "OWN_FIRST", "number": 2}]
    assert [one["heading"] for one in shown] == HEADINGS
    assert shown[4] == {"heading": "OWN_FIRST", "text": "服务项目", "number": 2}


@pytest.mark.parametrize("wrong", [duties()[:5], [*duties(), {"heading": "OTHER", "text": "其他"}]])
def test_duties_stand_under_all_headings_of_the_policy_and_no_other(askers, town, wrong):
    refused = askers["unit"].refusal(STATE, organisation=str(town.pk), duties=wrong)

    assert refused["code"] == "BAD_USER_INPUT"
    assert DutyStatement.objects.count() == 0


def test_a_unit_nominates_and_the_department_decides_of_everybody(askers, workers):
    which = batch(askers)
    nominated = askers["unit"].data(
        NOMINATE, batch=which, nominations=[nomination(one) for one in workers[:2]]
    )["nominateForFuquanShadowing"]["nominated"]
    before = stored()

    left_out = askers["officer"].refusal(APPROVE, batch=which, version=1, approved=nominated[:1], declined=[])
    unchanged = stored() == before
    decided = askers["officer"].data(
        APPROVE,
        batch=which,
        version=1,
        approved=nominated[:1],
        declined=[{"placement": nominated[1], "reason": "本批名额已满"}],
    )["approveFuquanShadowing"]["batch"]
    again = askers["unit"].refusal(NOMINATE, batch=which, nominations=[nomination(workers[2])])

    assert (left_out["code"], unchanged) == ("BAD_USER_INPUT", True)
    assert decided["approvedOn"] == timezone.localdate().isoformat()
    assert decided["placements"] == [
        {"person": {"name": "考生0"}, "state": "APPROVED", "hostLevel": "CITY", "declineReason": ""},
        {
            "person": {"name": "考生1"},
            "state": "DECLINED",
            "hostLevel": "CITY",
            "declineReason": "本批名额已满",
        },
    ]
    assert again["code"] == "BATCH_DECIDED"
    assert Placement.objects.count() == 2


def test_nobody_is_nominated_twice_for_a_batch(askers, workers):
    which = batch(askers)
    askers["unit"].data(NOMINATE, batch=which, nominations=[nomination(workers[0])])

    refused = askers["unit"].refusal(NOMINATE, batch=which, nominations=[nomination(workers[0])])

    assert refused["code"] == "BAD_USER_INPUT"
    assert Placement.objects.count() == 1


def test_mentoring_has_a_programme_one_mentor_at_a_time_and_a_result(askers, workers):
    pair = {"mentor": workers[0], "mentee": workers[1], "programme": "一年内独立工作"}
    [begun] = askers["unit"].data(PAIR, pairs=[pair])["beginFuquanMentoring"]["begun"]

    second = askers["unit"].refusal(PAIR, pairs=[{**pair, "mentor": workers[2]}])
    alone = askers["unit"].refusal(PAIR, pairs=[{**pair, "mentor": workers[1]}])
    ended = askers["unit"].data(PARTED, id=begun)["endFuquanMentoring"]["mentoring"]

    assert (second["code"], alone["code"]) == ("BAD_USER_INPUT", "BAD_USER_INPUT")
    assert ended == {
        "mentor": {"name": "考生0"},
        "mentee": {"name": "考生1"},
        "untilOn": timezone.localdate().isoformat(),
        "result": "能独立工作",
    }
    assert Mentoring.objects.count() == 1


def test_a_study_goes_by_one_route_and_ends_somehow(askers, workers):
    study = {
        "person": workers[0],
        "route": "SELF_TAUGHT",
        "school": "自学考试",
        "major": "法学",
        "education": "BACHELOR",
    }
    [begun] = askers["unit"].data(STUDY, enrolments=[study])["beginFuquanStudies"]["begun"]

    second = askers["unit"].refusal(STUDY, enrolments=[{**study, "route": "ADULT"}])
    ended = askers["unit"].data(GRADUATED, id=begun)["endFuquanStudy"]["study"]

    assert second["code"] == "BAD_USER_INPUT"
    assert ended == {"person": {"name": "考生0"}, "route": "SELF_TAUGHT", "outcome": "GRADUATED"}
    assert DegreeStudy.objects.count() == 1


def test_both_sides_score_and_each_counts_half(askers, workers):
    given = {"person": workers[0], "reason": ""}

    own = askers["unit"].data(SCORE, **given, side="OWN", score=90)["scoreFuquanDual"]["score"]
    both = askers["officer"].data(SCORE, **given, side="SUPERIOR", score=81.5)["scoreFuquanDual"]["score"]

    assert own == {"own": 90, "superior": None, "total": None}
    assert both == {"own": 90, "superior": 81.5, "total": 85.75}


def test_a_unit_scores_for_nobody_above_it_and_nobody_scores_from_both_sides(askers, workers):
    given = {"person": workers[0], "reason": ""}
    askers["officer"].data(SCORE, **given, side="SUPERIOR", score=80)

    above = askers["unit"].refusal(SCORE, **given, side="SUPERIOR", score=80)
    both = askers["officer"].refusal(SCORE, **given, side="OWN", score=80)

    assert (above["code"], both["code"]) == ("NOT_FOUND", "SAME_SCORER")
    assert DualScore.objects.count() == 1


def test_a_score_is_corrected_by_a_later_one_with_a_reason(askers, workers):
    given = {"person": workers[0], "side": "OWN"}
    askers["unit"].data(SCORE, **given, score=90, reason="")

    without = askers["unit"].refusal(SCORE, **given, score=95, reason="")
    corrected = askers["unit"].data(SCORE, **given, score=95, reason="漏计一项")

    assert without["code"] == "BAD_USER_INPUT"
    assert corrected["scoreFuquanDual"]["score"]["own"] == 95
    assert [row.number for row in DualScore.objects.order_by("number")] == [1, 2]


@pytest.mark.parametrize(
    ("who", "code"), [one for one in offices.DEPARTMENT_ONLY.items() if one[1] != "DONE"]
)
def test_only_the_department_opens_and_approves_a_batch(askers, who, code):
    which, today = batch(askers), timezone.localdate().isoformat()
    before = stored()

    opening = askers[who].ask(OPEN, **{"from": today, "last": today})
    approving = askers[who].ask(APPROVE, batch=which, version=1, approved=[], declined=[])

    assert (offices.outcome(opening), offices.outcome(approving)) == (code, code)
    assert stored() == before


@pytest.mark.parametrize("who", ["viewer", "reviewer", "stranger", "neighbour"])
def test_nobody_else_writes_anything_about_a_units_people(askers, town, workers, who):
    which = batch(askers)
    before = stored()
    attempts = [
        (STATE, {"organisation": str(town.pk), "duties": duties()}),
        (NOMINATE, {"batch": which, "nominations": [nomination(workers[0])]}),
        (PAIR, {"pairs": [{"mentor": workers[0], "mentee": workers[1], "programme": "计划"}]}),
        (SCORE, {"person": workers[0], "side": "OWN", "score": 90, "reason": ""}),
    ]

    answers = {offices.outcome(askers[who].ask(document, **given)) for document, given in attempts}

    assert answers == {offices.DEPARTMENT_ONLY[who]}
    assert stored() == before
