"""How an organisation stood from day to day, as pieces of time that facts cut and change.

Pure: no Django, no clock, no database.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Piece:
    """The same values from one day (inclusive) to another (exclusive; None = until now)."""

    from_on: date
    until_on: date | None
    values: Mapping[str, Any]

    def covers(self, day: date) -> bool:
        """Return whether the day lies in the piece."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


def earlier(one: date | None, other: date | None) -> date | None:
    """Return the earlier of two ends, None being never.

    >>> earlier(None, date(2024, 1, 1))
    datetime.date(2024, 1, 1)
    """
    ends = [end for end in (one, other) if end is not None]
    return min(ends, default=None)


def overlaps(one: tuple[date, date | None], other: tuple[date, date | None]) -> bool:
    """Return whether two periods share a day.

    >>> overlaps((date(2020, 1, 1), date(2021, 1, 1)), (date(2021, 1, 1), None))
    False
    """
    return (one[1] is None or other[0] < one[1]) and (other[1] is None or one[0] < other[1])


def assign(
    pieces: Iterable[Piece], values: Mapping[str, Any], *, from_on: date, until_on: date | None = None
) -> list[Piece]:
    """Return the pieces with these values laid over every day from one to another.

    Days outside all pieces stay outside; neighbours that end up equal become one.
    """
    cut: list[Piece] = []
    for piece in pieces:
        if not overlaps((piece.from_on, piece.until_on), (from_on, until_on)):
            cut.append(piece)
            continue
        start, end = max(piece.from_on, from_on), earlier(piece.until_on, until_on)
        if piece.from_on < start:
            cut.append(replace(piece, until_on=start))
        cut.append(Piece(start, end, {**piece.values, **values}))
        if end is not None and end != piece.until_on:
            cut.append(replace(piece, from_on=end))
    return _joined(cut)


def ended(pieces: Iterable[Piece], *, on: date) -> list[Piece]:
    """Return the pieces without the day and all that follow it."""
    return [replace(piece, until_on=earlier(piece.until_on, on)) for piece in pieces if piece.from_on < on]


def resumed(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces, the last of them going on until now."""
    return [*pieces[:-1], replace(pieces[-1], until_on=None)]


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].until_on == piece.from_on and joined[-1].values == piece.values:
            joined[-1] = replace(joined[-1], until_on=piece.until_on)
        else:
            joined.append(piece)
    return joined
