"""One GraphQL schema out of the parts that modules and plugins bring, or a refusal that names the clash.

graphene merges two types, or two fields, of one name silently and lets the first win; so everything that
would go into a schema is walked before graphene sees it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import graphene
import graphql
from graphene.types.structures import Structure
from graphene.utils.str_converters import to_camel_case

from core.access import declare
from core.access.permissions import Mark
from core.errors import DomainError

ROOTS = ("Query", "Mutation")
BUILT_IN = (graphene.String, graphene.Int, graphene.Float, graphene.Boolean, graphene.ID)


class CompositionError(DomainError):
    """Parts do not make a schema; `part` names the one to leave out."""

    code = "SCHEMA_REFUSED"

    def __init__(self, message: str, *, part: str) -> None:
        super().__init__(message)
        self.part = part


class Clash(CompositionError):
    """Two parts bring a type or a top-level field of the same name."""


class Unmarked(CompositionError):
    """A top-level field does not say who may use it."""


@dataclass(frozen=True)
class Part:
    """What one module or plugin brings: plain `graphene.ObjectType` classes, or None."""

    name: str
    query: type[graphene.ObjectType] | None = None
    mutation: type[graphene.ObjectType] | None = None

    def roots(self) -> Iterator[tuple[str, type[graphene.ObjectType]]]:
        """Return the classes that the part brings, by the root type that they join."""
        for root, brought in zip(ROOTS, (self.query, self.mutation), strict=True):
            if brought is not None:
                yield root, brought


@dataclass(frozen=True, eq=False)
class Composed:
    """A schema and who may use each top-level field; `marks` by root type and field name."""

    graphene: graphene.Schema
    graphql: graphql.GraphQLSchema
    marks: Mapping[str, Mapping[str, Mark]]


def compose(parts: Sequence[Part]) -> Composed:
    """Return the schema of all parts together.

    :raises Clash: if two parts bring a type or top-level field of one name.
    :raises Unmarked: if a top-level field carries no access mark.
    :raises CompositionError: if a part brings what is no type, or a schema that GraphQL refuses.
    """
    marks: dict[str, dict[str, Mark]] = {root: {} for root in ROOTS}
    owners: dict[tuple[str, str], str] = {}
    types: dict[str, tuple[Any, str]] = {kind._meta.name: (kind, "GraphQL") for kind in BUILT_IN}
    for part in parts:
        for root, brought in part.roots():
            for attribute, name, mark in _root_fields(part, brought):
                # graphene merges by attribute, GraphQL by name: neither may be brought twice.
                for taken in {attribute, name}:
                    owner = owners.setdefault((root, taken), part.name)
                    if owner != part.name:
                        raise Clash(f"{root}.{name} 同时由 {owner} 和 {part.name} 提供。", part=part.name)
                marks[root][name] = mark
            _collect(part, brought, types)
    roots = {
        root.lower(): type(root, tuple(getattr(part, root.lower()) for part in chosen), {"__doc__": title})
        for root, title in zip(ROOTS, ("查询", "办理"), strict=True)
        if (chosen := [part for part in parts if getattr(part, root.lower()) is not None])
    }
    try:
        schema = graphene.Schema(**roots)
        graphql.assert_valid_schema(schema.graphql_schema)
    except Exception as error:
        raise CompositionError(f"不能组成接口：{error}", part=parts[-1].name) from error
    return Composed(graphene=schema, graphql=schema.graphql_schema, marks=marks)


def mark_of(owner: type, attribute: str, field: graphene.Field) -> Mark | None:
    """Return the access mark of a field: on its resolver, or on the `mutate` of its mutation."""
    resolver = field.resolver or getattr(owner, f"resolve_{attribute}", None)
    return getattr(resolver, declare.ATTRIBUTE, None)


def name_of(attribute: str, field: Any) -> str:
    """Return the name in the API of a field that Python knows by this attribute."""
    return getattr(field, "name", None) or to_camel_case(attribute)


def _root_fields(part: Part, brought: Any) -> Iterator[tuple[str, str, Mark]]:
    if not (isinstance(brought, type) and issubclass(brought, graphene.ObjectType)):
        raise CompositionError(
            f"{part.name} 应提供 graphene.ObjectType 类，实为 {brought!r}。", part=part.name
        )
    for attribute, field in brought._meta.fields.items():  # type: ignore[attr-defined]
        name = name_of(attribute, field)
        mark = mark_of(brought, attribute, field)
        if mark is None:
            raise Unmarked(
                f"{part.name} 的顶层字段 {name} 未声明谁可以使用：请加 core.access.declare 的标记。",
                part=part.name,
            )
        yield attribute, name, mark


def _collect(part: Part, brought: Any, types: dict[str, tuple[Any, str]]) -> None:
    """Note every type that can be reached from a root class, whose own name does not count."""
    visited: set[Any] = set()
    pending = [*_referred(part, brought)]
    while pending:
        found = pending.pop()
        if found in visited:
            continue
        visited.add(found)
        name = found._meta.name
        if name in ROOTS:
            raise Clash(f"{part.name} 的类型 {_place(found)} 不得命名为 {name}。", part=part.name)
        first, owner = types.setdefault(name, (found, part.name))
        if first is not found:
            raise Clash(
                f"类型 {name} 有两个：{owner} 的 {_place(first)} 与 {part.name} 的 {_place(found)}。",
                part=part.name,
            )
        pending.extend(_referred(part, found))


def _referred(part: Part, kind: Any) -> Iterator[Any]:
    """Return the types that a type names in its fields, arguments, interfaces or members."""
    names: dict[str, str] = {}
    try:
        for attribute, field in getattr(kind._meta, "fields", {}).items():
            name = name_of(attribute, field)
            if names.setdefault(name, attribute) != attribute:
                raise Clash(f"{part.name} 的类型 {_place(kind)} 有两个名为 {name} 的字段。", part=part.name)
            yield _bare(field.type)
            yield from (_bare(argument.type) for argument in getattr(field, "args", {}).values())
        yield from getattr(kind._meta, "interfaces", ())
        yield from getattr(kind._meta, "types", ())
    except CompositionError:
        raise
    except Exception as error:
        raise CompositionError(
            f"{part.name} 的类型 {_place(kind)} 不能使用：{error}", part=part.name
        ) from error


def _bare(kind: Any) -> Any:
    while isinstance(kind, Structure):
        kind = kind.of_type
    if not hasattr(kind, "_meta"):
        raise TypeError(f"{kind!r} 不是 graphene 类型")
    return kind


def _place(kind: Any) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
