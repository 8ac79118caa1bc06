"""Answers are taken once and counted; what is kept cannot be traced to a link."""

import io
import threading
from collections.abc import Iterator
from datetime import date

import pytest
import surveying
from django.db import connection, connections
from django_tenants.utils import tenant_context
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker
from surveying import VALID, Open

from core.audit.models import AuditEvent
from core.surveys import answering, questions, services
from core.surveys.models import SurveyBallotBox, SurveyLink
from tenants import registry, rights

TODAY = date(2026, 5, 20)
TOMORROW = date(2026, 5, 21)
NONE = (0, {"willing": [0, 0, 0, 0], "needs": [0, 0, 0], "mood": [0, 0, 0, 0]})
ONE = (1, {"willing": [1, 0, 0, 0], "needs": [0, 0, 1], "mood": [0, 0, 1, 0]})


@pytest.fixture
def survey(town) -> Open:
    return surveying.opened(town, on=TODAY, closes_on=TODAY, issued={"村书记": 6})


@pytest.fixture
def token(survey) -> str:
    return survey.tokens["村书记"][0]


def used() -> int:
    return SurveyLink.objects.filter(used=True).count()


def test_an_answer_is_counted_and_its_link_used_up(survey, token):
    outcome = answering.submit(token=token, given={**VALID, "needs": ["PAY", "TRAINING"]}, on=TODAY)

    assert outcome.taken
    assert used() == 1
    assert survey.sums("村书记") == (
        1,
        {"willing": [1, 0, 0, 0], "needs": [1, 1, 0], "mood": [0, 0, 1, 0]},
    )


def test_a_link_is_answered_once(survey, token):
    answering.submit(token=token, given=VALID, on=TODAY)

    again = answering.submit(token=token, given=VALID, on=TODAY)

    assert (again.taken, again.invitation.refusal) == (False, "used")
    assert survey.sums("村书记") == ONE


@pytest.mark.parametrize(("on", "refusal"), [(TODAY, None), (TOMORROW, "ended")])
def test_answers_are_taken_on_the_last_day_and_not_after_it(survey, token, on, refusal):
    outcome = answering.submit(token=token, given=VALID, on=on)

    assert (outcome.taken, outcome.invitation.refusal) == (refusal is None, refusal)
    assert used() == (refusal is None)


def test_a_closed_survey_takes_no_answers(survey, token):
    services.close(survey=survey.survey.pk, version=3, on=TODAY)

    assert answering.submit(token=token, given=VALID, on=TODAY).invitation.refusal == "ended"
    assert (used(), survey.sums("村书记")) == (0, NONE)


def test_a_draft_takes_no_answers(town):
    draft = services.draft(organisation=town, title="x", asked=surveying.ASKED)
    population = services.add_population(survey=draft.pk, version=1, name="村书记")
    token, *_ = services.issue_links(population=population.pk, links_wanted=5, on=TODAY)

    assert answering.submit(token=token, given=VALID, on=TODAY).invitation.refusal == "early"
    assert used() == 0


def test_a_link_that_nobody_made_leads_nowhere(survey):
    assert answering.invitation(token="x" * 22, on=TODAY).refusal == "unknown"
    assert answering.submit(token="x" * 22, given=VALID, on=TODAY).invitation.refusal == "unknown"
    assert used() == 0


def test_an_answer_without_a_required_question_is_given_back(survey, token):
    outcome = answering.submit(token=token, given={"willing": ["YES"]}, on=TODAY)

    assert (outcome.taken, outcome.missing) == (False, ("mood",))
    assert (used(), survey.sums("村书记")) == (0, NONE)


def test_an_answer_sent_without_a_required_question_counts_as_returned_and_not_as_valid(survey, token):
    outcome = answering.submit(token=token, given={"willing": ["YES"]}, on=TODAY, incomplete=True)

    assert outcome.taken
    assert (used(), survey.sums("村书记")) == (1, NONE)


def test_a_foreign_answer_uses_nothing_up(survey, token):
    with pytest.raises(questions.ForeignAnswer):
        answering.submit(token=token, given={**VALID, "willing": ["MAYBE"]}, on=TODAY)

    assert (used(), survey.sums("村书记")) == (0, NONE)


def test_answers_from_paper_use_up_as_many_links(survey):
    answers = surveying.answers(3, willing="YES", mood="1") + surveying.answers(1, willing="NO")
    population = survey.populations["村书记"]

    assert answering.take_many(population=population, answers=answers) == 3
    with pytest.raises(answering.TooFewLinks):
        answering.take_many(population=population, answers=surveying.answers(3, willing="NO", mood="1"))

    assert used() == 4
    assert survey.sums("村书记")[1]["willing"] == [3, 0, 0, 0]


@pytest.fixture(scope="module")
def asked(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[registry.TenantRecord]:
    """A tenant whose transactions really commit."""
    with django_db_blocker.unblock(), surveying.committed_tenant("asked") as record:
        yield record


@pytest.fixture
def committed(asked: registry.TenantRecord, django_db_blocker: DjangoDbBlocker) -> Iterator[Open]:
    """An open survey of that tenant."""
    with django_db_blocker.unblock(), tenant_context(asked):
        yield surveying.opened(surveying.committee(), on=TODAY, closes_on=TODAY, issued={"村书记": 8})


def at_once(tenant: registry.TenantRecord, tokens: list[str]) -> list[answering.Outcome]:
    """Submit an answer by each of these links at the same moment."""
    together = threading.Barrier(len(tokens))
    outcomes: list[answering.Outcome] = []

    def send(token: str) -> None:
        with tenant_context(tenant):
            together.wait(30)
            outcomes.append(answering.submit(token=token, given=VALID, on=TODAY))
        connections.close_all()

    threads = [threading.Thread(target=send, args=[token]) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def test_one_link_used_by_eight_at_once_is_answered_once(asked, committed):
    outcomes = at_once(asked, committed.tokens["村书记"][:1] * 8)

    assert sorted(outcome.invitation.refusal or "" for outcome in outcomes) == ["", *["used"] * 7]
    assert committed.sums("村书记") == ONE


def test_eight_links_used_at_once_are_all_counted(asked, committed):
    outcomes = at_once(asked, committed.tokens["村书记"])

    assert [outcome.taken for outcome in outcomes] == [True] * 8
    assert committed.sums("村书记")[1]["willing"] == [8, 0, 0, 0]


def rows(schema: str) -> dict[str, list[str]]:
    """Return every row of every table of a schema as a dump writes it, with place and transaction."""
    found: dict[str, list[str]] = {}
    with rights.owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind = 'r'", [schema]
        )
        for (name,) in cursor.fetchall():
            written = io.StringIO()
            copy = sql.SQL("COPY (SELECT ctid, xmin, t.* FROM {} t) TO STDOUT").format(
                sql.Identifier(schema, name)
            )
            with cursor.copy(copy) as blocks:
                for block in blocks:
                    written.write(bytes(block).decode("utf-8"))
            found[name] = written.getvalue().splitlines()
    return found


def test_a_full_copy_after_each_answer_shows_which_link_was_used_and_nothing_of_what_was_answered(
    asked, committed
):
    # Whoever has all copies knows which link was used between two of them. The copies must be the same,
    # whatever was answered: only the used link's row and the sealed sums differ, and these only in noise.
    given = [
        {"willing": ["YES"], "mood": ["3"]},
        {"willing": ["NO"], "mood": ["1"], "needs": ["PAY"]},
        {"willing": ["NO"], "mood": ["1"], "needs": ["PAY"]},
        {"willing": ["YES"]},
    ]
    before = rows("asked")
    sizes, seen = set(), set()
    for token, answer in zip(committed.tokens["村书记"], given, strict=False):
        answering.submit(token=token, given=answer, on=TODAY, incomplete=True)
        after = rows("asked")
        changed = {name for name in after if sorted(after[name]) != sorted(before[name])}
        box = bytes(SurveyBallotBox.objects.get(pk=committed.populations["村书记"]).sums_cipher)

        assert changed == {"core_surveylink", "core_surveyballotbox"}
        assert len(after["core_surveyballotbox"]) == len(before["core_surveyballotbox"])
        sizes.add(len(box))
        seen.add(box)
        before = after

    assert len(sizes) == 1
    assert len(seen) == 4


def test_neither_links_nor_sums_are_audited(asked, committed):
    answering.submit(token=committed.tokens["村书记"][0], given=VALID, on=TODAY)

    tables = set(AuditEvent.objects.values_list("table_name", flat=True))
    assert {"core_survey", "core_surveypopulation"} <= tables
    assert tables.isdisjoint({"core_surveylink", "core_surveyballotbox"})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM audit_event e JOIN core_surveylink l ON l.used AND l.xmin::text::bigint"
            " = e.xid % 4294967296"
        )
        assert cursor.fetchone() == (0,)
