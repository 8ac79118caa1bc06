"""What a scheme's demonstration tenant is, and plausible people and organisations to fill it with."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from core.appointments import services as appointments
from core.appointments.models import Appointment
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Sector
from core.organisations.services import Founding
from core.people import invented
from core.people.models import Person

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英文华建国玉珍海燕晓东雪梅志红"


@dataclass(frozen=True)
class Demo:
    """The tenant that shows one scheme: short name, name, division code, and what fills it."""

    slug: str
    name: str
    region_code: str
    fill: Callable[[], None]


def names(count: int, *, dice: random.Random) -> list[str]:
    """Return so many plausible names: combinations of common characters, of no particular person."""
    return [dice.choice(_SURNAMES) + "".join(dice.sample(_GIVEN, dice.choice((1, 2)))) for _ in range(count)]


def fill_tree(
    *, root: str, units: list[tuple[str, Kind, Sector, Level]], division_code: str, people: int, seed: int
) -> None:
    """Make a committee with units below it and spread people over the units; a fixed number of writes.

    Deterministic by seed. Names are combinations of common characters and of no particular person.

    :param units: name, kind, sector and level of each unit.
    """
    dice = random.Random(seed)
    since = date(2020, 1, 1)
    committee, *_ = organisations.found_many(
        [Founding(root, Kind.COMMITTEE, Sector.ORGAN, Level.COUNTY, division_code)], on=since
    )
    below = organisations.found_many(
        [
            Founding(name, kind, sector, level, division_code, parent=committee.pk)
            for name, kind, sector, level in units
        ],
        on=since,
    )
    persons = Person.objects.bulk_create(
        invented.people(names(people, dice=dice), dice=dice, region_code=division_code, on=since)
    )
    appointments.appoint_many(
        Appointment(
            person=person,
            organisation=below[number % len(units)],
            basis=Appointment.Basis.FULL_TIME,
            from_on=since,
        )
        for number, person in enumerate(persons)
    )
