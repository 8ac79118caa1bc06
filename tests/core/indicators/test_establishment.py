"""Places that are approved, filled, and vacant for long."""

from datetime import date, timedelta

import pytest

from core.appointments import establishment, services
from core.appointments.models import Appointment, EndReason, Post
from core.indicators.records import Part
from core.organisations import reshaping
from core.organisations.models import CloseReason

LAST = date(2022, 12, 31)


def approve(organisation, places: int | None, *, on: date = date(2020, 6, 1), **more) -> None:
    establishment.approve(organisation=organisation.pk, post=Post.WORKER, places=places, on=on, **more)


def days_before(count: int) -> date:
    return LAST - timedelta(days=count)


def test_places_and_who_fills_them(branch, found, posted, figure, split, behind):
    approve(branch, 3)
    approve(found("乙村党支部"), 2)
    posted("张三", branch)
    posted("李四", branch, post=Post.SECRETARY)
    posted("王五", branch, basis=Appointment.Basis.PART_TIME)

    assert figure("quota") == 5
    assert figure("quota_filled") == (1, 5)
    assert split("quota_filled", "sector") == {"VILLAGE": (1, 5)}
    assert behind("quota_filled") == [("PERSON", "张三", "党务工作者", 1)]
    assert behind("quota_filled", Part.DENOMINATOR) == [
        ("QUOTA", "甲村党支部", "党务工作者", 3),
        ("QUOTA", "乙村党支部", "党务工作者", 2),
    ]


def test_more_in_post_than_approved_are_all_counted(branch, posted, figure):
    posted("张三", branch)
    posted("李四", branch)
    approve(branch, 1)

    assert figure("quota_filled") == (2, 1)


def test_what_was_superseded_counts_no_longer(branch, figure):
    approve(branch, 3)
    approve(branch, 1, on=date(2022, 12, 31))
    approve(branch, None, on=date(2023, 6, 1))

    assert [figure("quota", period) for period in ("2022-11", "2022-12", "2023Q2")] == [3, 1, 0]


def test_a_closed_organisation_has_no_places(branch, figure):
    approve(branch, 3)
    reshaping.close(organisation=branch.pk, on=LAST, close_reason=CloseReason.DISSOLVED)

    assert figure("quota") == 0


@pytest.mark.parametrize(("left_on", "count"), [(days_before(90), 0), (days_before(91), 1)])
def test_a_place_is_vacant_for_long_after_more_than_90_days(branch, posted, figure, left_on, count):
    approve(branch, 1)
    posted("张三", branch, until=left_on, end_reason=EndReason.RETIRED)

    assert figure("vacancies_over_90_days") == count


@pytest.mark.parametrize(("approved_on", "count"), [(days_before(90), 0), (days_before(91), 2)])
def test_new_places_are_vacant_from_their_approval_on(branch, figure, approved_on, count):
    approve(branch, 2, on=approved_on)

    assert figure("vacancies_over_90_days") == count


def test_somebody_who_came_and_went_interrupts_the_vacancy(branch, posted, figure, behind):
    approve(branch, 2)
    posted("张三", branch, on=days_before(50), until=days_before(49), end_reason=EndReason.RESIGNED)

    assert figure("vacancies_over_90_days") == 1
    assert behind("vacancies_over_90_days") == [("QUOTA", "甲村党支部", "党务工作者", 1)]


def test_days_without_an_establishment_interrupt_the_vacancy(branch, figure):
    approve(branch, 1)
    approve(branch, None, on=days_before(50), until=days_before(49))

    assert figure("vacancies_over_90_days") == 0


def test_a_place_handed_over_is_not_vacant(branch, posted, figure):
    approve(branch, 1)
    first = posted("张三", branch)
    services.end(appointment=first.appointments.get().pk, on=days_before(100), end_reason=EndReason.RETIRED)
    posted("李四", branch, on=days_before(10))

    assert figure("vacancies_over_90_days") == 0
