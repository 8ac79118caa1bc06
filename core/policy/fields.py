"""The types that facts and parameters are made of; each refuses whatever would need a guess.

Booleans are no numbers, a number in quotes is none, 3.0 is no count, and a day is written 2024-02-29.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

MAX_COUNT = 10**15
NUMBER_KEY = (
    "$number"  # how `reading` hands a Decimal through pydantic's JSON, which knows binary floats only
)
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DIVISION = re.compile(r"[1-9]\d{5}", re.ASCII)


def _number(value: Any) -> Any:
    if isinstance(value, Mapping) and isinstance(value.get(NUMBER_KEY), str):
        return Decimal(value[NUMBER_KEY])
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    raise PydanticCustomError("number_type", "a number is needed")


def _day(value: Any) -> Any:
    if type(value) is date:
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("day_type", "a day is needed")
    if not ISO_DAY.fullmatch(value):
        raise PydanticCustomError("day_form", "a day is written YYYY-MM-DD")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("day_missing", "no such day") from None


def _identity(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise PydanticCustomError("identity_type", "an identity is a text or an integer")
    return value


def _division(value: Any) -> Any:
    if isinstance(value, str) and not DIVISION.fullmatch(value):
        raise PydanticCustomError("division_form", "a division code has six digits")
    return value


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Flag = bool
Count = Annotated[int, Field(ge=0, le=MAX_COUNT)]
Amount = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(ge=0, le=MAX_COUNT),
    WithJsonSchema({"type": "number", "minimum": 0}),
]
Score = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(ge=0, le=100),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100}),
]
Ratio = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(gt=0, le=MAX_COUNT),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0}),
]
Share = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(ge=0, le=1),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1}),
]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$", max_length=60)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Division = Annotated[
    str, BeforeValidator(_division), WithJsonSchema({"type": "string", "pattern": "^[1-9][0-9]{5}$"})
]
Identity = Annotated[str | int, BeforeValidator(_identity)]
