"""Execution that takes plain fields straight from the row, and leaves everything else to graphql-core.

What a field without a resolver of its own costs is mostly preparation: resolve information, arguments, a look
at what might be awaited. For a selection on one type that is the same for every row, so it is looked at once.
A value that is null where it must not be, or cannot be written, goes the usual way, which words the error.
"""

from functools import partial
from typing import Any, NamedTuple

from graphene.types.resolver import dict_or_attr_resolver
from graphql import (
    ExecutionContext,
    FieldNode,
    GraphQLEnumType,
    GraphQLLeafType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    Undefined,
)
from graphql.error import located_error
from graphql.execution.execute import get_field_def
from graphql.pyutils import Path


class _Step(NamedTuple):
    """How one field of a selection is answered; without an attribute, by its resolver.

    `leaf` is the type to write the value by, `object_type` the one whose fields are asked of it.
    """

    name: str
    nodes: list[FieldNode]
    attribute: str | None = None
    default: Any = None
    leaf: GraphQLLeafType | None = None
    object_type: GraphQLObjectType | None = None
    return_type: Any = None


class QuickContext(ExecutionContext):
    """Execution without anything awaited, with plain fields taken straight from dicts and rows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plans: dict[int, list[_Step]] = {}

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        fields: dict[str, list[FieldNode]],
    ) -> dict[str, Any]:
        """Return the answers to the fields of a selection on one value."""
        # The selections of a type are collected once and kept by the context, so each has one identity.
        steps = self._plans.get(id(fields))
        if steps is None:
            steps = self._plans[id(fields)] = [
                self._step(parent_type, name, nodes) for name, nodes in fields.items()
            ]
        is_dict = isinstance(source_value, dict)
        results: dict[str, Any] = {}
        for step in steps:
            result: Any = Undefined
            if step.attribute is not None:
                if is_dict:
                    value = source_value.get(step.attribute, step.default)
                else:
                    value = getattr(source_value, step.attribute, step.default)
                result = self._plain(step, value, parent_type, path)
            if result is Undefined:
                result = self.execute_field(
                    parent_type, source_value, step.nodes, Path(path, step.name, parent_type.name)
                )
            if result is not Undefined:
                results[step.name] = result
        return results

    def _plain(self, step: _Step, value: Any, parent_type: GraphQLObjectType, path: Path | None) -> Any:
        """Return the answer that a value gives, `Undefined` where the usual way has to be taken."""
        if isinstance(value, Exception):
            return Undefined
        if value is None:
            return Undefined if isinstance(step.return_type, GraphQLNonNull) else None
        if step.leaf is not None:
            try:
                written = step.leaf.serialize(value)
            except Exception:  # noqa: BLE001 - the usual way meets it again and words it
                return Undefined
            return Undefined if written is None else written
        assert step.object_type is not None
        place = Path(path, step.name, parent_type.name)
        try:
            selection = self.collect_subfields(step.object_type, step.nodes)
            return self.execute_fields(step.object_type, value, place, selection)
        except Exception as raw:  # noqa: BLE001 - as graphql-core does for every field
            self.handle_field_error(located_error(raw, step.nodes, place.as_list()), step.return_type, place)
            return None

    def _step(self, parent_type: GraphQLObjectType, name: str, nodes: list[FieldNode]) -> _Step:
        field = get_field_def(self.schema, parent_type, nodes[0])
        resolve = field.resolve if field else None
        if not isinstance(resolve, partial) or resolve.func is not dict_or_attr_resolver or field.args:
            return _Step(name, nodes)
        attribute, default = resolve.args
        inner = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
        if isinstance(inner, GraphQLScalarType | GraphQLEnumType):
            return _Step(name, nodes, attribute, default, leaf=inner, return_type=field.type)
        if isinstance(inner, GraphQLObjectType) and inner.is_type_of is None:
            return _Step(name, nodes, attribute, default, object_type=inner, return_type=field.type)
        return _Step(name, nodes)
