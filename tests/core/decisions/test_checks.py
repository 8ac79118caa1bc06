"""Asking all laws about a write: the cap on EXCELLENT of several, and the day whose law counts."""

from datetime import date
from uuid import UUID

import pytest

from core.actors import Actor
from core.decisions import checks, enacting
from core.decisions.models import DecisionRecord
from core.decisions.services import Refused
from core.decisions.writes import CycleGrading, Question
from core.plugins import PluginFailed
from core.policy.problems import FactsError
from plugins.fuquan_licensing import checks as fuquan

ACTOR = Actor(realm="tenant", id="1", name="干部")
TODAY = date(2026, 5, 1)
QUOTA = {"sector": "SOE", "staff_count": 301}
"""Fuquan's quota of so many people is at least 4: a law that caps at that number."""


def grading(*, excellent: int = 4, appraised: int = 20, on: date = TODAY, facts=None) -> CycleGrading:
    return CycleGrading(
        on=on,
        facts=facts or {},
        cycle_id=UUID(int=1),
        subject_kind="PERSON",
        appraised=appraised,
        excellent=excellent,
        sectors=frozenset({"TOWNSHIP"}),
    )


def capped_by_fuquan(monkeypatch, facts=QUOTA, cap="minimum") -> None:
    monkeypatch.setattr(fuquan, "questions", lambda write: [Question("fuquan_licensing.quota", facts, cap)])


def counts(write: CycleGrading) -> dict[str, int]:
    return {
        answer.action.name: answer.decision.outcome.get("count", answer.decision.outcome.get("minimum"))
        for answer in checks.answers(write, today=TODAY)
    }


def test_without_another_cap_the_cores_share_holds(in_beta):
    assert counts(grading()) == {"core.excellent_cap": 3}


@pytest.mark.parametrize(
    ("appraised", "staff", "lowest"),
    [(20, 301, 4), (20, 201, 3), (10, 301, 2)],
    ids=["both", "fuquan", "guizhou"],
)
def test_of_several_caps_the_lowest_holds(in_alpha, monkeypatch, appraised, staff, lowest):
    capped_by_fuquan(monkeypatch, {"sector": "SOE", "staff_count": staff})

    assert counts(grading(appraised=appraised, excellent=0))["core.excellent_cap"] == lowest


def test_one_more_than_the_lowest_is_refused_and_nothing_kept(in_alpha, monkeypatch):
    capped_by_fuquan(monkeypatch, {"sector": "SOE", "staff_count": 201})

    with pytest.raises(Refused, match="不超过 3 人，拟定 4 人"):
        checks.ask(grading(), today=TODAY)

    assert DecisionRecord.objects.count() == 0


@pytest.mark.parametrize(("facts", "cap"), [(QUOTA, "maximum"), (QUOTA, "basis"), (QUOTA, "no_such")])
def test_a_cap_that_is_no_count_is_the_plugins_fault(in_alpha, monkeypatch, facts, cap):
    capped_by_fuquan(monkeypatch, facts, cap)

    with pytest.raises(PluginFailed, match="fuquan_licensing"):
        checks.ask(grading(), today=TODAY)


def test_facts_may_be_added_to_what_another_law_asks_but_not_to_the_cores_own_question(in_alpha):
    with pytest.raises(FactsError) as refused:
        checks.ask(grading(facts={"core.excellent_cap": {"cap": 20}}), today=TODAY)

    assert [problem.path for problem in refused.value.problems] == ["facts.core.excellent_cap"]


def test_the_law_of_the_writes_own_day_counts(in_beta):
    enacting.enact(
        plugin="core",
        parameters={"excellent_share": 0.2},
        effective_from=date(2027, 1, 1),
        basis_title="考核办法",
        actor=ACTOR,
        today=TODAY,
    )

    with pytest.raises(Refused):
        checks.ask(grading(on=date(2026, 12, 31)), today=date(2027, 2, 1))
    [answer] = checks.ask(grading(on=date(2027, 1, 1)), today=date(2027, 2, 1))

    assert answer.decision.outcome["count"] == 4
