"""Mark sittings, and mark them again after a key was corrected."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from core.actors import SYSTEM, Actor
from core.errors import DomainError
from plugins.fuquan_licensing.bank import papers
from plugins.fuquan_licensing.bank import selectors as bank
from plugins.fuquan_licensing.bank.papers import Item
from plugins.fuquan_licensing.examinations.models import Examination, Mark
from plugins.fuquan_licensing.sittings.models import Answer, Sitting


class BadRemark(DomainError):
    """A marking again was ordered without a reason."""

    code = "BAD_USER_INPUT"


@dataclass(frozen=True)
class Changed:
    """A score that another key changes."""

    registration_id: UUID
    number: str
    person_id: UUID
    before: Decimal
    after: Decimal


def mark(sittings: Collection[Sitting]) -> None:
    """Store the first score of ended sittings; a constant number of queries."""
    Mark.objects.bulk_create(
        Mark(
            registration_id=sitting.registration_id,
            number=1,
            source=Mark.Source.SITTING,
            **_values(points, keys),
            **SYSTEM.columns("recorded_by"),
        )
        for sitting, points, keys in _computed(sittings)
    )


def changes(*, examination: UUID) -> list[Changed]:
    """Return whose score of an examination the bank's present keys would change; nothing is written."""
    return [changed for changed, *_ in _changes(examination)]


def mark_again(*, examination: UUID, reason: str, actor: Actor) -> list[Changed]:
    """Mark an examination by the bank's present keys: a new version for each score that changes; return them.

    :raises BadRemark: if the reason is missing.
    """
    if not reason.strip():
        raise BadRemark("重新评分须写明理由（reason），如“第 3 题答案更正”。")
    with transaction.atomic():
        # Two orders at once: the second finds nothing left to change.
        Examination.objects.select_for_update().get(pk=examination)
        found = _changes(examination)
        Mark.objects.bulk_create(
            Mark(
                registration_id=changed.registration_id,
                number=number + 1,
                source=Mark.Source.REMARK,
                reason=reason.strip(),
                **_values(points, keys),
                **actor.columns("recorded_by"),
            )
            for changed, number, points, keys in found
        )
    return [changed for changed, *_ in found]


def _changes(
    examination: UUID,
) -> list[tuple[Changed, int, tuple[Decimal, ...], dict[str, str]]]:
    sittings = list(
        Sitting.objects.filter(registration__examination=examination, ended_at__isnull=False)
        .select_related("registration")
        .order_by("registration__number")
    )
    newest = Mark.objects.filter(
        registration__in=[sitting.registration_id for sitting in sittings],
        number__in=Mark.objects.filter(registration__examination=examination)
        .values("registration")
        .annotate(newest=Max("number"))
        .values("newest"),
    )
    present: dict[UUID, Mark] = {}
    for row in newest.order_by("number"):
        present[row.registration_id] = row
    found = []
    for sitting, points, keys in _computed(sittings):
        registration, standing = sitting.registration, present[sitting.registration_id]
        score = sum(points, Decimal(0))
        if score != standing.score:
            changed = Changed(
                registration.pk, registration.number, registration.person_id, standing.score, score
            )
            found.append((changed, standing.number, points, keys))
    return found


def _computed(
    sittings: Iterable[Sitting],
) -> list[tuple[Sitting, tuple[Decimal, ...], dict[str, str]]]:
    """Return points and the key's version for each question of each sitting; two queries."""
    rows = list(sittings)
    sheets = {sitting.pk: tuple(Item.of(tree) for tree in sitting.paper) for sitting in rows}
    keys = bank.keys(versions={item.version for paper in sheets.values() for item in paper})
    answers: dict[UUID, dict[int, list[int]]] = defaultdict(dict)
    for sitting_id, place, chosen in Answer.objects.filter(sitting__in=list(sheets)).values_list(
        "sitting_id", "place", "chosen"
    ):
        answers[sitting_id][place] = chosen
    places = {version: key.places for version, key in keys.items()}
    return [
        (
            sitting,
            papers.marked(sheets[sitting.pk], answers[sitting.pk], places),
            {item.version: keys[item.version].version for item in sheets[sitting.pk]},
        )
        for sitting in rows
    ]


def _values(points: tuple[Decimal, ...], keys: dict[str, str]) -> dict[str, Any]:
    return {"score": sum(points, Decimal(0)), "points": [str(each) for each in points], "keys": keys}
