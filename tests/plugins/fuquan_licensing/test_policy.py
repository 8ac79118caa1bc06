from decimal import Decimal

import pytest

from core.policy.problems import PolicyError
from plugins.fuquan_licensing.policy import LicensingPolicy
from plugins.fuquan_licensing.scheme import SCHEME


def test_the_defaults_are_those_of_the_source():
    policy = LicensingPolicy()

    assert (policy.organ_minimum_share, policy.organ_maximum_share) == (Decimal("0.01"), Decimal("0.02"))
    assert (policy.fixed_minimum, policy.people_per_worker, policy.filing_working_days) == (2, 100, 15)
    assert (policy.months_between_levels, policy.pass_mark, policy.validity_months) == (12, 60, None)
    assert [body.code for body in policy.review_bodies] == ["DISCIPLINE", "PUBLIC_SECURITY"]


@pytest.mark.parametrize("name", LicensingPolicy.model_fields)
def test_every_parameter_has_a_chinese_label_and_a_default(name):
    field = LicensingPolicy.model_fields[name]

    assert any("\u4e00" <= character <= "\u9fff" for character in field.title)
    assert not field.is_required()


@pytest.mark.parametrize(
    ("partial", "path", "code"),
    [
        ({"organ_minimum_share": Decimal("0.03")}, "organ_minimum_share", "PART_EXCEEDS_WHOLE"),
        ({"organ_maximum_share": Decimal("1.01")}, "organ_maximum_share", "OUT_OF_BOUNDS"),
        ({"organ_maximum_share": "0.02"}, "organ_maximum_share", "WRONG_TYPE"),
        ({"intermediate_coefficient": Decimal("0.2")}, "intermediate_coefficient", "PART_EXCEEDS_WHOLE"),
        ({"intermediate_steps": 3}, "intermediate_steps", "PART_EXCEEDS_WHOLE"),
        ({"people_per_worker": 0}, "people_per_worker", "OUT_OF_BOUNDS"),
        ({"filing_working_days": 251}, "filing_working_days", "OUT_OF_BOUNDS"),
        ({"months_between_levels": Decimal("12.0")}, "months_between_levels", "WRONG_TYPE"),
        ({"validity_months": 0}, "validity_months", "OUT_OF_BOUNDS"),
        ({"revocation_causes": []}, "revocation_causes", "TOO_SHORT"),
        ({"step_sectors": ["ORGAN"]}, "step_sectors[0]", "DUPLICATE"),
        ({"share_quota_sectors": ["SOE"]}, "per_head_quota_sectors[0]", "DUPLICATE"),
        ({"step_sectors": ["FARM"]}, "step_sectors[0]", "UNKNOWN_CODE"),
        (
            {"review_bodies": [{"code": "A", "label": "甲"}, {"code": "A", "label": "乙"}]},
            "review_bodies[1].code",
            "DUPLICATE",
        ),
        ({"organ_minimum_rounding": "SIDEWAYS"}, "organ_minimum_rounding", "UNKNOWN_CODE"),
        ({"organ_min_share": Decimal("0.01")}, "organ_min_share", "UNKNOWN"),
    ],
)
def test_a_parameter_out_of_order_is_named(partial, path, code):
    with pytest.raises(PolicyError) as refusal:
        SCHEME.overlay(LicensingPolicy(), partial)

    assert [(problem.path, problem.code) for problem in refusal.value.problems] == [(path, code)]
    assert path in refusal.value.message


def test_a_partial_policy_leaves_the_rest_as_it_was():
    first = SCHEME.overlay(LicensingPolicy(), {"fixed_minimum": 3})

    second = SCHEME.overlay(first, {"filing_working_days": 10})

    assert (second.fixed_minimum, second.filing_working_days) == (3, 10)
    assert second.model_copy(update={"fixed_minimum": 2, "filing_working_days": 15}) == LicensingPolicy()
