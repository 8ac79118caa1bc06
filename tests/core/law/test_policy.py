"""The core's own parameters: defaults, labels, units, bounds."""

from decimal import Decimal

import pytest

from core.law.policy import CorePolicy
from core.law.scheme import SCHEME
from core.policy.problems import PolicyError
from core.policy.scheme import dump

BOUNDS = [
    ("excellent_share", 0, 1),
    ("least_evaluator_groups", 1, 4),
    ("pass_mark", 0, 100),
    ("reminder_repeat_days", 1, 366),
    ("smallest_cell", 1, 100),
    ("vacancy_days", 0, 3660),
    ("evaluation_months", 0, 60),
    ("figure_years", 1, 100),
    ("figure_detail_years", 1, 100),
    ("report_days", 0, 366),
]


def test_the_defaults_are_those_of_the_domain():
    defaults = {
        "excellent_share": Decimal("0.15"),
        "least_evaluator_groups": 2,
        "pass_mark": 60,
        "reminder_days_ahead": [7, 1],
        "reminder_repeat_days": 7,
        "smallest_cell": 5,
        "vacancy_days": 90,
        "evaluation_months": 3,
        "age_bands": [36, 50, 60],
        "party_work_bands": [1, 6, 11],
        "figure_years": 20,
        "figure_detail_years": 5,
        "report_days": 15,
    }

    assert dump(CorePolicy()) == defaults


@pytest.mark.parametrize("name", CorePolicy.model_fields)
def test_every_parameter_has_a_chinese_label_and_a_unit(name):
    field = CorePolicy.model_fields[name]

    assert any("\u4e00" <= character <= "\u9fff" for character in field.title)
    assert not field.is_required()
    assert field.json_schema_extra["unit"]


@pytest.mark.parametrize(("name", "least", "most"), BOUNDS)
def test_a_parameter_may_stand_at_its_bounds_and_not_beyond(name, least, most):
    for value in (least, most):
        assert getattr(SCHEME.overlay(CorePolicy(), {name: value}), name) == value
    for value in (least - 1, most + 1):
        with pytest.raises(PolicyError):
            SCHEME.overlay(CorePolicy(), {name: value})


@pytest.mark.parametrize("name", ["age_bands", "party_work_bands"])
@pytest.mark.parametrize(
    ("bands", "allowed"),
    [
        ([1, 150], True),
        ([], True),
        ([*range(1, 11)], True),
        ([*range(1, 12)], False),
        ([0], False),
        ([151], False),
        ([36, 36], False),
    ],
)
def test_bands_begin_at_different_years(name, bands, allowed):
    if allowed:
        assert getattr(SCHEME.overlay(CorePolicy(), {name: bands}), name) == tuple(bands)
        return
    with pytest.raises(PolicyError, match=name):
        SCHEME.overlay(CorePolicy(), {name: bands})


@pytest.mark.parametrize("days", [[], [0], [366], list(range(10))])
def test_reminders_go_out_so_many_days_ahead(days):
    assert SCHEME.overlay(CorePolicy(), {"reminder_days_ahead": days}).reminder_days_ahead == tuple(days)


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ([-1], "OUT_OF_BOUNDS"),
        ([367], "OUT_OF_BOUNDS"),
        ([7, 7], "DUPLICATE"),
        (list(range(11)), "TOO_LONG"),
        ([1.5], "WRONG_TYPE"),
    ],
)
def test_other_days_ahead_are_refused(days, code):
    with pytest.raises(PolicyError) as refused:
        SCHEME.overlay(CorePolicy(), {"reminder_days_ahead": days})

    assert [problem.code for problem in refused.value.problems] == [code]
