from decimal import Decimal

import pytest

from core.policy.problems import PolicyError
from core.policy.scheme import dump
from plugins.xiajiang_three_roles.policy import ThreeRolesPolicy
from plugins.xiajiang_three_roles.scheme import SCHEME

BOUNDS = [
    ("term_months", 1, 120),
    ("min_present_days", 0, 366),
    ("target_year", 2000, 2100),
    ("outstanding_score", 60, 100),
    ("negative_score", 0, 90),
    ("least_done_share", 0, 1),
    ("qualified_share", 0, 1),
    ("advanced_share", 0, 1),
    ("backward_share", 0, 1),
    ("baseline_advanced", 0, 1),
]


def test_the_defaults_are_those_of_the_source():
    assert dump(ThreeRolesPolicy()) == {
        "commissioner_sectors": ["ORGAN", "INSTITUTION"],
        "commissioner_routes": ["SELF_AND_RECOMMENDED"],
        "instructor_sectors": ["TWO_NEW"],
        "instructor_routes": ["UNIFIED", "SOCIAL_RECRUITMENT"],
        "term_months": 12,
        "first_period": "FULL",
        "outstanding_score": 90,
        "negative_score": 60,
        "least_done_share": Decimal("0.5"),
        "min_present_days": None,
        "target_year": 2022,
        "baseline_advanced": Decimal("0.1"),
        "qualified_share": Decimal("0.95"),
        "advanced_share": Decimal("0.35"),
        "backward_share": Decimal("0.05"),
    }


@pytest.mark.parametrize("name", ThreeRolesPolicy.model_fields)
def test_every_parameter_has_a_chinese_label_and_every_number_a_unit(name):
    field = ThreeRolesPolicy.model_fields[name]

    assert any("\u4e00" <= character <= "\u9fff" for character in field.title)
    assert not field.is_required()
    has_unit = bool(field.json_schema_extra)
    assert has_unit is (name not in {"first_period"} and not name.endswith(("_sectors", "_routes")))


@pytest.mark.parametrize(("name", "least", "most"), BOUNDS)
def test_a_parameter_may_stand_at_its_bounds_and_not_beyond(name, least, most):
    for value in (least, most):
        assert getattr(SCHEME.overlay(ThreeRolesPolicy(), {name: value}), name) == value
    for value in (least - 1, most + 1):
        with pytest.raises(PolicyError) as refusal:
            SCHEME.overlay(ThreeRolesPolicy(), {name: value})
        assert [problem.path for problem in refusal.value.problems] in ([name], ["negative_score"])


@pytest.mark.parametrize(
    ("partial", "path", "code"),
    [
        ({"negative_score": Decimal("90.5")}, "negative_score", "PART_EXCEEDS_WHOLE"),
        ({"qualified_share": "0.95"}, "qualified_share", "WRONG_TYPE"),
        ({"term_months": Decimal("12.0")}, "term_months", "WRONG_TYPE"),
        ({"term_months": None}, "term_months", "NULL"),
        ({"first_period": "HALF"}, "first_period", "UNKNOWN_CODE"),
        ({"commissioner_sectors": []}, "commissioner_sectors", "TOO_SHORT"),
        ({"commissioner_routes": []}, "commissioner_routes", "TOO_SHORT"),
        ({"instructor_sectors": []}, "instructor_sectors", "TOO_SHORT"),
        ({"instructor_routes": []}, "instructor_routes", "TOO_SHORT"),
        ({"instructor_routes": ["ELECTED"]}, "instructor_routes[0]", "UNKNOWN_CODE"),
        ({"qualified_rate": 1}, "qualified_rate", "UNKNOWN"),
    ],
)
def test_a_parameter_out_of_order_is_named(partial, path, code):
    with pytest.raises(PolicyError) as refusal:
        SCHEME.overlay(ThreeRolesPolicy(), partial)

    assert [(problem.path, problem.code) for problem in refusal.value.problems] == [(path, code)]
    assert path in refusal.value.message
