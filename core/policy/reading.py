"""Reading plain values into a model, with every problem named at once and in Chinese."""

import json
from collections.abc import Iterator
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from core.policy import jsontext
from core.policy.choice import Choice
from core.policy.fields import NUMBER_KEY
from core.policy.problems import Problem

if TYPE_CHECKING:
    from core.policy.models import Model

M = TypeVar("M", bound="Model")
Location = tuple[int | str, ...]

MAX_PROBLEMS = 200
MAX_NAME = 60
REQUIREMENTS = {
    "int_type": ("WRONG_TYPE", "须为整数，不带引号、不带小数点"),
    "bool_type": ("WRONG_TYPE", "须为 true 或 false，不带引号"),
    "number_type": ("WRONG_TYPE", "须为数字，不带引号"),
    "string_type": ("WRONG_TYPE", "须为文字，写在引号内"),
    "identity_type": ("WRONG_TYPE", "须为编号：非空文字或整数"),
    "day_type": ("WRONG_TYPE", "须为日期，写成 2024-02-29 的形式并加引号"),
    "day_form": ("WRONG_TYPE", "须为日期，写成 2024-02-29 的形式"),
    "day_missing": ("NO_SUCH_DAY", "是不存在的日期，请核对年月日"),
    "division_form": ("WRONG_FORM", '须为六位行政区划代码，如 "320500"'),
    "list_type": ("WRONG_TYPE", "须为列表，写在 [ ] 内"),
    "tuple_type": ("WRONG_TYPE", "须为列表，写在 [ ] 内"),
    "dict_type": ("WRONG_TYPE", "须为对象，写在 {{ }} 内"),
    "model_type": ("WRONG_TYPE", "须为对象，写在 {{ }} 内"),
    "string_pattern_mismatch": ("WRONG_FORM", "须为大写字母、数字和下划线组成的代码"),
    "string_too_short": ("TOO_SHORT", "须至少有 {min_length} 个字"),
    "string_too_long": ("TOO_LONG", "须不超过 {max_length} 个字"),
    "too_short": ("TOO_SHORT", "须至少有 {min_length} 项"),
    "too_long": ("TOO_LONG", "须不超过 {max_length} 项"),
    "greater_than_equal": ("OUT_OF_BOUNDS", "须不小于 {ge}"),
    "greater_than": ("OUT_OF_BOUNDS", "须大于 {gt}"),
    "less_than_equal": ("OUT_OF_BOUNDS", "须不大于 {le}"),
    "less_than": ("OUT_OF_BOUNDS", "须小于 {lt}"),
}


def read(model: type[M], tree: object) -> M:
    """Return the model that a tree of plain values describes.

    :raises InputError: of the model's own kind, naming every problem at once.
    """
    problems: list[Problem] = []
    plain = _readable(tree, "", 0, problems)
    faulty = frozenset(problem.path for problem in problems)
    value: M | None = None
    try:
        value = model.model_validate_json(json.dumps(_carried(plain)))
    except ValidationError as error:
        found = [
            _problem(model, plain, details)
            for details in error.errors(include_url=False)
            if not _is_echo(plain, details)
        ]
        problems += dict.fromkeys(problem for problem in found if problem.path not in faulty)
    faulty = frozenset(problem.path for problem in problems)
    for check in model.checks:
        problems += check.problems(plain, faulty, lambda path: _subject(model, path))
    if value is None or problems:
        raise model.error(_capped(problems))
    return value


def _readable(value: Any, path: str, depth: int, problems: list[Problem]) -> Any:
    """Return a copy of the tree with null for whatever cannot be kept, each place noted as a problem."""
    try:
        if isinstance(value, dict) and depth < jsontext.MAX_DEPTH:
            return {
                jsontext.leaf(str(key), path): _readable(item, _joined(path, key), depth + 1, problems)
                for key, item in value.items()
            }
        if isinstance(value, list | tuple) and depth < jsontext.MAX_DEPTH:
            return [
                _readable(item, _joined(path, index), depth + 1, problems) for index, item in enumerate(value)
            ]
        return jsontext.checked(value, path, depth)
    except jsontext.JsonError as error:
        problems.append(Problem(path, "UNREADABLE", error.message))
        return None


def _carried(value: Any) -> Any:
    """Return the tree as pydantic gets it: Decimals wrapped, lest its JSON parser make floats of them."""
    if isinstance(value, Decimal):
        return {NUMBER_KEY: str(value)}
    if isinstance(value, dict):  # whoever writes the wrapper's key himself gets no number out of it
        return {key: [item] if key == NUMBER_KEY else _carried(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_carried(item) for item in value]
    return value


def _is_echo(tree: Any, details: ErrorDetails) -> bool:
    """Tell whether pydantic calls a list too short only because some of its items are faulty themselves."""
    return (
        details["type"] == "too_short" and len(_value(tree, details["loc"])) >= details["ctx"]["min_length"]
    )


def _problem(model: type["Model"], tree: Any, details: ErrorDetails) -> Problem:
    kind, place, context = details["type"], details["loc"], details.get("ctx", {})
    wrapped = next(
        (end for end in range(1, len(place)) if isinstance(_value(tree, place[:end]), Decimal)), None
    )
    if wrapped is not None:  # pydantic looked into the wrapper of a number where an object belongs
        kind, place = "dict_type", place[:wrapped]
    path = _path(place)
    if not place:
        return Problem("", "WRONG_TYPE", f"{model.noun}须为对象，写在 {{ }} 内")
    if kind == "extra_forbidden":
        return _unknown(model, place, path)
    subject = _subject(model, path)
    if kind == "missing":
        return Problem(path, "MISSING", f"缺少{subject}：请填写")
    if place[-1] != "[key]" and _value(tree, place) is None:
        return Problem(path, "NULL", f"{subject}不能为空（null）：请填写")
    if kind == "enum":
        return Problem(path, "UNKNOWN_CODE", f"{subject}须为 {_codes(model, place)} 之一")
    code, requirement = REQUIREMENTS.get(kind, ("INVALID", "不符合要求，请核对"))
    return Problem(path, code, subject + requirement.format(**context))


def _unknown(model: type["Model"], place: Location, path: str) -> Problem:
    _, owner = _field(model, place[:-1])
    names = list((owner or model).model_fields)
    near = get_close_matches(str(place[-1]), names, n=1)
    advice = f"是否应为 {near[0]}？" if near else f"可用的有 {'、'.join(names)}" if names else "请删除"
    return Problem(path, "UNKNOWN", f"没有名为 {path} 的{model.noun}：{advice}")


def _subject(model: type["Model"], path: str) -> str:
    """Name a place in Chinese and by its path: “在岗人数”（staff_count）."""
    steps = [step for step in path.replace("[]", "").replace("]", "").replace("[", ".").split(".") if step]
    field, _ = _field(model, tuple(steps))
    return f"“{field.title}”（{path}）" if field is not None and field.title else path


def _field(model: type[BaseModel], place: Location) -> tuple[FieldInfo | None, type[BaseModel] | None]:
    """Return the last field that a place names, and the model whose fields would come next."""
    field: FieldInfo | None = None
    owner: type[BaseModel] | None = model
    for step in place:
        if owner is not None and step in owner.model_fields:
            field = owner.model_fields[str(step)]
            owner = next(_classes(field.annotation, BaseModel), None)
    return field, owner


def _codes(model: type["Model"], place: Location) -> str:
    field, _ = _field(model, place)
    choices = next(_classes(field.annotation, Enum), None) if field is not None else None
    return "、".join(
        f"{member.value} {member.label}" if isinstance(member, Choice) else str(member.value)
        for member in choices or ()
    )


def _classes(annotation: Any, base: type[Any]) -> Iterator[type[Any]]:
    """Yield the classes derived from `base` that an annotation is built from."""
    if isinstance(annotation, type) and issubclass(annotation, base):
        yield annotation
    for argument in get_args(annotation):
        yield from _classes(argument, base)


def _path(place: Location) -> str:
    path = ""
    for step in place:
        if step == "[key]":
            continue
        path = _joined(path, step)
    return path


def _joined(path: str, step: int | str) -> str:
    name = str(step)[:MAX_NAME]
    return path + (f"[{name}]" if isinstance(step, int) else f".{name}" if path else name)


def _value(tree: Any, place: Location) -> Any:
    """Return what stands at a place, None where nothing does."""
    for step in place:
        if isinstance(step, int):
            tree = tree[step] if isinstance(tree, list) and step < len(tree) else None
        else:
            tree = tree.get(step) if isinstance(tree, dict) else tree
    return tree


def _capped(problems: list[Problem]) -> list[Problem]:
    rest = len(problems) - MAX_PROBLEMS
    if rest <= 0:
        return problems
    return [*problems[:MAX_PROBLEMS], Problem("", "MORE", f"另有 {rest} 处问题未列出：请先改正以上各处")]
