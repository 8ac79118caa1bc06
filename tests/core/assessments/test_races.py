"""Two at once: one place among the EXCELLENT, one entry of a score sheet, one version."""

import threading
from collections.abc import Callable
from datetime import date

import appraising
import pytest
from appraising import TODAY
from django.db import connection
from django_tenants.utils import tenant_context

from core.appointments import services as appointments
from core.appointments.models import Appointment, AppointmentChange
from core.assessments import cycles, services
from core.assessments.design import Subject
from core.assessments.models import (
    Assessment,
    AssessmentCycle,
    AssessmentListing,
    AssessmentResult,
    AssessmentScore,
)
from core.decisions.models import DecisionRecord
from core.errors import DomainError
from core.organisations import services as organisations
from core.organisations.models import (
    Kind,
    Level,
    Organisation,
    OrganisationChange,
    OrganisationPeriod,
    Sector,
)
from core.people import services as people
from core.people.models import Person
from tenants import registry


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """Seven people in an open cycle of tenant beta that other connections see; gone after the test."""
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        record = registry.by_schema("beta")
        with tenant_context(record):
            unit = organisations.found(
                name="赛区党委",
                kind=Kind.COMMITTEE,
                sector=Sector.TOWNSHIP,
                level=Level.TOWNSHIP,
                division_code="360823",
                on=date(2020, 1, 1),
            )
            for number in range(7):
                appointments.appoint(
                    person=people.register(name=f"赛{number}"),
                    organisation=unit,
                    basis=Appointment.Basis.FULL_TIME,
                    on=date(2021, 1, 1),
                )
            cycle = appraising.open(
                cycles.draft(
                    organisation=unit.pk,
                    subject=Subject.PERSON,
                    title="年度考核",
                    year=2025,
                    design=appraising.measured(),
                    on=TODAY,
                )
            )
            rows = services.enrol(cycle=cycle.pk, on=TODAY)
            for row in rows[:2]:
                appraising.measure(row, 90)
        yield record, rows
        with tenant_context(record):
            for model in (AssessmentListing, AssessmentResult, AssessmentScore):
                model.objects.all().delete()
            Assessment.objects.all().delete()
            AssessmentCycle.objects.all().delete()
            DecisionRecord.objects.filter(subject_kind__startswith="assessment").delete()
            AppointmentChange.objects.filter(appointment__organisation=unit).delete()
            Appointment.objects.filter(organisation=unit).delete()
            Person.objects.filter(name__startswith="赛").delete()
            for model in (OrganisationChange, OrganisationPeriod):
                model.objects.filter(organisation=unit).delete()
            Organisation.objects.filter(pk=unit.pk).delete()
        connection.set_schema_to_public()


def at_once(record: registry.TenantRecord, *works: Callable[[], object]) -> list[str]:
    """Do all works at the same moment, each on a connection of its own; return what became of them."""
    together, outcomes = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        with tenant_context(record):
            together.wait()
            try:
                work()
                outcomes.append("DONE")
            except DomainError as refusal:
                outcomes.append(refusal.code)
        connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_the_last_place_among_the_excellent_is_given_once(committed):
    record, (one, two, *_) = committed

    outcomes = at_once(record, *(lambda row=row: appraising.grade(row, "EXCELLENT") for row in (one, two)))

    assert outcomes == ["DONE", "REFUSED"]
    with tenant_context(record):
        assert Assessment.objects.filter(grade="EXCELLENT").count() == 1


def test_of_two_who_grade_one_person_one_is_told_of_the_conflict(committed):
    record, (row, *_) = committed

    outcomes = at_once(
        record,
        *(
            lambda grade=grade: services.grade(assessment=row.pk, grade=grade, version=1, on=TODAY)
            for grade in ("BASIC", "COMPETENT")
        ),
    )

    assert outcomes == ["CONFLICT", "DONE"]
    with tenant_context(record):
        assert Assessment.objects.get(pk=row.pk).version == 2


@pytest.mark.parametrize("version", [None, 1])
def test_of_two_who_score_one_item_one_is_told_of_the_conflict(committed, version):
    record, rows = committed
    row = rows[2] if version is None else rows[0]

    outcomes = at_once(
        record,
        *(lambda score=score: appraising.measure(row, score, version=version) for score in (70, 80)),
    )

    assert outcomes == ["CONFLICT", "DONE"]
    with tenant_context(record):
        [stored] = AssessmentScore.objects.filter(assessment=row)
        assert stored.version == (version or 0) + 1


def test_a_score_never_slips_in_beside_the_publication(committed):
    record, rows = committed
    with tenant_context(record):
        for row in rows[2:]:
            appraising.measure(row, 80)
        for row in rows:
            appraising.grade(row, "COMPETENT")
        cycle = AssessmentCycle.objects.get()

    outcomes = at_once(
        record,
        lambda: appraising.publish(cycle),
        lambda: appraising.measure(rows[0], 10, version=1),
    )

    with tenant_context(record):
        total = Assessment.objects.get(pk=rows[0].pk).total
    assert (outcomes, total) in ((["DONE", "DONE"], "10"), (["DONE", "WRONG_STATE"], "90"))
