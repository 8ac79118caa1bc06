"""Draw a paper from the bank by blueprint and seed, and mark what was answered; pure (domain.md §4)."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import Field

from core.errors import DomainError
from core.policy.choice import Choice
from core.policy.fields import Ratio, Text
from core.policy.models import Model

FULL_MARKS = Decimal(100)
"""A paper's points add up to this: scores are of 100 (domain.md §2.3)."""


class Kind(Choice):
    """Kinds of question."""

    SINGLE = "SINGLE", "单选题"
    MULTIPLE = "MULTIPLE", "多选题"
    TRUE_FALSE = "TRUE_FALSE", "判断题"


class Part(Model):
    """How many questions of a topic and kind a paper has, and what each is worth."""

    topic: Text = Field(title="主题")
    kind: Kind = Field(title="题型")
    count: int = Field(ge=1, le=200, title="题数", json_schema_extra={"unit": "道"})
    points: Ratio = Field(title="每题分值", json_schema_extra={"unit": "分"})


class Blueprint(Model):
    """What a paper is made of."""

    parts: tuple[Part, ...] = Field(min_length=1, title="组卷要求")

    @property
    def total(self) -> Decimal:
        """The points of the whole paper."""
        return sum((part.count * part.points for part in self.parts), Decimal(0))


@dataclass(frozen=True, slots=True)
class Entry:
    """A question of the bank as drawing sees it: its version's identifier and how many options it has."""

    version: str
    topic: str
    kind: Kind
    options: int


@dataclass(frozen=True, slots=True)
class Item:
    """One question on a paper; `order` says which option of the bank stands at each place."""

    version: str
    points: Decimal
    order: tuple[int, ...]

    def as_tree(self) -> dict[str, Any]:
        """Return the item as plain JSON values."""
        return {"version": self.version, "points": str(self.points), "order": list(self.order)}

    @classmethod
    def of(cls, tree: Mapping[str, Any]) -> "Item":
        """Return the item that `as_tree` wrote."""
        return cls(tree["version"], Decimal(tree["points"]), tuple(tree["order"]))

    def key(self, options: Iterable[int]) -> frozenset[int]:
        """Return the places on this paper of some options of the bank."""
        wanted = frozenset(options)
        return frozenset(place for place, option in enumerate(self.order) if option in wanted)


class BankTooSmall(DomainError):
    """The bank has fewer questions of some topic and kind than the blueprint asks for."""

    code = "BANK_TOO_SMALL"


class BadBlueprint(DomainError):
    """A blueprint asks for a paper that cannot be."""

    code = "BAD_USER_INPUT"


def check(blueprint: Blueprint, bank: Iterable[Entry]) -> None:
    """Check that a paper of this blueprint is worth 100 points and can be drawn.

    :raises BadBlueprint: if its points are not 100, or two parts ask for one topic and kind.
    :raises BankTooSmall: naming every part for which questions are missing.
    """
    if blueprint.total != FULL_MARKS:
        raise BadBlueprint(f"全卷须为 {FULL_MARKS} 分，现为 {blueprint.total} 分；请调整题数或分值。")
    wanted = [(part.topic, part.kind) for part in blueprint.parts]
    if len(set(wanted)) < len(wanted):
        raise BadBlueprint("同一主题、同一题型只能写一行；请合并。")
    there = _by_part(bank)
    short = [
        f"“{part.topic}”{part.kind.label}需 {part.count} 道，题库有 {found} 道"
        for part in blueprint.parts
        if (found := len(there.get((part.topic, part.kind), ()))) < part.count
    ]
    if short:
        raise BankTooSmall(f"题库不足：{'；'.join(short)}。请补充题目或调整组卷要求。")


def draw(blueprint: Blueprint, bank: Iterable[Entry], *, seed: int) -> tuple[Item, ...]:
    """Return the paper of a seed: the same seed, blueprint and bank give the same paper.

    Questions of a part are drawn without replacement; options are shuffled but for true and false.

    :raises BankTooSmall: as `check`.
    """
    entries = list(bank)
    check(blueprint, entries)
    dice = random.Random(seed)
    there = _by_part(entries)
    items = []
    for part in blueprint.parts:
        for entry in dice.sample(there[part.topic, part.kind], part.count):
            order = list(range(entry.options))
            if part.kind != Kind.TRUE_FALSE:
                dice.shuffle(order)
            items.append(Item(entry.version, part.points, tuple(order)))
    return tuple(items)


def marked(
    paper: Sequence[Item], answers: Mapping[int, Iterable[int]], keys: Mapping[str, Iterable[int]]
) -> tuple[Decimal, ...]:
    """Return the points of each question: all of them for exactly the right options, else none.

    :param answers: places of the chosen options by the question's place on the paper.
    :param keys: right options of the bank by version.
    """
    return tuple(
        item.points if frozenset(answers.get(place, ())) == item.key(keys[item.version]) else Decimal(0)
        for place, item in enumerate(paper)
    )


def _by_part(bank: Iterable[Entry]) -> dict[tuple[str, Kind], list[Entry]]:
    found: dict[tuple[str, Kind], list[Entry]] = {}
    for entry in sorted(bank, key=lambda entry: entry.version):
        found.setdefault((entry.topic, entry.kind), []).append(entry)
    return found
