"""Shares of the organisations that stand."""

from datetime import date

import pytest
from counting import post

from core.appointments import establishment
from core.appointments.models import Appointment, Post
from core.organisations import reshaping
from core.organisations.models import CloseReason, Sector, Standing
from core.people.models import Person

PART_TIME = Appointment.Basis.PART_TIME


def test_organisations_are_those_that_stand_on_the_last_day(branch, found, figure, split):
    later = found("乙机关党支部", sector=Sector.ORGAN, on=date(2022, 12, 31))
    found("丙村党支部", on=date(2023, 1, 1))
    reshaping.close(organisation=branch.pk, on=date(2023, 1, 1), close_reason=CloseReason.DISSOLVED)

    assert figure("organisations", "2022") == 2
    assert split("organisations", "sector", "2022") == {"ORGAN": 1, "VILLAGE": 1}
    assert figure("organisations", "2023") == 2
    assert figure("organisations", "2022", organisations=[later.pk]) == 1


def test_while_a_period_runs_organisations_are_those_of_today(branch, found, figure):
    found("乙村党支部", on=date(2026, 3, 2))

    assert figure("organisations", "2026", today=date(2026, 3, 1)) == 1
    assert figure("organisations", "2026", today=date(2026, 3, 2)) == 2


def test_qualified_includes_advanced(found, figure):
    for number, status in enumerate(("", *Standing.values, Standing.ADVANCED)):
        found(f"第{number}党支部", more={"status": status})

    assert figure("qualified_orgs_share") == (3, 5)
    assert figure("advanced_orgs_share") == (2, 5)
    assert figure("backward_orgs_share") == (1, 5)


def test_a_unit_of_one_worker_counts_people_not_posts(branch, found, posted, figure):
    alone = posted("张三", branch)
    post(alone, branch, basis=PART_TIME, post=Post.SECRETARY)
    several = found("乙村党支部")
    posted("李四", several)
    posted("王五", several)
    found("丙村党支部")

    assert figure("single_worker_units_share") == (1, 3)


def test_a_party_groups_leader_makes_no_unit_of_one_worker(branch, posted, figure):
    posted("张三", branch)
    posted("李四", branch, basis=PART_TIME, post=Post.PARTY_GROUP_LEADER)

    assert figure("single_worker_units_share") == (1, 1)


def test_dual_heads_are_a_share_of_the_units_with_a_secretary(branch, found, posted, figure):
    posted("张三", branch, post=Post.SECRETARY, also_head=True)
    second = found("乙村党支部")
    posted("李四", second, post=Post.SECRETARY)
    posted("王五", second)
    posted("赵六", found("丙村党支部"))

    assert figure("dual_head_share") == (1, 2)


@pytest.mark.parametrize(
    ("more", "count"),
    [
        ({}, 1),
        ({"basis": PART_TIME}, 0),
        ({"basis": PART_TIME, "post": Post.DEPUTY_SECRETARY}, 1),
        ({"post": Post.PARTY_GROUP_LEADER}, 0),
        ({"until": date(2022, 12, 31)}, 0),
    ],
)
def test_a_deputy_or_a_fulltime_worker(branch, posted, figure, more, count):
    posted("张三", branch, **more)

    assert figure("deputy_or_fulltime_share") == (count, 1)


def approve(organisation, places: int, minimum: int | None, *, post: Post = Post.WORKER) -> None:
    establishment.approve(
        organisation=organisation.pk, post=post, places=places, minimum=minimum, on=date(2020, 6, 1)
    )


def test_a_unit_is_short_even_where_others_have_more_than_their_minimum(branch, found, posted, figure):
    full = found("乙村党支部")
    approve(branch, 2, 1)
    approve(full, 3, 1)
    for name in ("张三", "李四", "王五"):
        posted(name, full)
    approve(found("丙村党支部"), 1, None)
    approve(found("丁村党支部"), 1, 0)

    assert figure("units_short") == (1, 2)


def test_a_unit_is_short_where_one_kind_of_post_is(branch, posted, figure):
    approve(branch, 2, 1)
    approve(branch, 1, 1, post=Post.DEPUTY_SECRETARY)
    posted("张三", branch)
    posted("李四", branch, basis=PART_TIME, post=Post.DEPUTY_SECRETARY)

    assert figure("units_short") == (1, 1)
    post(
        Person.objects.create(name="王五", pinyin="wang wu"),
        branch,
        post=Post.DEPUTY_SECRETARY,
        on=date(2022, 12, 31),
    )
    assert figure("units_short") == (0, 1)
