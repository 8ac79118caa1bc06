"""Somebody of tenant beta with records of every noun that the archive shows."""

import secrets
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from browsing import CLERK

from core.appointments.models import Appointment, EndReason, Post
from core.assessments.models import Assessment, AssessmentCycle
from core.credentials.models import Credential, CredentialStep
from core.examinations.models import Examination, ExaminationResult
from core.honours.models import Honour
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from core.people import services as people
from core.people.models import Person
from core.projects import members
from core.projects import services as projects
from core.projects.models import Origin, Part
from core.talks.models import Talk
from core.training.models import TrainingAttendance, TrainingSession

TODAY = date(2026, 5, 1)


@pytest.fixture
def found(in_beta) -> Callable[..., Organisation]:
    """Found an organisation that stands since 2020."""

    def make(name: str) -> Organisation:
        return organisations.found(
            name=name,
            kind=Kind.COMMITTEE,
            sector=Sector.TOWNSHIP,
            level=Level.TOWNSHIP,
            division_code="360823",
            on=date(2020, 1, 1),
        )

    return make


@pytest.fixture
def town(found) -> Organisation:
    """A committee."""
    return found("甲镇党委")


@pytest.fixture
def somebody(town) -> Person:
    """A person of the committee."""
    details = {"education": "BACHELOR", "political_status": "FULL_MEMBER", "birth_on": date(1990, 3, 7)}
    return people.record(name="张三", kept_by=town, on=TODAY, **details).person


@pytest.fixture
def live(town, somebody) -> Callable[[int], None]:
    """Record one row of every noun so many times, the first a year before a day, each 40 days earlier."""

    def record(times: int, *, before: date = TODAY) -> None:
        for number in range(times):
            _recorded(town, somebody, before - timedelta(days=365 + 40 * number))

    return record


def _recorded(town: Organisation, person: Person, day: date) -> None:
    recorded, whose = CLERK.columns("recorded_by"), {"person": person, "organisation": town}
    Appointment.objects.create(
        **whose,
        basis="PART_TIME",
        post=Post.SECRETARY,
        title="书记",
        from_on=day,
        until_on=day + timedelta(days=30),
        end_reason=EndReason.TERM_ENDED,
    )
    session = TrainingSession.objects.create(
        title="书记轮训",
        level="COUNTY",
        kind="ROTATION",
        provider="县委党校",
        organiser=town,
        from_on=day,
        last_on=day + timedelta(days=2),
        days=3,
    )
    TrainingAttendance.objects.create(
        session=session, person=person, attended_days=Decimal("2.5"), score=88, pass_mark=60, passed=True
    )
    examination = Examination.objects.create(
        organisation=town,
        title="持证上岗考试",
        paper_title="甲卷",
        on=day,
        place="县委党校",
        pass_mark=60,
        state="PUBLISHED",
        published_on=day,
    )
    ExaminationResult.objects.create(
        examination=examination, **whose, attendance="PRESENT", score=Decimal("59.5"), **recorded
    )
    credential = Credential.objects.create(
        kind="other.licence",
        number=f"BH-{day:%Y%m%d}",
        level="JUNIOR",
        **whose,
        issued_on=day,
        until_on=day + timedelta(days=30),
        issuer_name="县委组织部",
        public_secret=secrets.token_bytes(18),
    )
    CredentialStep.objects.create(
        credential=credential, version=1, person=person, status="VALID", from_on=day, **recorded
    )
    cycle = AssessmentCycle.objects.create(
        organisation=town,
        subject="PERSON",
        title="年度考核",
        year=day.year,
        design="{}",
        state="PUBLISHED",
        published_on=day,
        decider="镇党委",
    )
    Assessment.objects.create(
        cycle=cycle, **whose, sector="TOWNSHIP", grade="EXCELLENT", total="7213/80", rank=1
    )
    Talk.objects.create(
        kind="ADMONITION", **whose, talkers=["李书记"], held_on=day, content="谈话内容不外传", **recorded
    )
    for nature, kind, title in (("HONOUR", "TITLE", "先进工作者"), ("PUNISHMENT", "CRITICISM", "迟报材料")):
        Honour.objects.create(
            nature=nature,
            kind=kind,
            level="COUNTY",
            year=day.year,
            **whose,
            title=title,
            issuer="县委",
            **recorded,
        )
    project = projects.raise_project(
        organisation=town.pk, title="补短板", origin=Origin.WEAK_LINK, on=day, today=TODAY
    )
    members.involve(project=project.pk, person=person.pk, part=Part.LEAD, duty="总协调", on=day, today=TODAY)
