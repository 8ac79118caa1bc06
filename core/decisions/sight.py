"""Which decisions and exceptions a reader may see: those of people and organisations in sight."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from core.appointments.models import Appointment
from core.decisions import schemes


def open_to(*, organisations: Collection[UUID] | None, today: date) -> Q:
    """Return what narrows rows with `person`, `organisation` and `action` to those that a reader may see.

    As `condition`; what is confidential is seen by who sees everything.
    """
    if organisations is None:
        return Q()
    hidden = [
        action.name
        for scheme in schemes.usable().values()
        for action in scheme.actions
        if action.confidential
    ]
    return condition(organisations=organisations, today=today) & ~Q(action__in=hidden)


def condition(*, organisations: Collection[UUID] | None, today: date) -> Q:
    """Return what narrows rows with `person` and `organisation` to those that a reader may see.

    Somebody is in sight where an appointment is in force today, and without any where the file is kept; what
    concerns neither person nor organisation is seen by who sees everything.

    :param organisations: those that the reader answers for; None = all.
    """
    if organisations is None:
        return Q()
    scope = list(organisations)
    posts = Appointment.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=today), person=OuterRef("person"), from_on__lte=today
    )
    held = Q(person__isnull=False) & Q(Exists(posts.filter(organisation__in=scope)))
    kept = Q(person__isnull=False, person__kept_by__in=scope) & ~Q(Exists(posts))
    return held | kept | Q(person__isnull=True, organisation__in=scope)
