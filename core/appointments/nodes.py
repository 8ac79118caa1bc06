"""Appointments that are shown together; what belongs to them is fetched for all of them at once."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

from core.appointments import selectors
from core.appointments.models import AppointmentChange
from core.appointments.selectors import AppointmentRow


class Node(AppointmentRow):
    """A row together with the shelf that it stands on."""

    shelf: "Shelf"


class Shelf:
    """Appointments of one page; `organisation` finds the organisation to show for an identifier."""

    def __init__(self, rows: Iterable[AppointmentRow], *, organisation: Callable[[UUID], Any]) -> None:
        self.organisation = organisation
        self.nodes = [self._node(row) for row in rows]

    @cached_property
    def histories(self) -> Mapping[UUID, list[AppointmentChange]]:
        """All facts about each of them."""
        return selectors.histories(ids=[node.id for node in self.nodes])

    def _node(self, row: AppointmentRow) -> Node:
        node = Node._make(row)
        node.shelf = self
        return node
