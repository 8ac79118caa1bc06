"""Sessions, attendances and people trained."""

from datetime import date
from decimal import Decimal

import pytest
from counting import TODAY, post

from core.indicators.records import Part
from core.organisations.models import Sector
from core.people.models import Person
from core.training.models import TrainingAttendance, TrainingKind, TrainingLevel, TrainingSession


@pytest.fixture
def held(branch):
    """Hold a session of one day in May 2022, unless told otherwise, that people attended for so many days."""

    def hold(*people: tuple[Person, str | None], **more) -> TrainingSession:
        last_on = more.pop("last_on", date(2022, 5, 10))
        values = {
            "title": "轮训班",
            "level": TrainingLevel.COUNTY,
            "kind": TrainingKind.ROTATION,
            "organiser": branch,
            "from_on": last_on,
            "days": Decimal(1),
        }
        session = TrainingSession.objects.create(last_on=last_on, **(values | more))
        for person, days in people:
            TrainingAttendance.objects.create(
                session=session, person=person, attended_days=None if days is None else Decimal(days)
            )
        return session

    return hold


@pytest.mark.parametrize(
    ("last_on", "count"),
    [
        (date(2021, 12, 31), 0),
        (date(2022, 1, 1), 1),
        (date(2022, 12, 31), 1),
        (date(2023, 1, 1), 0),
    ],
)
def test_a_session_is_of_the_period_in_which_it_ends(held, figure, last_on, count):
    held(from_on=date(2021, 12, 1), last_on=last_on)

    assert figure("training_sessions", "2022") == count


def test_cancelled_and_coming_sessions_do_not_count(held, posted, branch, figure):
    someone = posted("张三", branch)
    held((someone, "1"), cancelled_on=date(2022, 5, 1), cancel_reason="停办")
    held((someone, "1"), last_on=date(2026, 3, 2))

    assert figure("training_sessions", "2022") == 0
    assert figure("training_attendances", "2022") == 0
    assert figure("training_sessions", "2026", today=date(2026, 3, 1)) == 0
    assert figure("training_sessions", "2026", today=date(2026, 3, 2)) == 1


def test_only_who_came_attended(held, posted, branch, figure):
    came, stayed_away, unknown = (posted(name, branch) for name in ("张三", "李四", "王五"))
    held((came, "0.5"), (stayed_away, "0"), (unknown, None))
    held((came, "1"), last_on=date(2022, 9, 1))

    assert figure("training_attendances", "2022") == 2
    assert figure("trained_people", "2022") == 1
    assert figure("training_participation_share", "2022") == (1, 3)
    assert figure("training_days_per_head", "2022") == (Decimal("1.5"), 3)


def test_people_trained_in_a_year_are_no_sum_over_its_quarters(held, posted, branch, figure):
    someone = posted("张三", branch)
    held((someone, "1"), last_on=date(2022, 5, 10))
    held((someone, "1"), last_on=date(2022, 8, 10))

    counts = [figure("trained_people", period) for period in ("2022Q2", "2022Q3", "2022", "2022Q4")]

    assert counts == [1, 1, 1, 0]


def test_shares_are_of_those_in_post_on_the_last_day(held, posted, branch, figure):
    left = posted("张三", branch, until=date(2022, 12, 31))
    posted("李四", branch, on=date(2022, 12, 31))
    held((left, "1"))

    assert figure("training_participation_share", "2022") == (0, 1)
    assert figure("training_days_per_head", "2022") == (0, 1)
    assert figure("trained_people", "2022") == 1


def test_who_has_no_post_is_trained_nowhere(held, branch, figure, split):
    held((Person.objects.create(name="张三", pinyin="zhang san"), "1"))

    assert split("training_attendances", "sector") == {"NOT_RECORDED": 1}
    assert figure("training_attendances", organisations=[branch.pk]) == 0


def test_attendances_stand_where_people_worked_when_the_session_ended(held, found, posted, branch, split):
    office = found("乙机关党支部", sector=Sector.ORGAN)
    someone = posted("张三", branch, until=date(2022, 7, 1))
    post(someone, office, on=date(2022, 7, 1))
    held((someone, "1"), last_on=date(2022, 6, 30))
    held((someone, "1"), last_on=date(2022, 7, 1), organiser=office)

    assert split("training_attendances", "sector") == {"ORGAN": 1, "VILLAGE": 1}
    assert split("trained_people", "sector") == {"ORGAN": 1}
    assert split("training_sessions", "sector") == {"ORGAN": 1, "VILLAGE": 1}


def test_sessions_and_attendances_are_split_by_the_sessions_own_level_and_kind(held, posted, branch, split):
    someone = posted("张三", branch)
    held((someone, "1"))
    held((someone, "1"), level=TrainingLevel.PROVINCE, kind=TrainingKind.SHADOWING)

    assert split("training_sessions", "training_kind") == {"ROTATION": 1, "SHADOWING": 1}
    assert split("training_attendances", "training_level") == {"COUNTY": 1, "PROVINCE": 1}
    assert split("training_attendances", "level") == {"GRASSROOTS": 2}


def test_a_session_is_evaluated_whenever_it_is(held, figure):
    held()
    held(evaluated_on=TODAY, evaluation="效果良好")

    assert figure("training_evaluated_share", "2022") == (1, 2)


def test_sessions_and_attendances_are_listed_by_their_titles(held, posted, branch, behind):
    held((posted("张三", branch), "0.5"))

    assert behind("training_sessions") == [("TRAINING_SESSION", "甲村党支部", "轮训班", 1)]
    assert behind("training_attendances") == [("TRAINING_ATTENDANCE", "张三", "轮训班", 1)]
    assert behind("training_days_per_head") == [("PERSON", "张三", None, Decimal("0.5"))]
    assert behind("training_days_per_head", Part.DENOMINATOR) == [("PERSON", "张三", None, 1)]
