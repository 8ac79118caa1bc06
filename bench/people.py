"""The list of people against the same rows by hand-written SQL; other first pages are printed beside it."""

import json
import random
from collections.abc import Callable
from datetime import date

from asking import post
from house import House
from measure import Bar, medians

SINCE = date(2020, 1, 1)
CHUNK = 5_000
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英文华建国玉珍海燕晓东雪梅志红"
LIST = "query($unit: ID, $search: String, $status: PoliticalStatus) {"
LIST += " people(first: 50, unit: $unit, search: $search, politicalStatus: $status)"
LIST += " { edges { node { id name pinyin organisation { id name } } } pageInfo { hasNextPage endCursor } } }"
RAW = """
SELECT p.id::text, p.name, p.pinyin, post.id::text, post.name FROM (
    SELECT id, name, pinyin FROM core_person
     WHERE merged_into_id IS NULL AND erased_at IS NULL AND left_on IS NULL ORDER BY pinyin, id LIMIT 51) p
  LEFT JOIN LATERAL (
    SELECT o.organisation_id AS id, o.name FROM core_appointment a
      JOIN core_organisationperiod o ON o.organisation_id = a.organisation_id
       AND o.from_on <= %(on)s AND (o.until_on IS NULL OR o.until_on > %(on)s)
     WHERE a.person_id = p.id AND a.from_on <= %(on)s AND (a.until_on IS NULL OR a.until_on > %(on)s)
     ORDER BY a.basis = 'FULL_TIME' DESC, a.from_on, a.id LIMIT 1) post ON true
 ORDER BY p.pinyin, p.id
"""


def people(house: House) -> list[Bar]:
    """Compare the first page of a list of 500 people with the same rows read by hand."""
    taken = measured(house, *grow(units=50, people=500))
    # What any request costs (connection, sign-in, tenant, transport) is no part of the list.
    return [
        Bar(
            "人员列表（50 行）扣除 { __typename } 后相对于原生 SQL 到 JSON",
            (taken["first page"] - taken["typename"]) / taken["raw"],
            3,
        )
    ]


def measured(house: House, town: str, unit: str) -> dict[str, float]:
    """Return the median seconds of each kind of first page, of the bare SQL, and of an empty request."""
    asked: dict[str, dict[str, str]] = {
        "first page": {},
        "one sign of a name": {"search": "国"},
        "two signs of a name": {"search": "建国"},
        "start of a pinyin": {"search": "zhangjian"},
        "initials": {"search": "zjg"},
        "political status": {"status": "MASSES"},
        "small unit": {"unit": unit},
        "whole tree": {"unit": town},
    }
    taken = medians(
        {
            "raw": raw(),
            "typename": post(house, {"query": "{ __typename }"}),
            **{name: post(house, {"query": LIST, "variables": given}) for name, given in asked.items()},
        },
        rounds=10,
        each=3,
    )
    for name, seconds in taken.items():
        print(f"people, {name}: {seconds * 1000:.3f} ms")
    return taken


def raw() -> Callable[[], object]:
    """Return a call that reads the same rows by one statement and writes them as JSON."""
    from django.db import connection
    from django_tenants.utils import tenant_context

    from tenants import registry

    record = registry.by_schema("alpha")
    assert record is not None

    def call() -> None:
        with tenant_context(record), connection.cursor() as cursor:
            cursor.execute(RAW, {"on": date.today()})  # noqa: DTZ011 - both sides on one machine
            json.dumps(
                [
                    {
                        "node": {
                            "id": id,
                            "name": name,
                            "pinyin": pinyin,
                            "organisation": {"id": of, "name": called},
                        }
                    }
                    for id, name, pinyin, of, called in cursor.fetchall()
                ],
                ensure_ascii=False,
            )

    return call


def grow(*, units: int, people: int) -> tuple[str, str]:
    """Add a committee with units of ten people each to the tenant; return it and one of its units."""
    from django.db import connection, transaction
    from django_tenants.utils import tenant_context

    from core.appointments import services as appointments
    from core.appointments.models import Appointment
    from core.organisations import services as organisations
    from core.organisations.models import Kind, Level, Sector
    from core.organisations.services import Founding
    from core.people import invented
    from core.people.models import Person
    from tenants import registry

    dice = random.Random(units)
    record = registry.by_schema("alpha")
    assert record is not None
    made = []
    for start in range(0, people, CHUNK):
        # A region of its own for each: one has few numbers of nobody, and looking for a free one takes time.
        names = [
            dice.choice(SURNAMES) + "".join(dice.sample(GIVEN, dice.choice((1, 2)))) for _ in range(CHUNK)
        ]
        region = f"{520000 + units + start // CHUNK:06}"
        with tenant_context(record):
            made += invented.people(names[: people - start], dice=dice, region_code=region, on=SINCE)
    with tenant_context(record), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
            )
        kind = (Kind.COMMITTEE, Sector.TOWNSHIP, Level.TOWNSHIP, "522702")
        [town] = organisations.found_many([Founding(f"{units} 个单位的党委", *kind)], on=SINCE)
        below = organisations.found_many(
            [Founding(f"第 {number} 党委", *kind, parent=town.pk) for number in range(units)], on=SINCE
        )
        rows = Person.objects.bulk_create(made, batch_size=1_000)
        appointments.appoint_many(
            Appointment(
                person=person,
                organisation=below[number % units],
                basis=Appointment.Basis.FULL_TIME,
                from_on=SINCE,
            )
            for number, person in enumerate(rows)
        )
    with tenant_context(record), connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(
            'ANALYZE "alpha".core_person, "alpha".core_appointment, "alpha".core_organisationperiod'
        )
    return str(town.pk), str(below[0].pk)
