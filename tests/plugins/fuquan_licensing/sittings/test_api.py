"""Sittings over GraphQL: with a ticket and nothing else, and without a word of the right answers."""

import json

import examining
import offices
import pytest
from asking import Asker
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plugins.fuquan_licensing.bank.models import QuestionVersion
from plugins.fuquan_licensing.examinations.models import Mark, Registration
from plugins.fuquan_licensing.sittings import services
from plugins.fuquan_licensing.sittings.models import Answer, Sitting

BEGIN = """mutation ($ticket: String!) { beginFuquanSitting(ticket: $ticket) { sitting { lease now dueAt
    questions { place kind text options points chosen } } } }"""
BEGINNING = "beginFuquanSitting(ticket: $ticket)"
SAVE = "mutation ($input: FuquanAnswersInput!) { saveFuquanAnswers(input: $input) { now } }"
HAND_IN = "mutation ($input: FuquanAnswersInput!) { handInFuquanSitting(input: $input) { endedAt } }"


@pytest.fixture
def candidate(ticket, client_of) -> Asker:
    """Somebody at the tenant's host who has not signed in."""
    return Asker(client_of("alpha"), None)


def stored() -> tuple:
    models = (Registration, Sitting, Answer, Mark)
    return tuple(list(model.objects.order_by("pk").values()) for model in models)


def given(ticket: str, answers: dict[int, list[int]], *, lease: int = 1, sequence: int = 1) -> dict:
    return {
        "ticket": ticket,
        "lease": lease,
        "sequence": sequence,
        "answers": [{"place": place, "chosen": chosen} for place, chosen in answers.items()],
    }


def begun(candidate: Asker, ticket: str) -> dict:
    return candidate.data(BEGIN, ticket=ticket)["beginFuquanSitting"]["sitting"]


def test_a_sitting_from_its_beginning_to_the_end(candidate, ticket):
    sitting = begun(candidate, ticket)
    right = {one["place"]: [one["options"].index("甲")] for one in sitting["questions"]}
    half = {place: chosen for place, chosen in right.items() if place < 10}
    candidate.data(SAVE, input=given(ticket, half))

    elsewhere = begun(candidate, ticket)
    rest = {place: chosen for place, chosen in right.items() if place >= 10}
    ended = candidate.data(HAND_IN, input=given(ticket, rest, lease=2))["handInFuquanSitting"]

    assert len(sitting["questions"]) == 20
    assert {one["points"] for one in sitting["questions"]} == {5}
    assert [one["text"] for one in elsewhere["questions"]] == [one["text"] for one in sitting["questions"]]
    assert {one["place"]: one["chosen"] for one in elsewhere["questions"] if one["chosen"]} == half
    assert ended["endedAt"] == Sitting.objects.get().ended_at.isoformat()
    assert Mark.objects.get().score == 100


def test_the_device_that_was_replaced_is_told_so_and_saves_nothing(candidate, ticket):
    begun(candidate, ticket)
    begun(candidate, ticket)
    before = stored()

    saving = candidate.refusal(SAVE, input=given(ticket, {0: [1]}))
    handing_in = candidate.refusal(HAND_IN, input=given(ticket, {0: [1]}))

    assert (saving["code"], handing_in["code"]) == ("TAKEN_OVER", "TAKEN_OVER")
    assert stored() == before


def test_after_handing_in_nothing_more_is_taken(candidate, ticket):
    begun(candidate, ticket)
    candidate.data(HAND_IN, input=given(ticket, {}))
    before = stored()

    codes = [
        candidate.refusal(BEGIN, ticket=ticket)["code"],
        candidate.refusal(SAVE, input=given(ticket, {0: [1]}, sequence=2))["code"],
        candidate.refusal(HAND_IN, input=given(ticket, {0: [1]}, sequence=2))["code"],
    ]

    assert codes == ["HANDED_IN"] * 3
    assert stored() == before


@pytest.mark.parametrize(("answers", "code"), [({20: [0]}, "BAD_USER_INPUT"), ({0: [4]}, "BAD_USER_INPUT")])
def test_what_is_not_on_the_paper_is_refused(candidate, ticket, answers, code):
    begun(candidate, ticket)
    before = stored()

    assert candidate.refusal(SAVE, input=given(ticket, answers))["code"] == code
    assert stored() == before


def test_a_ticket_counts_in_its_tenant_only(ticket, client_of):
    answer = Asker(client_of("beta"), None).ask(BEGIN, ticket=ticket)

    # Beta does not run the scheme, and a stranger is not even told that.
    assert offices.outcome(answer) == "UNAUTHENTICATED"
    assert Sitting.objects.count() == 0


@pytest.mark.parametrize("who", ["officer", "unit", "viewer", "reviewer", "stranger"])
def test_whoever_sits_needs_the_ticket_and_no_right_beside_it(beta, examination, ticket, client_of, who):
    asker = offices.askers(client_of, examination.record.organisation_id, beside=beta)[who]

    assert asker.refusal(BEGIN, ticket=services.mint())["code"] == "NOT_FOUND"
    assert Sitting.objects.count() == 0
    assert begun(asker, ticket)["lease"] == 1


def test_no_answer_of_the_api_leaks_a_key(candidate, ticket):
    heard: list[object] = []

    def ask(document: str, **values) -> None:
        heard.append(candidate.ask(document, **values))

    ask(BEGIN, ticket=ticket)
    ask(SAVE, input=given(ticket, {0: [1]}))
    ask(BEGIN, ticket=ticket)
    ask(SAVE, input=given(ticket, {0: [1]}, lease=1, sequence=2))
    ask(SAVE, input=given(ticket, {0: [9]}, lease=2))
    ask(HAND_IN, input=given(ticket, {1: [0]}, lease=2))
    ask(HAND_IN, input=given(ticket, {1: [0]}, lease=2))
    ask(BEGIN, ticket=services.mint())

    assert {field for answer in heard for field in fields(answer)} == {
        *("data", "errors", "message", "locations", "path", "extensions", "code", "cost", "line", "column"),
        *("beginFuquanSitting", "saveFuquanAnswers", "handInFuquanSitting", "sitting", "questions"),
        *("lease", "now", "dueAt", "endedAt", "place", "kind", "text", "options", "points", "chosen"),
    }
    versions = {str(version) for version in QuestionVersion.objects.values_list("pk", flat=True)}
    text = json.dumps(heard)
    assert not any(version in text for version in versions)
    assert str(Sitting.objects.get().seed) not in text


def test_the_place_of_the_right_option_is_not_the_same_on_every_paper(in_alpha, client_of):
    """Whoever knows that the first option of the bank is right must not find it first on the paper."""
    tickets = examining.seated(examining.opened(), 5)
    candidate = Asker(client_of("alpha"), None)

    places = [
        one["options"].index("甲") for ticket in tickets for one in begun(candidate, ticket)["questions"]
    ]

    assert set(places) == {0, 1, 2, 3}
    assert 5 < places.count(0) < 50


def test_questions_do_not_come_in_an_order_that_tells_of_the_key(in_alpha, client_of):
    tickets = examining.seated(examining.opened(), 2)
    candidate = Asker(client_of("alpha"), None)

    first, second = ([one["text"] for one in begun(candidate, ticket)["questions"]] for ticket in tickets)

    assert first != second
    assert len(set(first)) == 20


@pytest.mark.parametrize("field", ["key", "version", "order", "seed", "right"])
def test_nobody_can_ask_for_the_key(candidate, ticket, field):
    asked = (
        f'mutation {{ beginFuquanSitting(ticket: "{ticket}") {{ sitting {{ questions {{ {field} }} }} }} }}'
    )

    assert candidate.refusal(asked)["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert Sitting.objects.count() == 0


def test_twenty_answers_take_as_many_queries_as_one(candidate, ticket):
    begun(candidate, ticket)
    taken = []

    for sequence, number in enumerate((1, 20), start=1):
        with CaptureQueriesContext(connection) as captured:
            candidate.data(
                SAVE, input=given(ticket, {place: [0] for place in range(number)}, sequence=sequence)
            )
        taken.append(len(captured))

    assert taken[0] == taken[1]
    assert Answer.objects.count() == 20


def fields(value: object) -> set[str]:
    """Return the names of all fields in an answer."""
    if isinstance(value, dict):
        return set(value) | {name for inner in value.values() for name in fields(inner)}
    if isinstance(value, list):
        return {name for inner in value for name in fields(inner)}
    return set()
