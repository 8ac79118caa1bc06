"""An organisation of tenant beta with a project, people who take part, and a standard to follow."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.obligations import services as obligations
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from core.people import services as people
from core.people.models import Person
from core.projects import members, milestones, progress, services, standards
from core.projects.models import Origin, Part, Project, Stage, Standard

TODAY = date(2026, 5, 1)
RAISED = date(2026, 1, 10)
STEPS = [
    {"code": "S1", "title": "动员部署", "requirement": "召开党员大会"},
    {"code": "S2", "title": "组织实施"},
    {"code": "S3", "title": "总结验收"},
]


@pytest.fixture
def found(in_beta) -> Callable[..., Organisation]:
    """Found an organisation that stands since 2020."""

    def make(name: str, *, parent: Organisation | None = None) -> Organisation:
        return organisations.found(
            name=name,
            kind=Kind.COMMITTEE,
            sector=Sector.TOWNSHIP,
            level=Level.TOWNSHIP,
            division_code="360823",
            on=date(2020, 1, 1),
            parent=parent,
        )

    return make


@pytest.fixture
def town(found) -> Organisation:
    """A committee."""
    return found("甲镇党委")


@pytest.fixture
def somebody(town) -> Person:
    """A person whose file the committee keeps."""
    return people.record(name="张三", kept_by=town, on=TODAY).person


@pytest.fixture
def standard(town) -> Standard:
    """The first version of a standard of three steps, in force since 2025."""
    return standards.enact(
        organisation=town.pk, code="DJ-01", number=1, title="规范", steps=STEPS, from_on=date(2025, 1, 1)
    )


@pytest.fixture
def raised(town) -> Callable[..., Project]:
    """Raise a project of the committee."""

    def make(title: str = "补短板", **more: Any) -> Project:
        given = {"organisation": town.pk, "origin": Origin.WEAK_LINK, "on": RAISED, "today": TODAY}
        return services.raise_project(title=title, **given | more)

    return make


@pytest.fixture
def monitored(raised, standard, somebody) -> Callable[..., Project]:
    """Raise a project and take it to MONITORING, its one milestone reached and some steps done."""

    def make(*, done: tuple[str, ...] = ("S1", "S2", "S3"), follows: Standard | None = standard) -> Project:
        project = raised(standard=follows)
        members.involve(project=project.pk, person=somebody.pk, part=Part.LEAD, on=RAISED, today=TODAY)
        milestone = milestones.add(
            project=project.pk, title="动员会", due_on=date(2026, 2, 1), on=RAISED, today=TODAY
        )
        obligations.fulfil(obligation=milestone.pk, evidence="会议纪要", on=date(2026, 2, 1))
        for to, on in ((Stage.IMPLEMENTING, date(2026, 1, 20)), (Stage.MONITORING, date(2026, 3, 1))):
            services.advance(project=project.pk, to=to, on=on, today=TODAY)
        for step in done:
            progress.complete_step(
                project=project.pk, step=step, on=date(2026, 3, 2), today=TODAY, evidence="验收单"
            )
        project.refresh_from_db()
        return project

    return make
