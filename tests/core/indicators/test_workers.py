"""Shares of the people in post."""

from datetime import date

import pytest
from counting import cells, post

from core.appointments.models import Appointment, EntryChannel, Post
from core.organisations.models import Sector
from core.people.codes import Education, Sex

PART_TIME = Appointment.Basis.PART_TIME


def test_a_person_with_several_posts_is_one_worker(branch, found, posted, figure):
    other = found("乙村党支部")
    several = posted("张三", branch)
    post(several, other, basis=PART_TIME)
    posted("李四", other, basis=PART_TIME)

    assert figure("workers") == 2
    assert figure("fulltime_share") == (1, 2)
    assert figure("parttime_share") == (1, 2)
    assert figure("multi_post_share") == (1, 2)


def test_a_party_groups_leader_is_no_worker_unless_the_appointment_says_so(branch, posted, figure):
    posted("张三", branch, basis=PART_TIME, post=Post.PARTY_GROUP_LEADER)
    posted("李四", branch, basis=PART_TIME, post=Post.PARTY_GROUP_LEADER, counts_as_worker=True)

    assert figure("workers") == 1


@pytest.mark.parametrize(
    ("first", "until", "count"),
    [
        (date(2022, 12, 31), None, 1),
        (date(2023, 1, 1), None, 0),
        (date(2021, 1, 1), date(2022, 12, 31), 0),
        (date(2021, 1, 1), date(2023, 1, 1), 1),
    ],
)
def test_workers_are_those_in_post_on_the_last_day(branch, posted, figure, first, until, count):
    posted("张三", branch, on=first, until=until)

    assert figure("workers", "2022") == count


def test_the_whole_is_there_where_nobody_is(branch, figure, split):
    assert figure("workers") == 0
    assert figure("fulltime_share") == (0, 0)
    assert split("workers", "sex") == {}


def test_a_person_stands_where_the_main_post_is(branch, found, posted, split):
    office = found("市直机关党支部", sector=Sector.ORGAN)
    later = posted("张三", branch, basis=PART_TIME, on=date(2020, 6, 1))
    post(later, office, on=date(2021, 1, 1))
    first = posted("李四", office, basis=PART_TIME, on=date(2021, 6, 1))
    post(first, branch, basis=PART_TIME, on=date(2021, 7, 1))

    assert split("workers", "sector") == {"ORGAN": 2}


def test_within_some_organisations_the_main_post_is_the_main_one_there(branch, found, posted, figure, split):
    office = found("市直机关党支部", sector=Sector.ORGAN)
    someone = posted("张三", branch, basis=PART_TIME)
    post(someone, office)

    assert figure("fulltime_share", organisations=[branch.pk]) == (0, 1)
    assert figure("multi_post_share", organisations=[branch.pk]) == (0, 1)
    assert split("workers", "sector", organisations=[branch.pk]) == {"VILLAGE": 1}


def test_education_counts_from_the_grade_named_on(branch, posted, figure, split):
    for education in (*Education, ""):
        posted("张三", branch, person={"education": getattr(education, "value", "")})

    assert figure("education_college_share") == (3, 7)
    assert figure("education_bachelor_share") == (2, 7)
    assert split("workers", "education") == {
        **{education.value: 1 for education in Education},
        "NOT_RECORDED": 1,
    }


@pytest.mark.parametrize(
    ("born", "to_35", "from_50"),
    [
        (date(1987, 1, 1), 1, 0),
        (date(1986, 12, 31), 0, 0),
        (date(1973, 1, 1), 0, 0),
        (date(1972, 12, 31), 0, 1),
        (None, 0, 0),
    ],
)
def test_ages_are_completed_years_on_the_last_day(branch, posted, figure, born, to_35, from_50):
    posted("张三", branch, person={"birth_on": born})

    assert figure("age_35_share", "2022") == (to_35, 1)
    assert figure("age_50_share", "2022") == (from_50, 1)


@pytest.mark.parametrize(
    ("period", "count"), [("2023-01", 1), ("2023-02", 0), ("2023-03", 0), ("2024-01", 0)]
)
def test_who_was_born_on_29_february_is_a_year_older_on_the_28th(branch, posted, figure, period, count):
    posted("张三", branch, person={"birth_on": date(1987, 2, 28)})
    leap = posted("李四", branch, person={"birth_on": date(1988, 2, 29)})

    assert figure("age_35_share", period) == (1 + count if period < "2024-02" else 0, 2)
    assert leap.birth_on == date(1988, 2, 29)


def test_on_28_february_of_a_common_year_a_leap_birthday_is_reached(branch, posted, figure):
    posted("张三", branch, person={"birth_on": date(1988, 2, 29)})

    def ages(today: date) -> tuple[int, int]:
        return figure("average_age", "2025", today=today)

    assert [ages(date(2025, 2, day)) for day in (27, 28)] == [(36, 1), (37, 1)]
    assert [figure("average_age", "2024", today=date(2024, 2, day)) for day in (28, 29)] == [(35, 1), (36, 1)]


def test_the_average_age_is_of_those_whose_birth_date_is_recorded(branch, posted, figure):
    for born in (date(1990, 6, 1), date(1993, 1, 1), None):
        posted("张三", branch, person={"birth_on": born})

    assert figure("average_age", "2022") == (32 + 29, 2)


def test_age_bands_are_those_of_the_law(branch, posted, split):
    for born in (date(1987, 1, 1), date(1986, 12, 31), date(1972, 12, 31), date(1962, 12, 31), None):
        posted("张三", branch, person={"birth_on": born})

    assert split("workers", "age_band", "2022") == {
        "<36": 1,
        "36-49": 1,
        "50-59": 1,
        "60+": 1,
        "NOT_RECORDED": 1,
    }


@pytest.mark.parametrize(
    ("since", "count"), [(date(2007, 12, 31), 1), (date(2008, 1, 1), 0), (date(2023, 1, 1), 0), (None, 0)]
)
def test_party_age_counts_from_full_membership(branch, posted, figure, since, count):
    posted("张三", branch, person={"full_member_since": since, "joined_on": date(2000, 1, 1)})

    assert figure("party_age_15_share", "2022") == (count, 1)


def test_years_of_party_work_fall_into_bands(branch, posted, figure, split):
    for since in (
        date(2022, 1, 1),
        date(2021, 12, 31),
        date(2017, 1, 1),
        date(2016, 12, 31),
        date(2012, 1, 1),
        date(2011, 12, 31),
        date(2023, 1, 1),
        None,
    ):
        posted("张三", branch, person={"party_work_since": since})

    assert figure("party_work_band") == 8
    assert split("party_work_band", "party_work_band", "2022") == {
        "<1": 2,
        "1-5": 2,
        "6-10": 2,
        "11+": 1,
        "NOT_RECORDED": 1,
    }


def test_entry_channels_are_those_of_the_main_posts(branch, posted, figure, split):
    elected = posted("张三", branch, basis=PART_TIME, entry_channel=EntryChannel.ARRANGED)
    post(elected, branch, entry_channel=EntryChannel.ELECTED)
    posted("李四", branch, entry_channel=EntryChannel.SELECTED_GRADUATE)
    posted("王五", branch)

    assert figure("elected_share") == (1, 3)
    assert split("entry_channel", "entry_channel") == {
        "ELECTED": 1,
        "SELECTED_GRADUATE": 1,
        "NOT_RECORDED": 1,
    }


def test_a_figure_is_split_by_two_dimensions_at_once(branch, found, posted, in_beta):
    office = found("市直机关党支部", sector=Sector.ORGAN)
    posted("张三", branch, person={"sex": Sex.FEMALE.value})
    posted("李四", office, person={"sex": Sex.MALE.value})
    posted("王五", office, person={"sex": Sex.MALE.value})

    found_cells = cells("workers", "2022", splits=[(), ("sector", "sex"), ("sex",)])

    assert [(cell.dimension, cell.numerator) for cell in found_cells] == [
        ({}, 3),
        ({"sector": "ORGAN", "sex": "MALE"}, 2),
        ({"sector": "VILLAGE", "sex": "FEMALE"}, 1),
        ({"sex": "FEMALE"}, 1),
        ({"sex": "MALE"}, 2),
    ]
