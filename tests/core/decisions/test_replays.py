"""Every stored decision comes out again byte for byte, whatever was enacted since."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from io import StringIO

import calendars
import pytest
from deciding import ACTOR, OVER, TODAY
from django.core.management import CommandError, call_command
from django.db import connection
from django_tenants.utils import tenant_context

from core import plugins
from core.decisions import enacting, records, schemes, services
from core.decisions.about import About
from core.decisions.models import DecisionRecord
from core.demo import Demo
from core.policy import describe, jsontext
from core.policy.problems import PolicyError
from core.policy.scheme import Scheme
from core.reference import services as reference
from tenants import registry

SIT = {
    "on": "2022-03-01",
    "level": "INTERMEDIATE",
    "political_status": "FULL_MEMBER",
    "in_post": True,
    "held": [{"level": "JUNIOR", "issued_on": "2021-03-01", "status": "VALID"}],
}


def enact_newer_law(tenant, folder) -> None:
    """Load a newer calendar, and enact other figures of every scheme from the first day on."""
    connection.set_schema_to_public()
    reference.load_working_days(path=calendars.written(folder))
    connection.set_tenant(tenant)
    for name, scheme in schemes.active().items():
        enacting.enact(
            plugin=name,
            parameters=other_figures(scheme),
            effective_from=date(2000, 1, 1),
            basis_title="新办法",
            reason="追溯",
            actor=ACTOR,
            today=TODAY,
        )


def other_figures(scheme: Scheme) -> dict[str, int]:
    """Return every whole figure of a policy raised by one, as far as its bounds let it."""
    raised: dict[str, int] = {}
    for value in describe.parameters(scheme.policy):
        if value.many is describe.Many.ONE and type(value.default) is int:
            more = {**raised, value.name: value.default + 1}
            with suppress(PolicyError):
                scheme.overlay(scheme.policy(), more)
                raised = more
    assert raised
    return raised


def examples() -> list[tuple[str, dict]]:
    return [
        (action.name, dict(scheme.example(action)))
        for scheme in schemes.active().values()
        for action in scheme.actions
        if scheme.example(action) is not None
    ]


def test_a_decision_of_every_action_replays_after_newer_policies_and_a_newer_calendar(
    alpha, in_alpha, kept, tmp_path
):
    made = [kept(action, facts, about=About()) for action, facts in examples()]

    enact_newer_law(alpha, tmp_path)

    assert len(made) == len({record.action for record in made}) > len(schemes.active())
    assert list(records.replays()) == []


@pytest.mark.parametrize("name", sorted(plugins.usable()))
def test_a_demonstration_replays_after_newer_policies_and_a_newer_calendar(alpha, in_alpha, tmp_path, name):
    demo = plugins.describe(name, "demo", expected=Demo)
    if demo is None:
        assert not plugins.implements(name, "demo")
        return
    tenant = replace(alpha, region_code=demo.region_code, active_plugins=frozenset({name}))
    with tenant_context(tenant):
        demo.fill()
        made = DecisionRecord.objects.count()

        enact_newer_law(tenant, tmp_path)

        assert made > 0
        assert list(records.replays()) == []
        assert DecisionRecord.objects.count() == made


def test_a_decision_that_was_altered_is_found(in_alpha, kept):
    fine, altered = kept("fuquan_licensing.sit_exam", SIT), kept("fuquan_licensing.sit_exam", SIT)
    facts = jsontext.read(altered.facts) | {"on": "2021-03-02"}
    DecisionRecord.objects.filter(pk=altered.pk).update(facts=jsontext.write(facts))
    told = []

    found = list(records.replays(progress=lambda done, total: told.append((done, total))))

    assert [(one.record, "不一致" in one.problem) for one in found] == [(altered, True)]
    assert told == [(1, 2), (2, 2)]
    assert records.replay_problem(fine) == ""


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """A decision of tenant alpha that a command sees; gone after the test."""
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        record = registry.by_schema("alpha")
        with tenant_context(record):
            answer = services.decide(
                action="fuquan_licensing.appoint", facts=OVER, on=date(2024, 6, 1), today=TODAY
            )
            decision = services.keep(answer, actor=ACTOR, refuse=False)
        yield record, decision
        with tenant_context(record):
            DecisionRecord.objects.filter(pk=decision.pk).delete()
        connection.set_schema_to_public()


def test_the_command_tells_that_all_is_as_it_was(committed):
    out = StringIO()

    call_command("decisions", "replay", "--tenant", "alpha", stdout=out)

    assert out.getvalue() == "alpha：1 件认定记录，全部一致\n"


def test_the_command_names_what_differs_and_fails(committed):
    record, decision = committed
    with tenant_context(record):
        text = decision.facts.replace('"incumbents":11', '"incumbents":9')
        DecisionRecord.objects.filter(pk=decision.pk).update(facts=text)
    out = StringIO()

    with pytest.raises(CommandError, match="1 件认定记录") as failed:
        call_command("decisions", "replay", "--tenant", "alpha", stdout=out)

    assert failed.value.returncode == 1
    assert str(decision.pk) in out.getvalue()


def test_the_command_names_a_tenant_that_does_not_exist(committed):
    with pytest.raises(CommandError, match="nowhere") as failed:
        call_command("decisions", "replay", "--tenant", "nowhere")

    assert failed.value.returncode == 2
