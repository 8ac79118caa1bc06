from decimal import Decimal

import pytest

from core.policy.problems import PolicyError
from core.policy.scheme import dump
from plugins.guizhou_township.policy import TownshipPolicy
from plugins.guizhou_township.scheme import SCHEME

BOUNDS = [
    ("minimum_service_years", 0, 5),
    ("full_service_years", 2, 50),
    ("nonleading_years", 0, 50),
    ("mix_years", 0, 50),
    ("mix_numerator", 0, 3),
    ("mix_denominator", 2, 1000),
    ("head_share", 0, 1),
    ("head_term_years", 1, 50),
    ("township_recruit_share", 0, 1),
    ("experienced_share", 0, 1),
    ("targeted_civil_share", 0, 1),
    ("targeted_institution_share", 0, 1),
    ("training_days", 0, 366),
    ("excellent_extra_share", 0, 1),
    ("excellent_cap_share", 0, 1),
]


def test_the_defaults_are_those_of_the_source():
    assert dump(TownshipPolicy()) == {
        "minimum_service_years": 2,
        "full_service_years": 5,
        "staying_levels": ["TOWNSHIP"],
        "probation_counts": True,
        "secondment_counts": False,
        "nonleading_years": 5,
        "mix_years": 2,
        "mix_numerator": 2,
        "mix_denominator": 3,
        "head_share": Decimal("0.5"),
        "head_term_years": 5,
        "township_recruit_share": Decimal("0.8"),
        "experienced_share": Decimal("0.8"),
        "targeted_civil_share": Decimal("0.15"),
        "targeted_institution_share": Decimal("0.2"),
        "opening_ratio": 3,
        "training_days": 12,
        "excellent_extra_share": Decimal("0.05"),
        "excellent_cap_share": Decimal("0.2"),
        "veto_issuers": ["CENTRAL", "PROVINCE"],
    }


@pytest.mark.parametrize("name", TownshipPolicy.model_fields)
def test_every_parameter_has_a_chinese_label_and_every_number_a_unit(name):
    field = TownshipPolicy.model_fields[name]

    assert any("\u4e00" <= character <= "\u9fff" for character in field.title)
    assert not field.is_required()
    assert bool(field.json_schema_extra) is not name.endswith(("_levels", "_issuers", "_counts"))


@pytest.mark.parametrize(("name", "least", "most"), BOUNDS)
def test_a_parameter_may_stand_at_its_bounds_and_not_beyond(name, least, most):
    for value in (least, most):
        assert getattr(SCHEME.overlay(TownshipPolicy(), {name: value}), name) == value
    for value in (least - 1, most + 1):
        with pytest.raises(PolicyError):
            SCHEME.overlay(TownshipPolicy(), {name: value})


@pytest.mark.parametrize(
    ("partial", "path", "code"),
    [
        ({"minimum_service_years": 6}, "minimum_service_years", "PART_EXCEEDS_WHOLE"),
        ({"full_service_years": 51}, "full_service_years", "OUT_OF_BOUNDS"),
        (
            {"minimum_service_years": 51, "full_service_years": 50},
            "minimum_service_years",
            "OUT_OF_BOUNDS",
        ),
        ({"minimum_service_years": 0, "full_service_years": -1}, "full_service_years", "OUT_OF_BOUNDS"),
        ({"mix_numerator": 4}, "mix_numerator", "PART_EXCEEDS_WHOLE"),
        ({"mix_numerator": 1001, "mix_denominator": 1000}, "mix_numerator", "OUT_OF_BOUNDS"),
        ({"mix_numerator": 0, "mix_denominator": 0}, "mix_denominator", "OUT_OF_BOUNDS"),
        ({"opening_ratio": 0}, "opening_ratio", "OUT_OF_BOUNDS"),
        ({"opening_ratio": Decimal("1000.1")}, "opening_ratio", "OUT_OF_BOUNDS"),
        ({"opening_ratio": "3"}, "opening_ratio", "WRONG_TYPE"),
        ({"training_days": Decimal("12.0")}, "training_days", "WRONG_TYPE"),
        ({"secondment_counts": 0}, "secondment_counts", "WRONG_TYPE"),
        ({"veto_issuers": ["TOWNSHIP"]}, "veto_issuers[0]", "UNKNOWN_CODE"),
        ({"staying_levels": ["VILLAGE"]}, "staying_levels[0]", "UNKNOWN_CODE"),
        ({"head_rate": 1}, "head_rate", "UNKNOWN"),
    ],
)
def test_a_parameter_out_of_order_is_named(partial, path, code):
    with pytest.raises(PolicyError) as refusal:
        SCHEME.overlay(TownshipPolicy(), partial)

    assert [(problem.path, problem.code) for problem in refusal.value.problems] == [(path, code)]
    assert path in refusal.value.message


def test_parameters_that_bind_each_other_may_be_the_same():
    policy = SCHEME.overlay(TownshipPolicy(), {"minimum_service_years": 50, "full_service_years": 50})

    assert (policy.minimum_service_years, policy.full_service_years) == (50, 50)
    assert SCHEME.overlay(TownshipPolicy(), {"opening_ratio": 1000}).opening_ratio == 1000
    none = SCHEME.overlay(TownshipPolicy(), {"minimum_service_years": 0, "full_service_years": 0})
    assert none.full_service_years == 0
    share = SCHEME.overlay(TownshipPolicy(), {"mix_numerator": 1000, "mix_denominator": 1000})
    assert share.mix_numerator == share.mix_denominator
    assert SCHEME.overlay(TownshipPolicy(), {"mix_numerator": 0, "mix_denominator": 1}).mix_denominator == 1
