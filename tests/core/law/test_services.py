"""The core's parameters in force on a day."""

from datetime import date

import pytest

from core.actors import Actor
from core.decisions import enacting, schemes, services
from core.decisions.selectors import NoPolicy
from core.law import services as law

ACTOR = Actor(realm="tenant", id="1", name="干部")
TODAY = date(2026, 5, 1)


def enact(**parameters) -> None:
    enacting.enact(
        plugin="core",
        parameters=parameters,
        effective_from=date(2026, 6, 1),
        basis_title="考核办法",
        actor=ACTOR,
        today=TODAY,
    )


def test_the_parameters_are_those_of_the_day(in_beta):
    enact(pass_mark=70)

    assert law.in_force(date(2026, 5, 31)).pass_mark == 60
    assert law.in_force(date(2026, 6, 1)).pass_mark == 70


def test_they_cost_one_query_and_are_read_from_their_text_once(in_beta, django_assert_num_queries):
    first = law.in_force(TODAY)

    with django_assert_num_queries(1):
        assert law.in_force(TODAY) is first


def test_before_the_first_day_there_are_none(in_beta):
    with pytest.raises(NoPolicy, match="2000-01-01"):
        law.in_force(date(1999, 12, 31))


def test_the_core_speaks_in_every_tenant_and_first(in_beta, in_alpha):
    assert next(iter(schemes.active())) == "core"
    assert set(schemes.active()) == set(schemes.usable())


def test_only_the_core_speaks_where_no_locality_does(in_beta):
    facts = {"attended": True, "score": 60}

    answer = services.decide(action="core.exam_result", facts=facts, on=TODAY, today=TODAY)

    assert list(schemes.active()) == ["core"]
    assert answer.decision.outcome["passed"]
