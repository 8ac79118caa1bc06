"""Assessments and examinations of people who are merged, or erased."""

from datetime import date
from decimal import Decimal

import pytest
from appraising import OFFICE, TODAY, fresh, grade, publish, state
from browsing import CLERK
from django.db import connection

from core.appointments.models import Appointment
from core.assessments import listings, reports, services
from core.assessments.models import Assessment, AssessmentListing, AssessmentReport, Audience
from core.examinations import services as examinations
from core.examinations.models import Attendance, ExaminationResult
from core.examinations.services import Entry
from core.people import merging
from core.people import services as people


def test_the_records_of_two_who_are_one_come_together_and_part_again(rated, county):
    rows = rated(90, 80)
    twin = people.register(name="张0")
    sitting = examinations.schedule(
        organisation=county.pk, title="业务考试", paper_title="甲卷", on=date(2025, 6, 1)
    )
    examinations.record_many(examination=sitting.pk, entries=[Entry(person=twin.pk, score=Decimal(70))])
    absorbed = rows[0].person_id

    merge = merging.merge(kept_id=twin.pk, absorbed_id=absorbed, actor=CLERK, reason="重复登记")

    assert fresh(rows[0]).person_id == twin.pk
    assert ExaminationResult.objects.get().person_id == twin.pk
    merging.unmerge(merge_id=merge.pk, actor=CLERK, reason="误并")
    assert fresh(rows[0]).person_id == absorbed
    assert ExaminationResult.objects.get().person_id == twin.pk


def test_two_who_were_assessed_in_one_cycle_are_one_once_one_of_the_rows_is_withdrawn(opened, town, worker):
    people = [worker("张三", town, basis=Appointment.Basis.PART_TIME).pk for _ in range(2)]
    _, two = services.enrol(cycle=opened().pk, people=people, on=TODAY)
    before = state()

    with pytest.raises(merging.CannotMerge) as refusal:
        merging.merge(kept_id=people[0], absorbed_id=people[1], actor=CLERK, reason="重复")

    assert refusal.value.extensions["constraint"] == "person_is_assessed_once_a_cycle"
    assert state() == before
    services.withdraw(assessment=two.pk, version=1, reason="重复登记", on=TODAY)
    merging.merge(kept_id=people[0], absorbed_id=people[1], actor=CLERK, reason="重复")
    assert set(Assessment.objects.values_list("person", flat=True)) == {people[0]}


def test_erasing_somebody_takes_what_was_written_about_them(opened, rated):
    cycle = opened()
    first, last = rated(90, 80, cycle=cycle)
    reports.submit(assessment=last.pk, audience=Audience.OWN, text="本人住院三个月", on=TODAY)
    for row in (first, last):
        grade(row, "COMPETENT")
    publish(cycle)
    listings.take_off(
        listing=AssessmentListing.objects.get(assessment=last).pk,
        decider=OFFICE,
        reason="住院治疗",
        on=TODAY,
    )
    services.withdraw(
        assessment=last.pk,
        version=fresh(last).version,
        reason="长期住院",
        decider=OFFICE,
        on=TODAY,
    )

    people.erase(person_id=last.person_id, actor=CLERK, reason="本人依法申请")

    row = fresh(last)
    assert row.withdrawn_reason == "（已抹除）"
    assert list(row.results.order_by("version").values_list("grade", "total", "reason")) == [
        ("COMPETENT", "80", ""),
        ("", "", "（已抹除）"),
    ]
    assert AssessmentReport.objects.get().text == "（已抹除）"
    assert AssessmentListing.objects.get(assessment=last).end_reason == "（已抹除）"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_event WHERE to_jsonb(audit_event)::text LIKE '%住院%'")
        assert cursor.fetchone() == (0,)


def test_erasing_somebody_keeps_the_score_of_an_examination(county, town, worker):
    person = worker("张三", town)
    sitting = examinations.schedule(
        organisation=county.pk, title="业务考试", paper_title="甲卷", on=date(2025, 6, 1)
    )
    [result] = examinations.record_many(
        examination=sitting.pk, entries=[Entry(person=person.pk, score=Decimal(59))]
    )
    examinations.publish(examination=sitting.pk, version=1, on=TODAY)
    examinations.correct(
        result=result.pk,
        version=1,
        attendance=Attendance.PRESENT,
        score=Decimal(61),
        reason="张三答卷漏批一题",
    )

    people.erase(person_id=person.pk, actor=CLERK, reason="本人依法申请")

    assert list(ExaminationResult.objects.order_by("version").values_list("score", "reason")) == [
        (Decimal(59), ""),
        (Decimal(61), "（已抹除）"),
    ]
