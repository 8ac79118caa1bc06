"""An invented country whose figures are published, and a reader who solves for what was hidden.

The reader knows how the figures hang together: regions add up, values of a dimension add up to the whole, the
shares of one population have one denominator, and which places had no change between two publications.
"""

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from figures import publish, tenant

from core.reference.models import Level
from tenants.models import Tenant
from tenants.statistics import answers

PRIME = (1 << 61) - 1
PERIOD = "2022"
LEAST = 5
REGIONS = ("522702", "522701", "522726", "522700", "520000", "520302", "520303", "360823", "320509", "320582")
SPLITS = {
    "": ("",),
    "sex": ("1", "2"),
    "education": ("JUNIOR", "COLLEGE", "BACHELOR"),
    "age_band": ("U36", "36_49", "50_"),
}
SHARES = {
    "fulltime_share": lambda one: one.full_time,
    "parttime_share": lambda one: not one.full_time,
    "education_college_share": lambda one: one.education != "JUNIOR",
    "education_bachelor_share": lambda one: one.education == "BACHELOR",
    "age_35_share": lambda one: one.age_band == "U36",
    "age_50_share": lambda one: one.age_band == "50_",
}
IDENTITIES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "education_college_share": ("education", ("COLLEGE", "BACHELOR")),
    "education_bachelor_share": ("education", ("BACHELOR",)),
    "age_35_share": ("age_band", ("U36",)),
    "age_50_share": ("age_band", ("50_",)),
}
"""Shares whose whole is a sum over values of a dimension of all workers."""

Variable = tuple[str, str, str, str, int]
"""Place, indicator, split, value, and the publication since which the place has not changed."""
Row = dict[Variable, int]


@dataclass(frozen=True)
class Worker:
    """Somebody counted."""

    sex: str
    education: str
    age_band: str
    full_time: bool


@dataclass
class Country:
    """Places with their workers, and since which publication each is as it is."""

    dice: random.Random
    tenants: dict[str, Tenant]
    workers: dict[str, list[Worker]]
    since: dict[str, int]

    def counted(self, code: str, split: str) -> Counter[tuple[str, str]]:
        """Return how many workers a place has, of all and in each share, by value of a split."""
        found: Counter[tuple[str, str]] = Counter()
        for one in self.workers[code]:
            value = getattr(one, split) if split else ""
            found["workers", value] += 1
            for share, inside in SHARES.items():
                found[share, value] += inside(one)
        return found

    def tell(self, code: str) -> None:
        """Publish the figures of one place."""
        for split in SPLITS:
            numbers = self.counted(code, split)
            publish(
                self.tenants[code],
                {
                    (indicator, value): (
                        number,
                        None if indicator == "workers" else numbers["workers", value],
                    )
                    for (indicator, value), number in numbers.items()
                },
                period=PERIOD,
                split=split,
                least=LEAST,
            )

    def change(self, publication: int) -> None:
        """Let a few places change, and publish them anew."""
        for code in self.dice.sample(REGIONS, 3):
            people = self.workers[code]
            people += [worker(self.dice) for _ in range(self.dice.randrange(6))]
            del people[: min(self.dice.randrange(5), len(people) - 1)]
            self.since[code] = publication
            self.tell(code)


def worker(dice: random.Random) -> Worker:
    """Return somebody; some kinds are rare."""
    return Worker(
        sex=dice.choices(SPLITS["sex"], (4, 1))[0],
        education=dice.choices(SPLITS["education"], (3, 4, 1))[0],
        age_band=dice.choices(SPLITS["age_band"], (2, 3, 1))[0],
        full_time=dice.random() < 0.6,
    )


def country(seed: int) -> Country:
    """Return a country of a few provinces with published figures."""
    dice = random.Random(seed)
    made = Country(
        dice=dice,
        tenants={code: tenant(f"place{seed}_{code}", code) for code in REGIONS},
        workers={code: [worker(dice) for _ in range(dice.choice((2, 8, 20, 40, 90)))] for code in REGIONS},
        since=dict.fromkeys(REGIONS, 0),
    )
    for code in dice.sample(REGIONS, len(REGIONS)):
        made.tell(code)
    return made


Told = dict[tuple[str, bool, str, str, str], answers.Statistic]
"""Rows by region, whether its own, indicator, split and value."""


def everything_told() -> Told:
    """Return all that the public host tells of the period."""
    found: Told = {}
    asked = [(None, None)] + [(None, level) for level in (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)]
    for split in SPLITS:
        for region, level in asked:
            question = answers.question(
                indicators=["workers", *SHARES],
                region=region,
                level=level,
                named_periods=[PERIOD],
                dimensions=[split] if split else [],
            )
            for row in answers.answer(question):
                found[row.region, row.own, row.indicator.code, split, row.dimension.get(split, "")] = row
    return found


def places(region: str, own: bool) -> list[str]:
    """Return the places that a region's figure counts."""
    stem = region if own else region.rstrip("0")
    stem = stem.ljust(len(stem) + len(stem) % 2, "0")
    return [code for code in REGIONS if code.startswith(stem)]


class Reader:
    """Somebody who solves all that was published for what was not, over the rationals (modulo a prime)."""

    def __init__(self) -> None:
        self._rows: dict[Variable, Row] = {}

    def learn(self, country: Country, told: Told) -> None:
        """Take in one publication and what is known of how its figures hang together."""
        for (region, own, indicator, split, value), row in told.items():
            if not row.suppressed:
                self._add(self._sum(country, places(region, own), indicator, split, [value]))
                if indicator != "workers":
                    self._add(self._sum(country, places(region, own), "workers", split, [value]))
        for code in REGIONS:
            for indicator in ("workers", *SHARES):
                for split in ("sex", "education", "age_band"):
                    whole = self._sum(country, [code], indicator, "", [""])
                    self._add(_less(whole, self._sum(country, [code], indicator, split, SPLITS[split])))
            for indicator, (split, values) in IDENTITIES.items():
                share = self._sum(country, [code], indicator, "", [""])
                self._add(_less(share, self._sum(country, [code], "workers", split, values)))
            for split, values in SPLITS.items():
                for value in values:
                    both = self._sum(country, [code], "fulltime_share", split, [value])
                    both.update(self._sum(country, [code], "parttime_share", split, [value]))
                    self._add(_less(both, self._sum(country, [code], "workers", split, [value])))

    def knows(self, country: Country, cell: tuple[str, bool, str, str, str]) -> bool:
        """Return whether the number of people in a cell follows from what was learnt."""
        region, own, indicator, split, value = cell
        return not self._reduced(self._sum(country, places(region, own), indicator, split, [value]))

    @staticmethod
    def _sum(
        country: Country, codes: Iterable[str], indicator: str, split: str, values: Iterable[str]
    ) -> Row:
        values = list(values)
        return {(code, indicator, split, value, country.since[code]): 1 for code in codes for value in values}

    def _add(self, row: Row) -> None:
        left = self._reduced(row)
        if left:
            pivot = next(iter(left))
            inverse = pow(left[pivot], -1, PRIME)
            self._rows[pivot] = {variable: number * inverse % PRIME for variable, number in left.items()}

    def _reduced(self, row: Row) -> Row:
        left = dict(row)
        done: Row = {}
        while left:
            variable, number = left.popitem()
            known = self._rows.get(variable)
            if known is None:
                done[variable] = number
                continue
            for other, factor in known.items():
                if other != variable:
                    rest = (left.pop(other, 0) + done.pop(other, 0) - number * factor) % PRIME
                    if rest:
                        left[other] = rest
        return done


def _less(row: Row, other: Row) -> Row:
    return {**row, **{variable: PRIME - number for variable, number in other.items()}}


def truth(country: Country, cell: tuple[str, bool, str, str, str]) -> tuple[int, int]:
    """Return how many people a cell really counts, and of how many."""
    region, own, indicator, split, value = cell
    numbers = Counter()
    for code in places(region, own):
        numbers.update(country.counted(code, split))
    return numbers[indicator, value], numbers["workers", value]


def small(country: Country, cell: tuple[str, bool, str, str, str]) -> bool:
    """Return whether a cell counts, or leaves out, somebody but fewer than may be told."""
    number, whole = truth(country, cell)
    return 0 < number < LEAST or (cell[2] != "workers" and 0 < whole - number < LEAST)


def attacked(seed: int) -> tuple[int, list[object]]:
    """Publish a country, change it, publish again, attack; return how many cells were hidden, and the faults.

    Faults are small cells that are told, numbers that are told wrong, and hidden ones that the reader finds.
    Of the second publication only cells count that were hidden in the first as well: a number that was public
    once is known to whoever kept it.
    """
    made = country(seed)
    told = everything_told()
    reader = Reader()
    reader.learn(made, told)
    hidden = [cell for cell, row in told.items() if row.suppressed]
    faults: list[object] = [("found", cell) for cell in hidden if reader.knows(made, cell)]
    faults += _told_wrong(made, told)
    early = [(cell, truth(made, cell)) for cell in hidden if small(made, cell)]
    before = dict(made.since)

    made.change(1)
    again = everything_told()
    reader.learn(made, again)
    faults += _told_wrong(made, again)
    late = [cell for cell, row in again.items() if row.suppressed and cell in hidden and small(made, cell)]
    faults += [("found in two", cell) for cell in late if reader.knows(made, cell)]
    made.since = before
    faults += [("found afterwards", cell) for cell, _ in early if reader.knows(made, cell)]
    return len(hidden), faults


def _told_wrong(made: Country, told: Told) -> list[object]:
    shown = {cell: row for cell, row in told.items() if not row.suppressed}
    wrong = [("wrong", cell) for cell, row in shown.items() if row.numerator != truth(made, cell)[0]]
    return wrong + [("small", cell) for cell in shown if small(made, cell)]
