"""Exact shares: everything is a Fraction until it is written."""

import math
from decimal import Decimal
from fractions import Fraction

Exact = int | Decimal | Fraction


def share(part: Exact, whole: Exact) -> Fraction | None:
    """Return part / whole exactly, or None where the whole is zero and the share means nothing.

    >>> share(2, 3), share(0, 0)
    (Fraction(2, 3), None)
    """
    return Fraction(part) / Fraction(whole) if whole else None


def share_ceil(of: Exact, rate: Exact) -> int:
    """Return the share `rate` of a number, rounded up to whole units.

    >>> share_ceil(101, Decimal("0.01")), share_ceil(100, Decimal("0.01"))
    (2, 1)
    """
    return math.ceil(Fraction(of) * Fraction(rate))


def share_floor(of: Exact, rate: Exact) -> int:
    """Return the share `rate` of a number, rounded down to whole units.

    >>> share_floor(149, Decimal("0.02")), share_floor(150, Decimal("0.02"))
    (2, 3)
    """
    return math.floor(Fraction(of) * Fraction(rate))


def half_up(value: Exact, places: int) -> Decimal:
    """Return the value rounded to so many decimals, halves away from zero.

    >>> half_up(Fraction(1, 8), 2), half_up(Fraction(-1, 8), 2)
    (Decimal('0.13'), Decimal('-0.13'))
    """
    exact = Fraction(value) * 10**places
    whole = math.floor(abs(exact) + Fraction(1, 2))
    return _shifted(whole if exact >= 0 else -whole, places)


def exact_decimal(value: Exact) -> Decimal | None:
    """Return the value as a Decimal, or None where its decimal expansion does not end.

    >>> exact_decimal(Fraction(1, 8)), exact_decimal(Fraction(1, 3))
    (Decimal('0.125'), None)
    """
    exact = Fraction(value)
    rest, twos, fives = exact.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return None
    places = max(twos, fives)
    return _shifted(exact.numerator * 10**places // exact.denominator, places)


def percent(value: Exact) -> str:
    """Return a share as readers see it, with as many decimals as it has, at most 2.

    >>> percent(Decimal("0.01")), percent(Fraction(2, 3))
    ('1%', '66.67%')
    """
    text = f"{half_up(Fraction(value) * 100, 2):f}"
    return text.rstrip("0").rstrip(".") + "%"


def _shifted(digits: int, places: int) -> Decimal:
    """Return digits × 10^-places; built from its parts, so that no context rounds it."""
    return Decimal((int(digits < 0), tuple(map(int, str(abs(digits)))), -places))
