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
from core.people.models import Person
from core.policy.vocabulary import PoliticalStatus
from plugins.fuquan_licensing.bank import papers
from plugins.fuquan_licensing.bank import services as bank
from plugins.fuquan_licensing.bank.models import Question, QuestionVersion
from plugins.fuquan_licensing.bank.services import Draft
from plugins.fuquan_licensing.examinations import services as examinations
from plugins.fuquan_licensing.examinations.models import Examination, Registration
from plugins.fuquan_licensing.examinations.stages import Mode, Stage
from plugins.fuquan_licensing.facts import Level as LicenceLevel
from plugins.fuquan_licensing.sittings import services as sittings

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


def opened(
    *, minutes: int = 60, lasting: timedelta = timedelta(hours=3), mode: Mode = Mode.ONLINE
) -> Examination:
    """Open an examination that can be sat at once, with the bank that it needs."""
    now = timezone.now()
    bank.add_many(drafts=questions(), actor=CLERK)
    return examinations.open_examination(
        organisation=town().pk,
        year=timezone.localtime(now).year,
        title="初级资格考试",
        level=LicenceLevel.JUNIOR,
        mode=mode,
        opens_at=now - timedelta(minutes=1),
        closes_at=now + lasting,
        minutes=minutes,
        blueprint=BLUEPRINT if mode == Mode.ONLINE else None,
    )


def members(unit: Organisation, count: int, *, name: str = "考生") -> list[Person]:
    """Return so many new full members with a full-time post, who may sit for the first licence."""
    made = [
        people.register(name=f"{name}{number}", political_status=PoliticalStatus.FULL_MEMBER)
        for number in range(count)
    ]
    appointments.appoint_many(
        Appointment(
            person=member, organisation=unit, basis=Appointment.Basis.FULL_TIME, from_on=date(2021, 1, 1)
        )
        for member in made
    )
    return made


def registered(examination: Examination, count: int) -> list[Registration]:
    """Open registration of an examination and register so many people of the unit that holds it."""
    today = timezone.localdate()
    wanted = members(examination.record.organisation, count)
    examinations.open_registration(examination=examination.pk, version=1)
    outcome = examinations.register(
        examination=examination.pk,
        people=[member.pk for member in wanted],
        on=today,
        today=today,
        actor=CLERK,
    )
    assert outcome.refused == ()
    return list(outcome.registrations)


def seated(examination: Examination, count: int) -> list[str]:
    """Register so many people for the examination, let it begin, and return their tickets."""
    registered(examination, count)
    examinations.begin_sittings(examination=examination.pk, version=2)
    return [ticket for _, ticket in examinations.issue_tickets(examination=examination.pk)]


def right(desk: sittings.Desk) -> dict[int, list[int]]:
    """Return the right answers: the bank's first option, wherever it stands on this paper."""
    return {place: [item.order.index(0)] for place, item in enumerate(desk.paper)}


def sat(examination: Examination, count: int) -> list[sittings.Desk]:
    """Let so many people sit the examination, with everything right, and return their desks."""
    desks = []
    for ticket in seated(examination, count):
        desk = sittings.begin(ticket=ticket)
        sittings.hand_in(ticket=ticket, lease=1, sequence=1, answers=right(desk))
        desks.append(desk)
    return desks


def correct_key(version: str, key: int) -> None:
    """Say that another option of a question is right."""
    row = QuestionVersion.objects.get(pk=version)
    bank.revise(
        question=row.question_id,
        draft=Draft("组织建设", papers.Kind.SINGLE, row.text, tuple(row.options), frozenset({key})),
        version=row.question.version,
        reason="答案更正",
        actor=CLERK,
    )


def passed_over(examination: Examination) -> None:
    """Let the examination's time be over since a minute."""
    Examination.objects.filter(pk=examination.pk).update(
        opens_at=timezone.now() - timedelta(hours=1), closes_at=timezone.now() - timedelta(minutes=1)
    )


def at_stage(examination: Examination, stage: Stage) -> Examination:
    """Return the examination at a stage, as if the steps before it had been taken."""
    Examination.objects.filter(pk=examination.pk).update(stage=stage)
    examination.refresh_from_db()
    return examination


def retire_all_but(count: int, *, on: date) -> None:
    """Retire all questions of the bank but so many."""
    for question in list(Question.objects.order_by("pk")[count:]):
        bank.retire(question=question.pk, on=on)
