"""Operations over every field of a schema, written from the schema itself: for tests of what leaves it."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
    get_named_type,
    is_leaf_type,
)

NOBODY = "0192f0c4-0000-7000-8000-000000000000"
_PLAIN = {
    "String": '"文字"',
    "Confidential": '"文字"',
    "Int": "1",
    "Boolean": "true",
    "Date": '"2026-01-05"',
    "DateTime": '"2026-01-05T09:00:00+08:00"',
    "Decimal": "1",
    "JSON": "{}",
}


def queries(
    schema: GraphQLSchema, *, values: Mapping[str, str] | None = None, below: str = "", depth: int = 5
) -> dict[str, str]:
    """Return a query for each root field, with everything that can be selected down to a depth.

    :param values: what to write for arguments, by `field.argument` or by the argument's name.
    :param below: name of a root field whose own fields are asked one by one instead.
    """
    root: Any = schema.query_type
    if below:
        inner = get_named_type(root.fields[below].type)
        return {
            name: f"{{ {below} {{ {text} }} }}" for name, text in _fields(inner, values or {}, depth).items()
        }
    return {name: f"{{ {text} }}" for name, text in _fields(root, values or {}, depth).items()}


def mutations(schema: GraphQLSchema, *, values: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return a mutation for each root field, with plain values for whatever it demands."""
    root: Any = schema.mutation_type
    return {name: f"mutation {{ {text} }}" for name, text in _fields(root, values or {}, 2).items()}


def _fields(kind: Any, values: Mapping[str, str], depth: int) -> dict[str, str]:
    found = {}
    for name, field in kind.fields.items():
        text = _field(name, field, values, depth)
        if text:
            found[name] = text
    return found


def _field(name: str, field: GraphQLField, values: Mapping[str, str], depth: int) -> str:
    arguments = ", ".join(f"{argument}: {value}" for argument, value in _arguments(name, field.args, values))
    called = f"{name}({arguments})" if arguments else name
    kind = get_named_type(field.type)
    if is_leaf_type(kind):
        return called
    if depth == 0 or not isinstance(kind, GraphQLObjectType):
        return ""
    inner = " ".join(_fields(kind, values, depth - 1).values())
    return f"{called} {{ {inner or '__typename'} }}"


def _arguments(
    field: str, arguments: Mapping[str, GraphQLArgument], values: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    for name, argument in arguments.items():
        given = values.get(f"{field}.{name}")
        if given is not None:
            yield name, given
        elif name == "first":
            yield name, "5"
        elif isinstance(argument.type, GraphQLNonNull):
            yield name, values.get(name) or written(argument.type, values)


def written(kind: GraphQLInputType, values: Mapping[str, str]) -> str:
    """Return a value of an input type, with what is required of an input object."""
    if isinstance(kind, GraphQLNonNull):
        return written(kind.of_type, values)
    if isinstance(kind, GraphQLList):
        return f"[{written(kind.of_type, values)}]"
    if isinstance(kind, GraphQLInputObjectType):
        inner = (
            f"{name}: {values.get(name) or written(field.type, values)}"
            for name, field in kind.fields.items()
            if isinstance(field.type, GraphQLNonNull) and field.default_value is Undefined
        )
        return "{" + ", ".join(inner) + "}"
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    return _PLAIN.get(kind.name, f'"{NOBODY}"')
