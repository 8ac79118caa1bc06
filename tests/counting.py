"""Give people posts, and count indicators of the tenant that the connection serves."""

from datetime import date
from typing import Any

from core.appointments import services
from core.appointments.models import Appointment
from core.indicators import periods, registry, selectors
from core.organisations.models import Organisation
from core.people.models import Person

TODAY = date(2026, 3, 1)


def post(person: Person, organisation: Organisation, **more: Any) -> Appointment:
    """Give somebody one more post, full-time from 2021 on unless told otherwise."""
    values = {"basis": Appointment.Basis.FULL_TIME, "on": date(2021, 1, 1)}
    return services.appoint(person=person, organisation=organisation, **(values | more))


def cells(code: str, period: str, *, today: date = TODAY, **more: Any) -> list[selectors.Cell]:
    """Count an indicator for a period."""
    return selectors.cells(
        indicators=[registry.active()[code]],
        span=periods.passed(periods.parse(period), today=today),
        **more,
    )
