"""Pair workers (结对帮带): begin with a programme, end with a result."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from core.actors import Actor
from core.audit import acting
from core.errors import DomainError
from core.organisations.facts import Outdated
from plugins.fuquan_licensing.growth import texts
from plugins.fuquan_licensing.growth.models import Mentoring


class BadPair(DomainError):
    """Two people cannot be paired as described."""

    code = "BAD_USER_INPUT"


class UnknownPair(DomainError):
    """No mentoring has this identifier in this tenant."""

    code = "NOT_FOUND"


@dataclass(frozen=True)
class Pair:
    """Who leads whom through which programme."""

    mentor: UUID
    mentee: UUID
    programme: str


def begin(*, pairs: Sequence[Pair], on: date, actor: Actor) -> list[Mentoring]:
    """Begin mentoring from a day on and return the rows; one write, however many pairs.

    :raises BadPair: if somebody would lead himself, or a mentee has a mentor already; then none begins.
    :raises BadText: if a programme is missing.
    :raises NotInPost: if one of them has no post that day.
    """
    if any(pair.mentor == pair.mentee for pair in pairs):
        raise BadPair("帮带人和被帮带人不能是同一人：请改选。")
    where = texts.places({person for pair in pairs for person in (pair.mentor, pair.mentee)}, on=on)
    rows = [
        Mentoring(
            mentor_id=pair.mentor,
            mentee_id=pair.mentee,
            organisation_id=where[pair.mentee],
            programme=texts.given(pair.programme, what="帮带计划", longest=1000),
            from_on=on,
        )
        for pair in pairs
    ]
    try:
        with acting(actor=actor), transaction.atomic():
            return Mentoring.objects.bulk_create(rows)
    except IntegrityError as error:
        if "mentee_has_one_mentor_a_day" not in str(error):
            raise
        raise BadPair("名单中有人已有帮带人：请先结束原来的帮带。") from None


def end(*, mentoring: UUID, on: date, result: str, version: int, actor: Actor) -> Mentoring:
    """End mentoring, `on` being the first day without it, with what came of it; return the row.

    :raises BadPair: if it has ended, or began on that day or later.
    :raises BadText: if the result is missing.
    :raises Outdated: if the row has another version by now.
    :raises UnknownPair: if there is none of this identifier.
    """
    result = texts.given(result, what="帮带成效", longest=1000)
    with acting(actor=actor), transaction.atomic():
        row = Mentoring.objects.select_for_update().filter(pk=mentoring).first()
        if row is None:
            raise unknown(mentoring)
        if row.version != version:
            raise Outdated(
                f"该帮带已由他人办理（您看到的是第 {version} 版，现为第 {row.version} 版）：请刷新后核对。",
                extensions={"version": row.version},
            )
        if row.until_on is not None or on <= row.from_on:
            raise BadPair(f"该帮带自 {row.from_on} 起，已结束或结束日不晚于开始日：请核对。")
        row.until_on, row.result, row.version = on, result, row.version + 1
        row.save(update_fields=["until_on", "result", "version"])
    return row


def unknown(mentoring: object) -> UnknownPair:
    """Return the refusal for an identifier that names no mentoring here."""
    return UnknownPair(f"没有编号为 {mentoring} 的结对帮带或人员；请核对编号。")
