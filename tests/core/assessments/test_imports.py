"""Whole assessments are stored at once, with few statements however many they are."""

from decimal import Decimal

import appraising
import pytest
from appraising import OFFICE, TODAY, design, measured, state
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.assessments import imports, services
from core.assessments.design import Group
from core.assessments.imports import Appraisal
from core.assessments.models import Assessment, AssessmentListing, AssessmentResult, List, State
from core.assessments.texts import InvalidAssessment
from core.decisions.services import Refused


def appraise(cycle, *appraisals: Appraisal):
    return imports.appraise_many(
        cycle=cycle.pk, appraisals=appraisals, decider=OFFICE, enrolled_on=TODAY, on=TODAY
    )


def known(person, score=90, grade="COMPETENT", **more) -> Appraisal:
    values = {"figures": {"TASKS": {"value": score}}} | more
    return Appraisal(whom=person.pk, grade=grade, **values)


def test_what_is_stored_at_once_is_as_if_entered_one_by_one(opened, town, worker):
    people = [worker(f"张{number}", town) for number in range(7)]
    cycle = opened(design=design())

    published = appraise(
        cycle,
        *(
            known(
                person,
                grade="COMPETENT" if number else "EXCELLENT",
                figures={"MEMBERS_JOINED": {"actual": 7 - number, "target": 7}},
                scores={"CONDUCT": {Group.SUPERIOR: Decimal(90), Group.MASSES: Decimal(80)}},
            )
            for number, person in enumerate(people)
        ),
    )

    assert published.state == State.PUBLISHED
    rows = {row.person_id: row for row in Assessment.objects.all()}
    assert [(rows[one.pk].total, rows[one.pk].rank) for one in people[:2]] == [("93", 1), ("601/7", 2)]
    assert AssessmentResult.objects.count() == 7
    assert {(one.list, one.assessment.person_id) for one in AssessmentListing.objects.all()} == {
        (List.RESERVE, people[0].pk),
        (List.FOLLOW_UP, people[6].pk),
    }


@pytest.mark.parametrize(
    ("grades", "figures", "refusal"),
    [
        (["EXCELLENT"], {"TASKS": {"value": 90}}, Refused),
        (["COMPETENT"], {}, services.Incomplete),
        (["GOOD"], {"TASKS": {"value": 90}}, InvalidAssessment),
        (["COMPETENT"], {"OTHER": {"value": 90}}, InvalidAssessment),
    ],
)
def test_what_cannot_be_is_refused_as_a_whole(opened, town, worker, grades, figures, refusal):
    people = [worker(f"张{number}", town) for number in range(3)]
    cycle = opened()
    before = state()

    with pytest.raises(refusal):
        appraise(
            cycle,
            known(people[1]),
            *(known(people[0], grade=grade, figures=figures) for grade in grades),
        )

    assert state() == before


def test_both_reports_cannot_be_stored_at_once(opened, town, worker):
    cycle = opened(double_review=True)

    with pytest.raises(InvalidAssessment, match="双述双评"):
        appraise(cycle, known(worker("张三", town)))


def test_the_number_of_statements_does_not_grow(opened, town, worker):
    counts = []
    for size in (10, 100):
        people = [worker(f"张{size}{number}", town) for number in range(size)]
        cycle = opened(design=measured(), title=f"{size} 人")
        with CaptureQueriesContext(connection) as statements:
            appraise(cycle, *(known(person, number % 50) for number, person in enumerate(people)))
        counts.append(len(statements))

    assert appraising.Assessment.objects.count() == 110
    assert counts[0] == counts[1]
