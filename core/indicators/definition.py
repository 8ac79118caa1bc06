"""What an indicator is: a title, a unit, and how its numerator and denominator are counted by SQL. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.access.permissions import known
from core.policy.choice import Choice

_CODE = re.compile(r"[a-z][a-z0-9_]{1,59}", re.ASCII)

UNIT_DIMENSIONS = ("sector", "level")
PEOPLE_DIMENSIONS = ("sector", "level", "sex", "education", "age_band")
NOT_RECORDED = "NOT_RECORDED"
"""Value of a dimension for what has none recorded, so that the values of a dimension add up to the whole."""


class Kind(Choice):
    """How an indicator stands in time; for another period it is always counted anew from records."""

    STOCK = "STOCK", "期末数"
    FLOW = "FLOW", "期间发生数"
    DISTINCT = "DISTINCT", "期间去重数"


class Counts(Choice):
    """What an indicator counts; what counts people is hidden from outsiders where it is small."""

    PEOPLE = "PEOPLE", "人员"
    ORGANISATIONS = "ORGANISATIONS", "党组织"
    PLACES = "PLACES", "员额"
    SESSIONS = "SESSIONS", "场次"
    OBLIGATIONS = "OBLIGATIONS", "事项"


@dataclass(frozen=True, slots=True)
class Rows:
    """One SELECT with a row for each thing that several indicators count, everybody's dimensions beside it.

    The statement returns `kind` (code of what a row is), `record` (its key, a UUID, unique among the rows of
    a kind), `person_id`, `organisation_id` (either may be null), `label` (what else it is called, or null), a
    column for each dimension (null or empty: not recorded), and whatever the indicators' expressions need.

    It may use the named values `%(from_on)s`, `%(until_on)s` (exclusive), `%(on)s` (the last day),
    `%(running)s` (that day is today), `%(length)s` (of the period: YEAR, QUARTER or MONTH),
    `%(organisations)s` (a list to which it must narrow itself; null = all), those of `core.indicators.law`,
    and those that `values` returns for the last day; a literal `%` is doubled.

    `see` are the permissions that reading the records behind a figure demands; `touched_by` names the tables
    after whose changes figures may differ.
    """

    sql: str
    see: tuple[str, ...]
    touched_by: tuple[str, ...]
    values: Callable[[date], Mapping[str, Any]] | None = None

    def __post_init__(self) -> None:
        for permission in self.see:
            known(permission)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of the statistics: a count (`denominator` None) or a share of two sums.

    `numerator` and `denominator` are SQL expressions over one row `r` of `rows`; what they return is summed,
    and rows for which it is 0 do not stand behind the figure. `clause` says in words where the figure comes
    from. Codes are shared by everybody: two parts of the product must not use the same one.

    Where figures that are public each for itself tell a small number of people by subtraction, they have to
    be hidden together, so the indicator names the other: `nested_in` one among whose people its own are
    (college or above, bachelor or above), `apart_from` one of the same denominator with nobody in common. Its
    people are those of the numerator; where that adds up years or days (`amount`), those of the denominator.

    :raises ValueError: if the code or a dimension is no plain name, or a dimension stands twice.
    """

    code: str
    title: str
    unit: str
    kind: Kind
    counts: Counts
    rows: Rows
    numerator: str
    clause: str
    denominator: str | None = None
    dimensions: tuple[str, ...] = PEOPLE_DIMENSIONS
    nested_in: str = ""
    apart_from: str = ""
    amount: bool = False

    def __post_init__(self) -> None:
        for name in (self.code, *self.dimensions):
            if not _CODE.fullmatch(name):
                raise ValueError(f"{name!r} is no plain name: lower-case letters, digits and underscores")
        if len(set(self.dimensions)) < len(self.dimensions):
            raise ValueError(f"{self.code} names a dimension twice: {self.dimensions}")

    @property
    def touched_by(self) -> tuple[str, ...]:
        """The tables after whose changes the figure may differ."""
        return self.rows.touched_by
