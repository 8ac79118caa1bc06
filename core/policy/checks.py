"""Checks between facts, declared on the model that holds them and reported beside all other problems.

A path names a fact as in `issued_on`, `held[].issued_on` or `on`; `[]` stands for every item of a list.
A check looks only at values that are in order by themselves and leaves the others to their own problems.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from core.policy.problems import Problem

Label = Callable[[str], str]


class Check(Protocol):
    """A requirement that ties several facts together."""

    def problems(self, tree: Any, faulty: frozenset[str], label: Label) -> Iterator[Problem]:
        """Yield what is wrong; `faulty` are paths already reported, `label` names a path in Chinese."""


@dataclass(frozen=True, slots=True)
class NotAfter:
    """The day `fact` must not lie after the day `limit`."""

    fact: str
    limit: str = "on"

    def problems(self, tree: Any, faulty: frozenset[str], label: Label) -> Iterator[Problem]:
        """Yield one problem for each day that lies too late."""
        for _, limit in _values(tree, self.limit, faulty):
            for path, day in _values(tree, self.fact, faulty):
                if date.fromisoformat(day) > date.fromisoformat(limit):
                    yield Problem(
                        path,
                        "AFTER_LIMIT",
                        f"{label(path)}是 {day}，晚于{label(self.limit)} {limit}：请填写不晚于该日的日期",
                    )


@dataclass(frozen=True, slots=True)
class PartOf:
    """The parts together must not exceed the whole."""

    parts: tuple[str, ...]
    whole: str

    def problems(self, tree: Any, faulty: frozenset[str], label: Label) -> Iterator[Problem]:
        """Yield one problem at the first part, if all numbers are there and the sum is too large."""
        whole = [Decimal(value) for _, value in _values(tree, self.whole, faulty)]
        parts = [Decimal(value) for part in self.parts for _, value in _values(tree, part, faulty)]
        if whole and len(parts) == len(self.parts) and sum(parts) > whole[0]:
            names = "、".join(label(part) for part in self.parts)
            yield Problem(
                self.parts[0],
                "PART_EXCEEDS_WHOLE",
                f"{names}{'合计' if len(parts) > 1 else ''}为 {sum(parts)}，"
                f"超过{label(self.whole)} {whole[0]}：请核对这些数",
            )


@dataclass(frozen=True, slots=True)
class Disjoint:
    """No value may stand in two of the lists."""

    lists: tuple[str, ...]

    def problems(self, tree: Any, faulty: frozenset[str], label: Label) -> Iterator[Problem]:
        """Yield one problem for each value that another list holds already."""
        seen: dict[Any, str] = {}
        for name in self.lists:
            for path, value in _values(tree, f"{name}[]", faulty):
                if seen.setdefault(value, name) != name:
                    yield Problem(
                        path,
                        "DUPLICATE",
                        f"{label(path)} {value} 已列入{label(seen[value])}：同一代码只能列入一处",
                    )


@dataclass(frozen=True, slots=True)
class Unique:
    """The values of a fact in a list must differ from each other."""

    fact: str

    def problems(self, tree: Any, faulty: frozenset[str], label: Label) -> Iterator[Problem]:
        """Yield one problem for each value that stands there already."""
        seen: dict[Any, str] = {}
        for path, value in _values(tree, self.fact, faulty):
            if value in seen:
                yield Problem(
                    path, "DUPLICATE", f"{label(path)}“{value}”与 {seen[value]} 重复：请改为互不相同的值"
                )
            seen.setdefault(value, path)


def _values(tree: Any, path: str, faulty: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """Yield place and value of each fact that `path` names, those absent, null or faulty left out."""
    found = [("", tree)]
    for step in path.split("."):
        name, is_list = step.removesuffix("[]"), step.endswith("[]")
        found = [
            (f"{place}.{name}" if place else name, value[name])
            for place, value in found
            if isinstance(value, dict) and name in value
        ]
        if is_list:
            found = [
                (f"{place}[{index}]", item)
                for place, value in found
                if isinstance(value, list)
                for index, item in enumerate(value)
            ]
    yield from ((place, value) for place, value in found if value is not None and place not in faulty)
