from decimal import Decimal

import pytest

from core.policy.problems import PolicyError
from core.policy.scheme import dump
from plugins.fuquan_licensing.policy import LicensingPolicy
from plugins.fuquan_licensing.scheme import SCHEME

BOUNDS = [
    ("fixed_minimum", 0, 1000),
    ("organ_least", 0, 1000),
    ("people_per_worker", 1, 100_000),
    ("soe_least", 0, 1000),
    ("months_between_levels", 0, 600),
    ("validity_months", 1, 600),
    ("filing_working_days", 1, 250),
    ("intermediate_steps", 0, 2),
    ("senior_steps", 1, 100),
    ("pass_mark", 0, 100),
    ("organ_minimum_share", 0, Decimal("0.02")),
    ("organ_maximum_share", Decimal("0.01"), 1),
    ("intermediate_coefficient", 0, Decimal("0.10")),
    ("senior_coefficient", Decimal("0.05"), 1),
    ("own_score_share", 0, 1),
]


def test_the_defaults_are_those_of_the_source():
    assert dump(LicensingPolicy()) == {
        "fixed_quota_sectors": ["TOWNSHIP", "SUBDISTRICT"],
        "fixed_minimum": 2,
        "share_quota_sectors": ["ORGAN"],
        "organ_minimum_share": Decimal("0.01"),
        "organ_maximum_share": Decimal("0.02"),
        "organ_minimum_rounding": "UP",
        "organ_maximum_rounding": "DOWN",
        "organ_least": 1,
        "per_head_quota_sectors": ["SOE"],
        "people_per_worker": 100,
        "soe_least": 1,
        "refuse_held_level": True,
        "months_between_levels": 12,
        "pass_mark": 60,
        "review_bodies": [
            {"code": "DISCIPLINE", "label": "纪检机关"},
            {"code": "PUBLIC_SECURITY", "label": "公安机关"},
        ],
        "validity_months": None,
        "revocation_causes": ["WORK_ERROR", "DERELICTION"],
        "filing_working_days": 15,
        "coefficient_sectors": ["ORGAN", "INSTITUTION", "TOWNSHIP", "SUBDISTRICT", "SCHOOL", "HOSPITAL"],
        "intermediate_coefficient": Decimal("0.05"),
        "senior_coefficient": Decimal("0.1"),
        "step_sectors": ["VILLAGE", "COMMUNITY"],
        "intermediate_steps": 1,
        "senior_steps": 2,
        "own_score_share": Decimal("0.5"),
        "unit_result_first": True,
        "duty_headings": [
            {"code": "SELF_BUILDING", "label": "加强自身建设"},
            {"code": "GRASSROOTS", "label": "抓好基层基础"},
            {"code": "PARTY_RULES", "label": "执行党内法规"},
            {"code": "SERVING_MASSES", "label": "联系服务群众"},
            {"code": "OWN_FIRST", "label": "推动中心工作"},
            {"code": "OWN_SECOND", "label": "完成交办事项"},
        ],
    }


@pytest.mark.parametrize(("name", "least", "most"), BOUNDS)
def test_a_parameter_may_stand_at_its_bounds_and_not_beyond(name, least, most):
    step = Decimal("0.01") if name.endswith(("_share", "_coefficient")) else 1
    for value in (least, most):
        assert getattr(SCHEME.overlay(LicensingPolicy(), {name: value}), name) == value
    for value in (least - step, most + step):
        with pytest.raises(PolicyError):
            SCHEME.overlay(LicensingPolicy(), {name: value})


@pytest.mark.parametrize(
    "partial",
    [
        {"intermediate_steps": 100, "senior_steps": 100},
        {"intermediate_steps": 0, "senior_steps": 0},
        {"organ_minimum_share": 1, "organ_maximum_share": 1},
        {"intermediate_coefficient": 0, "senior_coefficient": 0},
        {"revocation_causes": ["WORK_ERROR"]},
        {"duty_headings": [{"code": "SELF_BUILDING", "label": "加强自身建设"}]},
    ],
)
def test_parameters_that_bind_each_other_may_meet(partial):
    assert {name: dump(SCHEME.overlay(LicensingPolicy(), partial))[name] for name in partial} == partial


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
        ({"duty_headings": []}, "duty_headings", "TOO_SHORT"),
        ({"step_sectors": ["ORGAN"]}, "step_sectors[0]", "DUPLICATE"),
        ({"share_quota_sectors": ["SOE"]}, "per_head_quota_sectors[0]", "DUPLICATE"),
        ({"share_quota_sectors": ["TOWNSHIP"]}, "share_quota_sectors[0]", "DUPLICATE"),
        ({"intermediate_steps": 101, "senior_steps": 100}, "intermediate_steps", "OUT_OF_BOUNDS"),
        ({"senior_steps": -1, "intermediate_steps": 0}, "senior_steps", "OUT_OF_BOUNDS"),
        ({"step_sectors": ["FARM"]}, "step_sectors[0]", "UNKNOWN_CODE"),
        (
            {"duty_headings": [{"code": "A", "label": "甲"}, {"code": "A", "label": "乙"}]},
            "duty_headings[1].code",
            "DUPLICATE",
        ),
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
