"""Totals are computed exactly, show every term, and stay open while one is missing."""

from decimal import Decimal
from fractions import Fraction

import pytest
from appraising import design, measured, qual, quant
from hypothesis import given
from hypothesis import strategies as st

from core.assessments import design as designs
from core.assessments import totals
from core.assessments.design import Design, Group, Subject
from core.assessments.totals import Total, Vote

scores = st.decimals(min_value=0, max_value=100, places=2)


def read(tree) -> Design:
    return designs.read(tree, subject=Subject.PERSON)


def total(tree, *, sector="TOWNSHIP", figures=None, votes=(), quarters=None) -> Total:
    return totals.total(
        read(tree), sector=sector, figures=figures or {}, votes=votes, quarters=quarters or {}
    )


def vote(score, group=Group.SUPERIOR, ballots=1, item="CONDUCT") -> Vote:
    return Vote(item, group, Decimal(score), ballots)


def test_every_term_is_shown():
    found = total(
        design(),
        figures={"MEMBERS_JOINED": {"actual": 2, "target": 3}},
        votes=[vote(90), vote(80, Group.MASSES, 2), vote(95, Group.MASSES)],
    )

    assert [(term.code, term.weight, term.score, term.points) for term in found.terms] == [
        ("MEMBERS_JOINED", Fraction(1, 2), Fraction(200, 3), Fraction(100, 3)),
        ("CONDUCT", Fraction(1, 2), Fraction(88), Fraction(44)),
    ]
    assert [(part.group, part.weight, part.ballots, part.score) for part in found.terms[1].parts] == [
        (Group.SUPERIOR, Fraction(3, 5), 1, Fraction(90)),
        (Group.MASSES, Fraction(2, 5), 3, Fraction(85)),
    ]
    assert found.value == Fraction(232, 3)


def test_a_missing_group_leaves_the_total_open():
    found = total(design(), figures={"MEMBERS_JOINED": {"actual": 3, "target": 3}}, votes=[vote(90)])

    assert found.value is None
    assert found.missing == ("工作作风：群众尚未评分",)
    assert found.terms[0].points == 50


def test_a_missing_figure_leaves_the_total_open():
    found = total(measured())

    assert (found.value, found.missing) == (None, ("发展党员：尚未填报数据",))


@pytest.mark.parametrize(
    ("second", "expected", "missing"),
    [
        (Fraction(81), Fraction(86), ()),
        (None, None, ("二季度：该季度没有公布的成绩",)),
    ],
)
def test_quarters_flow_into_the_year_by_weight(second, expected, missing):
    half = Decimal("0.5")
    tree = {"items": [], "quarters": [{"cycle": "q1", "weight": half}, {"cycle": "q2", "weight": half}]}

    found = total(tree, quarters={"q1": ("一季度", Fraction(91)), "q2": ("二季度", second)})

    assert (found.value, found.missing) == (expected, missing)


@given(st.lists(st.tuples(st.integers(1, 50), scores), min_size=1, max_size=4))
def test_the_year_is_the_weighted_sum_of_its_quarters(quarters):
    whole = sum(weight for weight, _ in quarters)
    shares = [Decimal(weight) / whole for weight, _ in quarters]
    # What division leaves over goes to the last, so that the weights are exactly 1 as decimals.
    shares = [share.quantize(Decimal("0.000001")) for share in shares[:-1]]
    shares.append(1 - sum(shares))
    tree = {
        "items": [],
        "quarters": [{"cycle": f"q{number}", "weight": share} for number, share in enumerate(shares)],
    }

    found = total(
        tree,
        quarters={
            f"q{number}": (f"第{number}季度", Fraction(score)) for number, (_, score) in enumerate(quarters)
        },
    )

    assert found.value == sum(
        (Fraction(share) * Fraction(score) for share, (_, score) in zip(shares, quarters, strict=True)),
        Fraction(0),
    )


@given(st.permutations(range(4)), st.lists(scores, min_size=4, max_size=4), st.randoms())
def test_the_order_of_items_and_ballots_changes_nothing(order, values, dice):
    quarter = Decimal("0.25")
    items = [
        quant("A", quarter, formula={"form": "NUMBER"}),
        quant("B", quarter, formula={"form": "NUMBER"}),
        qual("C", quarter),
        qual("D", quarter),
    ]
    figures = {"A": {"value": values[0]}, "B": {"value": values[1]}}
    votes = [
        vote(score, group, ballots, item)
        for item, score in (("C", values[2]), ("D", values[3]), ("C", values[0]))
        for group, ballots in ((Group.SUPERIOR, 1), (Group.MASSES, 7))
    ]
    straight = total(design(items=items), figures=figures, votes=votes)
    dice.shuffle(votes)

    turned = total(design(items=[items[place] for place in order]), figures=figures, votes=votes)

    assert turned.value == straight.value
    assert {term.code: term.points for term in turned.terms} == {
        term.code: term.points for term in straight.terms
    }


@given(scores, scores)
def test_a_total_is_between_its_lowest_and_its_highest_score(measured_score, given_score):
    tree = design(items=[quant(formula={"form": "NUMBER"}), qual()])

    found = total(
        tree,
        figures={"MEMBERS_JOINED": {"value": measured_score}},
        votes=[vote(given_score), vote(given_score, Group.MASSES)],
    )

    assert found.value is not None
    assert min(measured_score, given_score) <= found.value <= max(measured_score, given_score)


@given(st.lists(st.tuples(scores, st.integers(1, 20)), min_size=1, max_size=5))
def test_ballots_count_as_often_as_they_were_cast(cast):
    one_by_one = [vote(score) for score, ballots in cast for _ in range(ballots)]

    assert totals.mean(vote(score, ballots=ballots) for score, ballots in cast) == totals.mean(one_by_one)
