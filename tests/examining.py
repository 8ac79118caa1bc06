"""An examination of Fuquan's scheme that can be sat, and those who may sit it."""

from datetime import date, timedelta
from decimal import Decimal

from browsing import CLERK
from django.utils import timezone

from core.appointments import services as appointments
from core.appointments.models import Appointment
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from core.people import services as people
from core.policy.vocabulary import PoliticalStatus
from plugins.fuquan_licensing.bank import papers
from plugins.fuquan_licensing.bank import services as bank
from plugins.fuquan_licensing.bank.services import Draft
from plugins.fuquan_licensing.examinations import services as examinations
from plugins.fuquan_licensing.examinations.models import Examination
from plugins.fuquan_licensing.examinations.stages import Mode
from plugins.fuquan_licensing.facts import Level as LicenceLevel

QUESTIONS = 30
BLUEPRINT = {"parts": [{"topic": "组织建设", "kind": "SINGLE", "count": 20, "points": Decimal(5)}]}


def questions() -> list[Draft]:
    """Return questions of which the first option is right."""
    return [
        Draft("组织建设", papers.Kind.SINGLE, f"第 {number} 题", ("甲", "乙", "丙", "丁"), frozenset({0}))
        for number in range(QUESTIONS)
    ]


def town(name: str = "牛场镇党委") -> Organisation:
    """Found a township's committee."""
    return organisations.found(
        name=name,
        kind=Kind.COMMITTEE,
        sector=Sector.TOWNSHIP,
        level=Level.TOWNSHIP,
        division_code="522702",
        on=date(2020, 1, 1),
    )


def opened(*, minutes: int = 60, lasting: timedelta = timedelta(hours=3)) -> Examination:
    """Open an examination that can be sat at once, with the bank that it needs."""
    now = timezone.now()
    bank.add_many(drafts=questions(), actor=CLERK)
    return examinations.open_examination(
        organisation=town().pk,
        year=timezone.localtime(now).year,
        title="初级资格考试",
        level=LicenceLevel.JUNIOR,
        mode=Mode.ONLINE,
        opens_at=now - timedelta(minutes=1),
        closes_at=now + lasting,
        minutes=minutes,
        blueprint=BLUEPRINT,
    )


def seated(examination: Examination, count: int) -> list[str]:
    """Register so many people for the examination, let it begin, and return their tickets."""
    today = timezone.localdate()
    members = [
        people.register(name=f"考生{number}", political_status=PoliticalStatus.FULL_MEMBER)
        for number in range(count)
    ]
    appointments.appoint_many(
        Appointment(
            person=member,
            organisation=examination.record.organisation,
            basis=Appointment.Basis.FULL_TIME,
            from_on=date(2021, 1, 1),
        )
        for member in members
    )
    examinations.open_registration(examination=examination.pk, version=1)
    outcome = examinations.register(
        examination=examination.pk,
        people=[member.pk for member in members],
        on=today,
        today=today,
        actor=CLERK,
    )
    assert outcome.refused == ()
    examinations.begin_sittings(examination=examination.pk, version=2)
    return [ticket for _, ticket in examinations.issue_tickets(examination=examination.pk)]
