from decimal import Decimal, localcontext
from fractions import Fraction

import pytest

from core.policy import ratios


@pytest.mark.parametrize(("staff", "up"), [(0, 0), (1, 1), (99, 1), (100, 1), (101, 2), (200, 2), (201, 3)])
def test_one_percent_is_rounded_up(staff, up):
    assert ratios.share_ceil(staff, Decimal("0.01")) == up


@pytest.mark.parametrize(("staff", "down"), [(0, 0), (49, 0), (50, 1), (99, 1), (100, 2), (149, 2), (150, 3)])
def test_two_percent_is_rounded_down(staff, down):
    assert ratios.share_floor(staff, Decimal("0.02")) == down


def test_shares_do_not_feel_the_precision_of_decimals():
    with localcontext() as context:
        context.prec = 2

        assert ratios.share_ceil(10**15 + 1, Decimal("0.01")) == 10**13 + 1
        assert ratios.exact_decimal(Fraction(12345, 1000)) == Decimal("12.345")


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (Fraction(1, 3), "0.333333"),
        (Fraction(2, 3), "0.666667"),
        (Fraction(5, 10**7), "0.000001"),
        (Fraction(-5, 10**7), "-0.000001"),
        (Fraction(49, 10**8), "0.000000"),
    ],
)
def test_six_decimals_round_half_up(value, rounded):
    assert ratios.half_up(value, 6) == Decimal(rounded)


def test_a_share_of_nothing_has_no_value():
    assert ratios.share(0, 0) is None
    assert ratios.share(Decimal("0.5"), 2) == Fraction(1, 4)


@pytest.mark.parametrize(
    ("value", "text"), [(Decimal("0.01"), "1%"), (Fraction(1, 800), "0.13%"), (1, "100%"), (0, "0%")]
)
def test_readers_see_percent_with_at_most_two_decimals(value, text):
    assert ratios.percent(value) == text
