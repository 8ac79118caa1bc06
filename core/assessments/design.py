"""What a cycle of assessments consists of: items, evaluator groups, quarters, and their weights.

Pure: no Django, no clock, no database.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from core.assessments import formulas
from core.assessments.formulas import Formula
from core.policy import jsontext
from core.policy.checks import Check, Unique
from core.policy.choice import Choice
from core.policy.fields import Code, Share, Text
from core.policy.models import Model
from core.policy.problems import InputError, Problem
from core.policy.vocabulary import PersonGrade, Sector, UnitGrade


class ItemKind(Choice):
    """How the score of an item comes about."""

    QUANT = "QUANT", "定量"
    QUAL = "QUAL", "定性"


class Nature(Choice):
    """Whether an item is everybody's duty or shows what is special."""

    BASE = "BASE", "基础"
    HIGHLIGHT = "HIGHLIGHT", "亮点"


class Group(Choice):
    """Who scores the items that are not measured."""

    SUPERIOR = "SUPERIOR", "上级"
    PEER_ORGANISATIONS = "PEER_ORGANISATIONS", "同级党组织"
    MEMBERS = "MEMBERS", "党员"
    MASSES = "MASSES", "群众"


class Subject(Choice):
    """Whom a cycle assesses."""

    PERSON = "PERSON", "人员"
    ORGANISATION = "ORGANISATION", "党组织"


SCALES: Mapping[Subject, type[Choice]] = {Subject.PERSON: PersonGrade, Subject.ORGANISATION: UnitGrade}
"""The grades of people and of organisations, the best first: the same in every sector and cycle."""

Anchor = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class DesignError(InputError):
    """Items or weights of a cycle are not as they must be."""

    heading = "考核项目有误"


class Item(Model):
    """One thing that is assessed, in one sector or, without, in all that have no items of their own.

    A measured item (QUANT) has a formula, any other (QUAL) a text for each grade, by the grade's code.
    """

    code: Code = Field(title="代码")
    title: Text = Field(title="项目名称")
    kind: ItemKind = Field(title="定量或定性")
    nature: Nature = Field(default=Nature.BASE, title="基础或亮点")
    sector: Sector | None = Field(default=None, title="适用领域")
    weight: Share = Field(title="权重")
    formula: Formula | None = Field(default=None, title="计分公式")
    anchors: dict[str, Anchor] = Field(default={}, title="各等次的描述")


class Quarter(Model):
    """A quarterly cycle whose totals flow into the annual one."""

    cycle: Text = Field(title="季度考核")
    weight: Share = Field(title="权重")


class Design(Model):
    """Items, evaluator groups and quarters of one cycle, with weights as fractions of 1."""

    error: ClassVar[type[InputError]] = DesignError
    noun: ClassVar[str] = "项目"
    checks: ClassVar[tuple[Check, ...]] = (Unique("items[].code"), Unique("quarters[].cycle"))

    items: tuple[Item, ...] = Field(title="考核项目", max_length=200)
    groups: dict[Group, Share] = Field(default={}, title="评价主体的权重")
    quarters: tuple[Quarter, ...] = Field(default=(), title="计入年度的季度考核", max_length=4)

    def of(self, sector: str) -> tuple[Item, ...]:
        """Return the items for somebody of a sector: the sector's own, else those that name no sector."""
        own = tuple(item for item in self.items if item.sector == sector)
        return own or tuple(item for item in self.items if item.sector is None)

    def item(self, code: str) -> Item | None:
        """Return the item of a code, if there is one."""
        return next((item for item in self.items if item.code == code), None)

    def covers(self, sector: str) -> bool:
        """Tell whether somebody of a sector has items, or the quarters are all there is."""
        return bool(self.of(sector)) or not self.items

    @property
    def is_measured(self) -> bool:
        """Whether every set of items has one that is measured; quarters alone were measured in their turn."""
        return all(
            not items or any(item.kind is ItemKind.QUANT for item in items) for items in self._sets().values()
        )

    def problems(self, subject: Subject) -> Iterator[Problem]:
        """Yield everything that does not go together."""
        for index, item in enumerate(self.items):
            yield from _item(item, f"items[{index}]", subject)
        quarters = [quarter.weight for quarter in self.quarters]
        for sector, items in self._sets().items():
            yield from _one(
                "items", f"{_named(sector)}各项目与季度", [*(item.weight for item in items), *quarters]
            )
        if any(item.kind is ItemKind.QUAL for item in self.items):
            yield from _one("groups", "各评价主体", self.groups.values())
        elif self.groups:
            yield Problem("groups", "NOT_NEEDED", "没有定性项目，不必设评价主体：请删除评价主体的权重")

    def _sets(self) -> dict[Sector | None, list[Item]]:
        """Return the items by sector; without any, the quarters alone are a set."""
        sets: dict[Sector | None, list[Item]] = {}
        for item in self.items:
            sets.setdefault(item.sector, []).append(item)
        return sets or {None: []}


def read(tree: object, *, subject: Subject) -> Design:
    """Return the design that plain values describe.

    :raises DesignError: naming every problem: unknown names and wrong types first, then what does not go
        together.
    """
    design = Design.read(tree)
    if found := list(design.problems(subject)):
        raise DesignError(found)
    return design


def opened(text: str) -> Design:
    """Return the design that a stored text holds."""
    return Design.read(jsontext.read(text))


def closed(design: Design) -> str:
    """Return the text under which a design is stored."""
    return jsontext.write(jsontext.plain(design.model_dump()))


def _item(item: Item, path: str, subject: Subject) -> Iterator[Problem]:
    if item.kind is ItemKind.QUANT:
        if item.formula is None:
            yield Problem(f"{path}.formula", "MISSING", f"定量项目“{item.title}”缺少计分公式：请填写")
        else:
            for fault in formulas.faults(item.formula):
                yield Problem(f"{path}.formula", "FORMULA", f"定量项目“{item.title}”的{fault}")
        if item.anchors:
            yield Problem(
                f"{path}.anchors",
                "NOT_NEEDED",
                f"定量项目“{item.title}”按公式计分：请删除各等次的描述",
            )
        return
    if item.formula is not None:
        yield Problem(
            f"{path}.formula",
            "NOT_NEEDED",
            f"定性项目“{item.title}”由评价主体评分：请删除计分公式",
        )
    scale = SCALES[subject]
    if set(item.anchors) != {grade.value for grade in scale}:
        grades = "、".join(f"{grade.value} {grade.label}" for grade in scale)
        yield Problem(f"{path}.anchors", "INCOMPLETE", f"定性项目“{item.title}”须逐一描述各等次：{grades}")


def _named(sector: Sector | None) -> str:
    return f"{sector.label}领域" if sector else ""


def _one(path: str, what: str, weights: Iterable[Decimal]) -> Iterator[Problem]:
    """Yield problems unless all weights are above 0 and add up to exactly 1."""
    shares = list(weights)
    if 0 in shares:
        yield Problem(path, "OUT_OF_BOUNDS", f"{what}的权重须大于 0：不计分的请删除")
    if (total := sum(shares, Decimal(0))) != 1:
        yield Problem(path, "WEIGHTS", f"{what}的权重之和须为 1，现为 {jsontext.number(total)}：请调整")
