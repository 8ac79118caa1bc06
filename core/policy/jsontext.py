"""The one way in which facts, policies and decisions become JSON text and come back.

Numbers stay exact: what is not an integer is read as Decimal, never as a binary float.
"""

import json
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any

from core.errors import DomainError
from core.policy import ratios

MAX_DEPTH = 32
MAX_DIGITS = 30
MAX_PATH = 100
PLACES = 6
CONSTANTS = {None: "null", True: "true", False: "false"}
UNREADABLE = Decimal("NaN")  # stands for a number until its place is known
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class JsonError(DomainError):
    """A text is no JSON, or holds at a place that is named what cannot be read without guessing.

    `path` is that place, dotted; empty where the text as a whole is no JSON.
    """

    code = "BAD_USER_INPUT"

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(message)
        self.path = path


def read(text: str | bytes) -> Any:
    """Return the value that a JSON text holds, with Decimals for numbers that are no integers.

    :raises JsonError: if the text is not JSON, repeats a key, nests deeper than 32 levels, or holds NaN,
        Infinity, a number of more than 30 digits or a character that no database stores.
    """
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=lambda digits: int(digits) if len(digits) <= MAX_DIGITS + 1 else UNREADABLE,
            parse_float=Decimal,
            parse_constant=lambda name: UNREADABLE,
        )
    except RecursionError:
        raise _too_deep("") from None
    except ValueError as error:
        place = (
            f"（第 {error.lineno} 行第 {error.colno} 列）" if isinstance(error, json.JSONDecodeError) else ""
        )
        raise JsonError(f"不是有效的 JSON{place}：请检查引号、逗号和括号。") from None
    return checked(value)


def checked(value: Any, path: str = "", depth: int = 0) -> Any:
    """Return a copy of a tree of plain values as `read` would have given it.

    Floats, which other readers make of JSON numbers, become the Decimal of their shortest text.

    :raises JsonError: as `read`, naming the place.
    """
    if isinstance(value, dict | list | tuple) and depth >= MAX_DEPTH:
        raise _too_deep(path)
    if isinstance(value, dict):
        return {
            leaf(str(key), path): checked(item, f"{path}.{key}" if path else str(key), depth + 1)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [checked(item, f"{path}[{index}]", depth + 1) for index, item in enumerate(value)]
    return leaf(value, path)


def leaf(value: Any, path: str) -> Any:
    """Return a single value as `checked` does, with `path` named in what is raised.

    :raises JsonError: if the number or text cannot be kept as it stands.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        if UNSTORABLE.search(value):
            raise JsonError(f"{_at(path)}文字中有无法保存的字符：请删除空字符或不完整的字符", path)
        return str(value)
    if isinstance(value, int):
        if abs(value) >= 10**MAX_DIGITS:
            raise _no_number(path)
        return int(value)
    if isinstance(value, float | Decimal):
        exact = Decimal(repr(value)) if isinstance(value, float) else value
        if not exact.is_finite() or len(exact.as_tuple().digits) > MAX_DIGITS:
            raise _no_number(path)
        if exact and abs(exact.adjusted()) >= MAX_DIGITS:
            raise _no_number(path)
        return exact or Decimal(0)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def plain(value: Any) -> Any:
    """Return our own values as JSON's: codes and days as text, Fractions rounded as `write` does."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Decimal | Fraction):
        return Decimal(number(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def write(value: Any) -> str:
    """Return the canonical JSON text of a value: equal values give equal texts, byte for byte.

    Keys are sorted, days are ISO, Decimals and Fractions are JSON numbers: exact where their decimal
    expansion ends, else rounded half up to 6 decimals.
    """
    if isinstance(value, str):
        return encode_basestring(str(value))
    if value is None or isinstance(value, bool):
        return CONSTANTS[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        items = sorted(((str(key), item) for key, item in value.items()), key=itemgetter(0))
        return "{" + ",".join(f"{encode_basestring(key)}:{write(item)}" for key, item in items) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(write, value)) + "]"
    if isinstance(value, Decimal | Fraction):
        return number(value)
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def number(value: Decimal | Fraction | int) -> str:
    """Return a number as plain digits without exponent or idle zeros.

    >>> number(Decimal("1.50")), number(Fraction(2, 3)), number(Decimal("-0"))
    ('1.5', '0.666667', '0')
    """
    exact = Fraction(value)
    decimal = ratios.exact_decimal(exact)
    if decimal is None:
        decimal = ratios.half_up(exact, PLACES)
    text = f"{decimal:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for key, item in pairs:
        if key in value:
            raise JsonError(f"JSON 中“{key}”出现了两次：请只保留一个。")
        value[key] = item
    return value


def _at(path: str) -> str:
    return f"{path[:MAX_PATH]} " if path else ""


def _too_deep(path: str) -> JsonError:
    return JsonError(f"{_at(path)}嵌套过深：不得超过 {MAX_DEPTH} 层", path)


def _no_number(path: str) -> JsonError:
    return JsonError(
        f"{_at(path)}不是可用的数字：请写成不超过 {MAX_DIGITS} 位的普通数字，不用 NaN 或 Infinity", path
    )
