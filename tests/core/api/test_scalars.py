"""JSON stays a value with exact numbers; days and instants are strict."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from graphql import parse_value

from core.api import scalars
from core.policy.jsontext import JsonError


def test_json_keeps_objects_and_exact_numbers() -> None:
    value = {"share": Decimal("0.10"), "days": 3, "on": date(2020, 9, 2), "part": Fraction(2, 3)}

    answer = scalars.JSON.serialize(value)

    assert answer == {"share": Decimal("0.1"), "days": 3, "on": "2020-09-02", "part": Decimal("0.666667")}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {"share": 0.1}, object()])
def test_json_refuses_to_send_what_is_not_exact(value: object) -> None:
    with pytest.raises(TypeError):
        scalars.JSON.serialize(value)


def test_json_literals_read_like_variables() -> None:
    literal = parse_value('{ratio: 0.1, score: 60, tags: ["a", null], ok: true, rest: $rest}')

    value = scalars.JSON.parse_literal(literal, {"rest": {"n": Decimal("1.5")}})

    assert value == {
        "ratio": Decimal("0.1"),
        "score": 60,
        "tags": ["a", None],
        "ok": True,
        "rest": {"n": Decimal("1.5")},
    }
    assert type(value["ratio"]) is Decimal


def test_json_literals_know_no_enum_names() -> None:
    with pytest.raises(scalars.BadScalar, match="VILLAGE"):
        scalars.JSON.parse_literal(parse_value("{sector: VILLAGE}"))


def test_json_literals_refuse_absurd_numbers() -> None:
    with pytest.raises(JsonError):
        scalars.JSON.parse_literal(parse_value("[" + "9" * 5000 + "]"))


def test_json_refuses_deep_variables() -> None:
    deep: list[object] = []
    for _ in range(40):
        deep = [deep]

    with pytest.raises(JsonError):
        scalars.JSON.parse_value(deep)


def test_a_day_is_read_as_written() -> None:
    assert scalars.Date.parse_value("2024-02-29") == date(2024, 2, 29)


@pytest.mark.parametrize(
    "text", ["2023-02-29", "20200902", "2020-9-2", "2020-W36-3", "2020-09-02T00:00:00", "", 20200902, None]
)
def test_a_day_in_any_other_form_is_refused(text: object) -> None:
    with pytest.raises(scalars.BadScalar):
        scalars.Date.parse_value(text)


def test_a_day_literal_must_be_a_text() -> None:
    assert scalars.Date.parse_literal(parse_value('"2020-09-02"')) == date(2020, 9, 2)
    with pytest.raises(scalars.BadScalar):
        scalars.Date.parse_literal(parse_value("2020"))


def test_an_instant_is_no_day() -> None:
    with pytest.raises(TypeError):
        scalars.Date.serialize(datetime(2020, 9, 2, tzinfo=UTC))


def test_an_instant_keeps_its_offset() -> None:
    instant = scalars.DateTime.parse_value("2020-09-02T08:30:00+08:00")

    assert instant == datetime(2020, 9, 2, 0, 30, tzinfo=UTC)
    assert scalars.DateTime.serialize(instant) == "2020-09-02T08:30:00+08:00"


@pytest.mark.parametrize("text", ["2020-09-02T08:30:00", "2020-09-02", "2020-13-02T08:30:00Z", 1])
def test_an_instant_without_offset_is_refused(text: object) -> None:
    with pytest.raises(scalars.BadScalar):
        scalars.DateTime.parse_value(text)


def test_decimals_leave_exactly() -> None:
    assert scalars.Decimal.serialize(Decimal("0.30")) == Decimal("0.3")
    assert scalars.Decimal.serialize(Fraction(1, 3)) == Decimal("0.333333")


@pytest.mark.parametrize("value", [0.3, True, "0.3"])
def test_decimals_are_never_made_of_anything_else(value: object) -> None:
    with pytest.raises(TypeError):
        scalars.Decimal.serialize(value)


@pytest.mark.parametrize("value", ["0.3", True, None, [1]])
def test_decimals_are_read_from_numbers_only(value: object) -> None:
    with pytest.raises(scalars.BadScalar):
        scalars.Decimal.parse_value(value)
