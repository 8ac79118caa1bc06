"""The year's two examinations of the demonstration, from registration to the 444 licences."""

import random
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from core.actors import Actor
from core.imports import workbooks
from core.people.models import Person
from plugins.fuquan_licensing.demo.staff import Staff
from plugins.fuquan_licensing.examinations import results, services, sheets
from plugins.fuquan_licensing.examinations.models import Examination, Registration
from plugins.fuquan_licensing.examinations.stages import Mode
from plugins.fuquan_licensing.facts import Level
from plugins.fuquan_licensing.licences import services as licences
from plugins.fuquan_licensing.reviews import lists
from plugins.fuquan_licensing.reviews import services as reviews

DISCIPLINE, PUBLIC_SECURITY = "DISCIPLINE", "PUBLIC_SECURITY"


@dataclass(frozen=True)
class Plan:
    """One examination: its days, how many registered, stayed away and failed, and who was objected to."""

    registered_on: date
    held_on: date
    published_on: date
    issued_on: date
    candidates: int
    absent: int
    failed: int
    objections: dict[str, int]

    @property
    def licences(self) -> int:
        """How many licences come of it."""
        return self.candidates - self.absent - self.failed - sum(self.objections.values())


PLANS = (
    Plan(
        registered_on=date(2022, 5, 16),
        held_on=date(2022, 6, 18),
        published_on=date(2022, 7, 1),
        issued_on=date(2022, 7, 8),
        candidates=282,
        absent=5,
        failed=39,
        objections={DISCIPLINE: 1, PUBLIC_SECURITY: 1},
    ),
    Plan(
        registered_on=date(2022, 10, 10),
        held_on=date(2022, 11, 12),
        published_on=date(2022, 11, 25),
        issued_on=date(2022, 12, 1),
        candidates=240,
        absent=4,
        failed=27,
        objections={DISCIPLINE: 1},
    ),
)
"""236 and 208 licences: the split of the 444 is ours."""


def fill(*, organisation: UUID, staff: Staff, dice: random.Random, actor: Actor) -> None:
    """Hold both examinations and issue the licences, every step through its service."""
    done: set[UUID] = set()
    for number, plan in enumerate(PLANS, start=1):
        there = [one.person_id for one in staff.since_before(plan.registered_on)]
        waiting = [person for person in there if person not in done]
        people = dice.sample(waiting, plan.candidates)
        done |= _held(number, plan, people, organisation, dice, actor)


def _held(
    number: int,
    plan: Plan,
    people: Collection[UUID],
    organisation: UUID,
    dice: random.Random,
    actor: Actor,
) -> set[UUID]:
    """Hold one examination and return those who passed, with a licence or an objection."""
    examination = services.open_examination(
        organisation=organisation,
        year=plan.held_on.year,
        title=f"{plan.held_on.year} 年第{'一二'[number - 1]}次初级资格考试",
        level=Level.JUNIOR,
        mode=Mode.SHEET,
        opens_at=_at(plan.held_on, 9),
        closes_at=_at(plan.held_on, 11),
        minutes=120,
    )
    services.open_registration(examination=examination.pk, version=1)
    registered = services.register(
        examination=examination.pk,
        people=people,
        on=plan.registered_on,
        today=plan.registered_on,
        actor=actor,
    )
    assert not registered.refused
    # Not by seat: namesakes take theirs by identifiers, which differ from one filling to the next.
    place = {person: number for number, person in enumerate(people)}
    seats = sorted(registered.registrations, key=lambda one: place[one.person_id])
    dice.shuffle(seats)
    absent, failed = seats[: plan.absent], seats[plan.absent : plan.absent + plan.failed]
    passed = seats[plan.absent + plan.failed :]
    services.begin_sittings(examination=examination.pk, version=2)
    sheets.take_scores(examination=examination.pk, content=_sheet(absent, failed, passed, dice), actor=actor)
    scored = services.close_sittings(examination=examination.pk, version=3)
    _review(scored, plan, passed, actor)
    row = Examination.objects.get(pk=examination.pk)
    published = results.publish(examination=row.pk, version=row.version, on=plan.published_on, actor=actor)
    batch = licences.issue(
        examination=row.pk,
        version=published.version,
        on=plan.issued_on,
        issuer="中共福泉市委组织部",
        today=plan.issued_on,
        actor=actor,
    )
    assert len(batch.credentials) == plan.licences
    return {one.person_id for one in passed}


def _sheet(
    absent: list[Registration], failed: list[Registration], passed: list[Registration], dice: random.Random
) -> bytes:
    """Return the score sheet as the examiners filled it in."""
    names = dict(
        Person.objects.filter(pk__in=[one.person_id for one in (*absent, *failed, *passed)]).values_list(
            "pk", "name"
        )
    )
    rows: list[tuple[str, str, Decimal | None, str | None]] = []
    rows += [(one.number, names[one.person_id], None, "是") for one in absent]
    rows += [(one.number, names[one.person_id], _score(dice, 32, 59), None) for one in failed]
    rows += [(one.number, names[one.person_id], _score(dice, 60, 98), None) for one in passed]
    return workbooks.sheet(
        sheets.LAYOUT.title, [column.title for column in sheets.LAYOUT.columns], sorted(rows)
    )


def _score(dice: random.Random, low: int, high: int) -> Decimal:
    return Decimal(dice.randint(low * 2, high * 2)) / 2


def _review(examination: Examination, plan: Plan, passed: list[Registration], actor: Actor) -> None:
    """Let both bodies judge those who passed; the first of them are objected to."""
    reviews.open_review(examination=examination.pk, version=examination.version, on=plan.held_on, actor=actor)
    rest = iter(passed)
    for body in (DISCIPLINE, PUBLIC_SECURITY):
        objections = {next(rest).pk: "有问题线索尚在核查" for _ in range(plan.objections.get(body, 0))}
        lists.take(examination=examination.pk, body=body, objections=objections, actor=actor)


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
