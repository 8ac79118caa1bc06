"""What the records say of people who want to sit an examination."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from core.appointments.models import Appointment
from core.credentials import selectors as credentials
from core.errors import DomainError
from core.people import selectors as people_selectors
from core.people import services as people_services
from plugins.fuquan_licensing.credentials import LICENCE
from plugins.fuquan_licensing.facts import Level


class Nowhere(DomainError):
    """Somebody belongs to no organisation that could register them."""

    code = "BAD_USER_INPUT"


@dataclass(frozen=True)
class Candidate:
    """One person as the records show them on a day; `held` are licences, past ones included."""

    person: UUID
    organisation: UUID | None
    political_status: str
    in_post: bool
    held: tuple[credentials.Standing, ...]

    def facts(self, *, level: Level, on: date) -> dict[str, Any]:
        """Return the facts of `sit_exam` as plain JSON values."""
        return {
            "on": on.isoformat(),
            "level": level.value,
            "political_status": self.political_status or None,
            "in_post": self.in_post,
            "held": [
                {"level": one.level, "issued_on": one.issued_on.isoformat(), "status": one.status}
                for one in self.held
            ],
        }


def of(*, people: Collection[UUID], on: date) -> list[Candidate]:
    """Return what the records say of people on a day, in the order of their pinyin; three queries.

    :raises UnknownPerson: if somebody is none of the people.
    """
    rows = people_selectors.people(ids=people, on=on)
    if len(rows) < len(set(people)):
        raise people_services.unknown()
    in_post = set(
        Appointment.objects.filter(
            Q(until_on__isnull=True) | Q(until_on__gt=on),
            person__in=people,
            from_on__lte=on,
            counts_as_worker=True,
        ).values_list("person_id", flat=True)
    )
    held = defaultdict(list)
    for one in credentials.standing_of(people=people, kind=LICENCE.code, on=on):
        held[one.person_id].append(one)
    ordered = sorted(rows.values(), key=lambda row: (row.pinyin, row.id))
    return [
        Candidate(row.id, row.organisation_id, row.political_status, row.id in in_post, tuple(held[row.id]))
        for row in ordered
    ]


def nowhere() -> Nowhere:
    """Return the refusal for somebody without an organisation."""
    return Nowhere("该人员没有所在党组织：请先登记任职。")
