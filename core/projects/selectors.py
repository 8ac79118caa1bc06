"""Read projects, their people, what was recorded of them, and the standards that they follow."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from core.people import selectors as people
from core.projects.models import Project, ProjectEntry, ProjectMember, Standard

Place = tuple[date, UUID]
"""Where a project stands in a list: its first day and its identifier; the newest come first."""


@dataclass(frozen=True)
class Filters:
    """Which projects a list holds; None = no matter."""

    organisations: Collection[UUID] | None = None
    organisation: UUID | None = None
    origins: Sequence[str] | None = None
    stages: Sequence[str] | None = None
    person: UUID | None = None
    standard: UUID | None = None
    search: str | None = None


class MemberRow(NamedTuple):
    """Somebody's part in a project, with the name."""

    id: UUID
    person_id: UUID
    person_name: str
    part: str
    duty: str
    from_on: date
    until_on: date | None


def page(*, limit: int, after: Place | None = None, filters: Filters | None = None) -> list[Project]:
    """Return projects, the newest first, each with the version of the standard that it follows; one query.

    :param after: first day and identifier of the row before the first.
    """
    wanted = filters or Filters()
    found = within(wanted.organisations)
    if after is not None:
        found = found.filter(Q(raised_on__lt=after[0]) | Q(raised_on=after[0], pk__lt=after[1]))
    if wanted.organisation is not None:
        found = found.filter(organisation=wanted.organisation)
    if wanted.origins is not None:
        found = found.filter(origin__in=wanted.origins)
    if wanted.stages is not None:
        found = found.filter(stage__in=wanted.stages)
    if wanted.standard is not None:
        found = found.filter(standard=wanted.standard)
    if wanted.person is not None:
        found = found.filter(pk__in=ProjectMember.objects.filter(person=wanted.person).values("project"))
    if wanted.search is not None:
        found = found.filter(title__contains=wanted.search)
    return list(found.order_by("-raised_on", "-pk")[:limit])


def one(*, project: UUID, organisations: Collection[UUID] | None = None) -> Project | None:
    """Return one project, or None if there is none of this identifier, or none of the organisations'."""
    return within(organisations).filter(pk=project).first()


def within(organisations: Collection[UUID] | None) -> QuerySet[Project]:
    """Return the projects of some organisations (None = of all), with the standards that they follow."""
    found = Project.objects.select_related("standard")
    return found if organisations is None else found.filter(organisation__in=organisations)


def members(
    *, projects: Collection[UUID], organisations: Collection[UUID] | None = None, on: date
) -> Mapping[UUID, list[MemberRow]]:
    """Return who takes or took part in projects, by pinyin, without people out of sight; two queries.

    :param organisations: of whose people on the day the reader may know; None = of all.
    """
    rows = list(ProjectMember.objects.filter(project__in=projects))
    seen = people.people(ids={row.person_id for row in rows}, organisations=organisations, on=on)
    result: dict[UUID, list[MemberRow]] = defaultdict(list)
    for row in sorted(
        (row for row in rows if row.person_id in seen),
        key=lambda row: (row.part != "LEAD", seen[row.person_id].pinyin, row.from_on, row.pk),
    ):
        person = seen[row.person_id]
        result[row.project_id].append(
            MemberRow(row.pk, person.id, person.name, row.part, row.duty, row.from_on, row.until_on)
        )
    return result


def member(*, member: UUID, organisations: Collection[UUID] | None = None) -> ProjectMember | None:
    """Return one part in a project of the organisations, or None."""
    found = ProjectMember.objects.filter(pk=member)
    if organisations is not None:
        found = found.filter(project__organisation__in=organisations)
    return found.first()


def of_person(*, person: UUID, organisations: Collection[UUID] | None = None) -> list[ProjectMember]:
    """Return the projects in which somebody takes or took part, the latest first; one query.

    :param organisations: only projects of these; None = of all.
    """
    found = ProjectMember.objects.filter(person=person).select_related("project")
    if organisations is not None:
        found = found.filter(project__organisation__in=organisations)
    return list(found.order_by("-from_on", "-pk"))


def entries(*, projects: Collection[UUID]) -> Mapping[UUID, list[ProjectEntry]]:
    """Return all that was recorded of projects in the order in which it was; one query."""
    result: dict[UUID, list[ProjectEntry]] = defaultdict(list)
    for row in ProjectEntry.objects.filter(project__in=projects).order_by("version"):
        result[row.project_id].append(row)
    return result


def standards(
    *,
    limit: int,
    after: tuple[str, int] | None = None,
    code: str | None = None,
    on: date | None = None,
) -> list[Standard]:
    """Return versions of standards by code and number; one query.

    :param after: code and number of the version before the first.
    :param on: only the versions in force on that day.
    """
    found = Standard.objects.all()
    if code is not None:
        found = found.filter(code=code)
    if on is not None:
        newest = Standard.objects.filter(from_on__lte=on).order_by("code", "-from_on").distinct("code")
        found = found.filter(pk__in=newest.values("pk"))
    if after is not None:
        found = found.filter(Q(code__gt=after[0]) | Q(code=after[0], number__gt=after[1]))
    return list(found.order_by("code", "number")[:limit])


def standard(*, standard: UUID) -> Standard | None:
    """Return one version of a standard, or None if there is none of this identifier."""
    return Standard.objects.filter(pk=standard).first()
