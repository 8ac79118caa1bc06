"""Two at once on one project: one state, one entry."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django_tenants.utils import tenant_context

from core.organisations import services as organisations
from core.organisations.facts import Outdated
from core.organisations.models import Kind, Level, Organisation, OrganisationPeriod, Sector
from core.projects import progress, services, standards
from core.projects.models import Origin, Project, ProjectEntry, Stage, Standard
from core.projects.progress import StepDone
from tenants import registry

TODAY = date(2026, 5, 1)


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """A project of tenant beta that other connections see; gone after the test."""
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        record = registry.by_schema("beta")
        with tenant_context(record):
            town = organisations.found(
                name="并镇党委",
                kind=Kind.COMMITTEE,
                sector=Sector.TOWNSHIP,
                level=Level.TOWNSHIP,
                division_code="360823",
                on=date(2020, 1, 1),
            )
            standard = standards.enact(
                organisation=town.pk,
                code="BF-01",
                number=1,
                title="规范",
                steps=[{"code": "S1", "title": "动员"}],
                from_on=date(2025, 1, 1),
            )
            project = services.raise_project(
                organisation=town.pk,
                title="并发",
                origin=Origin.KEY_WORK,
                on=TODAY,
                today=TODAY,
                standard=standard,
            )
        yield record, project
        with tenant_context(record):
            for rows in (ProjectEntry, Project, Standard, OrganisationPeriod):
                rows.objects.all().delete()
            town.changes.all().delete()
            Organisation.objects.all().delete()
        connection.set_schema_to_public()


def at_once(record, *deeds) -> list[str]:
    """Do things at the same moment, each on a connection of its own; return how each came out."""
    together, outcomes = threading.Barrier(len(deeds)), []

    def run(deed) -> None:
        with tenant_context(record):
            together.wait()
            try:
                deed()
                outcomes.append("done")
            except (Outdated, StepDone) as refusal:
                outcomes.append(refusal.code)
        connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_of_two_who_withdraw_and_change_one_version_one_is_refused(committed):
    record, project = committed

    outcomes = at_once(
        record,
        lambda: services.advance(
            project=project.pk, version=1, to=Stage.WITHDRAWN, on=TODAY, today=TODAY, reason="重复"
        ),
        lambda: services.change(project=project.pk, version=1, on=TODAY, today=TODAY, title="新名"),
    )

    assert outcomes == ["CONFLICT", "done"]
    with tenant_context(record):
        assert ProjectEntry.objects.filter(project=project).count() == 2
        assert Project.objects.get(pk=project.pk).version == 2


def test_a_step_that_two_record_at_once_is_done_once(committed):
    record, project = committed

    def complete() -> None:
        progress.complete_step(project=project.pk, step="S1", on=TODAY, today=TODAY, evidence="纪要")

    assert at_once(record, complete, complete) == ["STEP_DONE", "done"]
    with tenant_context(record):
        assert ProjectEntry.objects.filter(project=project, kind="STEP").count() == 1


def test_money_that_two_record_at_once_is_all_there(committed):
    record, project = committed

    def spend() -> None:
        progress.record_funds(
            project=project.pk,
            kind=progress.Kind.SPENT,
            amount=Decimal(1),
            on=TODAY,
            today=TODAY,
            note="购置",
        )

    assert at_once(record, spend, spend) == ["done", "done"]
    with tenant_context(record):
        entries = ProjectEntry.objects.filter(project=project).order_by("version")
        assert [(entry.version, entry.kind) for entry in entries] == [
            (1, "RAISED"),
            (2, "SPENT"),
            (3, "SPENT"),
        ]
