"""Transfers of the demonstration, each by a decision of the scheme's law that is kept."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from core.appointments import services
from core.appointments.models import Appointment
from core.organisations.models import Organisation
from core.showcase.units import ACTOR
from plugins.guizhou_township.demo.places import COUNTIES, SEATS, TOWNS
from plugins.guizhou_township.scheme import NAME

ON = date(2014, 12, 29)
_TRANSFER = f"{NAME}.transfer"
_ORDINARY = {"special_reason": False, "city_approved": False}


def move(posts: Sequence[Appointment], *, units: Mapping[str, Organisation]) -> None:
    """Transfer a cadre after long service, one with approval, one between townships; exchange secretaries."""
    after_years, approved, between = posts[3], posts[4], posts[SEATS + 5]
    for appointment, to, reason, facts in (
        (after_years, COUNTIES[0], "工作需要", _ORDINARY),
        (approved, COUNTIES[0], "夫妻长期两地分居", {"special_reason": True, "city_approved": True}),
        (between, TOWNS[0], "充实重点乡镇", _ORDINARY),
    ):
        _transfer(appointment, units[to], reason, {_TRANSFER: facts})
    _transfer(posts[2 * SEATS], units[TOWNS[3]], "异地交流任职", {})
    _transfer(posts[3 * SEATS], units[TOWNS[2]], "", {f"{NAME}.head_term": {"reason": None}})


def _transfer(
    appointment: Appointment, to: Organisation, reason: str, facts: Mapping[str, Mapping[str, Any]]
) -> None:
    services.transfer(appointment=appointment.pk, to=to, on=ON, reason=reason, facts=facts, actor=ACTOR)
