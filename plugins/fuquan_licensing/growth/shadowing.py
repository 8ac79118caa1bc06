"""Send workers shadowing (跟岗锻炼): open a batch, nominate, and decide of everybody at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from core.actors import Actor
from core.audit import acting
from core.errors import DomainError
from core.organisations.facts import Outdated
from plugins.fuquan_licensing.growth import texts
from plugins.fuquan_licensing.growth.models import Placement, ShadowingBatch
from plugins.fuquan_licensing.growth.vocabulary import HostLevel, State


class UnknownBatch(DomainError):
    """No batch or nomination has this identifier in this tenant."""

    code = "NOT_FOUND"


class BadBatch(DomainError):
    """A batch or a nomination cannot be as described."""

    code = "BAD_USER_INPUT"


class AlreadyDecided(DomainError):
    """The department has decided of the batch."""

    code = "BATCH_DECIDED"


@dataclass(frozen=True)
class Nomination:
    """Somebody whom a unit nominates, where to go, and what for."""

    person: UUID
    host: str
    host_level: HostLevel
    purpose: str


def open_batch(*, title: str, from_on: date, last_on: date, actor: Actor) -> ShadowingBatch:
    """Open a batch to which units nominate and return it.

    :raises BadText: if the title is missing.
    :raises BadBatch: if no day is left.
    """
    if last_on < from_on:
        raise BadBatch(f"末日 {last_on} 不能早于首日 {from_on}。")
    with acting(actor=actor):
        return ShadowingBatch.objects.create(
            title=texts.given(title, what="批次名称", longest=200), from_on=from_on, last_on=last_on
        )


def nominate(*, batch: UUID, nominations: Sequence[Nomination], on: date, actor: Actor) -> list[Placement]:
    """Nominate people for a batch, each by the organisation where he or she works, and return them.

    One write, however many.

    :param on: the day of which it is asked where somebody works.
    :raises BadBatch: if somebody is nominated twice.
    :raises NotInPost: if somebody has no post that day.
    :raises AlreadyDecided: if the department has decided.
    :raises UnknownBatch: if there is none of this identifier.
    """
    people = [one.person for one in nominations]
    with acting(actor=actor), transaction.atomic():
        row = _open(batch)
        there = row.placements.filter(person__in=people).count()
        if there or len(set(people)) < len(people):
            raise BadBatch("名单中有人已被推荐到本批跟岗锻炼：每人只推荐一次。")
        where = texts.places(people, on=on)
        return Placement.objects.bulk_create(
            Placement(
                batch=row,
                person_id=one.person,
                organisation_id=where[one.person],
                host=texts.given(one.host, what="跟岗单位", longest=200),
                host_level=one.host_level.value,
                purpose=texts.given(one.purpose, what="跟岗内容", longest=500),
                **actor.columns("nominated_by"),
            )
            for one in nominations
        )


def approve(
    *,
    batch: UUID,
    approved: Collection[UUID],
    declined: Mapping[UUID, str],
    version: int,
    on: date,
    actor: Actor,
) -> ShadowingBatch:
    """Decide of everybody whom the units nominated and return the batch, to which nobody is added any more.

    :param approved: nominations that the department agrees to.
    :param declined: the others, with the reason for each.
    :raises BadBatch: if a nomination is left out, named twice, or is of another batch; then nothing is
        decided.
    :raises AlreadyDecided: if the department has decided.
    :raises Outdated: if the batch has another version by now.
    :raises UnknownBatch: if there is none of this identifier.
    """
    reasons = {one: texts.given(reason, what="不同意的理由", longest=500) for one, reason in declined.items()}
    with acting(actor=actor), transaction.atomic():
        row = _open(batch)
        if version != row.version:
            raise Outdated(
                f"该批次已由他人办理（您看到的是第 {version} 版，现为第 {row.version} 版）：请刷新后核对。",
                extensions={"version": row.version},
            )
        rows = {one.pk: one for one in row.placements.select_for_update()}
        yes = set(approved)
        if yes & reasons.keys() or (yes | reasons.keys()) != rows.keys():
            raise BadBatch(f"本批推荐 {len(rows)} 人，须逐人同意或不同意，不多不少：请核对名单。")
        for key, placement in rows.items():
            placement.state = State.APPROVED.value if key in yes else State.DECLINED.value
            placement.decline_reason = reasons.get(key, "")
        Placement.objects.bulk_update(rows.values(), ["state", "decline_reason"], batch_size=500)
        row.approved_on, row.version = on, row.version + 1
        row.save(update_fields=["approved_on", "version"])
    return row


def unknown(batch: object) -> UnknownBatch:
    """Return the refusal for an identifier that names no batch here."""
    return UnknownBatch(f"没有编号为 {batch} 的跟岗锻炼批次；请核对编号。")


def _open(batch: UUID) -> ShadowingBatch:
    row = ShadowingBatch.objects.select_for_update().filter(pk=batch).first()
    if row is None:
        raise unknown(batch)
    if row.approved_on is not None:
        raise AlreadyDecided(f"“{row.title}”已于 {row.approved_on} 审批，不能再推荐或审批；请另开一批。")
    return row
