"""People and organisations are enrolled, graded within the cap, and taken out again."""

from datetime import date
from uuid import UUID

import pytest
from appraising import TODAY, design, grade, measure, quant, state

from core.assessments import caps, services
from core.assessments.design import Subject
from core.assessments.models import (
    Assessment,
)
from core.assessments.selectors import Sight
from core.assessments.texts import InvalidAssessment
from core.decisions.models import DecisionRecord
from core.decisions.services import Refused
from core.organisations.facts import Outdated
from core.organisations.models import Level, Sector

ALL = Sight(organisations=None, today=TODAY)


def test_people_are_enrolled_where_their_post_counts(opened, county, town, found, worker):
    other = found("乙镇党委", county, sector=Sector.SUBDISTRICT)
    person = worker("张三", town)
    worker("李四", other)
    cycle = opened()

    rows = services.enrol(cycle=cycle.pk, people=[person.pk], on=TODAY)
    rest = services.enrol(cycle=cycle.pk, on=TODAY)

    assert [(row.person_id, row.organisation_id, row.sector) for row in rows] == [
        (person.pk, town.pk, "TOWNSHIP")
    ]
    assert [(row.person.name, row.organisation_id, row.sector) for row in rest] == [
        ("李四", other.pk, "SUBDISTRICT")
    ]
    assert services.enrol(cycle=cycle.pk, on=TODAY) == []


def test_nobody_is_enrolled_twice_or_from_elsewhere(opened, found, town, worker):
    person, stranger = worker("张三", town), worker("李四", found("外县党委"))
    gone = worker("王五", town, until=date(2025, 1, 1))
    cycle = opened()
    services.enrol(cycle=cycle.pk, people=[person.pk], on=TODAY)
    before = state()

    with pytest.raises(InvalidAssessment) as twice:
        services.enrol(cycle=cycle.pk, people=[person.pk], on=TODAY)
    for outside in (stranger.pk, gone.pk, UUID(int=7)):
        with pytest.raises(InvalidAssessment, match="不属于本次考核的范围"):
            services.enrol(cycle=cycle.pk, people=[outside], on=TODAY)
    with pytest.raises(InvalidAssessment, match="对象是人员"):
        services.enrol(cycle=cycle.pk, organisations=[town.pk], on=TODAY)

    assert twice.value.code == "ALREADY_ENROLLED"
    assert state() == before


def test_organisations_are_enrolled_without_the_one_that_assesses(opened, county, town):
    cycle = opened(subject=Subject.ORGANISATION)

    rows = services.enrol(cycle=cycle.pk, on=TODAY)

    assert [(row.organisation_id, row.person_id) for row in rows] == [(town.pk, None)]
    with pytest.raises(InvalidAssessment, match="不属于本次考核的范围"):
        services.enrol(cycle=cycle.pk, organisations=[county.pk], on=TODAY)


def test_a_sector_without_items_is_not_enrolled(opened, town, worker):
    cycle = opened(design={"items": [quant(weight=1, sector="VILLAGE")]})
    person = worker("张三", town)

    with pytest.raises(InvalidAssessment, match="没有适用于乡镇领域的项目"):
        services.enrol(cycle=cycle.pk, people=[person.pk], on=TODAY)

    assert Assessment.objects.count() == 0


def test_an_incomplete_total_is_not_graded(opened, town, worker):
    cycle = opened(design=design())
    [row] = services.enrol(cycle=cycle.pk, people=[worker("张三", town).pk], on=TODAY)
    before = state()

    with pytest.raises(services.Incomplete) as refusal:
        grade(row, "COMPETENT")

    assert refusal.value.extensions["missing"] == [
        "发展党员：尚未填报数据",
        "工作作风：上级、群众尚未评分",
    ]
    assert state() == before


@pytest.mark.parametrize("wrong", ["GOOD", "BEST", ""])
def test_a_grade_is_of_the_scale(rated, wrong):
    [row] = rated(90)
    before = state()

    with pytest.raises(InvalidAssessment, match="等次须为"):
        grade(row, wrong)

    assert state() == before


def test_organisations_have_grades_of_their_own(opened, town):
    cycle = opened(subject=Subject.ORGANISATION)
    [row] = services.enrol(cycle=cycle.pk, on=TODAY)
    measure(row, 90)

    with pytest.raises(InvalidAssessment):
        grade(row, "EXCELLENT")

    assert grade(row, "GOOD").grade == "GOOD"


@pytest.mark.parametrize(("appraised", "places"), [(6, 0), (7, 1), (13, 1), (14, 2)])
def test_the_share_of_the_excellent_is_rounded_down(rated, appraised, places):
    rows = rated(*[90] * appraised)
    for row in rows[:places]:
        grade(row, "EXCELLENT")
    before = state()

    with pytest.raises(Refused) as refusal:
        grade(rows[places], "EXCELLENT")

    assert [finding["code"] for finding in refusal.value.extensions["findings"]] == ["CORE-EXCELLENT"]
    assert state() == before
    assert grade(rows[places], "COMPETENT").grade == "COMPETENT"


def test_headroom_says_how_many_more_and_what_the_next_breaks(rated):
    rows = rated(*[90] * 14)
    grade(rows[0], "EXCELLENT")

    found = caps.headroom(rows[0].cycle, today=TODAY)

    assert (found.appraised, found.places, found.excellent, found.more) == (14, 2, 1, 1)
    assert found.message.startswith("还可评 1 名优秀，第 2 名将突破 2 名的上限（参加考核 14 人，已评 1 名）")
    grade(rows[1], "EXCELLENT")
    assert caps.headroom(rows[0].cycle, today=TODAY).message.startswith("还可评 0 名优秀，第 1 名将突破")


def test_organisations_have_no_cap(opened):
    assert caps.headroom(opened(subject=Subject.ORGANISATION), today=TODAY) is None


def test_who_leaves_the_cycle_may_take_a_place_with_them(rated):
    rows = rated(*[90] * 7)
    grade(rows[0], "EXCELLENT")
    before = state()

    with pytest.raises(Refused):
        services.withdraw(assessment=rows[6].pk, version=1, reason="长期病休", on=TODAY)

    assert state() == before
    grade(rows[0], "COMPETENT")
    gone = services.withdraw(assessment=rows[6].pk, version=1, reason="长期病休", on=TODAY)
    assert (gone.withdrawn_reason, gone.grade) == ("长期病休", "")


def test_a_grade_on_an_outdated_version_is_refused(rated):
    [row] = rated(90)
    services.grade(assessment=row.pk, grade="COMPETENT", version=1, on=TODAY)
    before = state()

    with pytest.raises(Outdated):
        services.grade(assessment=row.pk, grade="BASIC", version=1, on=TODAY)

    assert state() == before


def test_the_decision_is_kept_with_the_grade(rated):
    rows = rated(*[90] * 7)

    grade(rows[0], "EXCELLENT")

    [decision] = DecisionRecord.objects.filter(subject_kind="assessment", subject_id=str(rows[0].pk))
    assert (decision.action, decision.allowed) == ("core.excellent_cap", True)


def test_a_level_says_nothing_about_the_scale(opened, found, county):
    village = found("某村党支部", county, sector=Sector.VILLAGE, level=Level.GRASSROOTS)
    cycle = opened(
        subject=Subject.ORGANISATION,
        design={"items": [quant("A", 1), quant("B", 1, sector="VILLAGE", formula={"form": "NUMBER"})]},
    )
    [row] = services.enrol(cycle=cycle.pk, organisations=[village.pk], on=TODAY)
    measure(row, 88, item="B")

    assert grade(row, "FAIR").grade == "FAIR"
