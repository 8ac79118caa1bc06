"""Whoever is listed of a unit or a scope belongs to it or to what is below, whichever way they are found."""

from datetime import date
from itertools import product

import pytest

from core.organisations import branches, reshaping
from core.organisations import selectors as organisations
from core.organisations import services as founding
from core.organisations.models import CloseReason, Organisation
from core.people import listing, services

TODAY = date(2026, 5, 1)
PAST = date(2022, 1, 1)


@pytest.fixture
def places(in_beta, unit, posted) -> list[Organisation]:
    """Two towns and villages, of which one moved to the other town and one is closed; two people in each."""
    top = unit("县委")
    west, east = unit("西镇", top), unit("东镇", top)
    villages = [unit(f"西镇{n}村", west) for n in range(3)] + [unit(f"东镇{n}村", east) for n in range(3)]
    found = [top, west, east, *villages]
    for number, place in enumerate(found):
        if place is not villages[1]:
            posted(f"张{number}", place)
        services.record(name=f"李{number}", kept_by=place, on=TODAY)
    posted("王无岗")
    founding.move(organisation=villages[0].pk, parent=east.pk, on=date(2025, 1, 1))
    reshaping.close(organisation=villages[1].pk, on=date(2024, 1, 1), close_reason=CloseReason.OTHER)
    return found


@pytest.mark.parametrize(("people", "units"), list(product((1, 1_500), (1, 4, 1_000))))
@pytest.mark.parametrize("on", [PAST, TODAY])
def test_the_way_that_is_gone_makes_no_difference(places, monkeypatch, people, units, on):
    top, west, east, moved, closed, *_ = places
    monkeypatch.setattr(listing, "FEW", people)
    monkeypatch.setattr(branches, "FEW", units)

    def listed(root: Organisation | None, unit: Organisation | None) -> list[str]:
        rows = listing.by_pinyin(
            limit=100,
            roots=None if root is None else [root.pk],
            unit=None if unit is None else unit.pk,
            on=on,
            today=TODAY,
        )
        return [row.name for row in rows]

    def expected(root: Organisation | None, unit: Organisation | None) -> list[str]:
        every = {place.pk for place in places}
        seen = every if root is None else organisations.answerable(roots=[root.pk], on=TODAY)
        asked = every if unit is None else organisations.subtree(roots=[unit.pk], on=on)
        numbers = [n for n, place in enumerate(places) if place.pk in seen & asked]
        names = [f"李{n}" for n in numbers] + ["王无岗"] * (root is None and unit is None)
        return names + [f"张{n}" for n in numbers if places[n] is not closed]

    pairs = list(product((None, top, west, east, moved, closed), repeat=2))
    assert [listed(*pair) for pair in pairs] == [expected(*pair) for pair in pairs]


def test_the_closed_village_is_answered_for_and_the_moved_one_by_its_new_town(places):
    _, west, east, *_ = places

    west_today, east_today, west_then = (
        [row.name for row in listing.by_pinyin(limit=100, on=on, **where)]
        for on, where in (
            (TODAY, {"roots": [west.pk]}),
            (TODAY, {"unit": east.pk}),
            (PAST, {"unit": west.pk}),
        )
    )

    assert west_today == ["李1", "李4", "李5", "张1", "张5"]
    assert east_today == ["李2", "李3", "李6", "李7", "李8", "张2", "张3", "张6", "张7", "张8"]
    assert west_then == ["李1", "李3", "李4", "李5", "张1", "张3", "张5"]


def test_pages_follow_each_other_within_a_branch(places):
    top = places[0]
    whole = [row.name for row in listing.by_pinyin(limit=100, roots=[top.pk], on=TODAY)]

    paged, after = [], None
    while rows := listing.by_pinyin(limit=4, after=after, roots=[top.pk], on=TODAY):
        paged += [row.name for row in rows]
        after = (rows[-1].pinyin, rows[-1].id)

    assert len(whole) == 17
    assert paged == whole
