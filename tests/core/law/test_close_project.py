"""CORE-STEPS: a project is closed once every step of its standard is done."""

import pytest

from core.law import facts, rules
from core.law.policy import CorePolicy
from core.policy.problems import FactsError


def codes(steps: int, skipped: int) -> list[str]:
    case = facts.CloseProject.read({"steps": steps, "skipped": skipped})
    return [finding.code for finding in rules.close_project(case, CorePolicy()).findings]


@pytest.mark.parametrize(
    ("steps", "skipped", "findings"),
    [(0, 0, []), (3, 0, []), (3, 1, ["CORE-STEPS"]), (3, 3, ["CORE-STEPS"])],
)
def test_one_skipped_step_blocks(steps, skipped, findings):
    assert codes(steps, skipped) == findings


def test_more_steps_cannot_be_skipped_than_there_are():
    with pytest.raises(FactsError):
        codes(3, 4)
