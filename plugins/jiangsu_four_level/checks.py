"""What Jiangsu's law asks of the core's own writes: who becomes secretary of a two-new organisation."""

from collections.abc import Iterator
from typing import Any

from core.appointments import selectors as appointments
from core.appointments.models import Appointment, EntryChannel, Post
from core.decisions.about import About
from core.decisions.writes import Appointing, Question, Transferring, Write
from core.organisations import selectors as organisations
from core.policy.vocabulary import Sector, sector_in
from plugins.jiangsu_four_level.scheme import NAME

FROM_OUTSIDE = frozenset(
    {
        EntryChannel.PUBLIC_RECRUITMENT,
        EntryChannel.DISPATCHED,
        EntryChannel.CIVIL_SERVICE_EXAM,
        EntryChannel.SELECTED_GRADUATE,
        EntryChannel.TRANSFERRED,
    }
)
MOST_INCUMBENTS = 1000
"""So many posts of one organisation are looked at."""


def questions(write: Write) -> list[Question]:
    """Return what the law asks of a write."""
    match write:
        case (Appointing() as appointing) | Transferring(appointing=appointing):
            return [*_select_secretary(appointing)]
    return []


def _select_secretary(appointing: Appointing) -> Iterator[Question]:
    """Ask about a secretary from inside; about the head and the management no record says anything."""
    if appointing.post != Post.SECRETARY or appointing.entry_channel in FROM_OUTSIDE:
        return
    unit = organisations.one(organisation=appointing.organisation_id, on=appointing.on)
    if not sector_in(Sector(unit.sector), (Sector.TWO_NEW,)):
        return
    facts: dict[str, Any] = {
        "candidate_is_head": appointing.also_head,
        "has_fulltime_deputy": _has_deputy(appointing),
        "city": f"{unit.division_code[:4]}00",
    }
    known = {"staff_count": unit.staff_count, "member_count": unit.member_count}
    facts |= {name: count for name, count in known.items() if count is not None}
    about = About(person=appointing.person_id, organisation=unit.id)
    yield Question(f"{NAME}.select_secretary", facts, about=about)


def _has_deputy(appointing: Appointing) -> bool:
    """Tell whether somebody else is full-time deputy secretary on that day."""
    filters = appointments.Filters(
        on=appointing.on,
        organisation=appointing.organisation_id,
        posts=[Post.DEPUTY_SECRETARY],
        basis=Appointment.Basis.FULL_TIME,
    )
    rows = appointments.page(limit=MOST_INCUMBENTS, filters=filters)
    return any(row.person_id != appointing.person_id for row in rows)
