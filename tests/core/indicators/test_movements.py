"""People who came and went."""

from datetime import date

import pytest
from counting import post

from core.appointments.models import EndReason, Post
from core.organisations import reshaping
from core.organisations import services as organisations
from core.organisations.models import CloseReason, Sector


@pytest.mark.parametrize(
    ("reason", "count"),
    [(reason, int(reason in ("RESIGNED", "TRANSFER_REQUESTED"))) for reason in EndReason],
)
def test_only_who_left_of_their_own_will_departed(branch, posted, figure, reason, count):
    posted("张三", branch, until=date(2022, 5, 1), end_reason=reason)

    assert figure("departures", "2022") == count


@pytest.mark.parametrize(
    ("left_on", "counts"),
    [
        (date(2021, 12, 31), [1, 0, 0, 0]),
        (date(2022, 1, 1), [0, 1, 1, 0]),
        (date(2022, 3, 31), [0, 1, 1, 0]),
        (date(2022, 4, 1), [0, 1, 0, 0]),
        (date(2023, 1, 1), [0, 0, 0, 1]),
    ],
)
def test_a_departure_falls_in_the_period_of_the_first_day_out_of_post(
    branch, posted, figure, left_on, counts
):
    posted("张三", branch, until=left_on, end_reason=EndReason.RESIGNED)

    assert [figure("departures", period) for period in ("2021", "2022", "2022Q1", "2023")] == counts


def test_who_is_still_to_leave_has_not_departed(branch, posted, figure):
    posted("张三", branch, until=date(2026, 3, 2), end_reason=EndReason.RESIGNED)

    assert figure("departures", "2026", today=date(2026, 3, 1)) == 0
    assert figure("departures", "2026", today=date(2026, 3, 2)) == 1


def test_a_party_groups_leader_does_not_depart(branch, posted, figure):
    posted(
        "张三",
        branch,
        post=Post.PARTY_GROUP_LEADER,
        until=date(2022, 5, 1),
        end_reason=EndReason.RESIGNED,
    )

    assert figure("departures", "2022") == 0


def test_a_departure_stands_where_the_post_was_when_it_ended(branch, found, posted, split):
    posted("张三", branch, until=date(2022, 5, 1), end_reason=EndReason.RESIGNED)
    organisations.change(organisation=branch.pk, on=date(2022, 5, 1), sector=Sector.COMMUNITY)
    reshaping.close(organisation=branch.pk, on=date(2022, 6, 1), close_reason=CloseReason.DISSOLVED)

    assert split("departures", "sector", "2022") == {"VILLAGE": 1}


def test_who_left_two_posts_departed_twice(branch, found, posted, figure, behind):
    someone = posted("张三", branch, until=date(2022, 5, 1), end_reason=EndReason.RESIGNED)
    post(
        someone,
        branch,
        on=date(2022, 6, 1),
        until=date(2022, 7, 1),
        end_reason=EndReason.TRANSFER_REQUESTED,
    )

    assert figure("departures", "2022") == 2
    assert behind("departures", period="2022") == [
        ("APPOINTMENT", "张三", "离职", 1),
        ("APPOINTMENT", "张三", "本人申请转岗", 1),
    ]


def test_retention_is_of_those_whose_first_post_began_in_the_period(branch, found, posted, figure, split):
    other = found("乙机关党支部", sector=Sector.ORGAN)
    posted("张三", branch, on=date(2022, 1, 1))
    posted("李四", branch, on=date(2022, 12, 31))
    posted("王五", branch, on=date(2022, 3, 1), until=date(2022, 12, 31), end_reason=EndReason.RESIGNED)
    moved = posted("赵六", branch, on=date(2022, 2, 1), until=date(2022, 8, 1), end_reason=EndReason.RESIGNED)
    post(moved, other, on=date(2022, 9, 1))
    earlier = posted("钱七", branch, on=date(2021, 1, 1), until=date(2021, 8, 1))
    post(earlier, branch, on=date(2022, 2, 1))

    assert figure("retention_share", "2022") == (3, 4)
    assert split("retention_share", "sector", "2022") == {"VILLAGE": (3, 4)}
    assert figure("retention_share", "2022", organisations=[other.pk]) == (0, 0)
