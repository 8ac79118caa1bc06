"""Sit an examination: begin, save answers, hand in. The clock is the database's."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from core.errors import DomainError
from core.policy import jsontext
from plugins.fuquan_licensing.bank import papers
from plugins.fuquan_licensing.bank import selectors as bank
from plugins.fuquan_licensing.bank.papers import Blueprint, Item
from plugins.fuquan_licensing.examinations.models import Registration
from plugins.fuquan_licensing.examinations.stages import Stage
from plugins.fuquan_licensing.sittings import marking
from plugins.fuquan_licensing.sittings.models import Answer, Sitting

Answers = Mapping[int, Iterable[int]]
SEED_BITS = 62
_SAVE = """
INSERT INTO fuquan_licensing_answer (sitting_id, place, chosen, lease, sequence, saved_at)
SELECT %(sitting)s, place, chosen::jsonb, %(lease)s, %(sequence)s, %(now)s
  FROM unnest(%(places)s::int[], %(chosen)s::text[]) AS given(place, chosen)
    ON CONFLICT (sitting_id, place) DO UPDATE
   SET chosen = excluded.chosen, lease = excluded.lease, sequence = excluded.sequence,
       saved_at = excluded.saved_at
 WHERE (excluded.lease, excluded.sequence)
     > (fuquan_licensing_answer.lease, fuquan_licensing_answer.sequence)
"""


class UnknownTicket(DomainError):
    """No registration has this ticket."""

    code = "NOT_FOUND"


class NotOpen(DomainError):
    """The examination has not begun, or the registration does not admit to it."""

    code = "NOT_OPEN"


class TimeOver(DomainError):
    """The time for answers has passed; what was saved before counts."""

    code = "TIME_OVER"


class HandedIn(DomainError):
    """The sitting was ended; nothing can be changed any more."""

    code = "HANDED_IN"


class TakenOver(DomainError):
    """Another device goes on with the sitting; what this one saved before is there."""

    code = "TAKEN_OVER"


class BadAnswer(DomainError):
    """An answer names a question or option that is not on the paper."""

    code = "BAD_USER_INPUT"


@dataclass(frozen=True)
class Desk:
    """A sitting as the device that begins or takes over gets it; `now` is the server's time."""

    sitting: Sitting
    paper: tuple[Item, ...]
    answers: dict[int, list[int]]
    now: datetime


def mint() -> str:
    """Return a new ticket: 160 random bits as 32 letters and digits that are hard to mistake."""
    alphabet = "23456789abcdefghjkmnpqrstuvwxyz2"
    return "".join(secrets.choice(alphabet) for _ in range(32))


def digest(ticket: str) -> bytes:
    """Return what is stored of a ticket."""
    return hashlib.sha256(ticket.strip().lower().encode()).digest()


def begin(*, ticket: str) -> Desk:
    """Begin the sitting of a ticket, or take it over on another device; return paper and saved answers.

    :raises UnknownTicket: if no registration has the ticket.
    :raises NotOpen: if the examination is not being sat, or the registration was withdrawn.
    :raises TimeOver: if the time for answers has passed.
    :raises HandedIn: if the sitting was ended.
    """
    with transaction.atomic():
        registration = _registration(ticket)
        now = _clock()
        sitting = Sitting.objects.select_for_update().filter(registration=registration).first()
        if sitting is None:
            sitting = _drawn(registration, now)
        else:
            _still_open(sitting, now)
            sitting.lease += 1
            sitting.save(update_fields=["lease"])
        return Desk(sitting, paper_of(sitting), saved(sitting), now)


def save(*, ticket: str, lease: int, sequence: int, answers: Answers) -> datetime:
    """Save answers and return the server's time; saving them again changes nothing.

    :param lease: the device's number, from `begin`.
    :param sequence: counts up with each saving of a device: what arrives late replaces nothing newer.
    :raises DomainError: as `begin`; then nothing is saved.
    :raises TakenOver: if another device took the sitting over.
    :raises BadAnswer: if a question or option is not on the paper; then nothing is saved.
    """
    with transaction.atomic():
        sitting = _sitting(ticket)
        now = _clock()
        _may_answer(sitting, lease, now)
        _store(sitting, lease, sequence, answers, now)
    return now


def hand_in(*, ticket: str, lease: int, sequence: int, answers: Answers) -> Sitting:
    """Save the last answers, end the sitting, mark it, and return it.

    :raises DomainError: as `save`; then nothing changes.
    """
    with transaction.atomic():
        sitting = _sitting(ticket)
        now = _clock()
        _may_answer(sitting, lease, now)
        _store(sitting, lease, sequence, answers, now)
        sitting.ended_at, sitting.ending = now, Sitting.Ending.SUBMITTED
        sitting.save(update_fields=["ended_at", "ending"])
        marking.mark([sitting])
    return sitting


def end_overdue(*, limit: int = 500) -> int:
    """End and mark sittings whose time has passed, and return how many; those in other hands are left.

    Whoever runs it, and however often: a sitting ends once.
    """
    with transaction.atomic():
        overdue = list(
            Sitting.objects.select_for_update(skip_locked=True)
            .filter(ended_at__isnull=True, due_at__lte=_clock())
            .order_by("due_at")[:limit]
        )
        for sitting in overdue:
            sitting.ended_at, sitting.ending = sitting.due_at, Sitting.Ending.TIME
        Sitting.objects.bulk_update(overdue, ["ended_at", "ending"])
        marking.mark(overdue)
    return len(overdue)


def paper_of(sitting: Sitting) -> tuple[Item, ...]:
    """Return the frozen paper of a sitting."""
    return tuple(Item.of(tree) for tree in sitting.paper)


def saved(sitting: Sitting) -> dict[int, list[int]]:
    """Return the answers of a sitting by the question's place on the paper."""
    return dict(Answer.objects.filter(sitting=sitting).order_by("place").values_list("place", "chosen"))


def _drawn(registration: Registration, now: datetime) -> Sitting:
    examination = registration.examination
    # One on paper has no blueprint.
    if examination.stage != Stage.SAT or examination.blueprint is None or now < examination.opens_at:
        raise NotOpen(f"“{examination.title}”尚未开考或不是上机考试；请按准考证上的时间入场。")
    if now >= examination.closes_at:
        raise TimeOver(f"“{examination.title}”已结束，不能再入场；如有特殊情况，请联系组织部门。")
    seed = secrets.randbits(SEED_BITS)
    entries = bank.entries(on=timezone.localdate(examination.opens_at))
    paper = papers.draw(Blueprint.read(jsontext.read(examination.blueprint)), entries, seed=seed)
    Registration.objects.filter(pk=registration.pk).update(attended=True)
    return Sitting.objects.create(
        registration=registration,
        seed=seed,
        paper=[item.as_tree() for item in paper],
        started_at=now,
        due_at=min(now + timedelta(minutes=examination.minutes), examination.closes_at),
    )


def _registration(ticket: str) -> Registration:
    found = (
        Registration.objects.select_for_update(of=("self",))
        .select_related("examination")
        .filter(ticket=digest(ticket))
        .first()
    )
    if found is None:
        raise UnknownTicket("入场凭证无效：请核对准考证上的凭证，或向组织部门申请补发。")
    if found.withdrawn_reason:
        raise NotOpen("该报名已取消，不能入场；如有疑问，请联系组织部门。")
    return found


def _sitting(ticket: str) -> Sitting:
    found = (
        Sitting.objects.select_for_update(of=("self",))
        .select_related("registration")
        .filter(registration__ticket=digest(ticket))
        .first()
    )
    if found is None:
        _registration(ticket)
        raise NotOpen("考试尚未开始作答：请先入场。")
    return found


def _still_open(sitting: Sitting, now: datetime) -> None:
    if sitting.ended_at is not None:
        raise HandedIn("已交卷或已到时收卷，不能再作答。")
    if now >= sitting.due_at:
        raise TimeOver("答题时间已到，不能再作答；到时前保存的答案有效。")


def _may_answer(sitting: Sitting, lease: int, now: datetime) -> None:
    _still_open(sitting, now)
    if lease != sitting.lease:
        raise TakenOver("本场考试已在另一台设备上继续；本机此前保存的答案均已保留。")


def _store(sitting: Sitting, lease: int, sequence: int, answers: Answers, now: datetime) -> None:
    paper = sitting.paper
    chosen = {place: sorted(set(options)) for place, options in answers.items()}
    for place, options in chosen.items():
        if not 0 <= place < len(paper):
            raise BadAnswer(f"试卷共 {len(paper)} 题，没有第 {place + 1} 题。")
        count = len(paper[place]["order"])
        if any(not 0 <= option < count for option in options):
            raise BadAnswer(f"第 {place + 1} 题只有 {count} 个选项，没有所选的选项。")
    if not chosen:
        return
    values: dict[str, Any] = {
        "sitting": sitting.pk,
        "lease": lease,
        "sequence": sequence,
        "now": now,
        "places": list(chosen),
        "chosen": [str(options) for options in chosen.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(_SAVE, values)


def _clock() -> datetime:
    """Return the database's time at this moment, not that of the transaction's start."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
