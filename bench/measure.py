"""Timing and verdicts: medians of both sides taken in turn, and ratios against bars."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """A measured ratio and what it may be at most."""

    name: str
    ratio: float
    at_most: float

    @property
    def holds(self) -> bool:
        """Return whether the ratio is within the bar."""
        return self.ratio <= self.at_most

    def __str__(self) -> str:
        verdict = "达标" if self.holds else "超标"
        return f"{verdict}  {self.name}：{self.ratio:.2f} 倍（至多 {self.at_most:g} 倍）"


def medians(
    sides: dict[str, Callable[[], object]],
    *,
    rounds: int,
    each: int = 1,
    before: Callable[[], object] = lambda: None,
) -> dict[str, float]:
    """Return the median seconds of one call per side.

    The sides take turns, so that a machine that changes its speed changes it for all of them.

    :param each: calls per sample; more for what is short.
    :param before: what is done before each sample and not counted.
    """
    samples: dict[str, list[float]] = {name: [] for name in sides}
    for call in sides.values():
        call()
    for _ in range(rounds):
        for name, call in sides.items():
            before()
            begun = time.perf_counter()
            for _ in range(each):
                call()
            samples[name].append((time.perf_counter() - begun) / each)
    return {name: statistics.median(taken) for name, taken in samples.items()}
