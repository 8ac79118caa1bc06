"""What Fuquan's law asks of the core's own writes: who fills a quota post, who gets which grade."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from core.appointments import selectors as appointments
from core.appointments.models import Appointment, Post
from core.credentials import selectors as credentials
from core.decisions.about import About, Source
from core.decisions.writes import Appointing, Grading, Question, Transferring, Write
from core.organisations import selectors as organisations
from core.people import selectors as people
from core.policy.vocabulary import CredentialStatus
from plugins.fuquan_licensing.credentials import LICENCE
from plugins.fuquan_licensing.scheme import NAME

NOT_IN_QUOTA = frozenset({Post.ORGANISATION_COMMISSIONER})
"""Posts that the establishment of full-time workers does not count (domain.md §4)."""
LARGEST_STAFF = 10_000
"""So many full-time people of one organisation are counted."""


def questions(write: Write) -> list[Question]:
    """Return what the law asks of a write."""
    match write:
        case (Appointing() as appointing) | Transferring(appointing=appointing):
            return [*_appoint(appointing)]
        case Grading():
            return [*_grade(write)]
    return []


def _appoint(appointing: Appointing) -> Iterator[Question]:
    """Ask about somebody who is to fill a post of an approved establishment.

    Whoever gets a full-time post is in post from that day on: the core appoints nobody who has left.
    """
    unit_id, on = appointing.organisation_id, appointing.on
    quotas = [row for row in appointments.quotas(ids=[unit_id], on=on)[unit_id] if _counts(row.post)]
    if appointing.basis != Appointment.Basis.FULL_TIME or appointing.post not in {row.post for row in quotas}:
        return
    unit = organisations.one(organisation=unit_id, on=on)
    facts: dict[str, Any] = {
        "sector": unit.sector,
        "incumbents": len(full_time(unit_id, on) | {appointing.person_id}),
        "approved_quota": sum(row.places for row in quotas),
        "in_post": True,
        "licensed": _licensed(appointing.person_id, on),
    }
    if unit.staff_count is not None:
        facts["staff_count"] = unit.staff_count
    person = people.person(id=appointing.person_id, on=on)
    sources: tuple[Source, ...] = ()
    if person is not None and person.political_status:
        facts["political_status"] = person.political_status
        column = ("core_person", str(person.id), "political_status", person.political_status)
        sources = (Source("political_status", *column),)
    about = About(person=appointing.person_id, organisation=unit_id)
    yield Question(f"{NAME}.appoint", facts, sources=sources, about=about)


def _grade(grading: Grading) -> Iterator[Question]:
    """Ask about the grade of one of a unit's full-time staff, licensed or not.

    The unit's own grade can be compared once it is published; who may grade before that needs an exception.
    """
    if grading.person_id not in full_time(grading.organisation_id, grading.on):
        return
    yield Question(f"{NAME}.grade_order", {"unit_published": grading.unit_grade is not None})
    if grading.unit_grade is not None:
        yield Question(f"{NAME}.grade", {"grade": grading.grade, "unit_grade": grading.unit_grade})


def _licensed(person: UUID, on: date) -> bool:
    """Tell whether somebody holds a valid licence on a day."""
    held = credentials.standing_of(people=[person], kind=LICENCE.code, on=on)
    return any(licence.status == CredentialStatus.VALID for licence in held)


def full_time(organisation: UUID, on: date) -> frozenset[UUID]:
    """Return the people who fill a full-time post of an organisation on a day."""
    filters = appointments.Filters(on=on, organisation=organisation, basis=Appointment.Basis.FULL_TIME)
    rows = appointments.page(limit=LARGEST_STAFF, filters=filters)
    return frozenset(row.person_id for row in rows if _counts(row.post))


def _counts(post: str) -> bool:
    return post not in NOT_IN_QUOTA
