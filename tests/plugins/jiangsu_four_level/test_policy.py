from decimal import Decimal

import pytest

from core.policy.problems import PolicyError
from core.policy.scheme import dump
from plugins.jiangsu_four_level.policy import FourLevelPolicy
from plugins.jiangsu_four_level.scheme import SCHEME

YEARS = {"JUNIOR": 1, "INTERMEDIATE": 3, "SENIOR": 5, "SPECIAL": 8}
AMOUNTS = {"JUNIOR": 1200, "INTERMEDIATE": 2400, "SENIOR": 3600, "SPECIAL": 6000}
WEIGHTS = dict.fromkeys(["POLITICAL", "COMPETENCE", "TENURE", "ACHIEVEMENT", "RECOGNITION"], Decimal("0.2"))
CATEGORIES = ["SECRETARY", "RECRUITED", "INSTRUCTOR"]
DEFAULTS = {
    "deputy_staff_count": 100,
    "deputy_member_count": 50,
    "deputy_rule": "ANY",
    "instructor_full_member": True,
    "minimum_sessions": 1,
    "minimum_days": 3,
    "demonstration_sessions": 1,
    "test_validity_months": 12,
    "years_in_post": dict.fromkeys(CATEGORIES, YEARS),
    "evaluation_weights": dict.fromkeys(CATEGORIES, WEIGHTS),
    "evaluation_pass_mark": dict.fromkeys(CATEGORIES, 60),
    "publicity_working_days": 5,
    "first_failure": "SUSPENDED",
    "repeated_failure": "LOWERED",
    "yearly_allowance": dict.fromkeys(["SECRETARY", "RECRUITED"], AMOUNTS),
    "report_days": 30,
}


def years(**secretary):
    return {"years_in_post": {**DEFAULTS["years_in_post"], "SECRETARY": {**YEARS, **secretary}}}


def weights(**secretary):
    return {"evaluation_weights": {**DEFAULTS["evaluation_weights"], "SECRETARY": {**WEIGHTS, **secretary}}}


def amounts(**recruited):
    return {"yearly_allowance": {"SECRETARY": AMOUNTS, "RECRUITED": {**AMOUNTS, **recruited}}}


def marks(**changed):
    return {"evaluation_pass_mark": {**DEFAULTS["evaluation_pass_mark"], **changed}}


def problems_of(partial):
    with pytest.raises(PolicyError) as refusal:
        SCHEME.overlay(FourLevelPolicy(), partial)
    assert all(problem.path in problem.message for problem in refusal.value.problems)
    return [(problem.path, problem.code) for problem in refusal.value.problems]


def test_the_defaults_are_those_of_the_source():
    assert dump(FourLevelPolicy()) == DEFAULTS


@pytest.mark.parametrize("name", FourLevelPolicy.model_fields)
def test_every_parameter_has_a_chinese_label_and_a_default(name):
    field = FourLevelPolicy.model_fields[name]

    assert any("\u4e00" <= character <= "\u9fff" for character in field.title)
    assert not field.is_required()


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("deputy_staff_count", "人"),
        ("deputy_member_count", "人"),
        ("minimum_sessions", "次"),
        ("minimum_days", "天"),
        ("demonstration_sessions", "次"),
        ("test_validity_months", "个月"),
        ("years_in_post", "年"),
        ("evaluation_weights", "比例"),
        ("evaluation_pass_mark", "分"),
        ("publicity_working_days", "个工作日"),
        ("yearly_allowance", "元/年"),
        ("report_days", "天"),
    ],
)
def test_every_figure_has_its_unit(name, unit):
    assert FourLevelPolicy.model_fields[name].json_schema_extra == {"unit": unit}


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [
        ("deputy_staff_count", 1, 1_000_000),
        ("deputy_member_count", 1, 1_000_000),
        ("minimum_sessions", 0, 366),
        ("minimum_days", 0, 366),
        ("demonstration_sessions", 0, 366),
        ("test_validity_months", 1, 120),
        ("publicity_working_days", 1, 250),
        ("report_days", 1, 366),
    ],
)
def test_a_figure_stays_in_its_bounds(name, lowest, highest):
    assert getattr(SCHEME.overlay(FourLevelPolicy(), {name: lowest}), name) == lowest
    assert getattr(SCHEME.overlay(FourLevelPolicy(), {name: highest}), name) == highest
    assert problems_of({name: lowest - 1}) == [(name, "OUT_OF_BOUNDS")]
    assert problems_of({name: highest + 1}) == [(name, "OUT_OF_BOUNDS")]


@pytest.mark.parametrize(
    "partial",
    [
        years(JUNIOR=0),
        years(INTERMEDIATE=5),
        years(JUNIOR=Decimal("0.5"), SPECIAL=60),
        weights(POLITICAL=0, COMPETENCE=Decimal("0.4")),
        weights(POLITICAL=1, COMPETENCE=0, TENURE=0, ACHIEVEMENT=0, RECOGNITION=0),
        amounts(JUNIOR=0, INTERMEDIATE=0, SENIOR=0, SPECIAL=1_000_000),
        marks(SECRETARY=0, RECRUITED=100),
    ],
)
def test_a_table_may_be_replaced_as_a_whole(partial):
    assert {name: dump(SCHEME.overlay(FourLevelPolicy(), partial))[name] for name in partial} == partial


@pytest.mark.parametrize(
    ("partial", "path", "code"),
    [
        (years(SENIOR=Decimal("2.5")), "years_in_post.SECRETARY.INTERMEDIATE", "PART_EXCEEDS_WHOLE"),
        (years(JUNIOR=4), "years_in_post.SECRETARY.JUNIOR", "PART_EXCEEDS_WHOLE"),
        (years(SPECIAL=4), "years_in_post.SECRETARY.SENIOR", "PART_EXCEEDS_WHOLE"),
        (years(SPECIAL=61), "years_in_post.SECRETARY.SPECIAL", "OUT_OF_BOUNDS"),
        (years(JUNIOR=-1), "years_in_post.SECRETARY.JUNIOR", "OUT_OF_BOUNDS"),
        (years(JUNIOR="1"), "years_in_post.SECRETARY.JUNIOR", "WRONG_TYPE"),
        (years(EXPERT=9), "years_in_post.SECRETARY.EXPERT", "UNKNOWN"),
        ({"years_in_post": {"SECRETARY": YEARS, "RECRUITED": YEARS}}, "years_in_post.INSTRUCTOR", "MISSING"),
        (
            {"years_in_post": {**DEFAULTS["years_in_post"], "JUNIOR": YEARS}},
            "years_in_post.JUNIOR",
            "UNKNOWN",
        ),
        (weights(POLITICAL=Decimal("0.21")), "evaluation_weights.SECRETARY", "WRONG_SUM"),
        (weights(POLITICAL=Decimal("0.19")), "evaluation_weights.SECRETARY", "WRONG_SUM"),
        (weights(POLITICAL=Decimal("1.2")), "evaluation_weights.SECRETARY.POLITICAL", "OUT_OF_BOUNDS"),
        (weights(POLITICAL=None), "evaluation_weights.SECRETARY.POLITICAL", "NULL"),
        ({"evaluation_weights": {**DEFAULTS["evaluation_weights"], "RECRUITED": 3}}, None, "WRONG_TYPE"),
        ({"evaluation_weights": 1}, "evaluation_weights", "WRONG_TYPE"),
        (marks(INSTRUCTOR=101), "evaluation_pass_mark.INSTRUCTOR", "OUT_OF_BOUNDS"),
        (marks(INSTRUCTOR=-1), "evaluation_pass_mark.INSTRUCTOR", "OUT_OF_BOUNDS"),
        (amounts(SPECIAL=3500), "yearly_allowance.RECRUITED.SENIOR", "PART_EXCEEDS_WHOLE"),
        (
            {"yearly_allowance": {"SECRETARY": {**AMOUNTS, "JUNIOR": 2401}, "RECRUITED": AMOUNTS}},
            "yearly_allowance.SECRETARY.JUNIOR",
            "PART_EXCEEDS_WHOLE",
        ),
        (amounts(SPECIAL=1_000_001), "yearly_allowance.RECRUITED.SPECIAL", "OUT_OF_BOUNDS"),
        (amounts(JUNIOR=-1), "yearly_allowance.RECRUITED.JUNIOR", "OUT_OF_BOUNDS"),
        (
            {"yearly_allowance": dict.fromkeys(CATEGORIES, AMOUNTS)},
            "yearly_allowance.INSTRUCTOR",
            "UNKNOWN",
        ),
        ({"deputy_rule": "SOME"}, "deputy_rule", "UNKNOWN_CODE"),
        ({"first_failure": "PASSED"}, "first_failure", "UNKNOWN_CODE"),
        ({"instructor_full_member": 1}, "instructor_full_member", "WRONG_TYPE"),
        ({"report_days": Decimal("30.0")}, "report_days", "WRONG_TYPE"),
        ({"report_day": 30}, "report_day", "UNKNOWN"),
    ],
)
def test_a_parameter_out_of_order_is_named(partial, path, code):
    assert problems_of(partial) == [(path or "evaluation_weights.RECRUITED", code)]


def test_weights_that_do_not_add_up_are_told_with_their_sum():
    with pytest.raises(PolicyError) as refusal:
        SCHEME.overlay(FourLevelPolicy(), weights(POLITICAL=Decimal("0.3")))

    assert (
        "（evaluation_weights.SECRETARY）各项权重合计为 1.1，须为 1：请核对各项权重" in refusal.value.message
    )


def test_the_bounds_of_nested_figures_stand_in_the_schema_that_forms_are_made_from():
    schema = FourLevelPolicy.model_json_schema()
    bounds = {
        name: (figure["minimum"], figure["maximum"])
        for name, definition in schema["$defs"].items()
        for figure in definition.get("properties", {}).values()
        if "minimum" in figure
    }

    assert set(bounds.values()) == {(0, 60), (0, 1), (0, 100), (0, 1_000_000)}
    days = schema["properties"]["minimum_days"]
    assert (days["minimum"], days["maximum"]) == (0, 366)


def test_a_policy_comes_back_from_its_plain_values():
    policy = SCHEME.overlay(FourLevelPolicy(), years(JUNIOR=Decimal("0.5")))

    assert SCHEME.read_policy(dump(policy)) == policy


def test_two_cities_with_figures_of_their_own_decide_the_same_person_differently(decide):
    facts = {
        "on": "2024-06-01",
        "category": "SECRETARY",
        "level": "JUNIOR",
        "training_test_passed": True,
        "years_in_post": 1,
        "held": [],
        "city": "320500",
        "last_grades": [],
    }

    assert decide("apply", facts).allowed is True
    assert decide("apply", facts, **years(JUNIOR=2)).allowed is False
