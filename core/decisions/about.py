"""What a decision is about, and where its facts came from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core.policy import jsontext

if TYPE_CHECKING:
    from django.db.models import Model

Place = tuple[str, str, str]
"""Table, primary key as text, and column."""


@dataclass(frozen=True)
class About:
    """Whom or what a decision concerns; nothing given = the tenant as a whole.

    `organisation` is the one whose matter it is: exceptions for what stands above it count. `kind` and `id`
    name a row of another noun, such as a project.
    """

    person: UUID | None = None
    organisation: UUID | None = None
    kind: str = ""
    id: str = ""

    @property
    def subject(self) -> tuple[str, str]:
        """Kind and identifier of what the decision concerns most closely; empty for the tenant."""
        if self.kind:
            return self.kind, self.id
        if self.person is not None:
            return "person", str(self.person)
        if self.organisation is not None:
            return "organisation", str(self.organisation)
        return "", ""


@dataclass(frozen=True)
class Source:
    """Says that a fact was taken from a column of a row, so that a correction of it finds the decision.

    `value` is what stood there, as JSON. `derived` marks a fact that was worked out from the column, perhaps
    together with others: it cannot be read again, somebody has to say what it is after a correction.
    """

    fact: str
    table: str
    row: str
    column: str
    value: Any
    derived: bool = False

    @classmethod
    def of(cls, fact: str, row: "Model", field: str, *, derived: bool = False) -> "Source":
        """Return the source of a fact that is a field of a row.

        :raises FieldDoesNotExist: if the row has no such field.
        """
        described: Any = row._meta.get_field(field)
        value = jsontext.plain(getattr(row, field))
        return cls(fact, row._meta.db_table, str(row.pk), described.column, value, derived)

    @property
    def place(self) -> Place:
        """Where the value stands."""
        return self.table, self.row, self.column

    def as_tree(self) -> dict[str, Any]:
        """Return the source as a record stores it."""
        return {**vars(self), "value": stored(self.value)}


def trees(sources: Iterable[Source]) -> list[dict[str, Any]]:
    """Return sources as a record stores them, in an order that does not depend on the writer."""
    return [source.as_tree() for source in sorted(sources, key=lambda one: (one.fact, one.place))]


def of(trees: Iterable[Mapping[str, Any]]) -> tuple[Source, ...]:
    """Return the sources that a record stores."""
    return tuple(Source(**tree) for tree in trees)


def stored(value: Any) -> Any:
    """Return a value as the database's JSON keeps it: exact numbers as text, which no reader can round."""
    return str(value) if isinstance(value, Decimal) else value
