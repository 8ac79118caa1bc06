"""Obligations that fell due and were not fulfilled by then."""

from datetime import date

import pytest

from core.obligations.models import Kind, Obligation, Rule


@pytest.fixture
def owed(branch):
    """Oblige the branch to something by 10 May 2022, unless told otherwise."""

    def oblige(**more) -> Obligation:
        values = {
            "kind": Kind.REPORT,
            "title": "报送半年总结",
            "organisation": branch,
            "opened_on": date(2022, 1, 1),
            "opened_by_realm": "system",
            "opened_by_name": "测试",
            "rule": Rule.FIXED,
            "due_on": date(2022, 5, 10),
        }
        return Obligation.objects.create(**(values | more))

    return oblige


@pytest.mark.parametrize(
    ("fulfilled_on", "overdue"), [(date(2022, 5, 10), 0), (date(2022, 5, 11), 1), (None, 1)]
)
def test_overdue_is_what_was_not_fulfilled_by_its_day(owed, figure, fulfilled_on, overdue):
    owed(fulfilled_on=fulfilled_on)

    assert figure("obligations_overdue_share", "2022") == (overdue, 1)


@pytest.mark.parametrize(("due_on", "count"), [(date(2021, 12, 31), 0), (date(2022, 1, 1), 1)])
def test_obligations_are_of_the_period_in_which_they_fall_due(owed, figure, due_on, count):
    owed(due_on=due_on, opened_on=date(2021, 1, 1))

    assert figure("obligations_overdue_share", "2022") == (count, count)


@pytest.mark.parametrize(("cancelled_on", "count"), [(date(2022, 5, 10), 0), (date(2022, 5, 11), 1)])
def test_what_was_cancelled_before_its_day_was_over_is_not_owed(owed, figure, cancelled_on, count):
    owed(cancelled_on=cancelled_on, cancel_reason="不再需要")

    assert figure("obligations_overdue_share", "2022") == (count, count)


def test_what_is_due_today_is_not_overdue_yet(owed, figure):
    owed(due_on=date(2026, 3, 1))
    owed(due_on=date(2026, 3, 1), fulfilled_on=date(2026, 3, 1))
    owed(due_on=date(2026, 2, 28))
    owed(due_on=date(2026, 3, 2))

    assert figure("obligations_overdue_share", "2026", today=date(2026, 3, 1)) == (1, 2)
    assert figure("obligations_overdue_share", "2026", today=date(2026, 3, 2)) == (2, 3)


def test_on_the_last_day_of_a_period_what_is_due_then_is_still_open(owed, figure):
    owed(due_on=date(2022, 12, 31))

    assert figure("obligations_overdue_share", "2022", today=date(2022, 12, 31)) == (0, 0)
    assert figure("obligations_overdue_share", "2022", today=date(2023, 1, 1)) == (1, 1)


def test_obligations_are_split_by_kind_and_listed_by_title(owed, split, behind):
    owed()
    owed(kind=Kind.MILESTONE, fulfilled_on=date(2022, 5, 1))

    assert split("obligations_overdue_share", "obligation_kind", "2022") == {
        "MILESTONE": (0, 1),
        "REPORT": (1, 1),
    }
    assert behind("obligations_overdue_share", period="2022") == [
        ("OBLIGATION", "甲村党支部", "报送半年总结", 1)
    ]
