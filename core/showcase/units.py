"""Organisations of a demonstration tenant, who works there, and how many places there are."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core import demo
from core.actors import Actor
from core.appointments import establishment
from core.appointments import services as appointments
from core.appointments.models import Appointment, EntryChannel, Post
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from core.organisations.services import Founding
from core.organisations.values import Values
from core.people import invented
from core.people.models import Person

ACTOR = Actor(realm="system", id="demo", name="演示数据")
CHECKER = Actor(realm="system", id="demo-checker", name="演示核验")
"""Somebody else than who did something: what was done is not checked by the same."""
BEGINNERS = (22 * 365, 45 * 365)
"""How many days old people are at least and at most when they take their seats."""


@dataclass(frozen=True)
class Unit:
    """An organisation to be founded below another one of the same list, or at the top."""

    name: str
    kind: Kind
    sector: Sector
    level: Level
    division_code: str
    below: str = ""
    more: Values | None = None


@dataclass(frozen=True)
class Seat:
    """A full-time post in a unit that an invented person takes on a day; `title` is what it is called."""

    unit: str
    post: Post
    since: date
    channel: EntryChannel
    title: str = ""
    also_head: bool = False


def found(units: Sequence[Unit], *, on: date) -> dict[str, Organisation]:
    """Found organisations and return them by name; three writes for each step down the tree."""
    made: dict[str, Organisation] = {}
    waiting = list(units)
    while waiting:
        ready = [unit for unit in waiting if not unit.below or unit.below in made]
        assert ready, f"nothing to found {waiting[0].name} below"
        foundings = [
            Founding(
                unit.name,
                unit.kind,
                unit.sector,
                unit.level,
                unit.division_code,
                parent=made[unit.below].pk if unit.below else None,
                more=unit.more,
            )
            for unit in ready
        ]
        founded = organisations.found_many(foundings, on=on, reason="初始建库", actor=ACTOR)
        waiting = [unit for unit in waiting if unit not in ready]
        made |= {unit.name: organisation for unit, organisation in zip(ready, founded, strict=True)}
    return made


def invent(seats: Sequence[Seat], *, dice: random.Random, region_code: str) -> list[Person]:
    """Store one invented person for each seat, of an age to begin there, and return them in that order."""
    ordered = sorted(range(len(seats)), key=lambda place: (seats[place].since, place))
    by_day: dict[date, list[int]] = defaultdict(list)
    for place in ordered:
        by_day[seats[place].since].append(place)
    people: dict[int, Person] = {}
    for day, places in by_day.items():
        names = demo.names(len(places), dice=dice)
        made = invented.people(names, dice=dice, region_code=region_code, on=day, ages=BEGINNERS)
        people |= zip(places, made, strict=True)
    Person.objects.bulk_create(people[place] for place in range(len(seats)))
    return [people[place] for place in range(len(seats))]


def seated(
    seats: Iterable[Seat], people: Iterable[Person], *, units: Mapping[str, Organisation]
) -> list[Appointment]:
    """Appoint people to seats, two writes in all, and return the appointments in the same order."""
    return appointments.appoint_many(
        [
            Appointment(
                person=person,
                organisation=units[seat.unit],
                basis=Appointment.Basis.FULL_TIME,
                post=seat.post,
                title=seat.title,
                also_head=seat.also_head,
                entry_channel=seat.channel,
                from_on=seat.since,
            )
            for seat, person in zip(seats, people, strict=True)
        ],
        actor=ACTOR,
    )


def beside(
    people: Iterable[Person], *, organisation: Organisation, title: str, channel: EntryChannel, on: date
) -> list[Appointment]:
    """Give people a part-time post beside what they have, and return the appointments."""
    return appointments.appoint_many(
        [
            Appointment(
                person=person,
                organisation=organisation,
                basis=Appointment.Basis.PART_TIME,
                title=title,
                entry_channel=channel,
                from_on=on,
            )
            for person in people
        ],
        actor=ACTOR,
    )


def approve_places(
    seats: Iterable[Seat],
    *,
    units: Mapping[str, Organisation],
    spare: Mapping[str, int],
    on: date,
    basis: str,
) -> None:
    """Approve places for workers in every unit that has some, one place for each and the spare ones.

    All but the spare places are the least that there should be; a negative number of spare ones leaves
    people beyond the establishment.
    """
    filled = Counter(seat.unit for seat in seats if seat.post == Post.WORKER)
    for name, count in filled.items():
        establishment.approve(
            organisation=units[name].pk,
            post=Post.WORKER,
            places=count + spare.get(name, 0),
            minimum=count,
            on=on,
            basis=basis,
            actor=ACTOR,
        )
