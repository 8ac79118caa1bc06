"""The total of one assessment, with every term that it is made of.

Pure: no Django, no clock, no database. Everything is a Fraction; nothing is rounded and nothing re-weighted:
what is missing leaves the total open.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.assessments import formulas
from core.assessments.design import Design, Group, Item, ItemKind

Figures = Mapping[str, Decimal | int]


@dataclass(frozen=True)
class Vote:
    """One score that a group gave an item, by so many ballots."""

    item: str
    group: Group
    score: Decimal
    ballots: int = 1


@dataclass(frozen=True)
class Part:
    """What one group contributes to an item: the mean of its ballots, None while there are none."""

    group: Group
    weight: Fraction
    ballots: int
    score: Fraction | None


@dataclass(frozen=True)
class Term:
    """One summand of a total: an item, or a quarter; without a score it is still missing."""

    code: str
    title: str
    weight: Fraction
    score: Fraction | None
    missing: str = ""
    item: Item | None = None
    figures: Figures | None = None
    parts: tuple[Part, ...] = ()

    @property
    def points(self) -> Fraction | None:
        """What the term adds to the total."""
        return None if self.score is None else self.weight * self.score


@dataclass(frozen=True)
class Total:
    """A total of 0 to 100; `value` is None while a term is missing."""

    terms: tuple[Term, ...]

    @property
    def value(self) -> Fraction | None:
        """The sum of all terms."""
        points = [term.points for term in self.terms]
        return None if None in points else sum((one for one in points if one is not None), Fraction(0))

    @property
    def missing(self) -> tuple[str, ...]:
        """What is still to come, in Chinese."""
        return tuple(f"{term.title}：{term.missing}" for term in self.terms if term.score is None)


def total(
    design: Design,
    *,
    sector: str,
    figures: Mapping[str, Figures],
    votes: Iterable[Vote],
    quarters: Mapping[str, tuple[str, Fraction | None]],
) -> Total:
    """Return the total of somebody of a sector.

    :param figures: what was measured, by item.
    :param quarters: title and published total of the quarterly cycles by identifier; None = not published.
    """
    cast = list(votes)
    items = [
        _measured(item, figures.get(item.code))
        if item.kind is ItemKind.QUANT
        else _voted(item, design, [vote for vote in cast if vote.item == item.code])
        for item in design.of(sector)
    ]
    return Total((*items, *(_quarter(one.cycle, Fraction(one.weight), quarters) for one in design.quarters)))


def mean(votes: Iterable[Vote]) -> Fraction | None:
    """Return the exact mean of all ballots, None if there are none.

    >>> mean([Vote("A", Group.MASSES, Decimal(90), 2), Vote("A", Group.MASSES, Decimal("80.5"))])
    Fraction(521, 6)
    """
    cast = list(votes)
    ballots = sum(vote.ballots for vote in cast)
    return (
        sum((Fraction(vote.score) * vote.ballots for vote in cast), Fraction(0)) / ballots
        if ballots
        else None
    )


def _measured(item: Item, figures: Figures | None) -> Term:
    score = None if figures is None or item.formula is None else formulas.score(item.formula, figures)
    return Term(
        code=item.code,
        title=item.title,
        weight=Fraction(item.weight),
        score=score,
        missing="" if score is not None else "尚未填报数据",
        item=item,
        figures=figures,
    )


def _voted(item: Item, design: Design, votes: list[Vote]) -> Term:
    parts = tuple(
        Part(
            group=group,
            weight=Fraction(design.groups[group]),
            ballots=sum(vote.ballots for vote in votes if vote.group is group),
            score=mean(vote for vote in votes if vote.group is group),
        )
        for group in Group
        if group in design.groups
    )
    absent = [part.group.label for part in parts if part.score is None]
    score = None if absent else sum((part.weight * (part.score or 0) for part in parts), Fraction(0))
    return Term(
        code=item.code,
        title=item.title,
        weight=Fraction(item.weight),
        score=score,
        missing=f"{'、'.join(absent)}尚未评分" if absent else "",
        item=item,
        parts=parts,
    )


def _quarter(cycle: str, weight: Fraction, quarters: Mapping[str, tuple[str, Fraction | None]]) -> Term:
    title, score = quarters.get(cycle, (cycle, None))
    return Term(
        code=cycle,
        title=title,
        weight=weight,
        score=score,
        missing="" if score is not None else "该季度没有公布的成绩",
    )
