"""Two who correct one published result at once: one version follows, the other is told."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django_tenants.utils import tenant_context

from core.errors import DomainError
from core.examinations import services
from core.examinations.models import Attendance, Examination, ExaminationResult
from core.examinations.services import Entry
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
    """A published result in tenant beta that other connections see; gone after the test."""
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        record = registry.by_schema("beta")
        with tenant_context(record):
            unit = organisations.found(
                name="考区党委",
                kind=Kind.COMMITTEE,
                sector=Sector.TOWNSHIP,
                level=Level.TOWNSHIP,
                division_code="360823",
                on=date(2020, 1, 1),
            )
            person = people.register(name="考生")
            examination = services.schedule(
                organisation=unit.pk, title="考试", paper_title="甲卷", on=date(2025, 6, 1)
            )
            [result] = services.record_many(
                examination=examination.pk, entries=[Entry(person=person.pk, score=Decimal(59))]
            )
            services.publish(examination=examination.pk, version=1, on=date(2025, 6, 2))
        yield record, result
        with tenant_context(record):
            ExaminationResult.objects.all().delete()
            Examination.objects.all().delete()
            Person.objects.filter(pk=person.pk).delete()
            for model in (OrganisationChange, OrganisationPeriod):
                model.objects.filter(organisation=unit).delete()
            Organisation.objects.filter(pk=unit.pk).delete()
        connection.set_schema_to_public()


def test_one_of_two_corrections_counts(committed):
    record, result = committed
    together, outcomes = threading.Barrier(2), []

    def correct(score: int) -> None:
        with tenant_context(record):
            together.wait()
            try:
                services.correct(
                    result=result.pk,
                    version=1,
                    attendance=Attendance.PRESENT,
                    score=Decimal(score),
                    reason="漏批",
                )
                outcomes.append("DONE")
            except DomainError as refusal:
                outcomes.append(refusal.code)
        connection.close()

    threads = [threading.Thread(target=correct, args=[score]) for score in (61, 62)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["CONFLICT", "DONE"]
    with tenant_context(record):
        assert sorted(ExaminationResult.objects.values_list("version", flat=True)) == [1, 2]
