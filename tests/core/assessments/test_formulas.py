"""Measured figures become scores by declared formulas."""

from decimal import Decimal
from fractions import Fraction

import pytest

from core.assessments import formulas
from core.assessments.formulas import FiguresError, Form, Formula

BANDS = Formula.read(
    {"form": "BANDS", "bands": [{"least": 60, "score": 70}, {"least": 90, "score": 100}]},
)


def score(formula: Formula, **figures) -> Fraction:
    return formulas.score(formula, formulas.read(formula, figures))


@pytest.mark.parametrize(
    ("actual", "target", "expected"),
    [
        (0, 3, Fraction(0)),
        (1, 3, Fraction(100, 3)),
        (3, 3, Fraction(100)),
        (4, 3, Fraction(100)),
        (Decimal("0.5"), 4, Fraction(25, 2)),
    ],
)
def test_a_ratio_is_exact_and_capped(actual, target, expected):
    assert score(Formula(form=Form.RATIO), actual=actual, target=target) == expected


def test_a_ratio_can_be_capped_below_the_target():
    formula = Formula(form=Form.RATIO, cap=Decimal("0.9"))

    assert score(formula, actual=10, target=10) == 90


@pytest.mark.parametrize(("count", "expected"), [(0, 100), (1, 70), (3, 10), (4, 0), (9, 0)])
def test_deductions_never_go_below_nothing(count, expected):
    assert score(Formula(form=Form.DEDUCTION, each=Decimal(30)), count=count) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(Decimal("59.9"), 0), (60, 70), (Decimal("89.9"), 70), (90, 100), (500, 100)]
)
def test_a_band_is_reached_on_its_lower_bound(value, expected):
    assert score(BANDS, value=value) == expected


@pytest.mark.parametrize("value", [0, Decimal("59.5"), 100])
def test_a_number_is_the_score_itself(value):
    assert score(Formula(form=Form.NUMBER), value=value) == Fraction(value)


@pytest.mark.parametrize(
    ("form", "figures", "path"),
    [
        (Form.NUMBER, {"value": Decimal("100.1")}, "value"),
        (Form.NUMBER, {"value": -1}, "value"),
        (Form.NUMBER, {"value": "90"}, "value"),
        (Form.NUMBER, {}, "value"),
        (Form.NUMBER, {"value": 1, "valeu": 2}, "valeu"),
        (Form.RATIO, {"actual": 1, "target": 0}, "target"),
        (Form.RATIO, {"actual": -1, "target": 1}, "actual"),
        (Form.DEDUCTION, {"count": Decimal("1.5")}, "count"),
    ],
)
def test_wrong_figures_are_named(form, figures, path):
    with pytest.raises(FiguresError) as refusal:
        formulas.read(Formula(form=form, each=Decimal(1)), figures)

    assert [problem.path for problem in refusal.value.problems] == [path]


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ({"form": "NUMBER"}, []),
        ({"form": "RATIO"}, []),
        ({"form": "RATIO", "cap": 0}, ["完成率计分须填写“封顶”（cap），且大于 0"]),
        ({"form": "DEDUCTION"}, ["按次扣分须填写“每次扣分”（each）"]),
        ({"form": "BANDS"}, ["分档计分须填写“分档”（bands）"]),
        ({"form": "NUMBER", "each": 5}, ["直接计分不用“每次扣分”（each），请删除"]),
        (
            {"form": "BANDS", "bands": [{"least": 1, "score": 1}, {"least": 1, "score": 2}]},
            ["各档的下限（least）须互不相同"],
        ),
    ],
)
def test_a_formula_has_its_own_parameters_and_no_others(tree, words):
    assert list(formulas.faults(Formula.read(tree))) == words
