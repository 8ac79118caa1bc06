"""Who was appraised, with which grade."""

from datetime import date

import pytest
from counting import post

from core.assessments.models import Assessment, AssessmentCycle, State
from core.organisations.models import Sector
from core.policy.vocabulary import PersonGrade


@pytest.fixture
def appraise(branch):
    """Grade people in a published cycle of 2022, unless told otherwise."""

    def appraise(*graded, quarter: int | None = None, year: int = 2022, **more) -> AssessmentCycle:
        values = {
            "state": State.PUBLISHED,
            "published_on": date(year + 1, 1, 15),
            "decider": "县委组织部",
        } | more
        cycle = AssessmentCycle.objects.create(
            organisation=branch,
            subject="PERSON",
            title="年度考核",
            year=year,
            quarter=quarter,
            design="{}",
            **values,
        )
        for person, grade in graded:
            Assessment.objects.create(
                cycle=cycle, organisation=branch, person=person, sector=Sector.VILLAGE, grade=grade
            )
        return cycle

    return appraise


def test_grades_of_the_year_and_who_has_none(branch, posted, appraise, figure, split):
    people = [posted(name, branch) for name in ("张三", "李四", "王五", "赵六")]
    grades = (PersonGrade.EXCELLENT, PersonGrade.COMPETENT, PersonGrade.COMPETENT)
    appraise(*zip(people, grades, strict=False))

    assert figure("appraised_share", "2022") == (3, 4)
    assert figure("grade", "2022") == 3
    assert split("grade", "grade", "2022") == {"COMPETENT": 2, "EXCELLENT": 1}
    assert split("grade", "sector", "2022") == {"VILLAGE": 3}
    assert figure("excellent_share", "2022") == (1, 3)


def test_a_year_shows_annual_cycles_a_quarter_its_own_and_a_month_none(branch, posted, appraise, figure):
    someone = posted("张三", branch)
    appraise((someone, PersonGrade.EXCELLENT))
    appraise((someone, PersonGrade.BASIC), quarter=3)

    counts = {
        period: figure("excellent_share", period)
        for period in ("2022", "2022Q3", "2022Q2", "2022-09", "2021", "2023")
    }

    assert counts == {
        "2022": (1, 1),
        "2022Q3": (0, 1),
        "2022Q2": (0, 0),
        "2022-09": (0, 0),
        "2021": (0, 0),
        "2023": (0, 0),
    }


@pytest.mark.parametrize("state", [State.DRAFT, State.OPEN, State.CALLED_OFF])
def test_only_published_grades_count(branch, posted, appraise, figure, state):
    appraise((posted("张三", branch), PersonGrade.EXCELLENT), state=state, published_on=None)

    assert figure("grade", "2022") == 0
    assert figure("appraised_share", "2022") == (0, 1)


def test_who_was_withdrawn_was_not_appraised(branch, posted, appraise, figure):
    cycle = appraise()
    Assessment.objects.create(
        cycle=cycle,
        organisation=branch,
        person=posted("张三", branch),
        sector=Sector.VILLAGE,
        withdrawn_reason="调出",
    )

    assert figure("grade", "2022") == 0


def test_who_was_graded_twice_counts_by_the_later_publication(branch, posted, appraise, split, behind):
    someone = posted("张三", branch)
    appraise((someone, PersonGrade.EXCELLENT), published_on=date(2023, 2, 1))
    appraise((someone, PersonGrade.COMPETENT), published_on=date(2023, 1, 31))

    assert split("grade", "grade", "2022") == {"EXCELLENT": 1}
    assert behind("grade", period="2022") == [("PERSON", "张三", "优秀", 1)]


def test_who_left_was_appraised_but_is_no_share_of_those_in_post(branch, posted, appraise, figure):
    left = posted("张三", branch, until=date(2022, 12, 31))
    post(posted("李四", branch), branch, basis="PART_TIME")
    appraise((left, PersonGrade.COMPETENT))

    assert figure("grade", "2022") == 1
    assert figure("appraised_share", "2022") == (0, 1)
