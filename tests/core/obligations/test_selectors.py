"""Obligations as of a day: states, counts, lists."""

from datetime import date
from uuid import UUID

import pytest
from browsing import CLERK

from core.actors import Actor
from core.obligations import selectors, services
from core.obligations.selectors import Counts, Filters, State

DUE = date(2026, 5, 1)
OTHER = Actor(realm="tenant", id="2", name="李四")


def day(number: int, month: int = 5) -> date:
    return date(2026, month, number)


def titles(on: date, **filters) -> list[str]:
    return [row.title for row in selectors.page(limit=10, on=on, filters=Filters(**filters))]


@pytest.fixture
def one_of_each(assigned) -> None:
    """Obligations due on 1 May: open, fulfilled on time and late, checked, cancelled on 3 May."""
    assigned(title="未办")
    for title, on in (("准时", day(1)), ("迟办", day(3)), ("已核", day(1))):
        row = assigned(title=title)
        services.fulfil(obligation=row.pk, evidence="已办", on=on, actor=CLERK)
        if title == "已核":
            services.check(obligation=row.pk, on=day(4), actor=OTHER)
    services.cancel(obligation=assigned(title="取消").pk, on=day(3), reason="重复交办")


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (day(30, 4), {State.OPEN: ["取消", "已核", "未办", "准时", "迟办"]}),
        (
            day(1),
            {State.OPEN: ["取消", "未办", "迟办"], State.FULFILLED: ["已核", "准时"]},
        ),
        (
            day(2),
            {State.OVERDUE: ["取消", "未办", "迟办"], State.FULFILLED: ["已核", "准时"]},
        ),
        (
            day(3),
            {
                State.OVERDUE: ["未办"],
                State.FULFILLED: ["已核", "准时", "迟办"],
                State.CANCELLED: ["取消"],
            },
        ),
        (
            day(4),
            {
                State.OVERDUE: ["未办"],
                State.FULFILLED: ["准时", "迟办"],
                State.CHECKED: ["已核"],
                State.CANCELLED: ["取消"],
            },
        ),
    ],
)
def test_states_are_those_of_the_day_asked_for(one_of_each, on, expected):
    for state in State:
        rows = selectors.page(limit=10, on=on, filters=Filters(states=[state]))
        assert sorted(row.title for row in rows) == sorted(expected.get(state, []))
        assert {row.state(on) for row in rows} <= {state}


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (day(1, 3), Counts(open=0, overdue=0, due=0, late=0)),
        (day(2, 3), Counts(open=5, overdue=0, due=0, late=0)),
        (day(1), Counts(open=3, overdue=0, due=0, late=0)),
        (day(2), Counts(open=3, overdue=3, due=5, late=0)),
        (day(3), Counts(open=1, overdue=1, due=4, late=1)),
    ],
)
def test_counts_are_those_of_the_day_asked_for(one_of_each, on, counts):
    assert selectors.counts(on=on) == counts


def test_counts_are_of_some_organisations(one_of_each, county, town):
    assert selectors.counts(on=day(2), organisations=[county.pk]) == Counts(0, 0, 0, 0)
    assert selectors.counts(on=day(2), organisations=[county.pk, town.pk]).due == 5


def test_the_list_is_narrowed(assigned, county):
    assigned(day(1), title="甲")
    assigned(day(2), title="乙", kind="RECTIFICATION", subject_id=UUID(int=9), subject_kind="PROJECT")
    assigned(day(3), title="丙", organisation=county.pk)

    assert titles(DUE) == ["甲", "乙", "丙"]
    assert titles(DUE, kind="RECTIFICATION") == ["乙"]
    assert titles(DUE, subject=UUID(int=9)) == ["乙"]
    assert titles(DUE, organisations=[county.pk]) == ["丙"]
    assert titles(DUE, mine=[county.pk]) == ["丙"]
    assert titles(DUE, due_before=day(2)) == ["甲"]
    assert titles(DUE, states=[]) == []
    assert titles(date(2026, 3, 1)) == []


def test_pages_follow_each_other_by_due_day(assigned):
    rows = [assigned(day(number)) for number in (3, 1, 2, 1)]
    shown, after = [], None
    for _ in range(len(rows) + 1):
        page = selectors.page(limit=1, on=DUE, after=after)
        shown += [(row.due_on, row.id) for row in page]
        after = shown[-1]

    assert shown == sorted((row.due_on, row.pk) for row in rows)
