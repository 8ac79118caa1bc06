"""Write appointments: appoint, end, transfer and correct. The establishment is written in `establishment`."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db import IntegrityError, transaction

from core.actors import SYSTEM, Actor
from core.appointments import fitting, law
from core.appointments.models import (
    NOT_COUNTED,
    Appointment,
    AppointmentChange,
    EndReason,
    EntryChannel,
    Post,
)
from core.decisions import checks
from core.errors import DomainError
from core.organisations.facts import Outdated
from core.organisations.models import Organisation
from core.people.models import Person

Kind = AppointmentChange.Kind


class Details(TypedDict, total=False):
    """What a correction may say of an appointment; what is left out stays as it is."""

    basis: Appointment.Basis
    post: Post
    title: str
    counts_as_worker: bool
    also_head: bool
    entry_channel: EntryChannel | str
    from_on: date
    until_on: date | None
    end_reason: EndReason | str


FIELDS = tuple(Details.__annotations__)


class UnknownAppointment(DomainError):
    """No appointment has this identifier in this tenant, or none that the reader may see."""

    code = "NOT_FOUND"


class AlreadyFullTime(DomainError):
    """The person holds another full-time post in that period."""

    code = "ALREADY_FULL_TIME"


def appoint(
    *,
    person: Person,
    organisation: Organisation,
    basis: Appointment.Basis,
    on: date,
    until: date | None = None,
    end_reason: EndReason = EndReason.TERM_ENDED,
    post: Post = Post.WORKER,
    title: str = "",
    counts_as_worker: bool | None = None,
    also_head: bool = False,
    entry_channel: EntryChannel | str = "",
    reason: str = "",
    facts: law.AddedFacts | None = None,
    actor: Actor = SYSTEM,
) -> Appointment:
    """Give a person a post from a day on and return the appointment.

    :param until: first day on which the post is no longer held, for `end_reason`; or None.
    :param counts_as_worker: None = as usual for the kind of post.
    :param facts: what the tenant's laws ask for and no record yields, by the name of the action that asks.
    :raises DomainError: as `checks.ask`, where a law of the tenant refuses or cannot be asked.
    :raises AlreadyFullTime: if a full-time post overlaps another of the person.
    :raises QuotaFull: if the establishment has no place left on some day of the period.
    :raises InvalidAppointment: if a value cannot be, or the organisation does not stand all that time.
    """
    appointment = Appointment(
        person=person,
        organisation=organisation,
        basis=basis,
        from_on=on,
        until_on=until,
        end_reason=end_reason if until else "",
        post=post,
        title=title.strip(),
        counts_as_worker=post not in NOT_COUNTED if counts_as_worker is None else counts_as_worker,
        also_head=also_head,
        entry_channel=entry_channel,
    )
    with transaction.atomic():
        fitting.fits(appointment)
        answers = checks.ask(law.appointing(appointment, reason=reason, facts=facts), today=on)
        _begin(appointment, reason=reason, actor=actor)
        law.keep(answers, appointment, actor=actor)
    return appointment


def appoint_many(
    appointments: Iterable[Appointment], *, reason: str = "", actor: Actor = SYSTEM
) -> list[Appointment]:
    """Store appointments that begin, with two writes in all, and return them.

    For rosters whose organisations stand, have no establishment yet, and whose people the tenant's laws let
    be appointed: all that is left to the caller.

    :raises AlreadyFullTime: if a full-time post overlaps another of the same person; then none is stored.
    """
    rows = list(appointments)
    for row in rows:
        fitting.check_values(row)
    with transaction.atomic():
        with _one_full_time("名单中有人"):
            Appointment.objects.bulk_create(rows)
        AppointmentChange.objects.bulk_create(
            _fact(row, Kind.BEGUN, reason=reason, actor=actor) for row in rows
        )
    return rows


def end(
    *,
    appointment: UUID,
    on: date,
    end_reason: EndReason,
    version: int | None = None,
    reason: str = "",
    facts: law.AddedFacts | None = None,
    actor: Actor = SYSTEM,
) -> Appointment:
    """End an appointment, `on` being the first day on which the post is no longer held; return it.

    :param facts: as in `appoint`.
    :raises DomainError: as `checks.ask`, where a law of the tenant refuses or cannot be asked.
    :raises InvalidAppointment: if the day is not after the first one, or is after an end recorded earlier.
    :raises Outdated: if the appointment has another version by now.
    :raises UnknownAppointment: if there is none of this identifier.
    """
    with transaction.atomic():
        row = _ending(appointment, on=on, end_reason=end_reason, version=version)
        answers = checks.ask(law.leaving(row, reason=reason, facts=facts), today=on)
        _finish(row, reason=reason, actor=actor)
        law.keep(answers, row, actor=actor)
    return row


def transfer(
    *,
    appointment: UUID,
    to: Organisation,
    on: date,
    end_reason: EndReason = EndReason.TRANSFERRED,
    entry_channel: EntryChannel | str = EntryChannel.TRANSFERRED,
    post: Post | None = None,
    title: str | None = None,
    basis: Appointment.Basis | None = None,
    also_head: bool = False,
    version: int | None = None,
    reason: str = "",
    facts: law.AddedFacts | None = None,
    actor: Actor = SYSTEM,
) -> Appointment:
    """End an appointment and begin the person's next one on the same day; return the new one.

    :param post: None = the same kind of post; likewise `title` and `basis`.
    :param facts: as in `appoint`; the laws are asked once, about leaving and beginning together.
    :raises DomainError: as `end` and `appoint`; then neither is written.
    """
    with transaction.atomic():
        left = _ending(appointment, on=on, end_reason=end_reason, version=version)
        post = Post(post or left.post)
        begun = Appointment(
            person=left.person,
            organisation=to,
            basis=Appointment.Basis(basis or left.basis),
            from_on=on,
            post=post,
            title=left.title if title is None else title.strip(),
            counts_as_worker=post not in NOT_COUNTED,
            also_head=also_head,
            entry_channel=entry_channel,
        )
        editing = fitting.stands(begun)
        answers = checks.ask(law.transferring(left, begun, reason=reason, facts=facts), today=on)
        _finish(left, reason=reason, actor=actor)
        fitting.has_a_place(begun, editing)
        _begin(begun, reason=reason, actor=actor)
        law.keep(answers, begun, actor=actor)
    return begun


def correct(
    *,
    appointment: UUID,
    reason: str,
    version: int | None = None,
    actor: Actor = SYSTEM,
    **said: Unpack[Details],
) -> Appointment:
    """Record that an appointment was other than recorded before; return it. The earlier facts stay.

    No law is asked: what happened has happened. Decisions that rested on the record as it was are listed and
    made anew by order (`core.decisions`).

    :raises DomainError: as `appoint`, without regard to the appointment as it was.
    :raises InvalidAppointment: if reason or values are missing.
    :raises Outdated: if the appointment has another version by now.
    :raises UnknownAppointment: if there is none of this identifier.
    """
    if not reason.strip():
        raise fitting.InvalidAppointment("更正任职记载须写明理由（reason）。")
    if not said:
        raise fitting.InvalidAppointment("没有填写要更正的内容。")
    with transaction.atomic():
        row = _locked(appointment, version)
        for field, value in said.items():
            setattr(row, field, value)
        if said.get("until_on", row.until_on) is None:
            row.end_reason = ""
        fitting.fits(row)
        row.version += 1
        with _one_full_time(row.person.name):
            row.save()
        _record(row, Kind.CORRECTED, reason=reason, actor=actor)
    return row


def snapshot(appointment: Appointment) -> dict[str, Any]:
    """Return all values of an appointment as a fact stores them: plain JSON."""
    values: Mapping[str, Any] = {field: getattr(appointment, field) for field in FIELDS}
    return {
        **{field: value.isoformat() if isinstance(value, date) else value for field, value in values.items()},
        "person_id": str(appointment.person_id),
        "organisation_id": str(appointment.organisation_id),
    }


def _ending(appointment: UUID, *, on: date, end_reason: EndReason, version: int | None) -> Appointment:
    """Return the locked appointment as it will have ended; nothing is written yet."""
    row = _locked(appointment, version)
    if on <= row.from_on:
        raise fitting.InvalidAppointment(
            f"离任日须晚于任职日 {row.from_on}；如任职本身登记有误，请用“更正”。"
        )
    if row.until_on is not None and on > row.until_on:
        raise fitting.InvalidAppointment(
            f"该任职已记载于 {row.until_on} 结束；如需推后，请用“更正”并写明理由。"
        )
    row.until_on, row.end_reason = on, end_reason
    fitting.check_values(row)
    return row


def _finish(appointment: Appointment, *, reason: str, actor: Actor) -> None:
    appointment.version += 1
    appointment.save()
    _record(appointment, Kind.ENDED, reason=reason, actor=actor)


def _begin(appointment: Appointment, *, reason: str, actor: Actor) -> None:
    with _one_full_time(appointment.person.name):
        appointment.save(force_insert=True)
    _record(appointment, Kind.BEGUN, reason=reason, actor=actor)


def _record(appointment: Appointment, kind: AppointmentChange.Kind, *, reason: str, actor: Actor) -> None:
    _fact(appointment, kind, reason=reason, actor=actor).save(force_insert=True)


def _fact(
    appointment: Appointment, kind: AppointmentChange.Kind, *, reason: str, actor: Actor
) -> AppointmentChange:
    return AppointmentChange(
        appointment=appointment,
        version=appointment.version,
        kind=kind,
        values=snapshot(appointment),
        reason=reason.strip(),
        **actor.columns("recorded_by"),
    )


def _locked(appointment: UUID, version: int | None) -> Appointment:
    row = Appointment.objects.select_for_update().filter(pk=appointment).first()
    if row is None:
        raise unknown(appointment)
    if version is not None and version != row.version:
        raise Outdated(
            f"该任职记录已被他人修改（您看到的是第 {version} 版，现为第 {row.version} 版）："
            "请刷新后核对，再重新办理。",
            extensions={"version": row.version},
        )
    return row


def unknown(appointment: object) -> UnknownAppointment:
    """Return the refusal for an identifier that names no appointment here."""
    return UnknownAppointment(f"没有编号为 {appointment} 的任职记录；请核对编号。")


@contextmanager
def _one_full_time(whose: str) -> Iterator[None]:
    """Turn the constraint's refusal into ours: two requests at once are told apart by the database only."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "person_has_one_full_time_post_a_day" not in str(error):
            raise
        raise AlreadyFullTime(f"{whose}在该期间已有专职岗位；请先结束原岗位，或改为兼职。") from error
