"""Each small demonstration is complete in every noun, and what the law governs keeps its decisions."""

from datetime import date

import pytest
from showing import filled

from core.appointments.models import Appointment, Quota
from core.assessments.models import Assessment, AssessmentListing
from core.credentials import catalogue
from core.credentials.models import CredentialStep
from core.decisions import waivers
from core.decisions.models import DecisionRecord
from core.examinations.models import ExaminationResult
from core.honours.models import Honour
from core.obligations.models import Obligation
from core.organisations.models import OrganisationPeriod
from core.people import services
from core.people.models import Person
from core.projects.models import Project, Standard
from core.surveys import results
from core.surveys.models import Survey
from core.talks.models import Talk
from core.training.models import TrainingAttendance, TrainingSession

SMALL = ("guizhou_township", "jiangsu_four_level", "xiajiang_three_roles")
NOUNS = (
    *(OrganisationPeriod, Person, Appointment, Quota, Assessment, AssessmentListing, ExaminationResult),
    *(TrainingSession, TrainingAttendance, Obligation, Talk, Honour, Project, Standard, Survey),
)
TODAY = date(2026, 3, 1)


@pytest.mark.parametrize("plugin", SMALL)
def test_no_noun_is_empty_and_credentials_and_closed_projects_rest_on_decisions(alpha, plugin):
    with filled(alpha, plugin):
        empty = [model.__name__ for model in NOUNS if not model._default_manager.exists()]
        kinds = catalogue.offered().values()
        issuing = {action for kind in kinds for action in (kind.issue_action, kind.inspection) if action}
        issued = CredentialStep.objects.filter(version=1)
        decided = issued.filter(decision__action__in=issuing).count()
        closed = DecisionRecord.objects.filter(action="core.close_project")
        [exception] = waivers.page(limit=9, today=TODAY)
        waived = [record for record in closed if str(exception.pk) in record.exceptions]

        assert empty == []
        assert decided == issued.count()
        assert bool(decided) is bool(issuing)
        assert closed.count() == Project.objects.filter(stage="CLOSED").count() == 2
        assert len(waived) == 1


@pytest.mark.parametrize("plugin", SMALL)
def test_nobody_in_it_is_anybody(alpha, plugin):
    with filled(alpha, plugin):
        numbers = [services.opened(person, "id_number") for person in Person.objects.all()]

    assert len(set(numbers)) == len(numbers) > 40
    assert {number[14:17] for number in numbers} <= {"996", "997", "998", "999"}


@pytest.mark.parametrize("plugin", SMALL)
def test_the_survey_counts_what_came_back(alpha, plugin):
    with filled(alpha, plugin):
        survey = Survey.objects.get()
        *populations, whole = results.counts(survey, on=TODAY)

        assert [one.returned - one.valid for one in (*populations, whole)] == [1, 1, 2]
        assert all(one.issued > one.returned for one in populations)
