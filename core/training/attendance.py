"""Write who is enrolled in a session, who attended how long, and with what result."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from core.actors import SYSTEM, Actor
from core.audit import acting
from core.errors import DomainError
from core.law import rules
from core.law import services as law
from core.law.facts import ExamResult
from core.law.policy import CorePolicy
from core.organisations.facts import Outdated
from core.people.models import Person
from core.training.models import TrainingAttendance, TrainingSession
from core.training.services import LONGEST_REASON, InvalidTraining, halves, locked, text

FULL_SCORE = 100
_CENT = Decimal("0.01")


class NotHere(DomainError):
    """Somebody cannot be enrolled; `extensions.people` says who."""

    code = "PERSON_NOT_HERE"


class NotEnrolled(DomainError):
    """Somebody is not enrolled in the session; `extensions.people` says who."""

    code = "NOT_ENROLLED"


@dataclass(frozen=True)
class Mark:
    """What is recorded of one person: days attended (0 = did not come), and the score of the test if any.

    `version` is that of the attendance as it was read; None = whatever stands.
    """

    person: UUID
    attended_days: Decimal
    score: Decimal | None = None
    version: int | None = None


def enrol(*, session: UUID, people: Collection[UUID], actor: Actor = SYSTEM) -> list[TrainingAttendance]:
    """Enrol people in a session and return their attendances; who is enrolled already stays so. One write.

    :raises NotHere: if one of them does not exist, was merged or erased, or has left by the first day; then
        nobody is enrolled.
    :raises Cancelled: if the session was cancelled.
    :raises UnknownTraining: if there is none of this identifier.
    """
    wanted = set(people)
    with acting(actor=actor):
        row = locked(session)
        here = Person.objects.filter(
            Q(left_on__isnull=True) | Q(left_on__gt=row.from_on),
            pk__in=wanted,
            merged_into__isnull=True,
            erased_at__isnull=True,
        )
        missing = wanted - set(here.values_list("pk", flat=True))
        if missing:
            raise NotHere(
                f"有 {len(missing)} 人不在册，或在培训首日 {row.from_on} 前已离开：请核对人员。",
                extensions={"people": sorted(map(str, missing))},
            )
        TrainingAttendance.objects.bulk_create(
            [TrainingAttendance(session=row, person_id=person) for person in sorted(wanted)],
            ignore_conflicts=True,
        )
        return list(TrainingAttendance.objects.filter(session=row, person__in=wanted).order_by("pk"))


def withdraw(*, session: UUID, people: Collection[UUID], reason: str = "", actor: Actor = SYSTEM) -> int:
    """Take people out of a session who were enrolled in error and return how many; the audit keeps them.

    :raises InvalidTraining: if an attendance was recorded and no reason is given.
    :raises NotEnrolled: if one of them is not enrolled; then nobody is taken out.
    :raises Cancelled: if the session was cancelled.
    :raises UnknownTraining: if there is none of this identifier.
    """
    with acting(actor=actor, reason=reason.strip() or None):
        rows = _enrolled(locked(session), people)
        if any(row.attended_days is not None for row in rows.values()):
            text(reason, what="撤销已登记的参加情况的理由", longest=LONGEST_REASON)
        TrainingAttendance.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()
    return len(rows)


def record_attendance_many(
    *, session: UUID, marks: Sequence[Mark], on: date, reason: str = "", actor: Actor = SYSTEM
) -> list[TrainingAttendance]:
    """Record how long people attended a session and how they did in its test; return them. One write.

    Whether somebody passed is found by the pass mark of the core's law in force on the session's last day.

    :raises InvalidTraining: if the session has not begun by `on`, a value cannot be, one person comes twice,
        or something that was recorded before changes and no reason is given; then nothing is written.
    :raises NotEnrolled: if one of them is not enrolled.
    :raises Outdated: if an attendance has another version by now.
    :raises Cancelled: if the session was cancelled.
    :raises UnknownTraining: if there is none of this identifier.
    """
    with acting(actor=actor, reason=reason.strip() or None):
        row = locked(session)
        if on < row.from_on:
            raise InvalidTraining(f"培训于 {row.from_on} 开始，开始后才能登记参加情况。")
        if len({mark.person for mark in marks}) != len(marks):
            raise InvalidTraining("同一人在名单中出现多次：请只保留一行。")
        for mark in marks:
            _possible(mark, row)
        rows = _enrolled(row, [mark.person for mark in marks])
        policy = law.in_force(on=row.last_on)
        changed = [
            rows[mark.person] for mark in marks if _noted(rows[mark.person], mark, policy, reason=reason)
        ]
        TrainingAttendance.objects.bulk_update(
            changed, ["attended_days", "score", "pass_mark", "passed", "version"], batch_size=500
        )
        return [rows[mark.person] for mark in marks]


def _enrolled(session: TrainingSession, people: Collection[UUID]) -> dict[UUID, TrainingAttendance]:
    found = TrainingAttendance.objects.select_for_update().filter(session=session, person__in=people)
    rows = {row.person_id: row for row in found}
    missing = set(people) - rows.keys()
    if missing:
        raise NotEnrolled(
            f"有 {len(missing)} 人没有报名本次培训：请先报名，再登记。",
            extensions={"people": sorted(map(str, missing))},
        )
    return rows


def _possible(mark: Mark, session: TrainingSession) -> None:
    if not 0 <= mark.attended_days <= session.days or not halves(mark.attended_days):
        raise InvalidTraining(f"参加天数须以半天为单位，从 0 天到 {session.days} 天。")
    if mark.score is None:
        return
    if not 0 <= mark.score <= FULL_SCORE or mark.score % _CENT:
        raise InvalidTraining(f"测试成绩须为 0 至 {FULL_SCORE} 分，最多两位小数。")
    if not mark.attended_days:
        raise InvalidTraining("没有参加培训的人没有测试成绩：请更正参加天数，或不填成绩。")


def _noted(row: TrainingAttendance, mark: Mark, policy: CorePolicy, *, reason: str) -> bool:
    """Put a mark on a row; return whether that changes anything."""
    if mark.version is not None and mark.version != row.version:
        raise Outdated(
            f"参加情况已被他人修改（您看到的是第 {mark.version} 版，现为第 {row.version} 版）："
            "请刷新后核对，再重新登记。",
            extensions={"version": row.version, "person": str(row.person_id)},
        )
    if (row.attended_days, row.score) == (mark.attended_days, mark.score):
        return False
    if row.attended_days is not None:
        text(reason, what="更正参加情况的理由", longest=LONGEST_REASON)
    row.attended_days, row.score = mark.attended_days, mark.score
    row.passed = row.pass_mark = None
    if mark.score is not None:
        outcome = rules.exam_result(ExamResult(attended=True, score=mark.score), policy).outcome
        row.passed, row.pass_mark = outcome["passed"], outcome["pass_mark"]
    row.version += 1
    return True
