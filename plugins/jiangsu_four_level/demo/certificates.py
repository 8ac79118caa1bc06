"""Certificates of the demonstration: climbed level by level, inspected, one revoked; all by the law."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import cast
from uuid import UUID

from core.credentials import issuing
from core.credentials import services as steps
from core.credentials.issuing import Wanted
from core.credentials.models import Credential
from core.decisions import selectors, services
from core.policy import periods
from core.policy.vocabulary import PersonGrade
from core.showcase.units import ACTOR
from core.training import selectors as training
from plugins.jiangsu_four_level.credentials import CERTIFICATE
from plugins.jiangsu_four_level.demo.places import City, Staff
from plugins.jiangsu_four_level.policy import FourLevelPolicy
from plugins.jiangsu_four_level.scheme import NAME, SCHEME
from plugins.jiangsu_four_level.vocabulary import Level, WithdrawalCause

ROUNDS = (
    (date(2018, 6, 20), Level.JUNIOR, 13),
    (date(2019, 6, 20), Level.INTERMEDIATE, 8),
    (date(2020, 9, 22), Level.SENIOR, 5),
    (date(2021, 6, 22), Level.SPECIAL, 2),
    (date(2022, 6, 21), Level.INTERMEDIATE, 3),
    (date(2022, 6, 21), Level.JUNIOR, 4),
)
"""Day, level, and how many are certified in each city, where so many have served long enough."""
FEWER = {"320100": 0, "320500": 1, "321000": 2}
"""By so many fewer each round of a city is than of the largest one."""
INSPECTED_ON = date(2022, 12, 26)


def certify(city: City, staff: Staff) -> None:
    """Certify people of a city round by round, those first who have served longest."""
    stands: dict[UUID, Level] = {}
    for on, level, most in ROUNDS:
        chosen = list(_candidates(city, staff, stands, level, on))[: most - FEWER[city.code]]
        made = issuing.issue_many(
            kind=CERTIFICATE.code,
            level=level,
            wanted=[Wanted(person, _published(on)) for person in chosen],
            on=on,
            issuer=f"中共{city.name}委组织部",
            region=city.code,
            all_or_none=True,
            today=on,
            actor=ACTOR,
        )
        stands |= {credential.person_id: level for credential in made.credentials}


def inspect(city: City) -> None:
    """Inspect certificates of a city issued before the year, on the records; withdraw one for a violation.

    One holder has failed before and is graded too low; of the others their training decides.
    """
    held = Credential.objects.filter(
        region_code=city.code, ended_on__isnull=True, issued_on__year__lt=INSPECTED_ON.year
    )
    ranked = sorted(held, key=lambda row: (-Level[row.level].rank, row.number))
    violator, lowered, *others = ranked
    yearly = training.yearly(people=[row.person_id for row in ranked], year=INSPECTED_ON.year)
    for one in (lowered, *others):
        trained = yearly.get(one.person_id, training.Year())
        facts = {
            "failed_before": one is lowered,
            "grade": (PersonGrade.BASIC if one is lowered else PersonGrade.COMPETENT).value,
            "training_sessions": trained.sessions,
            "training_days": trained.days,
        }
        steps.inspect(credential=one.pk, on=INSPECTED_ON, today=INSPECTED_ON, facts=facts, actor=ACTOR)
    steps.revoke(
        credential=violator.pk,
        on=INSPECTED_ON,
        today=INSPECTED_ON,
        facts={"cause": WithdrawalCause.VIOLATION.value},
        reason="弄虚作假取得证书",
        actor=ACTOR,
    )


def _candidates(
    city: City, staff: Staff, stands: dict[UUID, Level], level: Level, on: date
) -> Iterator[UUID]:
    """Yield people who hold the next lower level and have served as long as the law of the day asks."""
    version = selectors.in_force(plugin=NAME, on=on, region=city.code)
    law = cast(FourLevelPolicy, services.read_parameters(SCHEME, version.parameters))
    months = int(law.years_in_post.RECRUITED.of(level) * 12)
    for person in staff.of(city):
        since = staff.posts[person.pk].from_on
        if stands.get(person.pk) == level.below and periods.is_reached(since, on, months=months):
            yield person.pk


def _published(on: date) -> dict[str, object]:
    return {"publicity_from": (on - timedelta(days=20)).isoformat(), "open_objections": 0}
