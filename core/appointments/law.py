"""An appointment as the laws of the tenant are asked about it, and what they answered."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.actors import Actor
from core.appointments.models import Appointment
from core.decisions import checks
from core.decisions.services import Answer
from core.decisions.writes import Appointing, Leaving, Transferring

AddedFacts = Mapping[str, Mapping[str, Any]]
"""What no record yields and the user adds, by the name of the action that asks for it."""


def appointing(appointment: Appointment, *, reason: str, facts: AddedFacts | None) -> Appointing:
    """Return an appointment that is to begin, as the laws are asked about it."""
    return Appointing(
        on=appointment.from_on,
        until=appointment.until_on,
        reason=reason.strip(),
        facts=facts or {},
        **_held_post(appointment),
        counts_as_worker=appointment.counts_as_worker,
    )


def leaving(appointment: Appointment, *, reason: str, facts: AddedFacts | None) -> Leaving:
    """Return an appointment that is to end, as the laws are asked about it."""
    assert appointment.until_on is not None
    return Leaving(
        on=appointment.until_on,
        since=appointment.from_on,
        end_reason=str(appointment.end_reason),
        reason=reason.strip(),
        facts=facts or {},
        appointment_id=appointment.pk,
        **_held_post(appointment),
    )


def transferring(
    left: Appointment, begun: Appointment, *, reason: str, facts: AddedFacts | None
) -> Transferring:
    """Return an appointment that is to end and one that is to begin with it."""
    return Transferring(
        on=begun.from_on,
        reason=reason.strip(),
        facts=facts or {},
        leaving=leaving(left, reason=reason, facts=facts),
        appointing=appointing(begun, reason=reason, facts=facts),
    )


def keep(answers: Sequence[Answer], appointment: Appointment, *, actor: Actor) -> None:
    """Keep the decisions that a change of an appointment rests on, and show them with it."""
    appointment.decided = checks.keep_all(
        answers, actor=actor, subject_kind="appointment", subject_id=str(appointment.pk)
    )


def _held_post(appointment: Appointment) -> dict[str, Any]:
    return {
        "person_id": appointment.person_id,
        "organisation_id": appointment.organisation_id,
        "basis": str(appointment.basis),
        "post": str(appointment.post),
        "also_head": appointment.also_head,
        "entry_channel": str(appointment.entry_channel),
    }
