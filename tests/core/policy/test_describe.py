"""What facts and policies are made of, told flat."""

from decimal import Decimal
from typing import Annotated

import pytest
from pydantic import Field

from core.decisions import schemes
from core.policy import describe
from core.policy.choice import Choice
from core.policy.describe import Kind, Many
from core.policy.fields import MAX_COUNT, Code, Count, Day, Division, Flag, Identity, Ratio, Share, Text
from core.policy.models import Facts, Model, Policy
from core.policy.problems import PolicyError

SCHEMES = list(schemes.usable())


class Colour(Choice):
    RED = "RED", "红"
    BLUE = "BLUE", "蓝"


class Stone(Facts):
    colour: Colour = Field(title="颜色")
    weight: Ratio | None = Field(title="重量", json_schema_extra={"unit": "克"})


class Case(Facts):
    on: Day = Field(title="日期")
    place: Division = Field(title="地点")
    id: Identity = Field(title="编号")
    good: Flag = Field(title="合格")
    words: Text | None = Field(None, title="说明")
    cause: Code = Field(title="原因")
    people: Count = Field(title="人数", json_schema_extra={"unit": "人"})
    stones: tuple[Stone, ...] = Field(min_length=1, title="石头")
    views: dict[Code, Colour] = Field(title="意见")
    odd: int | str = Field(title="任意")


class Row(Model):
    RED: Share = Field(title="红")
    BLUE: Share = Field(title="蓝")


class Figures(Policy):
    limit: int = Field(2, ge=1, le=10, title="上限", json_schema_extra={"unit": "人"})
    months: Annotated[int, Field(ge=1, le=600)] | None = Field(None, title="月数")
    ratio: Ratio = Field(Decimal(3), le=1000, title="比例")
    shares: Row = Field(Row(RED=Decimal("0.4"), BLUE=Decimal("0.6")), title="占比")
    colours: tuple[Colour, ...] = Field((Colour.RED,), min_length=1, title="颜色")


def fact(name: str) -> describe.Value:
    [found] = [value for value in describe.facts(Case) if value.name == name]
    return found


def parameter(name: str) -> describe.Value:
    [found] = [value for value in describe.parameters(Figures) if value.name == name]
    return found


def test_facts_stand_in_their_order_and_parts_after_what_holds_them():
    assert [value.name for value in describe.facts(Case)] == [
        "on",
        "place",
        "id",
        "good",
        "words",
        "cause",
        "people",
        "stones",
        "stones[].colour",
        "stones[].weight",
        "views",
        "odd",
    ]


@pytest.mark.parametrize(
    ("name", "kind", "many"),
    [
        ("on", Kind.DATE, Many.ONE),
        ("place", Kind.DIVISION, Many.ONE),
        ("id", Kind.IDENTITY, Many.ONE),
        ("good", Kind.BOOLEAN, Many.ONE),
        ("words", Kind.TEXT, Many.ONE),
        ("cause", Kind.CODE, Many.ONE),
        ("people", Kind.INTEGER, Many.ONE),
        ("stones", Kind.OBJECT, Many.LIST),
        ("stones[].colour", Kind.CODE, Many.ONE),
        ("stones[].weight", Kind.NUMBER, Many.ONE),
        ("views", Kind.CODE, Many.MAP),
        ("odd", Kind.OTHER, Many.ONE),
    ],
)
def test_a_fact_says_what_it_is(name, kind, many):
    assert (fact(name).kind, fact(name).many) == (kind, many)


def test_a_fact_says_its_title_unit_and_codes():
    assert (fact("people").title, fact("people").unit) == ("人数", "人")
    assert fact("stones[].colour").codes == (Colour.RED, Colour.BLUE)
    assert fact("views").codes == (Colour.RED, Colour.BLUE)


def test_leaving_out_and_leaving_empty_are_two_things():
    assert (fact("words").optional, fact("words").nullable) == (True, True)
    assert (fact("stones[].weight").optional, fact("stones[].weight").nullable) == (False, True)
    assert (fact("people").optional, fact("people").nullable) == (False, False)


def test_bounds_are_the_narrowest_and_say_whether_they_belong():
    assert (fact("people").minimum, fact("people").maximum) == (0, MAX_COUNT)
    assert (parameter("limit").minimum, parameter("limit").maximum) == (1, 10)
    assert (parameter("months").minimum, parameter("months").maximum) == (1, 600)
    assert (parameter("ratio").minimum, parameter("ratio").maximum) == (0, 1000)
    assert parameter("ratio").above_minimum is True
    assert parameter("limit").above_minimum is False
    assert (fact("stones").least_items, parameter("colours").least_items) == (1, 1)


def test_a_table_is_one_parameter_with_the_bounds_of_its_figures():
    shares = parameter("shares")

    assert shares.default == {"RED": Decimal("0.4"), "BLUE": Decimal("0.6")}
    assert (shares.kind, shares.minimum, shares.maximum) == (Kind.OBJECT, 0, 1)
    assert [part.name for part in shares.parts] == ["shares.RED", "shares.BLUE"]


def test_defaults_are_plain_values():
    assert {value.name: value.default for value in describe.parameters(Figures)} == {
        "limit": 2,
        "months": None,
        "ratio": 3,
        "shares": {"RED": Decimal("0.4"), "BLUE": Decimal("0.6")},
        "colours": ["RED"],
    }


def bounded(scheme: str) -> list[describe.Value]:
    values = describe.parameters(schemes.usable()[scheme].policy)
    return [value for value in values if value.kind in (Kind.INTEGER, Kind.NUMBER) and value.many is Many.ONE]


@pytest.mark.parametrize("name", SCHEMES)
def test_every_figure_of_a_scheme_is_told_with_the_bounds_that_hold(name):
    scheme = schemes.usable()[name]
    assert bounded(name) != []

    for value in bounded(name):
        for beyond in (value.minimum - 1, value.maximum + 1):
            with pytest.raises(PolicyError) as refusal:
                scheme.overlay(scheme.policy(), {value.name: int(beyond)})
            assert (value.name, "OUT_OF_BOUNDS") in {(p.path, p.code) for p in refusal.value.problems}
        for at in (value.minimum, value.maximum):
            allowed = at > value.minimum or not value.above_minimum
            assert out_of_bounds(scheme, value.name, int(at)) is not allowed


def out_of_bounds(scheme, name, given) -> bool:
    try:
        scheme.overlay(scheme.policy(), {name: given})
    except PolicyError as refusal:
        return "OUT_OF_BOUNDS" in {problem.code for problem in refusal.problems}
    return False


@pytest.mark.parametrize("name", SCHEMES)
def test_every_fact_of_a_scheme_is_known_and_told_in_chinese(name):
    values = [value for action in schemes.usable()[name].actions for value in describe.facts(action.facts)]

    assert [value.name for value in values if value.kind is Kind.OTHER] == []
    assert all(any("\u4e00" <= character <= "\u9fff" for character in value.title) for value in values)
