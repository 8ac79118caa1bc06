"""Merge two rows that are one person, and part them again.

What refers to a person is found in the database's catalogue, so tables of plugins, and those of nouns that
come later, are moved as well. Rows are moved set by set, and noted by key, so that undoing moves back the
same ones. Where a table allows something once a person, its model says in words what two files may not both
have, and what to do first: ``merge_conflicts = {"<constraint>": "…，再合并。"}``.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from psycopg import sql

from core.actors import Actor
from core.audit import acting
from core.errors import DomainError
from core.people import identities, services
from core.people.details import PLAIN
from core.people.models import Person, PersonMerge

_KEPT_WITH_THE_ROW = ["core_person", "core_personmerge", "core_identitydisclosure"]
"""Tables that tell of a row itself: what they say of the absorbed row stays with it."""
_REFERENCES = """
SELECT t.relname, a.attname, k.attname
  FROM pg_constraint c
  JOIN pg_class t ON t.oid = c.conrelid
  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
  JOIN pg_index i ON i.indrelid = c.conrelid AND i.indisprimary AND i.indnkeyatts = 1
  JOIN pg_attribute k ON k.attrelid = c.conrelid AND k.attnum = i.indkey[0]
 WHERE c.contype = 'f' AND c.confrelid = 'core_person'::regclass AND cardinality(c.conkey) = 1
   AND t.relname <> ALL (%s)
 ORDER BY t.relname, a.attname
"""


_CONFLICT = "两份档案中有互相冲突的记录：请先更正其中一份，再合并。"
_UNKNOWN = Person(name="", pinyin="")
"""A person of whom nothing is recorded."""


class CannotMerge(DomainError):
    """Two rows cannot be one person, or their records do not fit together."""

    code = "CANNOT_MERGE"


class CannotUnmerge(DomainError):
    """A merge cannot be undone as things stand."""

    code = "CANNOT_UNMERGE"


class UnknownMerge(DomainError):
    """There is no such merge."""

    code = "NOT_FOUND"


@dataclass(frozen=True)
class Reference:
    """A column that refers to people, and the key of its table."""

    table: str
    column: str
    key: str

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"

    def move(self, *, from_id: UUID, to_id: UUID, only: Collection[str] | None = None) -> list[str]:
        """Let rows refer to another person; return their keys."""
        statement = sql.SQL(
            "UPDATE {table} SET {column} = %(to)s WHERE {column} = %(from)s"
            " AND (%(only)s::text[] IS NULL OR {key}::text = ANY(%(only)s)) RETURNING {key}::text"
        ).format(
            table=sql.Identifier(self.table),
            column=sql.Identifier(self.column),
            key=sql.Identifier(self.key),
        )
        with connection.cursor() as cursor:
            cursor.execute(
                statement, {"to": to_id, "from": from_id, "only": None if only is None else list(only)}
            )
            return [key for (key,) in cursor.fetchall()]


def merge(*, kept_id: UUID, absorbed_id: UUID, actor: Actor, reason: str) -> PersonMerge:
    """Merge a person into another and return the record of it; two at once wait for each other.

    All that refers to the absorbed row then refers to the kept one, which takes over details that it lacks.
    The absorbed row stays, out of every list.

    :raises CannotMerge: if it is one row, if their identity numbers differ, or if records of both exclude
        each other, full-time appointments of the same days for instance.
    :raises services.UnknownPerson: if either does not exist, or was merged or erased already.
    """
    reason = services.reason_given(reason, deed="合并人员档案")
    if kept_id == absorbed_id:
        raise CannotMerge("请选择两名不同的人员进行合并。")
    try:
        with acting(actor=actor, reason=reason):
            kept, absorbed = _both(kept_id, absorbed_id)
            filled = _fill(kept, absorbed)
            moved = {
                str(reference): keys
                for reference in references()
                if (keys := reference.move(from_id=absorbed_id, to_id=kept_id))
            }
            absorbed.merged_into, absorbed.version = kept, absorbed.version + 1
            absorbed.save()
            kept.version += 1
            kept.save()
            return PersonMerge.objects.create(
                kept=kept,
                absorbed=absorbed,
                moved=moved,
                filled=filled,
                reason=reason,
                **actor.columns("merged_by"),
            )
    except IntegrityError as error:
        name = _constraint(error)
        raise CannotMerge(_conflicts().get(name, _CONFLICT), extensions={"constraint": name}) from None


def unmerge(*, merge_id: UUID, actor: Actor, reason: str) -> PersonMerge:
    """Part two people again who were merged by mistake; what was recorded since stays with the kept one.

    :raises UnknownMerge: if there is no such merge.
    :raises CannotUnmerge: if it was undone before, if the kept person was merged on or erased since, or if
        the identity number stands under a third row.
    """
    reason = services.reason_given(reason, deed="撤销合并")
    try:
        with acting(actor=actor, reason=reason):
            merge = one(merge_id)
            rows = _locked(merge.kept_id, merge.absorbed_id)
            # Read again: whoever undid it first held these rows until now.
            merge.refresh_from_db()
            if merge.undone_at is not None:
                raise CannotUnmerge("这次合并已经撤销，不必再次撤销。")
            kept, absorbed = rows[merge.kept_id], rows[merge.absorbed_id]
            if kept.merged_into_id is not None or kept.erased_at is not None:
                raise CannotUnmerge("保留的档案后来又被合并或抹除：请先撤销后一次合并；已抹除的不能恢复。")
            _take_back(kept, absorbed, merge.filled)
            kept.version += 1
            kept.save()
            absorbed.merged_into, absorbed.version = None, absorbed.version + 1
            absorbed.save()
            for reference in references():
                if keys := merge.moved.get(str(reference)):
                    reference.move(from_id=kept.pk, to_id=absorbed.pk, only=keys)
            values = actor.columns("undone_by") | {"undone_reason": reason, "undone_at": Now()}
            PersonMerge.objects.filter(pk=merge.pk).update(**values)
            merge.refresh_from_db()
            return merge
    except IntegrityError as error:
        raise CannotUnmerge(
            "合并之后又登记了与原档案冲突的记录：请先更正，再撤销合并。",
            extensions={"constraint": _constraint(error)},
        ) from None


def of(person_id: UUID) -> QuerySet[PersonMerge]:
    """Return the merges in which a person was kept or absorbed, the newest first."""
    return PersonMerge.objects.filter(Q(kept_id=person_id) | Q(absorbed_id=person_id)).order_by("-merged_at")


def one(merge_id: UUID) -> PersonMerge:
    """Return a merge.

    :raises UnknownMerge: if there is none of this identifier.
    """
    merge = PersonMerge.objects.filter(pk=merge_id).first()
    if merge is None:
        raise UnknownMerge("没有这次合并，或不在您的权限范围内：请核对编号。")
    return merge


def _both(kept_id: UUID, absorbed_id: UUID) -> tuple[Person, Person]:
    rows = _locked(kept_id, absorbed_id)
    for person_id in (kept_id, absorbed_id):
        row = rows.get(person_id)
        if row is None or row.merged_into_id is not None or row.erased_at is not None:
            raise services.unknown()
    kept, absorbed = rows[kept_id], rows[absorbed_id]
    numbers = {services.opened(row, "id_number") for row in (kept, absorbed)} - {None}
    if len(numbers) > 1:
        raise CannotMerge("两份档案的身份证号不同，不是同一人：如有一份录错，请先更正。")
    return kept, absorbed


def _locked(*ids: UUID) -> dict[UUID, Person]:
    """Return rows locked in one order, so that two merges of the same people never wait in a circle."""
    return {row.pk: row for row in Person.objects.select_for_update().filter(pk__in=ids).order_by("pk")}


def _fill(kept: Person, absorbed: Person) -> list[str]:
    """Let the kept person take over what it lacks; return the names of those fields."""
    lacking = [key for key in sorted(PLAIN) if not getattr(kept, key) and getattr(absorbed, key)]
    for key in lacking:
        setattr(kept, key, getattr(absorbed, key))
    sealed = [
        field
        for field in identities.FIELDS
        if services.opened(kept, field) is None and services.opened(absorbed, field) is not None
    ]
    for field in sealed:
        services.seal(kept, field, services.opened(absorbed, field))
    return [*lacking, *sealed]


def _take_back(kept: Person, absorbed: Person, filled: Collection[str]) -> None:
    """Take from the kept person what it took over, unless somebody changed it since."""
    for key in PLAIN & set(filled):
        if getattr(kept, key) == getattr(absorbed, key):
            setattr(kept, key, getattr(_UNKNOWN, key))
    for field in identities.FIELDS:
        if field in filled and services.opened(kept, field) == services.opened(absorbed, field):
            services.seal(kept, field, None)


def references() -> list[Reference]:
    """Return the columns of this tenant that are moved when people are merged; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_REFERENCES, [_KEPT_WITH_THE_ROW])
        return [Reference(*row) for row in cursor.fetchall()]


def _conflicts() -> dict[str, str]:
    """Return what stands against a merge, by the constraint that refuses it."""
    return {
        name: message
        for model in apps.get_models()
        for name, message in getattr(model, "merge_conflicts", {}).items()
    }


def _constraint(error: IntegrityError) -> str:
    diagnosis: Any = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", None) or "")
