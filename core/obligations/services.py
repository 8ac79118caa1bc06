"""Write obligations: assign, fulfil, check, send back, cancel, and reckon due days again."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core.actors import SYSTEM, Actor
from core.audit import acting
from core.errors import DomainError
from core.obligations import deadlines
from core.obligations.deadlines import Deadline, Due
from core.obligations.models import Obligation, Rule
from core.organisations import selectors as organisations
from core.organisations.facts import Outdated
from core.people import identities
from core.reference import selectors as reference

_KIND = re.compile(r"[A-Z][A-Z0-9_]{1,59}")
LONGEST_TITLE = 200
LONGEST_REASON = 500
LONGEST_EVIDENCE = 5000


class InvalidObligation(DomainError):
    """An obligation, or what is said of it, cannot be as described."""

    code = "BAD_USER_INPUT"


class UnknownObligation(DomainError):
    """No obligation has this identifier in this tenant, or none that the reader may see."""

    code = "NOT_FOUND"


class NotOpen(DomainError):
    """The obligation was fulfilled or cancelled before."""

    code = "OBLIGATION_NOT_OPEN"


class NotFulfilled(DomainError):
    """What is to be checked or sent back was not fulfilled, or was checked before."""

    code = "OBLIGATION_NOT_FULFILLED"


class CheckedBySelf(DomainError):
    """Whoever fulfilled an obligation does not check it."""

    code = "CHECKED_BY_SELF"


class FulfilledByRecord(DomainError):
    """The obligation is fulfilled by the record that it asks for, not by hand."""

    code = "FULFILLED_BY_RECORD"


@dataclass(frozen=True)
class Duty:
    """What an organisation is to do by when.

    `kind` is a code of the core or of a plugin; `subject_kind` and `subject_id` say what it is about, and
    `person` whom, if anybody. `by_record`: only the subject's own service fulfils it.
    """

    kind: str
    title: str
    organisation: UUID
    deadline: Deadline
    subject_kind: str = ""
    subject_id: UUID | None = None
    person: UUID | None = None
    by_record: bool = False


def assign(duty: Duty, *, on: date, actor: Actor = SYSTEM) -> Obligation:
    """Assign an obligation to an organisation that stands on the day, and return it.

    :raises UnknownOrganisation: if there is none, or it does not stand on that day.
    :raises InvalidObligation: if it would be overdue from the start, or `assign_many` refuses it.
    :raises DomainError: as `deadlines.due`.
    """
    organisations.one(organisation=duty.organisation, on=on)
    with acting(actor=actor):
        [row] = assign_many([duty], on=on, actor=actor)
        if row.due_on < on:
            raise InvalidObligation(f"到期日 {row.due_on} 已经过去：请填写 {on} 或以后的日期。")
    return row


def assign_many(duties: Iterable[Duty], *, on: date, actor: Actor = SYSTEM) -> list[Obligation]:
    """Assign obligations with one write and return them; that the organisations stand is left to the caller.

    :raises InvalidObligation: if a kind or title cannot be; then none is stored.
    :raises DomainError: as `deadlines.due`.
    """
    rows = [_made(duty, on=on, actor=actor) for duty in duties]
    _reckon(rows)
    with acting(actor=actor):
        return Obligation.objects.bulk_create(rows)


def fulfil(
    *,
    obligation: UUID,
    evidence: str,
    on: date,
    version: int | None = None,
    by_record: bool = False,
    actor: Actor = SYSTEM,
) -> Obligation:
    """Note that an obligation was fulfilled on a day, late or not, and return it.

    :param by_record: the caller has written the record that the obligation asks for.
    :raises InvalidObligation: if the evidence is missing, or the day precedes the assignment.
    :raises NotOpen: if it was fulfilled or cancelled before.
    :raises FulfilledByRecord: if it asks for a record, and none was written.
    :raises Outdated: if it has another version by now.
    :raises UnknownObligation: if there is none of this identifier.
    """
    evidence = _text(evidence, what="办理情况", longest=LONGEST_EVIDENCE)
    with acting(actor=actor):
        row = _open(obligation, version)
        if row.by_record and not by_record:
            raise FulfilledByRecord(f"“{row.title}”在登记相应的业务记录时自动办结，不能直接办结。")
        if on < row.opened_on:
            raise InvalidObligation(f"办结日不能早于交办日 {row.opened_on}。")
        row.fulfilled_on, row.evidence = on, evidence
        _sign(row, "fulfilled_by", actor)
        return _saved(row)


def check(*, obligation: UUID, on: date, version: int | None = None, actor: Actor = SYSTEM) -> Obligation:
    """Confirm that an obligation was fulfilled, as somebody else than who fulfilled it; return it.

    :raises NotFulfilled: if it was not fulfilled, or was checked before.
    :raises CheckedBySelf: if the actor fulfilled it.
    :raises InvalidObligation: if the day precedes the fulfilment.
    :raises Outdated: if it has another version by now.
    :raises UnknownObligation: if there is none of this identifier.
    """
    with acting(actor=actor):
        row = _fulfilled(obligation, version)
        if (actor.realm, actor.id) == (row.fulfilled_by_realm, row.fulfilled_by_id):
            raise CheckedBySelf("本人办结的事项须由他人核验：请上级或本单位其他人员核验。")
        assert row.fulfilled_on is not None
        if on < row.fulfilled_on:
            raise InvalidObligation(f"核验日不能早于办结日 {row.fulfilled_on}。")
        row.checked_on = on
        _sign(row, "checked_by", actor)
        return _saved(row)


def send_back(
    *, obligation: UUID, reason: str, version: int | None = None, actor: Actor = SYSTEM
) -> Obligation:
    """Open an obligation again whose fulfilment does not suffice; the due day stays. Return it.

    :raises InvalidObligation: if no reason is given.
    :raises NotFulfilled: if it was not fulfilled, or was checked before.
    :raises Outdated: if it has another version by now.
    :raises UnknownObligation: if there is none of this identifier.
    """
    reason = _text(reason, what="退回理由", longest=LONGEST_REASON)
    with acting(actor=actor, reason=reason):
        row = _fulfilled(obligation, version)
        row.fulfilled_on, row.return_reason = None, reason
        _sign(row, "fulfilled_by", None)
        return _saved(row)


def cancel(
    *, obligation: UUID, on: date, reason: str, version: int | None = None, actor: Actor = SYSTEM
) -> Obligation:
    """Cancel an open obligation for a reason and return it; it stays in the list.

    :raises InvalidObligation: if no reason is given.
    :raises NotOpen: if it was fulfilled or cancelled before.
    :raises Outdated: if it has another version by now.
    :raises UnknownObligation: if there is none of this identifier.
    """
    reason = _text(reason, what="取消理由", longest=LONGEST_REASON)
    with acting(actor=actor, reason=reason):
        row = _open(obligation, version)
        row.cancelled_on, row.cancel_reason = on, reason
        return _saved(row)


def reschedule(
    *,
    obligation: UUID,
    deadline: Deadline,
    reason: str = "",
    version: int | None = None,
    actor: Actor = SYSTEM,
) -> Obligation:
    """Let an open obligation fall due by another deadline and return it; reminders start anew.

    :raises NotOpen: if it was fulfilled or cancelled before.
    :raises Outdated: if it has another version by now.
    :raises UnknownObligation: if there is none of this identifier.
    :raises DomainError: as `deadlines.due`.
    """
    with acting(actor=actor, reason=reason.strip() or None):
        row = _open(obligation, version)
        _set_deadline(row, deadline)
        _reckon([row])
        return _saved(row)


def recompute_provisional() -> int:
    """Reckon the provisional due days of open obligations by the newest calendar; return how many changed.

    Run in every tenant when an arrangement of working days is loaded. A fulfilled obligation keeps the day
    that it was fulfilled against.
    """
    with acting(reason="载入新的放假安排，重新推算到期日"):
        rows = list(
            Obligation.objects.select_for_update()
            .filter(provisional=True, fulfilled_on__isnull=True, cancelled_on__isnull=True)
            .order_by("id")
        )
        before = [(row.due_on, row.provisional, row.calendar_version) for row in rows]
        _reckon(rows)
        changed = [
            row
            for row, old in zip(rows, before, strict=True)
            if old != (row.due_on, row.provisional, row.calendar_version)
        ]
        for row in changed:
            row.version += 1
        Obligation.objects.bulk_update(
            changed, ["due_on", "provisional", "calendar_version", "version"], batch_size=500
        )
    return len(changed)


def unknown(obligation: object) -> UnknownObligation:
    """Return the refusal for an identifier that names no obligation here."""
    return UnknownObligation(f"没有编号为 {obligation} 的待办；请核对编号。")


def _made(duty: Duty, *, on: date, actor: Actor) -> Obligation:
    if not _KIND.fullmatch(duty.kind):
        raise InvalidObligation(f"待办类别须为大写字母、数字和下划线组成的代码，不能是 {duty.kind}。")
    row = Obligation(
        kind=duty.kind,
        title=_text(duty.title, what="待办事项", longest=LONGEST_TITLE),
        subject_kind=duty.subject_kind,
        subject_id=duty.subject_id,
        person_id=duty.person,
        organisation_id=duty.organisation,
        by_record=duty.by_record,
        opened_on=on,
        **actor.columns("opened_by"),
    )
    _set_deadline(row, duty.deadline)
    return row


def _set_deadline(row: Obligation, deadline: Deadline) -> None:
    row.rule, row.counted_length = deadline.rule, deadline.length
    if deadline.rule == Rule.FIXED:
        row.counted_from_on, row.due_on = None, deadline.start_on
    else:
        row.counted_from_on = deadline.start_on


def _reckon(rows: list[Obligation]) -> None:
    """Set the due days that follow from the deadlines; the calendar is read once, where one needs it."""
    calendar = reference.calendar() if any(deadlines.needs_calendar(row.rule) for row in rows) else None
    for row in rows:
        start = row.counted_from_on or row.due_on
        due: Due = deadlines.due(Deadline(Rule(row.rule), start, row.counted_length), calendar)
        row.due_on, row.provisional, row.calendar_version = due.on, due.provisional, due.calendar_version


def _locked(obligation: UUID, version: int | None) -> Obligation:
    row = Obligation.objects.select_for_update().filter(pk=obligation).first()
    if row is None:
        raise unknown(obligation)
    if version is not None and version != row.version:
        raise Outdated(
            f"该待办已被他人修改（您看到的是第 {version} 版，现为第 {row.version} 版）："
            "请刷新后核对，再重新办理。",
            extensions={"version": row.version},
        )
    return row


def _open(obligation: UUID, version: int | None) -> Obligation:
    row = _locked(obligation, version)
    if row.cancelled_on is not None:
        raise NotOpen(f"该待办已于 {row.cancelled_on} 取消，不能再办理。")
    if row.fulfilled_on is not None:
        raise NotOpen(f"该待办已于 {row.fulfilled_on} 办结；如办理不到位，请先退回。")
    return row


def _fulfilled(obligation: UUID, version: int | None) -> Obligation:
    row = _locked(obligation, version)
    if row.checked_on is not None:
        raise NotFulfilled(f"该待办已于 {row.checked_on} 核验，不再变动。")
    if row.fulfilled_on is None:
        raise NotFulfilled("该待办尚未办结：办结后才能核验或退回。")
    return row


def _sign(row: Obligation, stem: str, actor: Actor | None) -> None:
    values = actor.columns(stem) if actor else dict.fromkeys(SYSTEM.columns(stem), "")
    for column, value in values.items():
        setattr(row, column, value)


def _saved(row: Obligation) -> Obligation:
    row.version += 1
    row.save()
    return row


def _text(text: str, *, what: str, longest: int) -> str:
    text = text.strip()
    if not 0 < len(text) <= longest:
        raise InvalidObligation(f"请填写{what}，不超过 {longest} 字。")
    return identities.refuse_numbers(text, what=what)
