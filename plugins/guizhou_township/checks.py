"""What Guizhou's law asks of the core's own writes: who leaves a township, how many may be EXCELLENT."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import cast
from uuid import UUID

from core.appointments import selectors as appointments
from core.appointments.models import Appointment, EndReason, EntryChannel, Post
from core.appointments.selectors import AppointmentRow
from core.decisions import selectors as decisions
from core.decisions import services
from core.decisions.about import Source
from core.decisions.writes import CycleGrading, Leaving, Question, Transferring, Write
from core.law import services as core_law
from core.organisations import selectors as organisations
from core.organisations.models import Level, Sector
from plugins.guizhou_township.policy import TownshipPolicy
from plugins.guizhou_township.scheme import NAME, SCHEME
from plugins.guizhou_township.service import Spell, counted_since

RECRUITED = frozenset({EntryChannel.CIVIL_SERVICE_EXAM, EntryChannel.SELECTED_GRADUATE})
MOVED = frozenset({EndReason.TRANSFERRED, EndReason.TRANSFER_REQUESTED})
NOT_MOVED = frozenset(
    {EndReason.TERM_ENDED, EndReason.RETIRED, EndReason.ORGANISATION_CLOSED, EndReason.DECEASED}
)
_APPOINTMENTS = Appointment._meta.db_table
LONGEST_CAREER = 1000
"""So many appointments of one person are looked at."""


def questions(write: Write) -> list[Question]:
    """Return what the law asks of a write."""
    match write:
        case Transferring(leaving=leaving, appointing=appointing):
            to = organisations.one(organisation=appointing.organisation_id, on=write.on)
            return [*_transfer(leaving, to_level=to.level), *_head_term(leaving)]
        case Leaving():
            left = _transfer(write, to_level=None) if write.end_reason in MOVED else ()
            return [*left, *_head_term(write)]
        case CycleGrading():
            return [*_cap(write)]
    return []


def _transfer(leaving: Leaving, *, to_level: str | None) -> Iterator[Question]:
    """Ask about somebody newly recruited who leaves a full-time post in a township.

    Where to is not on record unless the next post is; reason and approval never are.
    """
    if leaving.basis != Appointment.Basis.FULL_TIME:
        return
    career = _career(leaving.person_id)
    last_day = leaving.on - timedelta(days=1)
    version = decisions.in_force(plugin=NAME, on=leaving.on)
    policy = cast(TownshipPolicy, services.read_parameters(SCHEME, version.parameters))
    since = counted_since(_township_spells(career), on=last_day, policy=policy)
    if since is None or not _recruited(career, since, last_day):
        return
    facts = {"on": leaving.on, "township_since": since, "recruited": True}
    yield Question(
        f"{NAME}.transfer",
        facts | ({"to_level": to_level} if to_level else {}),
        sources=tuple(_service_sources(career, leaving, since)),
    )


def _head_term(leaving: Leaving) -> Iterator[Question]:
    """Ask about the secretary of a township's committee who is moved."""
    if leaving.post != Post.SECRETARY or leaving.end_reason in NOT_MOVED:
        return
    unit = organisations.one(organisation=leaving.organisation_id, on=leaving.on - timedelta(days=1))
    if (unit.sector, unit.level) != (Sector.TOWNSHIP, Level.TOWNSHIP):
        return
    facts = {"on": leaving.on, "term_since": leaving.since}
    yield Question(
        f"{NAME}.head_term",
        facts | ({"reason": leaving.reason} if leaving.reason else {}),
        sources=(_begun("term_since", leaving.appointment_id, leaving.since),),
    )


def _service_sources(career: list[AppointmentRow], leaving: Leaving, since: date) -> Iterator[Source]:
    """Yield where the first day of township service was taken from: the one post held, or all of them."""
    alone = len(career) == 1 and career[0].from_on == since
    for row in career:
        yield _begun("township_since", row.id, row.from_on, derived=not alone)
        if row.until_on is not None and row.id != leaving.appointment_id:
            ended = row.until_on.isoformat()
            yield Source("township_since", _APPOINTMENTS, str(row.id), "until_on", ended, derived=True)


def _begun(fact: str, appointment: UUID, on: date, *, derived: bool = False) -> Source:
    return Source(fact, _APPOINTMENTS, str(appointment), "from_on", on.isoformat(), derived)


def _cap(write: CycleGrading) -> Iterator[Question]:
    """Raise the cap of a cycle in which townships' people only are appraised."""
    if write.subject_kind == "PERSON" and write.sectors == {Sector.TOWNSHIP}:
        share = core_law.in_force(write.on).excellent_share
        facts = {"base_share": share, "appraised": write.appraised}
        yield Question(f"{NAME}.excellent_cap", facts, cap="count")


def _career(person: UUID) -> list[AppointmentRow]:
    """Return a person's full-time posts, past ones included."""
    filters = appointments.Filters(person=person, basis=Appointment.Basis.FULL_TIME)
    return appointments.page(limit=LONGEST_CAREER, filters=filters)


def _township_spells(career: list[AppointmentRow]) -> Iterator[Spell]:
    """Yield the days of a career in organisations that were a township's at that time."""
    timelines = organisations.timelines({row.organisation_id for row in career})
    for row in career:
        for period in timelines[row.organisation_id]:
            since = max(row.from_on, period.from_on)
            until = min(row.until_on or date.max, period.until_on or date.max)
            if period.sector == Sector.TOWNSHIP and since < until:
                yield Spell(since, None if until == date.max else until)


def _recruited(career: list[AppointmentRow], since: date, last_day: date) -> bool:
    """Tell whether the service since a day began with recruitment, later posts being transfers."""
    return any(
        row.entry_channel in RECRUITED
        for row in career
        if row.from_on <= last_day and (row.until_on is None or row.until_on > since)
    )
