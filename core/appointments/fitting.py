"""Whether an appointment can be: its values, the days on which all concerned are there, and the places."""

from django.db.models import Q

from core.appointments import headroom
from core.appointments.models import Appointment, EndReason, EntryChannel, Post, Quota
from core.errors import DomainError
from core.organisations import facts
from core.people.models import Person
from core.policy.decision import Decision

_CHOICES = {
    "basis": Appointment.Basis,
    "post": Post,
    "entry_channel": EntryChannel,
    "end_reason": EndReason,
}


class InvalidAppointment(DomainError):
    """An appointment cannot be as described."""

    code = "BAD_USER_INPUT"


class QuotaFull(DomainError):
    """The establishment has no place left; `extensions.findings` says where, and from when there is one."""

    code = "QUOTA_FULL"


def fits(appointment: Appointment) -> None:
    """Check that an appointment can be.

    Locks person and organisation, so that a last place is filled once.

    :raises InvalidAppointment: as `stands`.
    :raises QuotaFull: if the establishment has no place left on some day of the period.
    """
    has_a_place(appointment, stands(appointment))


def stands(appointment: Appointment) -> facts.Edit:
    """Check that person and organisation are there all that time, and lock both; return the organisation.

    :raises InvalidAppointment: if a value cannot be, or one of them is not there.
    """
    check_values(appointment)
    span = (appointment.from_on, appointment.until_on)
    _here(appointment)
    editing = facts.edit(appointment.organisation_id)
    if facts.spans(editing.pieces, *span) != span:
        raise InvalidAppointment(
            f"{editing.name}自 {editing.founded_on} 起"
            + (f"至 {editing.closed_on} 止" if editing.closed_on else "")
            + "存续，任职期间须在其内；请核对日期。"
        )
    return editing


def has_a_place(appointment: Appointment, editing: facts.Edit) -> None:
    """Check that the establishment of the locked organisation has a place left.

    :raises QuotaFull: if it has none on some day of the period.
    """
    if appointment.basis != Appointment.Basis.FULL_TIME:
        return
    finding = headroom.check(
        approved=_approved(appointment),
        held=_held(appointment),
        wanted=(appointment.from_on, appointment.until_on),
        organisation=editing.name,
        post=Post(appointment.post).label,
    )
    if finding is not None:
        raise QuotaFull(
            f"{finding.message}请改为兼职、改选岗位，或先申请增加员额。",
            extensions={"findings": Decision((finding,)).as_tree()["findings"]},
        )


def _here(appointment: Appointment) -> None:
    """Check that the person is here all that time; locks the person, who may be leaving at this moment."""
    person = Person.objects.select_for_update().get(pk=appointment.person_id)
    if person.merged_into_id is not None or person.erased_at is not None:
        raise InvalidAppointment(f"{person.name}的档案已并入他人或已抹除，不能任职；请改选人员。")
    left = person.left_on
    if left is not None and (appointment.until_on is None or appointment.until_on > left):
        raise InvalidAppointment(f"{person.name}自 {left} 起已离开，任职须在此前结束；请核对日期或人员。")


def _approved(appointment: Appointment) -> list[headroom.Approved]:
    rows = Quota.objects.filter(
        organisation=appointment.organisation_id, post=appointment.post, superseded_at__isnull=True
    )
    return [headroom.Approved(row.places, (row.from_on, row.until_on)) for row in rows]


def _held(appointment: Appointment) -> list[headroom.Span]:
    rows = Appointment.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=appointment.from_on),
        organisation=appointment.organisation_id,
        post=appointment.post,
        basis=Appointment.Basis.FULL_TIME,
    ).exclude(pk=appointment.pk)
    return list(rows.values_list("from_on", "until_on"))


def check_values(appointment: Appointment) -> None:
    """Check the values of an appointment by themselves.

    :raises InvalidAppointment: if a code is unknown, no day is left, or an end has no reason.
    """
    for field, choices in _CHOICES.items():
        value = getattr(appointment, field)
        if value not in choices.values and not (value == "" and field in ("entry_channel", "end_reason")):
            raise InvalidAppointment(f"{field} 须为 {'、'.join(choices.values)} 之一，不能是 {value}。")
    if appointment.until_on is None:
        return
    if appointment.until_on <= appointment.from_on:
        raise InvalidAppointment(f"任职须至少有一天：{appointment.until_on} 不晚于 {appointment.from_on}。")
    if not appointment.end_reason:
        raise InvalidAppointment("任职有结束日的，须填写离任原因（end_reason）。")
