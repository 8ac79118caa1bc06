"""The establishment plan: what units have, must and may have, and what is to be done next."""

from datetime import date

import pytest
from counting import credential
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.appointments import establishment
from core.appointments.models import Appointment, Post
from core.organisations.models import Organisation, Sector
from core.policy import vocabulary
from plugins.fuquan_licensing.establishment import selectors
from plugins.fuquan_licensing.establishment.selectors import Next

TODAY = date(2026, 5, 1)
LICENCE = "fuquan_licensing.licence"


def approved(
    organisation: Organisation, places: int, *, post: Post = Post.WORKER, on=date(2021, 1, 1)
) -> None:
    establishment.approve(organisation=organisation.pk, post=post, places=places, on=on)


def plan(**more) -> list[selectors.Unit]:
    return selectors.plan(on=TODAY, **more)


def steps(found: selectors.Unit) -> list[str]:
    return [step.code.value for step in found.steps]


def test_a_unit_shows_what_it_has_and_what_it_must_and_may_have(unit, staff):
    organ = unit(Sector.ORGAN, 300)
    approved(organ, 5)
    staff(organ, 2)

    [found] = plan()

    assert (found.id, found.name, found.staff_count) == (organ.pk, "机关党委", 300)
    assert (found.approved, found.filled, found.short, found.over) == (5, 2, 3, 0)
    assert (found.minimum, found.maximum, found.below_minimum) == (3, 6, 1)
    assert found.basis == "机关按在岗 300 人的 1% 至 2%，不少于 1 名"


def test_all_places_that_count_are_summed_and_commissioners_left_out(unit, staff):
    organ = unit(Sector.ORGAN, 300)
    approved(organ, 2)
    approved(organ, 1, post=Post.SECRETARY)
    approved(organ, 1, post=Post.ORGANISATION_COMMISSIONER)
    staff(organ, 1)
    staff(organ, 1, post=Post.ORGANISATION_COMMISSIONER)
    staff(organ, 1, basis=Appointment.Basis.PART_TIME)

    [found] = plan()

    assert (found.approved, found.filled) == (3, 1)


@pytest.mark.parametrize(
    ("sector", "staff_count", "places", "filled", "expected"),
    [
        pytest.param(Sector.ORGAN, None, None, 0, ["COUNT_STAFF"], id="staff unknown"),
        pytest.param(Sector.SOE, None, None, 0, ["COUNT_STAFF"], id="staff unknown in an enterprise"),
        pytest.param(Sector.VILLAGE, None, None, 0, [], id="as needed"),
        pytest.param(Sector.TOWNSHIP, None, None, 0, ["APPROVE", "FILL"], id="nothing approved"),
        pytest.param(Sector.ORGAN, 300, 2, 2, ["APPROVE", "FILL", "LICENSE"], id="approved too few"),
        pytest.param(Sector.ORGAN, 300, 7, 7, ["APPROVE", "LICENSE"], id="approved too many"),
        pytest.param(Sector.ORGAN, 300, 3, 4, ["REDUCE", "LICENSE"], id="over"),
        pytest.param(Sector.ORGAN, 300, 3, 0, ["FILL"], id="empty"),
        pytest.param(Sector.ORGAN, 300, 3, 3, ["LICENSE"], id="full"),
    ],
)
def test_what_is_to_be_done_next(unit, staff, sector, staff_count, places, filled, expected):
    organisation = unit(sector, staff_count)
    if places is not None:
        approved(organisation, places)
    staff(organisation, filled)

    [found] = plan()

    assert steps(found) == expected


def test_a_unit_whose_people_are_licensed_has_nothing_to_do(unit, staff):
    organ = unit(Sector.ORGAN, 100)
    approved(organ, 1)
    [worker] = staff(organ, 1)
    credential(worker, LICENCE, "JUNIOR")

    [found] = plan()

    assert (found.unlicensed, steps(found)) == (0, [])


def test_the_plan_is_that_of_the_day(unit, staff):
    organ = unit(Sector.ORGAN, 100)
    approved(organ, 1, on=date(2022, 1, 1))
    staff(organ, 1, on=date(2023, 1, 1))

    before, first, filled = (
        selectors.plan(on=day)[0] for day in (date(2021, 12, 31), date(2022, 1, 1), date(2023, 1, 1))
    )

    assert [(one.approved, one.filled) for one in (before, first, filled)] == [(None, 0), (1, 0), (1, 1)]


def test_gaps_of_one_unit_are_not_made_up_by_another(unit, staff):
    empty, full = unit(Sector.ORGAN, 200, name="甲局党委"), unit(Sector.ORGAN, 100, name="乙局党委")
    approved(empty, 2)
    approved(full, 1)
    staff(full, 3)

    assert selectors.totals(plan()) == selectors.Totals(
        units=2, approved=3, filled=3, short=2, over=2, units_below_minimum=1, unlicensed=3
    )


def test_pages_and_filters(unit, staff):
    first = unit(Sector.ORGAN, 100, name="甲局党委")
    second = unit(Sector.SOE, 100, name="乙公司党委")
    third = unit(Sector.ORGAN, 100, name="丙局党委")
    approved(first, 1)
    staff(first, 1)

    by_pinyin = plan()
    page = plan(limit=1, after=(by_pinyin[0].pinyin, by_pinyin[0].id))

    assert [one.name for one in by_pinyin] == ["丙局党委", "甲局党委", "乙公司党委"]
    assert [one.id for one in page] == [first.pk]
    assert [one.id for one in plan(sector=vocabulary.Sector.SOE)] == [second.pk]
    assert [one.id for one in plan(organisations=[third.pk])] == [third.pk]
    assert [one.id for one in plan(step=Next.APPROVE)] == [third.pk, second.pk]
    assert [one.id for one in plan(step=Next.APPROVE, limit=1)] == [third.pk]


def test_ten_and_a_hundred_units_take_as_many_queries(unit, staff):
    for number in range(100):
        unit(Sector.ORGAN, 100, name=f"第{number}局党委")
    counts = []
    for limit in (10, 100):
        with CaptureQueriesContext(connection) as queries:
            assert len(plan(limit=limit)) == limit
        counts.append(len(queries))

    assert counts == [2, 2]
