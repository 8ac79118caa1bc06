"""What is recorded of somebody in a life: one row of every noun that has to do with people."""

import secrets
from datetime import date, timedelta
from decimal import Decimal

from browsing import CLERK

from core.appointments.models import Appointment, EndReason, Post
from core.assessments.models import Assessment, AssessmentCycle
from core.credentials.models import Credential, CredentialStep
from core.examinations.models import Examination, ExaminationResult
from core.honours.models import Honour
from core.organisations.models import Organisation
from core.people.models import Person
from core.projects import members
from core.projects import services as projects
from core.projects.models import Origin, Part
from core.talks.models import Talk
from core.training.models import TrainingAttendance, TrainingSession

TODAY = date(2026, 5, 1)


def record(town: Organisation, person: Person, day: date) -> None:
    """Record a year's work of a person of an organisation, all of it on one day or from that day on."""
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
