"""The organisations of the demonstration, and who works there; secretaries come into post by the law."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core.appointments import services as appointments
from core.appointments.models import Appointment, EntryChannel, Post
from core.organisations.models import Kind, Level, Organisation, Sector
from core.people.models import Person
from core.showcase import units as showing
from core.showcase.units import ACTOR, Seat, Unit
from plugins.jiangsu_four_level.scheme import NAME

ROOT = "中共江苏省委两新组织工作委员会"
FOUNDED_ON = date(2011, 1, 1)
WORKERS = 7
"""So many workers each organisation of the two-new has."""


@dataclass(frozen=True)
class Firm:
    """The committee of a two-new organisation: how many work there, and how many of them are members."""

    name: str
    kind: Kind
    sector: Sector
    division_code: str
    staff_count: int
    member_count: int


@dataclass(frozen=True)
class City:
    """A city: its code, its name, the county in which its people were born, and its organisations."""

    code: str
    name: str
    birthplace: str
    firms: tuple[Firm, ...]

    @property
    def committee(self) -> str:
        """The name of its committee for two-new organisations."""
        return f"中共{self.name}委两新组织工作委员会"


_PRIVATE, _SOCIAL = Sector.PRIVATE_ENTERPRISE, Sector.SOCIAL_ORGANISATION
CITIES = (
    City(
        "320100",
        "南京市",
        "320106",
        (
            Firm("玄武区互联网行业党委", Kind.COMMITTEE, _PRIVATE, "320102", 860, 214),
            Firm("江宁区软件园党委", Kind.COMMITTEE, _PRIVATE, "320115", 1240, 307),
            Firm("南京市社会组织综合党委", Kind.COMMITTEE, _SOCIAL, "320106", 96, 58),
        ),
    ),
    City(
        "320500",
        "苏州市",
        "320508",
        (
            Firm("昆山市精密制造企业党委", Kind.COMMITTEE, _PRIVATE, "320583", 2100, 265),
            Firm("吴江区纺织企业联合党支部", Kind.JOINT_BRANCH, _PRIVATE, "320509", 640, 42),
            Firm("苏州市行业协会商会综合党委", Kind.COMMITTEE, _SOCIAL, "320508", 120, 66),
        ),
    ),
    City(
        "321000",
        "扬州市",
        "321002",
        (
            Firm("邗江区个体私营企业党委", Kind.COMMITTEE, _PRIVATE, "321003", 410, 73),
            Firm("仪征市汽车配件企业党总支", Kind.GENERAL_BRANCH, _PRIVATE, "321081", 320, 51),
            Firm("扬州市律师行业党委", Kind.COMMITTEE, _SOCIAL, "321002", 88, 49),
        ),
    ),
)
_VACANT = {CITIES[2].firms[1].name: 2}
"""Places that stand empty."""


@dataclass(frozen=True)
class Staff:
    """Organisations by name, the people of each city by its code, and what post each of them holds."""

    units: Mapping[str, Organisation]
    people: Mapping[str, list[Person]]
    posts: Mapping[UUID, Appointment]

    def of(self, city: City) -> list[Person]:
        """Return the people of a city's two-new organisations, those in post longest first."""
        return sorted(self.people[city.code], key=lambda person: self.posts[person.pk].from_on)

    def firms(self) -> list[Organisation]:
        """Return the two-new organisations."""
        return [self.units[firm.name] for city in CITIES for firm in city.firms]


def staff(dice: random.Random) -> Staff:
    """Found the organisations, and let people work there."""
    units = showing.found(_units(), on=FOUNDED_ON)
    people: dict[str, list[Person]] = {}
    posts: dict[UUID, Appointment] = {}
    for city in CITIES:
        seats, chairs = _seats(city), _chairs(city)
        invented = showing.invent([*seats, *chairs], dice=dice, region_code=city.birthplace)
        begun = showing.seated(seats, invented[: len(seats)], units=units)
        showing.approve_places(seats, units=units, spare=_VACANT, on=date(2022, 1, 1), basis="年度员额核定")
        for number, (chair, person) in enumerate(zip(chairs, invented[len(seats) :], strict=True)):
            begun.append(_elect(chair, person, units[chair.unit], number))
        firms = {units[firm.name].pk for firm in city.firms}
        people[city.code] = [post.person for post in begun if post.organisation_id in firms]
        posts |= {post.person_id: post for post in begun}
    return Staff(units, people, posts)


def _units() -> list[Unit]:
    committee, organ = Kind.WORKING_COMMITTEE, Sector.ORGAN
    units = [Unit(ROOT, committee, organ, Level.PROVINCE, "320000")]
    for city in CITIES:
        units.append(Unit(city.committee, committee, organ, Level.CITY, city.code, below=ROOT))
        units += [
            Unit(
                firm.name,
                firm.kind,
                firm.sector,
                Level.GRASSROOTS,
                firm.division_code,
                below=city.committee,
                more={
                    "staff_count": firm.staff_count,
                    "member_count": firm.member_count,
                    "star_rating": 3 + number,
                    "status": "ADVANCED" if number == 2 else "QUALIFIED",
                },
            )
            for number, firm in enumerate(city.firms)
        ]
    return units


def _seats(city: City) -> list[Seat]:
    """Return the seats of a city but those of secretaries; people came year by year."""
    office = [
        Seat(city.committee, Post.WORKER, date(2013, 7, 1), EntryChannel.CIVIL_SERVICE_EXAM, "组织指导科干部")
    ] * 2
    deputies = [
        Seat(firm.name, Post.DEPUTY_SECRETARY, date(2012, 7, 1), EntryChannel.ELECTED, "专职副书记")
        for firm in city.firms
    ]
    workers = [
        Seat(
            firm.name,
            Post.WORKER,
            date(2012 + (3 * number + place) % 10, 7, 1),
            EntryChannel.PUBLIC_RECRUITMENT if number % 3 else EntryChannel.INTERNAL_SELECTION,
            "专职党务工作者",
        )
        for place, firm in enumerate(city.firms)
        for number in range(WORKERS)
    ]
    return [*office, *deputies, *workers]


def _chairs(city: City) -> list[Seat]:
    return [
        Seat(
            firm.name,
            Post.SECRETARY,
            date(2015 + place, 3, 1),
            EntryChannel.ELECTED,
            "党组织书记",
            also_head=place == 0,
        )
        for place, firm in enumerate(city.firms)
    ]


def _elect(chair: Seat, person: Person, unit: Organisation, number: int) -> Appointment:
    """Appoint a secretary: the head; another although the head is a member; another of the management."""
    return appointments.appoint(
        person=person,
        organisation=unit,
        basis=Appointment.Basis.FULL_TIME,
        on=chair.since,
        post=chair.post,
        title=chair.title,
        also_head=chair.also_head,
        entry_channel=chair.channel,
        facts={f"{NAME}.select_secretary": {"head_is_member": number < 2, "candidate_in_management": True}},
        actor=ACTOR,
    )
