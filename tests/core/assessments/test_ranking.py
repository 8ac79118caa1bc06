"""Places by total, ties, and who stands last."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.assessments import ranking

totals = st.dictionaries(st.integers(), st.fractions(min_value=0, max_value=100), max_size=8)


def of(**values) -> dict[str, Fraction]:
    return {key: Fraction(value) for key, value in values.items()}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (of(), {}),
        (of(a=90), {"a": 1}),
        (of(a=90, b=80), {"a": 1, "b": 2}),
        (of(a=90, b=90, c=80), {"a": 1, "b": 1, "c": 3}),
        (of(a=90, b=80, c=80, d=70), {"a": 1, "b": 2, "c": 2, "d": 4}),
    ],
)
def test_equal_totals_share_a_place(values, expected):
    assert ranking.ranks(values) == expected


def test_totals_that_differ_by_a_hair_do_not_share_a_place():
    assert ranking.ranks({"a": Fraction(200, 3), "b": Fraction("66.666667")}) == {"a": 2, "b": 1}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (of(), set()),
        (of(a=90), set()),
        (of(a=90, b=90), set()),
        (of(a=90, b=80), {"b"}),
        (of(a=90, b=80, c=80), {"b", "c"}),
    ],
)
def test_the_last_are_all_of_the_lowest_total_unless_all_are_equal(values, expected):
    assert ranking.last(values) == expected


@given(totals)
def test_a_place_counts_who_has_more(values):
    assert ranking.ranks(values) == {
        key: 1 + sum(other > total for other in values.values()) for key, total in values.items()
    }
