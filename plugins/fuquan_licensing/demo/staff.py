"""The people of the demonstration: who fills the 578 places, who left, and by which decisions."""

import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from core import demo
from core.actors import Actor
from core.appointments import establishment
from core.appointments import services as appointments
from core.appointments.establishment import Approval
from core.appointments.models import Appointment, EndReason, EntryChannel, Post
from core.decisions import services as decisions
from core.decisions.about import About
from core.decisions.services import Answer
from core.organisations.models import Sector
from core.people import invented
from core.people.codes import Education
from core.people.models import Person
from core.policy.vocabulary import PoliticalStatus
from plugins.fuquan_licensing.demo.units import DIVISION, Unit
from plugins.fuquan_licensing.scheme import NAME

LAST_DAY = date(2022, 12, 31)
PLACES, FILLED = 578, 509
COLLEGE, YOUNG = 468, 290
LEFT = {2021: 46, 2022: 33}
"""Departures by year: 79 in both together; the split is ours."""
RETIRED = 14
APPROVED_ON = date(2022, 3, 1)

_EDUCATION = {
    Education.GRADUATE: 22,
    Education.BACHELOR: 251,
    Education.COLLEGE: COLLEGE - 273,
    Education.SECONDARY_VOCATIONAL: 21,
    Education.HIGH_SCHOOL: 16,
    Education.MIDDLE_SCHOOL_OR_BELOW: FILLED - COLLEGE - 37,
}
_YOUNG_BORN = (date(1987, 1, 1), date(1997, 6, 30))
"""On the last day of 2022 these are 25 to 35."""
_OLDER_BORN = (date(1970, 1, 1), date(1986, 12, 31))
"""On the last day of 2022 these are 36 to 52, and none is of pensionable age for years."""
_PENSIONED_BORN = (date(1960, 6, 1), date(1961, 1, 31))
_CHANNELS = [
    *[EntryChannel.PUBLIC_RECRUITMENT] * 5,
    *[EntryChannel.INTERNAL_SELECTION] * 5,
    *[EntryChannel.CIVIL_SERVICE_EXAM] * 3,
    *[EntryChannel.OPEN_EXAM_AND_VOTE] * 3,
    *[EntryChannel.ELECTED] * 2,
    EntryChannel.SELECTED_GRADUATE,
    EntryChannel.ARRANGED,
]
_DEPARTED = (EndReason.RESIGNED, EndReason.TRANSFER_REQUESTED)


@dataclass(frozen=True)
class Staff:
    """The appointments of those in post on the last day, by the day on which they began."""

    in_post: tuple[Appointment, ...]

    def since_before(self, day: date) -> list[Appointment]:
        """Return who had the post on a day already."""
        return [one for one in self.in_post if one.from_on <= day]


def fill(*, units: list[Unit], dice: random.Random, actor: Actor) -> Staff:
    """Record everybody and their posts, approve the establishment, and appoint the later ones by decision."""
    places = _places(units, dice)
    slots = [unit for unit in units for _ in range(places.get(unit.id, 0))]
    held = sorted(dice.sample(range(PLACES), FILLED))
    vacant = sorted(set(range(PLACES)) - set(held))
    ends = _ends(dice)
    # Of those who left, some have no successor yet.
    left = dict(zip([*dice.sample(vacant, 25), *dice.sample(held, len(ends) - 25)], ends, strict=True))
    begun = [_begun(left[slot][0] if slot in left else None, dice) for slot in held]
    taken: set[str] = set()
    people = [
        *_current(begun, dice, taken),
        *_departed(left.values(), dice, taken),
    ]
    Person.objects.bulk_create(people)
    now = [
        _post(person, slots[slot], on, dice) for person, slot, on in zip(people, held, begun, strict=False)
    ]
    gone = [
        _post(person, slots[slot], _started(until, dice), dice, until=until, reason=reason)
        for person, (slot, (until, reason)) in zip(people[FILLED:], left.items(), strict=True)
    ]
    appointments.appoint_many(
        [*gone, *(one for one in now if one.from_on < APPROVED_ON), *_also_heads(now, units, dice)],
        reason="建库",
        actor=actor,
    )
    _approve(units, places, [*gone, *now], actor)
    later = [one for one in now if one.from_on >= APPROVED_ON]
    _appoint(later, units, places, [*gone, *now], actor)
    return Staff(tuple(now))


def _places(units: list[Unit], dice: random.Random) -> dict[UUID, int]:
    """Return the places of each unit as the law allows them; what is left over goes to the villages."""
    places = {unit.id: _own(unit, dice) for unit in units[1:]}
    villages = [unit.id for unit in units if unit.sector == Sector.VILLAGE and unit.name.endswith("总支")]
    rest = PLACES - sum(places.values())
    for number, village in enumerate(villages):
        places[village] = rest // len(villages) + (number < rest % len(villages))
    return {unit: count for unit, count in places.items() if count}


def _own(unit: Unit, dice: random.Random) -> int:
    if unit.sector in (Sector.TOWNSHIP, Sector.SUBDISTRICT):
        return 4
    if unit.sector == Sector.ORGAN:
        return max(1, -(-unit.staff_count // 100))
    if unit.sector == Sector.SOE:
        return -(-unit.staff_count // 100)
    if unit.sector == Sector.COMMUNITY:
        return 2 if unit.name.endswith("总支") else 0
    if unit.sector == Sector.HOSPITAL:
        return 1 + unit.staff_count // 150
    if unit.sector == Sector.SCHOOL:
        return 1 + unit.staff_count // 100
    if unit.sector == Sector.INSTITUTION:
        return 1
    if unit.sector in (Sector.PRIVATE_ENTERPRISE, Sector.SOCIAL_ORGANISATION):
        return int(unit.staff_count >= 120 or dice.random() < 0.3)
    return 0


def _ends(dice: random.Random) -> list[tuple[date, EndReason]]:
    """Return the days on which posts were left, and why."""
    ends = [
        (date(year, 2, 1) + timedelta(days=dice.randint(0, 310)), dice.choice(_DEPARTED))
        for year, count in LEFT.items()
        for _ in range(count)
    ]
    ends += [
        (date(2021, 2, 1) + timedelta(days=dice.randint(0, 600)), EndReason.RETIRED) for _ in range(RETIRED)
    ]
    dice.shuffle(ends)
    return ends


def _begun(free_on: date | None, dice: random.Random) -> date:
    """Return the day on which a post was taken, soon after it fell vacant if it did."""
    if free_on is not None:
        return min(free_on + timedelta(days=dice.randint(10, 60)), LAST_DAY)
    return date(2020, 1, 1) + timedelta(days=dice.randint(0, 500))


def _started(until: date, dice: random.Random) -> date:
    return until - timedelta(days=dice.randint(400, 1200))


def _current(begun: list[date], dice: random.Random, taken: set[str]) -> Iterable[Person]:
    educations = [education for education, count in _EDUCATION.items() for _ in range(count)]
    dice.shuffle(educations)
    young = set(dice.sample(range(FILLED), YOUNG))
    names = demo.names(FILLED, dice=dice)
    for number, (name, education, on) in enumerate(zip(names, educations, begun, strict=True)):
        born = _YOUNG_BORN if number in young else _OLDER_BORN
        yield _person(name, born, education, on, dice, taken)


def _departed(
    ends: Collection[tuple[date, EndReason]], dice: random.Random, taken: set[str]
) -> Iterable[Person]:
    for name, (until, reason) in zip(demo.names(len(ends), dice=dice), ends, strict=True):
        education = dice.choice((Education.BACHELOR, Education.COLLEGE, Education.HIGH_SCHOOL))
        born = _PENSIONED_BORN if reason == EndReason.RETIRED else _OLDER_BORN
        yield _person(name, born, education, until - timedelta(days=1200), dice, taken)


def _person(
    name: str,
    born: tuple[date, date],
    education: Education,
    on: date,
    dice: random.Random,
    taken: set[str],
) -> Person:
    ages = ((on - born[1]).days, (on - born[0]).days)
    number = invented.identity_number(dice=dice, region_code=DIVISION, on=on, ages=ages, taken=taken)
    status = PoliticalStatus.FULL_MEMBER
    return invented.person(name, number=number, education=education, status=status, dice=dice, on=on)


def _post(
    person: Person,
    unit: Unit,
    on: date,
    dice: random.Random,
    *,
    until: date | None = None,
    reason: EndReason | str = "",
) -> Appointment:
    return Appointment(
        person=person,
        organisation_id=unit.id,
        basis=Appointment.Basis.FULL_TIME,
        post=Post.WORKER,
        entry_channel=dice.choice(_CHANNELS),
        from_on=on,
        until_on=until,
        end_reason=reason,
    )


def _also_heads(now: list[Appointment], units: list[Unit], dice: random.Random) -> Iterable[Appointment]:
    """Yield the posts of village secretaries who hold both offices and do the Party's work full-time."""
    villages = {unit.id for unit in units if unit.sector == Sector.VILLAGE}
    seen: set[UUID] = set()
    for one in now:
        if one.organisation_id in villages - seen and one.from_on < APPROVED_ON and dice.random() < 0.6:
            seen.add(one.organisation_id)
            yield Appointment(
                person=one.person,
                organisation_id=one.organisation_id,
                basis=Appointment.Basis.PART_TIME,
                post=Post.SECRETARY,
                title="党总支书记、村民委员会主任",
                also_head=True,
                entry_channel=EntryChannel.ELECTED,
                from_on=one.from_on,
            )


def _approve(units: list[Unit], places: Mapping[UUID, int], posts: list[Appointment], actor: Actor) -> None:
    """Approve the establishment of all units, each by a decision of its own."""
    answers: dict[str, Answer] = {}
    like = None
    for unit in units:
        if unit.id not in places:
            continue
        there = [one for one in posts if one.organisation_id == unit.id and _holds(one, APPROVED_ON)]
        like = decisions.decide(
            action=f"{NAME}.approve_quota",
            facts={
                "sector": unit.sector.value,
                "staff_count": unit.staff_count,
                "approved_quota": places[unit.id],
                "incumbents": len(there),
            },
            on=APPROVED_ON,
            about=About(organisation=unit.id),
            like=like,
            today=APPROVED_ON,
        )
        answers[str(unit.id)] = like
    decisions.keep_many(answers, actor=actor, subject_kind="organisation")
    establishment.approve_many(
        [
            Approval(UUID(unit), places[UUID(unit)], answer.decision.outcome["minimum"])
            for unit, answer in answers.items()
        ],
        post=Post.WORKER,
        on=APPROVED_ON,
        basis="福泉市党务工作者员额核定（演示）",
        actor=actor,
    )


def _appoint(
    later: list[Appointment],
    units: list[Unit],
    places: Mapping[UUID, int],
    posts: list[Appointment],
    actor: Actor,
) -> None:
    """Appoint those who came after the establishment was approved, each by a decision of its own."""
    known = {unit.id: unit for unit in units}
    answers: dict[str, Answer] = {}
    for one in sorted(later, key=lambda one: one.from_on):
        unit = known[one.organisation_id]
        there = [other for other in posts if other.organisation_id == unit.id and _holds(other, one.from_on)]
        answers[str(one.pk)] = decisions.decide(
            action=f"{NAME}.appoint",
            facts={
                "political_status": one.person.political_status,
                "in_post": True,
                "sector": unit.sector.value,
                "staff_count": unit.staff_count,
                "incumbents": len(there),
                "approved_quota": places[unit.id],
                "licensed": False,
            },
            on=one.from_on,
            about=About(person=one.person_id, organisation=unit.id),
            today=one.from_on,
        )
    decisions.keep_many(answers, actor=actor, subject_kind="appointment")
    appointments.appoint_many(later, reason="补齐员额", actor=actor)


def _holds(appointment: Appointment, on: date) -> bool:
    ended = appointment.until_on is not None and appointment.until_on <= on
    return appointment.from_on <= on and not ended
