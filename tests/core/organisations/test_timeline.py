"""Pieces of time, cut and changed day by day."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.organisations import timeline
from core.organisations.timeline import Piece

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Machines of tests are shared: how long drawing takes says nothing."""
START = date(2024, 1, 1)
HORIZON = 30


def day(number: int) -> date:
    return START + timedelta(days=number)


def by_day(pieces: list[Piece]) -> dict[int, dict]:
    return {
        number: dict(piece.values)
        for number in range(HORIZON)
        for piece in pieces
        if piece.covers(day(number))
    }


days = st.integers(0, HORIZON - 1)
changes = st.lists(
    st.tuples(days, st.none() | days, st.dictionaries(st.sampled_from("ab"), st.integers(0, 2), min_size=1)),
    max_size=8,
)


@PATIENT
@given(changes)
def test_every_day_has_what_was_said_of_it_last(said):
    pieces = [Piece(day(3), None, {"a": 0, "b": 0})]
    expected = {number: {"a": 0, "b": 0} for number in range(3, HORIZON)}

    for start, end, values in said:
        if end is not None and end <= start:
            continue
        pieces = timeline.assign(
            pieces, values, from_on=day(start), until_on=None if end is None else day(end)
        )
        for number in range(max(start, 3), HORIZON if end is None else end):
            expected[number].update(values)

    assert by_day(pieces) == expected


@PATIENT
@given(changes)
def test_neighbours_differ_and_leave_no_gap(said):
    pieces = [Piece(day(0), None, {"a": 0, "b": 0})]

    for start, _, values in said:
        pieces = timeline.assign(pieces, values, from_on=day(start))

    assert all(one.until_on == other.from_on for one, other in pairwise(pieces))
    assert all(one.values != other.values for one, other in pairwise(pieces))
    assert pieces[-1].until_on is None


def test_what_is_said_of_other_days_changes_nothing():
    pieces = [Piece(day(0), day(5), {"a": 0})]

    assert timeline.assign(pieces, {"a": 1}, from_on=day(5)) == pieces
    assert timeline.assign(pieces, {"a": 1}, from_on=day(-5), until_on=day(0)) == pieces


def test_the_day_of_the_end_is_the_first_one_gone():
    pieces = [Piece(day(0), day(5), {"a": 0}), Piece(day(5), None, {"a": 1})]

    assert timeline.ended(pieces, on=day(5)) == [Piece(day(0), day(5), {"a": 0})]
    assert timeline.ended(pieces, on=day(6)) == [pieces[0], Piece(day(5), day(6), {"a": 1})]


def test_what_ended_goes_on_as_it_was():
    pieces = [Piece(day(0), day(5), {"a": 0}), Piece(day(5), day(7), {"a": 1})]

    assert timeline.resumed(pieces) == [pieces[0], Piece(day(5), None, {"a": 1})]
