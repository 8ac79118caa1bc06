"""The figures of the core's law that statements over indicators may use, as named values of SQL."""

from collections.abc import Collection
from datetime import date
from itertools import pairwise
from typing import Any

from core.law import services as law


def values(on: date) -> dict[str, Any]:
    """Return the named values that hold on a day; one query.

    `age_from` and `age_bands` are the lowest ages of all bands but the first and the names of all bands,
    `party_work_from` and `party_work_bands` the same for years of Party work; a place counts as vacant
    for long after more than `vacancy_days`.

    :raises NoPolicy: if the day lies before the first version of the core's law.
    """
    policy = law.in_force(on)
    return {
        "age_from": sorted(policy.age_bands),
        "age_bands": bands(policy.age_bands),
        "party_work_from": sorted(policy.party_work_bands),
        "party_work_bands": bands(policy.party_work_bands),
        "vacancy_days": policy.vacancy_days,
    }


def bands(figures: Collection[int]) -> list[str]:
    """Return the names of the bands that begin at figures: under the lowest, from each to below the next.

    >>> bands([1, 6, 11])
    ['<1', '1-5', '6-10', '11+']
    """
    lowest = sorted(figures)
    if not lowest:
        return ["0+"]
    between = [str(low) if high == low + 1 else f"{low}-{high - 1}" for low, high in pairwise(lowest)]
    return [f"<{lowest[0]}", *between, f"{lowest[-1]}+"]
