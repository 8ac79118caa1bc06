"""Projects that are shown together; what belongs to them is fetched for all of them at once."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from core.access.principals import AnyPrincipal
from core.obligations.models import Obligation
from core.organisations import scope
from core.organisations import selectors as organisations
from core.organisations import types as organisation_types
from core.projects import milestones, models, selectors
from core.projects.selectors import MemberRow


class Node(NamedTuple):
    """A project together with the shelf that it stands on."""

    row: models.Project
    shelf: "Shelf"


class Shelf:
    """Projects that are shown together, to one reader."""

    def __init__(self, rows: Iterable[models.Project], *, principal: AnyPrincipal) -> None:
        self.principal, self.today = principal, timezone.localdate()
        self.nodes = [Node(row, self) for row in rows]
        self.ids = [node.row.pk for node in self.nodes]

    @cached_property
    def organisations(self) -> dict[UUID, organisation_types.Node]:
        """The organisations of these projects as they stand today."""
        ids = {node.row.organisation_id for node in self.nodes}
        return organisation_types.Shelf(
            organisations.nearest(ids=ids, on=self.today).values(),
            on=self.today,
            principal=self.principal,
            reached=scope.reach(self.principal, "organisations.see", on=self.today),
        ).by_id

    @cached_property
    def entries(self) -> Mapping[UUID, list[models.ProjectEntry]]:
        """All that was recorded of each of them."""
        return selectors.entries(projects=self.ids)

    @cached_property
    def milestones(self) -> Mapping[UUID, list[Obligation]]:
        """The milestones of each of them."""
        return milestones.of(self.ids)

    @cached_property
    def members(self) -> Mapping[UUID, list[MemberRow]]:
        """Who takes part in each of them, as far as the reader may know these people."""
        reached = scope.reach(self.principal, "people.see", on=self.today)
        return selectors.members(projects=self.ids, organisations=reached, on=self.today)

    def standing(self, project: UUID) -> Iterable[models.ProjectEntry]:
        """Return the entries of a project that were not annulled."""
        return (entry for entry in self.entries.get(project, ()) if entry.annulled_at is None)

    def sum(self, project: UUID, kind: models.ProjectEntry.Kind) -> Decimal:
        """Return how much money one kind of entry comes to."""
        amounts = [entry.amount for entry in self.standing(project) if entry.kind == kind and entry.amount]
        return sum(amounts, Decimal(0))
