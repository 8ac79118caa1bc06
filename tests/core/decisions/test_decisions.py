"""Asking the law, keeping its answers, and replaying them."""

from datetime import date

import pytest
from django.db import connection

from core.actors import Actor
from core.decisions import enacting, selectors, services
from core.decisions.models import DecisionRecord
from core.policy.problems import FactsError, PolicyError
from core.policy.scheme import UnknownAction

ACTOR = Actor(realm="tenant", id="1", name="干部")
TODAY = date(2026, 5, 1)
SIT = {
    "on": "2022-02-28",
    "level": "INTERMEDIATE",
    "political_status": "FULL_MEMBER",
    "in_post": True,
    "held": [{"level": "JUNIOR", "issued_on": "2021-03-01", "status": "VALID"}],
}


def ask(action: str = "fuquan_licensing.sit_exam", facts=SIT, **changes) -> services.Answer:
    return services.decide(action=action, facts=facts, today=TODAY, **changes)


def test_a_blocked_question_says_clause_and_first_day(in_alpha):
    [finding] = ask().decision.findings

    assert finding.code == "FQ-WAIT"
    assert finding.satisfied_on == date(2022, 3, 1)


def test_the_argument_on_fills_the_fact_that_was_left_out(in_alpha):
    facts = {name: value for name, value in SIT.items() if name != "on"}

    assert ask(facts=facts, on=date(2022, 3, 1)).decision.allowed


def test_the_policy_is_chosen_by_the_day_asked_about(in_alpha):
    enacting.enact(
        plugin="fuquan_licensing",
        parameters={"months_between_levels": 11},
        effective_from=date(2022, 2, 28),
        basis_title="修订",
        reason="测试",
        actor=ACTOR,
        today=TODAY,
    )

    assert ask().decision.allowed
    assert not ask(facts={**SIT, "on": "2022-01-31"}).decision.allowed


def test_the_policy_is_chosen_by_the_day_of_the_change_where_there_is_no_on(in_alpha):
    enacting.enact(
        plugin="fuquan_licensing",
        parameters={"filing_working_days": 10},
        effective_from=date(2024, 9, 2),
        basis_title="修订",
        reason="测试",
        actor=ACTOR,
        today=TODAY,
    )

    before = ask("fuquan_licensing.filing_due", {"changed_on": "2024-09-01"}).decision.outcome["due_on"]
    after = ask("fuquan_licensing.filing_due", {"changed_on": "2024-09-02"}).decision.outcome["due_on"]

    assert (before, after) == (date(2024, 9, 23), date(2024, 9, 14))


def test_changed_parameters_are_tried_without_being_enacted(in_alpha):
    answer = ask(policy={"months_between_levels": 11})

    assert answer.decision.allowed
    assert answer.changed == ("months_between_levels",)
    assert not ask().decision.allowed


def test_a_changed_parameter_out_of_bounds_is_named(in_alpha):
    with pytest.raises(PolicyError, match="months_between_levels"):
        ask(policy={"months_between_levels": -1})


@pytest.mark.parametrize("action", ["fuquan_licensing.nothing", "no_such_scheme.quota", "", "quota"])
def test_an_unknown_action_is_named(in_alpha, action):
    with pytest.raises(UnknownAction) as unknown:
        ask(action)

    assert unknown.value.code == "BAD_USER_INPUT"
    assert action in unknown.value.message


def test_an_action_of_a_plugin_that_the_tenant_does_not_run_is_unknown(in_beta):
    with pytest.raises(UnknownAction, match=r"fuquan_licensing\.sit_exam"):
        ask()


def test_bad_facts_are_all_named(in_alpha):
    with pytest.raises(FactsError) as error:
        ask(facts={"on": "2022-02-30", "level": "TOP", "in_post": "yes", "hold": []})

    named = {problem["path"] for problem in error.value.extensions["problems"]}
    assert named == {"on", "level", "in_post", "hold", "political_status", "held"}


def test_asking_writes_nothing(in_alpha):
    ask()

    assert DecisionRecord.objects.count() == 0


def test_a_kept_decision_replays_after_a_newer_policy(in_alpha):
    record = services.keep(
        ask(facts={**SIT, "on": "2022-03-01"}), actor=ACTOR, subject_kind="person", subject_id="7"
    )
    enacting.enact(
        plugin="fuquan_licensing",
        parameters={"months_between_levels": 24},
        effective_from=date(2022, 1, 1),
        basis_title="修订",
        reason="测试",
        actor=ACTOR,
        today=TODAY,
    )

    assert services.replay(selectors.record(record.pk)).allowed


def test_a_kept_decision_with_working_days_names_its_calendar_and_replays(in_alpha):
    record = services.keep(ask("fuquan_licensing.filing_due", {"changed_on": "2024-09-20"}), actor=ACTOR)

    assert record.calendar_version != ""
    assert services.replay(record).outcome["due_on"] == date(2024, 10, 16)


def test_a_blocked_decision_is_refused_with_its_findings_and_not_kept(in_alpha):
    with pytest.raises(services.Refused, match="报名考试不予通过") as refused:
        services.keep(ask(), actor=ACTOR)

    assert [finding["code"] for finding in refused.value.extensions["findings"]] == ["FQ-WAIT"]
    assert DecisionRecord.objects.count() == 0


def test_an_answer_with_changed_parameters_governs_nothing(in_alpha):
    with pytest.raises(services.TrialGovernsNothing, match="试算"):
        services.keep(ask(policy={"months_between_levels": 11}), actor=ACTOR)

    assert DecisionRecord.objects.count() == 0


def test_a_record_that_was_altered_does_not_replay(in_alpha):
    record = services.keep(ask(facts={**SIT, "on": "2022-03-01"}), actor=ACTOR)
    DecisionRecord.objects.filter(pk=record.pk).update(facts=record.facts.replace("2022-03-01", "2021-03-02"))

    with pytest.raises(services.ReplayDiffers):
        services.replay(selectors.record(record.pk))


def test_asking_makes_one_query(in_alpha, django_assert_num_queries):
    ask()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")

    with django_assert_num_queries(1):
        ask()
