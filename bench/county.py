"""A county of any size: a tree of three levels, people in its villages, two published assessments."""

import random
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django_tenants.utils import tenant_context

from core.appointments import services as appointments
from core.appointments.models import Appointment
from core.assessments.models import Assessment, AssessmentCycle
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from core.organisations.services import Founding
from core.people import invented
from core.people.models import Person
from core.policy.vocabulary import PoliticalStatus
from tenants import registry

SINCE = date(2020, 1, 1)
TOWNS = 10
FOUND = 60
"""So many people everywhere are called 张建国 and are no members: a search shows as many in a small one."""
_TABLES = ("core_person", "core_appointment", "core_organisation", "core_organisationperiod")
_TABLES += ("core_assessment", "core_assessmentcycle")
_CHUNK = 5_000
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英文华建国玉珍海燕晓东雪梅志红"


@dataclass(frozen=True)
class County:
    """A grown tenant, the whole of its tree, a tenth of it, and one village of about ten people."""

    slug: str
    whole: UUID
    town: UUID
    village: UUID


def grow(slug: str, *, units: int, people: int) -> County:
    """Let a tenant that stands empty have so many organisations and people."""
    record = registry.by_schema(slug)
    assert record is not None
    with tenant_context(record):
        made = _invented(people, random.Random(units))
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
                )
            top, towns, villages = _founded(units)
            rows = Person.objects.bulk_create(made, batch_size=1_000)
            homes = [villages[number % len(villages)] for number in range(people)]
            # In both sizes of county those who are found live in the first town.
            homes[:FOUND] = [villages[number % 4 * TOWNS] for number in range(FOUND)]
            appointments.appoint_many(
                Appointment(
                    person=person, organisation=home, basis=Appointment.Basis.FULL_TIME, from_on=SINCE
                )
                for person, home in zip(rows, homes, strict=True)
            )
            for year in (2024, 2025):
                _assess(year, top, rows, homes)
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE; SET statement_timeout = 0")
            for table in _TABLES:
                cursor.execute(f'ANALYZE "{slug}".{table}')
            cursor.execute("RESET statement_timeout")
    return County(slug, top.pk, towns[0].pk, villages[0].pk)


def _founded(units: int) -> tuple[Organisation, list[Organisation], list[Organisation]]:
    kind: Any = (Kind.COMMITTEE, Sector.TOWNSHIP, Level.TOWNSHIP, "522702")
    [top] = organisations.found_many([Founding("县委", *kind)], on=SINCE)
    towns = organisations.found_many(
        [Founding(f"第{number}镇党委", *kind, parent=top.pk) for number in range(TOWNS)], on=SINCE
    )
    villages = organisations.found_many(
        [
            Founding(f"第{number}支部", *kind, parent=towns[number % TOWNS].pk)
            for number in range(units - 1 - TOWNS)
        ],
        on=SINCE,
    )
    return top, towns, villages


def _invented(count: int, dice: random.Random) -> list[Person]:
    made: list[Person] = []
    for start in range(0, count, _CHUNK):
        names = ["张建国"] * (FOUND if start == 0 else 0)
        while len(names) < min(_CHUNK, count - start):
            names.append(dice.choice(_SURNAMES) + "".join(dice.sample(_GIVEN, dice.choice((1, 2)))))
        # A region of its own for each: one has few numbers of nobody, and looking for a free one takes time.
        made += invented.people(names, dice=dice, region_code=f"{520000 + start // _CHUNK:06}", on=SINCE)
    for person in made[:FOUND]:
        person.political_status = PoliticalStatus.MASSES.value
        person.joined_on = person.full_member_since = None
    return made


def _assess(year: int, top: Organisation, rows: list[Person], homes: list[Organisation]) -> None:
    """Publish an assessment of everybody, as rows: what led to the totals is no part of a list."""
    cycle = AssessmentCycle.objects.create(
        organisation=top,
        subject="PERSON",
        title=f"{year}年度考核",
        year=year,
        design="{}",
        state="PUBLISHED",
        decider="县委",
        opened_on=date(year + 1, 1, 5),
        published_on=date(year + 1, 1, 20),
    )
    Assessment.objects.bulk_create(
        [
            Assessment(
                cycle=cycle,
                organisation=home,
                person=person,
                sector=Sector.TOWNSHIP,
                grade="COMPETENT",
                total="177/2",
                rank=1,
            )
            for person, home in zip(rows, homes, strict=True)
        ],
        batch_size=2_000,
    )
