"""How measured figures become a score of 0 to 100: a few declared forms, never a text to evaluate.

Pure: no Django, no clock, no database.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from pydantic import Field

from core.policy import fields
from core.policy.choice import Choice
from core.policy.fields import Amount, Count, Score, Share
from core.policy.models import Model
from core.policy.problems import InputError

FULL = 100
"""The best score."""


class Form(Choice):
    """Forms of formula."""

    NUMBER = "NUMBER", "直接计分"
    RATIO = "RATIO", "完成率计分"
    DEDUCTION = "DEDUCTION", "按次扣分"
    BANDS = "BANDS", "分档计分"


class FiguresError(InputError):
    """Measured figures are missing, misspelt, of the wrong type or out of bounds."""

    heading = "数据有误"


class Band(Model):
    """From a value on (inclusive), this score."""

    least: Amount = Field(title="下限（含）")
    score: Score = Field(title="得分")


class Formula(Model):
    """One way to turn figures into a score.

    NUMBER takes `value`, the score itself. RATIO takes `actual` and `target`: actual / target, at most `cap`
    (1 unless given), times 100. DEDUCTION takes `count`: 100 less `each` for every one, never below 0. BANDS
    takes `value`: the score of the highest band that it reaches, 0 below the lowest.
    """

    form: Form = Field(title="公式")
    cap: Share | None = Field(default=None, title="封顶")
    each: Score | None = Field(default=None, title="每次扣分")
    bands: tuple[Band, ...] = Field(default=(), title="分档")

    @property
    def figures(self) -> tuple[str, ...]:
        """The names of what has to be measured."""
        return tuple(_FIGURES[self.form].model_fields)


class _Figures(Model):
    error: ClassVar[type[InputError]] = FiguresError
    noun: ClassVar[str] = "数据"


class _Number(_Figures):
    value: Score = Field(title="得分")


class _Ratio(_Figures):
    actual: Amount = Field(title="实际")
    target: fields.Ratio = Field(title="目标")


class _Deduction(_Figures):
    count: Count = Field(title="次数")


class _Bands(_Figures):
    value: Amount = Field(title="数值")


_FIGURES: Mapping[Form, type[_Figures]] = {
    Form.NUMBER: _Number,
    Form.RATIO: _Ratio,
    Form.DEDUCTION: _Deduction,
    Form.BANDS: _Bands,
}
_PARAMETERS = {Form.RATIO: "cap", Form.DEDUCTION: "each", Form.BANDS: "bands"}


def faults(formula: Formula) -> Iterator[str]:
    """Yield in Chinese what a formula lacks, or has that its form does not use.

    >>> list(faults(Formula(form=Form.DEDUCTION)))
    ['按次扣分须填写“每次扣分”（each）']
    >>> list(faults(Formula(form=Form.RATIO)))
    []
    """
    own = _PARAMETERS.get(formula.form)
    for name in _PARAMETERS.values():
        given = bool(getattr(formula, name))
        titled = f"“{Formula.model_fields[name].title}”（{name}）"
        if given and name != own:
            yield f"{formula.form.label}不用{titled}，请删除"
        if not given and name == own and (name != "cap" or formula.cap is not None):
            yield f"{formula.form.label}须填写{titled}" + ("，且大于 0" if name == "cap" else "")
    levels = [band.least for band in formula.bands]
    if len(set(levels)) < len(levels):
        yield "各档的下限（least）须互不相同"


def read(formula: Formula, tree: object) -> Mapping[str, Decimal | int]:
    """Return the figures that plain values give for a formula, by name.

    :raises FiguresError: naming every problem at once.
    """
    return _FIGURES[formula.form].read(tree).model_dump()


def score(formula: Formula, figures: Mapping[str, Decimal | int]) -> Fraction:
    """Return the exact score of figures as `read` gives them.

    >>> score(Formula(form=Form.RATIO), {"actual": 2, "target": 3})
    Fraction(200, 3)
    >>> score(Formula(form=Form.RATIO), {"actual": 5, "target": 3})
    Fraction(100, 1)
    >>> score(Formula(form=Form.DEDUCTION, each=Decimal(30)), {"count": 4})
    Fraction(0, 1)
    """
    named = {name: Fraction(figure) for name, figure in figures.items()}
    match formula.form:
        case Form.RATIO:
            cap = Fraction(1) if formula.cap is None else Fraction(formula.cap)
            return min(named["actual"] / named["target"], cap) * FULL
        case Form.DEDUCTION:
            return max(FULL - Fraction(formula.each or 0) * named["count"], Fraction(0))
        case Form.BANDS:
            reached = [band for band in formula.bands if named["value"] >= band.least]
            best = max(reached, key=lambda band: band.least, default=None)
            return Fraction(0 if best is None else best.score)
        case Form.NUMBER:
            return named["value"]
