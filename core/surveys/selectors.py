"""Read surveys of organisations that the reader answers for."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from core.surveys.models import Survey, SurveyPopulation


def page(
    *,
    limit: int,
    organisations: Collection[UUID] | None,
    organisation: UUID | None = None,
    states: Collection[str] | None = None,
    on: date,
    after: tuple[datetime, UUID] | None = None,
) -> list[Survey]:
    """Return surveys, the latest first; one query.

    :param organisations: those that the reader answers for; None = all.
    :param states: as they are on the day, where an open survey whose last day has passed is closed.
    :param after: creation instant and identifier of the row before the first.
    """
    rows = _visible(organisations)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    if states is not None:
        lapsed = Q(state="OPEN", closes_on__lt=on)
        wanted = Q(state__in=[state for state in states if state != "OPEN"])
        if "OPEN" in states:
            wanted |= Q(state="OPEN") & ~lapsed
        if "CLOSED" in states:
            wanted |= lapsed
        rows = rows.filter(wanted)
    if after is not None:
        rows = rows.filter(Q(created_at__lt=after[0]) | Q(created_at=after[0], pk__lt=after[1]))
    return list(rows.order_by("-created_at", "-pk")[:limit])


def one(*, survey: UUID, organisations: Collection[UUID] | None) -> Survey | None:
    """Return a survey, or None if there is none in the reader's sight; one query."""
    return _visible(organisations).filter(pk=survey).first()


def population(*, population: UUID, organisations: Collection[UUID] | None) -> SurveyPopulation | None:
    """Return a population with its survey, or None if there is none in the reader's sight; one query."""
    rows = SurveyPopulation.objects.select_related("survey").filter(pk=population)
    if organisations is not None:
        rows = rows.filter(survey__organisation__in=list(organisations))
    return rows.first()


def _visible(organisations: Collection[UUID] | None) -> QuerySet[Survey]:
    rows = Survey.objects.all()
    return rows if organisations is None else rows.filter(organisation__in=list(organisations))
