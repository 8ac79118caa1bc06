"""Places counted over days."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.appointments import headroom
from core.appointments.headroom import Approved, Excess

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Machines of tests are shared: how long drawing takes says nothing."""
START = date(2024, 1, 1)
HORIZON = 20


def day(number: int) -> date:
    return START + timedelta(days=number)


def span(start: int, end: int | None) -> headroom.Span:
    return day(start), None if end is None else day(end)


def spans(draw_open: bool = True):
    ends = st.integers(1, HORIZON) | st.none() if draw_open else st.integers(1, HORIZON)
    return st.tuples(st.integers(0, HORIZON - 1), ends).filter(lambda one: one[1] is None or one[1] > one[0])


@st.composite
def establishments(draw) -> list[tuple[int, int, int | None]]:
    """Draw periods that do not overlap: places, first day, day after the last."""
    cuts = sorted(draw(st.sets(st.integers(0, HORIZON - 1), max_size=4)))
    ends = [*cuts[1:], None][: len(cuts)]
    return [(draw(st.integers(0, 3)), start, end) for start, end in zip(cuts, ends, strict=True)]


@PATIENT
@given(establishments(), st.lists(spans(), max_size=6), spans())
def test_the_first_day_without_a_place_is_the_one_found_by_looking_at_every_day(approved, held, wanted):
    def lies(number: int, one: tuple[int, int | None]) -> bool:
        return one[0] <= number and (one[1] is None or number < one[1])

    def full(number: int) -> bool:
        places = [places for places, start, end in approved if lies(number, (start, end))]
        return bool(places) and sum(lies(number, one) for one in held) + 1 > places[0]

    days = [number for number in range(HORIZON + 1) if lies(number, wanted)]
    expected = next((day(number) for number in days if full(number)), None)
    passing = [number for number in days if not any(full(later) for later in days if later >= number)]

    told = headroom.excess(
        approved=[Approved(places, span(start, end)) for places, start, end in approved],
        held=[span(*one) for one in held],
        wanted=span(*wanted),
    )
    first = headroom.first_day(
        approved=[Approved(places, span(start, end)) for places, start, end in approved],
        held=[span(*one) for one in held],
        wanted=span(*wanted),
    )

    assert (told.on if told else None) == expected
    assert first == (day(passing[0]) if passing else None)


@pytest.mark.parametrize(
    ("leaves", "full"),
    [(span(0, 5), None), (span(0, 6), Excess(day(5), 1, 1)), (span(5, 6), Excess(day(5), 1, 1))],
)
def test_a_place_is_free_on_the_day_its_holder_leaves(leaves, full):
    approved = [Approved(1, span(0, None))]

    assert headroom.excess(approved=approved, held=[leaves], wanted=span(5, None)) == full


def test_no_places_are_fewer_than_no_establishment():
    assert headroom.excess(approved=[], held=[], wanted=span(0, None)) is None
    assert headroom.excess(approved=[Approved(0, span(0, None))], held=[], wanted=span(0, None)) == Excess(
        day(0), 0, 0
    )


def test_the_finding_names_places_holders_and_the_first_day_that_would_pass():
    finding = headroom.check(
        approved=[Approved(1, span(0, None))],
        held=[span(0, 9)],
        wanted=span(5, None),
        organisation="甲镇党委",
        post="书记",
    )

    assert finding is not None
    assert (finding.code, finding.satisfied_on) == ("QUOTA", day(9))
    assert finding.facts == {
        "organisation": "甲镇党委",
        "post": "书记",
        "places": 1,
        "filled": 1,
        "on": day(5),
    }
