"""Order by total, and who stands last.

Pure: no Django, no clock, no database.
"""

from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def ranks(totals: Mapping[Key, Fraction]) -> dict[Key, int]:
    """Return the place of each by total; equal totals share a place, and the next ones are left out.

    >>> ranks({"a": Fraction(90), "b": Fraction(80), "c": Fraction(90), "d": Fraction(70)})
    {'a': 1, 'b': 3, 'c': 1, 'd': 4}
    """
    places: dict[Fraction, int] = {}
    for place, total in enumerate(sorted(totals.values(), reverse=True), start=1):
        places.setdefault(total, place)
    return {key: places[total] for key, total in totals.items()}


def last(totals: Mapping[Key, Fraction]) -> frozenset[Key]:
    """Return who stands last: all of the lowest total; nobody where all totals are equal.

    >>> sorted(last({"a": Fraction(90), "b": Fraction(70), "c": Fraction(70)}))
    ['b', 'c']
    >>> last({"a": Fraction(90), "b": Fraction(90)})
    frozenset()
    """
    if len(set(totals.values())) < 2:
        return frozenset()
    lowest = min(totals.values())
    return frozenset(key for key, total in totals.items() if total == lowest)
