"""Score a worker's year from both sides of the dual management (双管理): own and superior organisation."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from core.actors import Actor
from core.audit import acting
from core.decisions import services as decisions
from core.errors import DomainError
from core.people import services as people
from core.people.models import Person
from plugins.fuquan_licensing.growth import texts
from plugins.fuquan_licensing.growth.models import DualScore
from plugins.fuquan_licensing.growth.vocabulary import Side
from plugins.fuquan_licensing.scheme import NAME

FULL, CENT = Decimal(100), Decimal("0.01")


class BadScore(DomainError):
    """A score cannot be as described."""

    code = "BAD_USER_INPUT"


class SameScorer(DomainError):
    """Somebody would score from both sides."""

    code = "SAME_SCORER"


@dataclass(frozen=True)
class Total:
    """What both sides gave somebody for a year; `total` is None until both have."""

    person: UUID
    own: Decimal | None
    superior: Decimal | None
    total: Decimal | None


def score(
    *,
    person: UUID,
    year: int,
    side: Side,
    organisation: UUID,
    score: Decimal,
    reason: str = "",
    actor: Actor,
) -> DualScore:
    """Take one side's score of somebody's year and return it; a later one corrects it and needs a reason.

    :param organisation: which scores: that of the person, or the one above it.
    :raises BadScore: if the score is none of 0 to 100 with two decimals.
    :raises BadText: if a correction has no reason.
    :raises SameScorer: if the other side was scored by the same actor.
    :raises UnknownPerson: if there is no such person.
    """
    if not 0 <= score <= FULL or score != score.quantize(CENT):
        raise BadScore("评分须为 0 至 100，最多两位小数。")
    with acting(actor=actor), transaction.atomic():
        # Both sides at once: the second sees who scored first.
        if not Person.objects.select_for_update().filter(pk=person, erased_at__isnull=True).exists():
            raise people.unknown()
        standing = _newest([person], year).get(person, {})
        other = next((row for key, row in standing.items() if key != side), None)
        if other is not None and (other.scored_by_realm, other.scored_by_id) == (actor.realm, actor.id):
            raise SameScorer(f"{Side(other.side).label}的评分也由您提出：双重管理的两方须由不同的人评分。")
        old = standing.get(side)
        if old is not None:
            reason = texts.given(reason, what="更正评分的理由", longest=500)
        return DualScore.objects.create(
            person_id=person,
            year=year,
            side=side.value,
            number=old.number + 1 if old else 1,
            organisation_id=organisation,
            score=score,
            reason=reason.strip(),
            **actor.columns("scored_by"),
        )


def totals(*, people: Collection[UUID], year: int, today: date) -> list[Total]:
    """Return what people's scores of a year come to by the law in force at its end, as asked for."""
    standing = _newest(people, year)
    found, like = [], None
    for person in people:
        rows = standing.get(person, {})
        own, superior = (rows[side].score if side in rows else None for side in (Side.OWN, Side.SUPERIOR))
        total = None
        if own is not None and superior is not None:
            like = decisions.decide(
                action=f"{NAME}.dual_score",
                facts={"own_score": own, "superior_score": superior},
                on=min(date(year, 12, 31), today),
                like=like,
                today=today,
            )
            total = like.decision.outcome["score"]
        found.append(Total(person, own, superior, total))
    return found


def _newest(people: Collection[UUID], year: int) -> dict[UUID, dict[Side, DualScore]]:
    found: dict[UUID, dict[Side, DualScore]] = {}
    for row in DualScore.objects.filter(person__in=people, year=year).order_by("number"):
        found.setdefault(row.person_id, {})[Side(row.side)] = row
    return found
