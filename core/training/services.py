"""Write training sessions: arrange, change, cancel, evaluate. Who attended is written in `attendance`."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict, Unpack
from uuid import UUID

from core.actors import SYSTEM, Actor
from core.audit import acting
from core.errors import DomainError
from core.law import services as law
from core.obligations import deadlines
from core.obligations import services as obligations
from core.obligations.deadlines import Deadline
from core.obligations.models import Kind as ObligationKind
from core.obligations.models import Obligation
from core.obligations.services import Duty
from core.organisations import selectors as organisations
from core.organisations.facts import Outdated
from core.people import identities
from core.training.models import TrainingAttendance, TrainingKind, TrainingLevel, TrainingSession

SUBJECT = "TRAINING"
"""What obligations call a session that they are about."""
HALF = Decimal("0.5")
LONGEST = {"title": 200, "provider": 200, "place": 200}
LONGEST_TOPIC = 100
LONGEST_REASON = 500
LONGEST_EVALUATION = 5000
_LABELS = {"title": "名称", "provider": "承办单位", "place": "地点"}


class Details(TypedDict, total=False):
    """What a change may say of a session; what is left out stays as it is."""

    title: str
    level: TrainingLevel | str
    kind: TrainingKind | str
    topics: Sequence[str]
    provider: str
    place: str
    from_on: date
    last_on: date
    days: Decimal


FIELDS = tuple(Details.__annotations__)


class InvalidTraining(DomainError):
    """A session, or what is said of it, cannot be as described."""

    code = "BAD_USER_INPUT"


class UnknownTraining(DomainError):
    """No session has this identifier in this tenant, or none that the reader may see."""

    code = "NOT_FOUND"


class Cancelled(DomainError):
    """The session was cancelled: nothing more is recorded of it."""

    code = "TRAINING_CANCELLED"


class AlreadyHeld(DomainError):
    """The session was attended or evaluated, so it is not cancelled any more."""

    code = "TRAINING_HELD"


class AlreadyEvaluated(DomainError):
    """The session was evaluated, and nobody has sent the evaluation back."""

    code = "TRAINING_EVALUATED"


def arrange(
    *, organiser: UUID, on: date, actor: Actor = SYSTEM, **details: Unpack[Details]
) -> TrainingSession:
    """Record a session, planned or held, by an organisation that stands on its first day; return it.

    Some months after its end (the core's `evaluation_months`) its evaluation falls due as an obligation.

    :param on: the day on which it is recorded.
    :raises InvalidTraining: if a value cannot be.
    :raises UnknownOrganisation: if there is no such organiser, or it does not stand on the first day.
    """
    session = TrainingSession(organiser_id=organiser, **details)
    checked(session)
    organisations.one(organisation=organiser, on=session.from_on)
    return arrange_many([session], on=on, actor=actor)[0]


def arrange_many(
    sessions: Iterable[TrainingSession], *, on: date, actor: Actor = SYSTEM
) -> list[TrainingSession]:
    """Record sessions with two writes and return them; that their organisers stand is left to the caller.

    Those that are evaluated already ask for no evaluation.

    :raises InvalidTraining: if a value cannot be; then none is stored.
    """
    rows = list(sessions)
    for row in rows:
        checked(row)
    months = law.in_force(on=on).evaluation_months
    waiting = [row for row in rows if row.evaluated_on is None]
    with acting(actor=actor):
        duties = obligations.assign_many((_evaluation(row, months) for row in waiting), on=on, actor=actor)
        for row, duty in zip(waiting, duties, strict=True):
            row.evaluation_duty = duty
        return TrainingSession.objects.bulk_create(rows)


def change(
    *,
    session: UUID,
    on: date,
    version: int | None = None,
    reason: str = "",
    actor: Actor = SYSTEM,
    **said: Unpack[Details],
) -> TrainingSession:
    """Change what is recorded of a session and return it; the day of its evaluation moves with its end.

    :raises InvalidTraining: if a value cannot be, if somebody attended more days, or if the session has
        begun by `on` and no reason is given.
    :raises Cancelled: if it was cancelled.
    :raises Outdated: if it has another version by now.
    :raises UnknownTraining: if there is none of this identifier.
    """
    with acting(actor=actor, reason=reason.strip() or None):
        row = locked(session, version)
        begun, ended_on = row.from_on <= on, row.last_on
        for field, value in said.items():
            setattr(row, field, value)
        if begun and not reason.strip():
            raise InvalidTraining(f"培训已于 {row.from_on} 开始，更正须写明理由（reason）。")
        checked(row)
        _agrees_with_attendance(row)
        if row.last_on != ended_on and row.evaluation_duty_id is not None:
            _put_off(row.evaluation_duty_id, row, law.in_force(on=on).evaluation_months, actor)
        return _saved(row)


def cancel(
    *, session: UUID, on: date, reason: str, version: int | None = None, actor: Actor = SYSTEM
) -> TrainingSession:
    """Cancel a session that nobody attended for a reason and return it; its evaluation is cancelled too.

    :raises InvalidTraining: if no reason is given.
    :raises AlreadyHeld: if somebody attended it, or it was evaluated.
    :raises Cancelled: if it was cancelled before.
    :raises Outdated: if it has another version by now.
    :raises UnknownTraining: if there is none of this identifier.
    """
    reason = text(reason, what="取消理由", longest=LONGEST_REASON)
    with acting(actor=actor, reason=reason):
        row = locked(session, version)
        attended = TrainingAttendance.objects.filter(session=row, attended_days__gt=0)
        if row.evaluated_on is not None or attended.exists():
            raise AlreadyHeld("培训已有人参加或已经评估，不能取消；如登记有误，请先更正参加天数。")
        row.cancelled_on, row.cancel_reason = on, reason
        duty = _open_duty(row)
        if duty is not None:
            obligations.cancel(obligation=duty.pk, on=on, reason=f"培训取消：{reason}"[:500], actor=actor)
        return _saved(row)


def evaluate(
    *, session: UUID, evaluation: str, on: date, version: int | None = None, actor: Actor = SYSTEM
) -> TrainingSession:
    """Record what came of a session, on or after its last day, and return it; that fulfils the obligation.

    An evaluation that was sent back is recorded again.

    :raises InvalidTraining: if the text is missing, or the session has not ended by `on`.
    :raises AlreadyEvaluated: if it was evaluated and not sent back.
    :raises Cancelled: if it was cancelled.
    :raises Outdated: if it has another version by now.
    :raises UnknownTraining: if there is none of this identifier.
    """
    evaluation = text(evaluation, what="评估情况", longest=LONGEST_EVALUATION)
    with acting(actor=actor):
        row = locked(session, version)
        if on < row.last_on:
            raise InvalidTraining(f"培训于 {row.last_on} 结束，结束后才能评估。")
        duty = _open_duty(row)
        if row.evaluated_on is not None and duty is None:
            raise AlreadyEvaluated(f"培训已于 {row.evaluated_on} 评估；如需重做，请先退回评估待办。")
        row.evaluated_on, row.evaluation = on, evaluation
        if duty is not None:
            obligations.fulfil(obligation=duty.pk, evidence=evaluation, on=on, by_record=True, actor=actor)
        return _saved(row)


def locked(session: UUID, version: int | None = None) -> TrainingSession:
    """Return a session that is not cancelled, locked until the end of the transaction.

    :raises UnknownTraining: if there is none of this identifier.
    :raises Outdated: if it has another version by now.
    :raises Cancelled: if it was cancelled.
    """
    row = TrainingSession.objects.select_for_update().filter(pk=session).first()
    if row is None:
        raise unknown(session)
    if version is not None and version != row.version:
        raise Outdated(
            f"该培训已被他人修改（您看到的是第 {version} 版，现为第 {row.version} 版）："
            "请刷新后核对，再重新办理。",
            extensions={"version": row.version},
        )
    if row.cancelled_on is not None:
        raise Cancelled(f"该培训已于 {row.cancelled_on} 取消，不能再办理。")
    return row


def unknown(session: object) -> UnknownTraining:
    """Return the refusal for an identifier that names no session here."""
    return UnknownTraining(f"没有编号为 {session} 的培训；请核对编号。")


def halves(days: Decimal) -> bool:
    """Return whether a number of days is made of whole and half ones.

    >>> halves(Decimal("1.5")), halves(Decimal("1.25"))
    (True, False)
    """
    return days % HALF == 0


def text(value: str, *, what: str, longest: int) -> str:
    """Return a text that must be there and may be kept.

    :raises InvalidTraining: if it is empty or too long.
    :raises identities.NumberInText: if it holds an identity number or a phone.
    """
    value = value.strip()
    if not 0 < len(value) <= longest:
        raise InvalidTraining(f"请填写{what}，不超过 {longest} 字。")
    return identities.refuse_numbers(value, what=what)


def checked(session: TrainingSession) -> None:
    """Bring a session's texts into the form in which they are kept, and check that it can be.

    :raises InvalidTraining: naming the first value that cannot be.
    """
    session.title = text(session.title, what="培训名称", longest=LONGEST["title"])
    for field in ("provider", "place"):
        value = getattr(session, field).strip()
        setattr(session, field, value and text(value, what=_LABELS[field], longest=LONGEST[field]))
    session.topics = [text(topic, what="每个主题", longest=LONGEST_TOPIC) for topic in session.topics]
    choices: dict[str, Any] = {"level": TrainingLevel, "kind": TrainingKind}
    for field, kind in choices.items():
        if getattr(session, field) not in kind.values:
            raise InvalidTraining(f"{field} 须为 {'、'.join(kind.values)} 之一。")
    if session.last_on < session.from_on:
        raise InvalidTraining(f"末日 {session.last_on} 不能早于首日 {session.from_on}。")
    most = (session.last_on - session.from_on).days + 1
    if not 0 < session.days <= most or not halves(session.days):
        raise InvalidTraining(f"培训天数须以半天为单位，多于 0 天、不超过首日至末日的 {most} 天。")


def _evaluation(session: TrainingSession, months: int) -> Duty:
    return Duty(
        kind=ObligationKind.TRAINING_EVALUATION,
        title=f"评估培训效果：{session.title}"[:200],
        organisation=session.organiser_id,
        deadline=_evaluation_deadline(session, months),
        subject_kind=SUBJECT,
        subject_id=session.pk,
        by_record=True,
    )


def _evaluation_deadline(session: TrainingSession, months: int) -> Deadline:
    return deadlines.months(months, after=session.last_on) if months else deadlines.fixed(session.last_on)


def _open_duty(session: TrainingSession) -> Obligation | None:
    if session.evaluation_duty_id is None:
        return None
    return Obligation.objects.filter(
        pk=session.evaluation_duty_id, fulfilled_on__isnull=True, cancelled_on__isnull=True
    ).first()


def _put_off(duty: UUID, session: TrainingSession, months: int, actor: Actor) -> None:
    if session.evaluated_on is not None:
        if session.evaluated_on < session.last_on:
            raise InvalidTraining(f"培训已于 {session.evaluated_on} 评估，末日不能晚于该日。")
        return
    if _open_duty(session) is not None:
        obligations.reschedule(obligation=duty, deadline=_evaluation_deadline(session, months), actor=actor)


def _agrees_with_attendance(session: TrainingSession) -> None:
    more = TrainingAttendance.objects.filter(session=session, attended_days__gt=session.days).count()
    if more:
        raise InvalidTraining(
            f"有 {more} 人登记的参加天数超过 {session.days} 天：请先更正其参加天数，再减少培训天数。"
        )


def _saved(session: TrainingSession) -> TrainingSession:
    session.version += 1
    session.save()
    return session
