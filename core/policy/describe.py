"""What facts and policies are made of, told flat: places, Chinese titles, types, units, bounds, codes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, MinLen
from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from core.policy import fields
from core.policy.choice import Choice
from core.policy.models import Facts, Model, Policy
from core.policy.scheme import dump

_DIVISION, _IDENTITY = get_args(fields.Division)[1], get_args(fields.Identity)[1]


class Kind(Choice):
    """What a value is."""

    DATE = "DATE", "日期"
    BOOLEAN = "BOOLEAN", "是否"
    INTEGER = "INTEGER", "整数"
    NUMBER = "NUMBER", "数字"
    CODE = "CODE", "代码"
    TEXT = "TEXT", "文字"
    DIVISION = "DIVISION", "行政区划代码"
    IDENTITY = "IDENTITY", "编号"
    OBJECT = "OBJECT", "表"
    OTHER = "OTHER", "其他"


class Many(Choice):
    """How many values stand at a place."""

    ONE = "ONE", "一个"
    LIST = "LIST", "列表"
    MAP = "MAP", "按代码列出"


@dataclass(frozen=True, slots=True)
class Value:
    """One fact or parameter; `name` is its place, such as `held[].issued_on`.

    `optional` ones may be left out, `nullable` ones may be null. `minimum` is itself allowed unless
    `above_minimum`; `least_items` counts the items of a list.
    """

    name: str
    title: str
    kind: Kind
    many: Many = Many.ONE
    unit: str = ""
    optional: bool = False
    nullable: bool = False
    codes: tuple[Choice, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    above_minimum: bool = False
    least_items: int = 0
    default: Any = None
    parts: tuple["Value", ...] = ()

    def flat(self) -> Iterator["Value"]:
        """Yield the value and all its parts, outermost first."""
        yield self
        for part in self.parts:
            yield from part.flat()


@cache
def facts(model: type[Facts]) -> tuple[Value, ...]:
    """Return the facts of an action and their parts, each with its own place.

    >>> from plugins.fuquan_licensing.facts import Quota
    >>> [(value.name, value.title, value.kind.label, value.unit) for value in facts(Quota)]
    [('sector', '单位类别', '代码', ''), ('staff_count', '在岗人数', '整数', '人')]
    """
    return tuple(value for outer in _values(model, "") for value in outer.flat())


@cache
def parameters(model: type[Policy]) -> tuple[Value, ...]:
    """Return the parameters of a policy, tables as one value with parts, each with its default.

    A table's bounds are those of its figures.
    """
    defaults = dump(model())
    return tuple(
        replace(value, default=defaults[value.name], **_bounds_of(value)) for value in _values(model, "")
    )


def _bounds_of(value: Value) -> dict[str, Any]:
    bounds = {(part.minimum, part.maximum) for part in value.flat() if part.kind is not Kind.OBJECT}
    if len(bounds) != 1:
        return {}
    [(minimum, maximum)] = bounds
    return {"minimum": minimum, "maximum": maximum}


def _values(model: type[BaseModel], prefix: str) -> Iterator[Value]:
    for name, field in model.model_fields.items():
        yield _value(f"{prefix}{name}", field)


def _value(name: str, field: FieldInfo) -> Value:
    extra = field.json_schema_extra
    blank = Value(
        name=name,
        title=field.title or name,
        kind=Kind.OBJECT,
        unit=str(extra.get("unit", "")) if isinstance(extra, dict) else "",
        optional=not field.is_required(),
    )
    return _typed(blank, field.annotation, field.metadata)


def _typed(value: Value, annotation: Any, metadata: list[Any] | tuple[Any, ...]) -> Value:
    """Return the value with what its type says: kind, number, codes, bounds, parts."""
    value = _bounded(value, metadata)
    if _DIVISION in metadata:
        return replace(value, kind=Kind.DIVISION)
    if _IDENTITY in metadata:
        return replace(value, kind=Kind.IDENTITY)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _typed(value, arguments[0], arguments[1:])
    if origin in (Union, UnionType):
        inner = [argument for argument in arguments if argument is not NoneType]
        value = replace(value, nullable=len(inner) < len(arguments))
        return _typed(value, inner[0] if len(inner) == 1 else object, ())
    if origin in (tuple, list, set, frozenset):
        return _typed(replace(value, many=Many.LIST), arguments[0], ())
    if origin is dict:
        return _typed(replace(value, many=Many.MAP), arguments[1], ())
    return _plain(value, annotation, metadata)


def _plain(value: Value, annotation: Any, metadata: list[Any] | tuple[Any, ...]) -> Value:
    if not isinstance(annotation, type):
        return replace(value, kind=Kind.OTHER)
    if issubclass(annotation, Model):
        return replace(
            value,
            kind=Kind.OBJECT,
            parts=tuple(_values(annotation, f"{value.name}{'[]' if value.many is Many.LIST else ''}.")),
        )
    if issubclass(annotation, Choice):
        return replace(value, kind=Kind.CODE, codes=tuple(annotation))
    if any(isinstance(item, StringConstraints) and item.pattern for item in metadata):
        return replace(value, kind=Kind.CODE)
    kinds = {date: Kind.DATE, bool: Kind.BOOLEAN, int: Kind.INTEGER, Decimal: Kind.NUMBER, str: Kind.TEXT}
    return replace(value, kind=kinds.get(annotation, Kind.OTHER))


def _bounded(value: Value, metadata: list[Any] | tuple[Any, ...]) -> Value:
    """Return the value with the narrowest of all bounds."""
    for item in metadata:
        if isinstance(item, FieldInfo):  # bounds of `Annotated[int, Field(…)] | None` stay folded up
            value = _bounded(value, item.metadata)
        elif isinstance(item, Ge | Gt):
            least = Decimal(str(item.ge if isinstance(item, Ge) else item.gt))
            if value.minimum is None or least >= value.minimum:
                value = replace(value, minimum=least, above_minimum=isinstance(item, Gt))
        elif isinstance(item, Le):
            most = Decimal(str(item.le))
            value = replace(value, maximum=most if value.maximum is None else min(most, value.maximum))
        elif isinstance(item, MinLen):
            value = replace(value, least_items=item.min_length)
    return value
