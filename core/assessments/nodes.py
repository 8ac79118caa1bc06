"""Assessments that are shown together; what belongs to them is fetched for all of them at once."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from core.access.principals import AnyPrincipal
from core.assessments import counting, models, selectors
from core.assessments.counting import Subject
from core.assessments.models import State
from core.assessments.selectors import AssessmentRow
from core.organisations import scope
from core.organisations import selectors as organisations
from core.organisations import types as organisation_types
from core.policy import jsontext


class Node(AssessmentRow):
    """A row together with the shelf that it stands on."""

    shelf: "Shelf"


class Places:
    """Finds the organisations of some rows as they stand today; reads all of them at the first question."""

    def __init__(self, ids: Iterable[UUID], *, principal: AnyPrincipal, today: date) -> None:
        self._ids, self._principal, self._today = set(ids), principal, today

    @cached_property
    def by_id(self) -> Mapping[UUID, organisation_types.Node]:
        """The organisations by identifier."""
        return organisation_types.Shelf(
            organisations.nearest(ids=self._ids, on=self._today).values(),
            on=self._today,
            principal=self._principal,
            reached=scope.reach(self._principal, "organisations.see", on=self._today),
        ).by_id


class Shelf:
    """Assessments of one page."""

    def __init__(self, rows: Iterable[AssessmentRow], *, principal: AnyPrincipal, today: date) -> None:
        self.nodes = [self._node(row) for row in rows]
        self.ids = [node.id for node in self.nodes]
        self.places = Places((node.organisation_id for node in self.nodes), principal=principal, today=today)
        self._principal, self._today = principal, today

    @cached_property
    def cycles(self) -> Mapping[UUID, "CycleNode"]:
        """Their cycles by identifier."""
        found = selectors.cycles_by_id(ids={node.cycle_id for node in self.nodes})
        return {
            node.row.pk: node for node in cycles(found.values(), principal=self._principal, today=self._today)
        }

    @cached_property
    def terms(self) -> Mapping[UUID, list[dict[str, Any]]]:
        """The terms of each total: as published, else as they stand."""
        live = counting.of(
            Subject(node.id, node.whom, node.sector, self.cycles[node.cycle_id].row.design)
            for node in self.nodes
            if node.state != State.PUBLISHED
        )
        published = {
            key: jsontext.read(versions[-1].terms)
            for key, versions in self.results.items()
            if key not in live
        }
        return {key: counting.tree(total) for key, total in live.items()} | published

    @cached_property
    def results(self) -> Mapping[UUID, list[models.AssessmentResult]]:
        """All published versions of each."""
        return selectors.results(ids=self.ids)

    @cached_property
    def scores(self) -> Mapping[UUID, list[models.AssessmentScore]]:
        """The score sheet of each."""
        return selectors.scores(ids=self.ids)

    @cached_property
    def reports(self) -> Mapping[UUID, list[models.AssessmentReport]]:
        """The reports of each, with what was said of them."""
        return selectors.reports(ids=self.ids)

    def _node(self, row: AssessmentRow) -> Node:
        node = Node._make(row)
        node.shelf = self
        return node


class CycleNode:
    """A cycle of a page, with the organisations of all of them; what else is asked of it, the row answers."""

    def __init__(self, row: models.AssessmentCycle, places: Places) -> None:
        self.row, self.places = row, places

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


def cycles(
    rows: Iterable[models.AssessmentCycle], *, principal: AnyPrincipal, today: date
) -> list[CycleNode]:
    """Return the nodes of a page of cycles."""
    page = list(rows)
    places = Places((row.organisation_id for row in page), principal=principal, today=today)
    return [CycleNode(row, places) for row in page]
