"""Results are published, put people on lists, and are corrected by new versions."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from appraising import OFFICE, TODAY, fresh, grade, measure, measured, publish, quant, state

from core.appointments.models import Appointment, AppointmentChange
from core.assessments import cycles, listings, selectors, services
from core.assessments.models import (
    Assessment,
    AssessmentListing,
    AssessmentResult,
    AssessmentScore,
    List,
    State,
)
from core.assessments.scoring import Mark
from core.assessments.selectors import Sight
from core.assessments.texts import InvalidAssessment
from core.decisions.services import Refused

ALL = Sight(organisations=None, today=TODAY)


def listed(list: List) -> set[UUID]:
    return set(
        AssessmentListing.objects.filter(list=list, ended_on__isnull=True).values_list(
            "assessment", flat=True
        )
    )


def published(rated, *scores: int, excellent: int = 0) -> list[Assessment]:
    """Publish people with these scores, the first ones EXCELLENT, the others COMPETENT."""
    rows = rated(*scores)
    for number, row in enumerate(rows):
        grade(row, "EXCELLENT" if number < excellent else "COMPETENT")
    publish(rows[0].cycle)
    return [fresh(row) for row in rows]


def correct(row: Assessment, **more) -> Assessment:
    values = {"version": row.version, "reason": "核算有误", "decider": OFFICE, "on": TODAY} | more
    return services.correct(assessment=row.pk, **values)


def test_publishing_computes_totals_and_places(rated):
    rows = published(rated, 90, 80, 80, 70)

    assert [(row.total, row.rank) for row in rows] == [("90", 1), ("80", 2), ("80", 2), ("70", 4)]
    cycle = rows[0].cycle
    assert (cycle.state, cycle.published_on, cycle.decider) == (State.PUBLISHED, TODAY, OFFICE)
    assert list(AssessmentResult.objects.order_by("rank", "pk").values_list("version", "grade", "total")) == [
        (1, "COMPETENT", "90"),
        (1, "COMPETENT", "80"),
        (1, "COMPETENT", "80"),
        (1, "COMPETENT", "70"),
    ]


def test_nothing_is_published_while_a_grade_or_a_score_is_missing(opened, rated, town, worker):
    cycle = opened()
    graded, _ = rated(90, 80, cycle=cycle)
    grade(graded, "COMPETENT")
    services.enrol(cycle=cycle.pk, people=[worker("李四", town).pk], on=TODAY)
    before = state()

    with pytest.raises(services.Incomplete) as refusal:
        publish(cycle)

    assert refusal.value.extensions["missing"] == [
        "张1：尚未评定等次",
        "李四：发展党员：尚未填报数据；尚未评定等次",
    ]
    assert state() == before


def test_a_cycle_of_nobody_is_not_published(opened):
    with pytest.raises(InvalidAssessment, match="没有参加考核的对象"):
        publish(opened())


def test_publishing_names_a_decider(rated):
    [row] = rated(90)
    grade(row, "COMPETENT")
    before = state()

    with pytest.raises(InvalidAssessment, match="审定单位"):
        services.publish(cycle=row.cycle_id, version=2, decider=" ", on=TODAY)

    assert state() == before


def test_the_excellent_are_put_on_the_reserve_list_and_the_last_is_followed_up(rated):
    posts = list(Appointment.objects.values()), list(AppointmentChange.objects.values())
    rows = published(rated, 95, 90, 89, 88, 87, 86, 70, excellent=1)

    assert listed(List.RESERVE) == {rows[0].pk}
    assert listed(List.FOLLOW_UP) == {rows[6].pk}
    assert set(AssessmentListing.objects.values_list("decider", "listed_on")) == {(OFFICE, TODAY)}
    assert len(posts[0]) + 7 == Appointment.objects.count()
    assert not Appointment.objects.filter(until_on__isnull=False).exists()


def test_nobody_is_last_where_all_are_equal(rated):
    published(rated, 80, 80)

    assert AssessmentListing.objects.count() == 0


def test_a_published_cycle_takes_no_more_grades_scores_or_people(rated, town, worker):
    [row, _] = published(rated, 90, 80)
    late = worker("李四", town)
    before = state()

    for write in (
        lambda: grade(row, "BASIC"),
        lambda: measure(row, 91, version=1),
        lambda: services.enrol(cycle=row.cycle_id, people=[late.pk], on=TODAY),
        lambda: publish(row.cycle),
    ):
        with pytest.raises(cycles.WrongState):
            write()

    assert state() == before


def test_a_published_grade_is_corrected_as_a_new_version_with_a_reason(rated):
    rows = published(rated, 95, 90, 89, 88, 87, 86, 70, excellent=1)

    corrected = correct(rows[0], grade="COMPETENT")

    assert (corrected.grade, corrected.version) == ("COMPETENT", rows[0].version + 1)
    assert list(
        AssessmentResult.objects.filter(assessment=rows[0])
        .order_by("version")
        .values_list("version", "grade", "reason")
    ) == [(1, "EXCELLENT", ""), (2, "COMPETENT", "核算有误")]
    assert listed(List.RESERVE) == set()
    ended = AssessmentListing.objects.get(list=List.RESERVE)
    assert (ended.ended_on, ended.end_decider, ended.end_reason) == (TODAY, OFFICE, "核算有误")


def test_a_corrected_score_moves_places_and_the_follow_up_list(rated):
    rows = published(rated, 90, 80, 70)

    correct(rows[0], marks=[Mark(item="TASKS", figures={"value": 60}, version=1)])

    assert [(fresh(row).total, fresh(row).rank) for row in rows] == [("60", 3), ("80", 1), ("70", 2)]
    assert listed(List.FOLLOW_UP) == {rows[0].pk}
    score = AssessmentScore.objects.get(assessment=rows[0])
    assert (score.version, score.reason) == (2, "核算有误")
    assert AssessmentResult.objects.get(assessment=rows[0], version=2).total == "60"
    assert AssessmentResult.objects.filter(assessment=rows[1]).count() == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"reason": " ", "grade": "BASIC"}, "更正的理由"),
        ({"decider": "", "grade": "BASIC"}, "审定单位"),
        ({}, "没有填写要更正的内容"),
        ({"grade": "GOOD"}, "等次须为"),
    ],
)
def test_a_correction_that_says_too_little_changes_nothing(rated, more, words):
    [row, _] = published(rated, 90, 80)
    before = state()

    with pytest.raises(InvalidAssessment, match=words):
        correct(row, **more)

    assert state() == before


def test_a_correction_keeps_the_cap(rated):
    rows = published(rated, *[90] * 7, excellent=1)
    before = state()

    with pytest.raises(Refused):
        correct(rows[1], grade="EXCELLENT")

    assert state() == before


def test_a_cycle_that_is_not_published_is_not_corrected(rated):
    [row] = rated(90)

    with pytest.raises(cycles.WrongState):
        correct(row, grade="BASIC")


def test_who_is_taken_out_after_publication_keeps_what_was_published(rated):
    rows = published(rated, 90, 80, 70)
    with pytest.raises(InvalidAssessment, match="审定单位"):
        services.withdraw(assessment=rows[2].pk, version=rows[2].version, reason="误登", on=TODAY)

    services.withdraw(assessment=rows[2].pk, version=rows[2].version, reason="误登", decider=OFFICE, on=TODAY)

    assert (fresh(rows[2]).grade, fresh(rows[2]).total, fresh(rows[2]).rank) == ("", "", None)
    assert list(
        AssessmentResult.objects.filter(assessment=rows[2])
        .order_by("version")
        .values_list("grade", "total", "reason")
    ) == [("COMPETENT", "70", ""), ("", "", "误登")]
    assert listed(List.FOLLOW_UP) == {rows[1].pk}


def test_somebody_is_taken_off_a_list_by_decision_once(rated):
    published(rated, 90, 80)
    entry = AssessmentListing.objects.get()

    ended = listings.take_off(listing=entry.pk, decider=OFFICE, reason="整改到位", on=TODAY)

    assert (ended.ended_on, ended.end_reason) == (TODAY, "整改到位")
    with pytest.raises(listings.AlreadyEnded):
        listings.take_off(listing=entry.pk, decider=OFFICE, reason="再次", on=TODAY)
    with pytest.raises(listings.UnknownListing):
        listings.take_off(listing=UUID(int=7), decider=OFFICE, reason="无", on=TODAY)


def test_nobody_is_taken_off_a_list_before_being_on_it(rated):
    published(rated, 90, 80)
    entry = AssessmentListing.objects.get()

    with pytest.raises(InvalidAssessment, match="不得早于列入日"):
        listings.take_off(listing=entry.pk, decider=OFFICE, reason="整改", on=date(2026, 1, 9))

    assert AssessmentListing.objects.get().ended_on is None


@pytest.fixture
def year(drafted, opened, town, worker):
    """Two published quarters of one person, 90 and 81, and the open year that takes 0.3 of each."""
    person = worker("张三", town)
    quarters = []
    for number, score in ((1, 90), (2, 81)):
        cycle = opened(title=f"{number} 季度", quarter=number)
        [row] = services.enrol(cycle=cycle.pk, people=[person.pk], on=TODAY)
        measure(row, score)
        grade(row, "COMPETENT")
        publish(cycle)
        quarters.append(fresh(row))
    annual = opened(
        design=measured(
            items=[quant("TASKS", Decimal("0.4"), formula={"form": "NUMBER"})],
            quarters=[{"cycle": str(row.cycle_id), "weight": Decimal("0.3")} for row in quarters],
        )
    )
    [row] = services.enrol(cycle=annual.pk, people=[person.pk], on=TODAY)
    return quarters, row


def test_quarters_flow_into_the_year(year):
    _, row = year
    measure(row, 70)
    grade(row, "COMPETENT")

    publish(row.cycle)

    assert Fraction(fresh(row).total) == Fraction("0.3") * (90 + 81) + Fraction("0.4") * 70


def test_a_corrected_quarter_names_the_year_that_rests_on_it_and_leaves_it(year):
    quarters, row = year
    measure(row, 70)
    grade(row, "COMPETENT")
    publish(row.cycle)
    before = fresh(row).total

    correct(quarters[0], marks=[Mark(item="TASKS", figures={"value": 60}, version=1)])

    assert [one.id for one in selectors.affected(assessment=quarters[0].pk)] == [row.pk]
    assert fresh(row).total == before
    assert selectors.affected(assessment=row.pk) == []
