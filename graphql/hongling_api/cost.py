"""What a query may cost at most: one for every field of every row that it can return."""

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    ValueNode,
    VariableNode,
    get_named_type,
)
from graphql.language import SelectionSetNode

from hongling_api.limits import LimitExceeded, Limits

PAGE_ARGUMENTS = ("first", "last")


def of(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
    limits: Limits,
) -> int:
    """Return the cost of an operation of a valid document; introspection is free, it has its own depth.

    A connection counts its rows by its page size, any other list by an assumed number of rows: what the
    type's `assumed_rows` says, where the code and not the data decide how many there are.

    :raises LimitExceeded: if a page is larger than allowed, or the whole costs too much.
    """
    cost = _Cost(schema, document, operation, variables, limits).total()
    if cost > limits.cost:
        raise LimitExceeded(
            f"查询的工作量过大（{cost}）：不得超过 {limits.cost}，请减小 first 或分几次查询。",
            limit="cost",
            allowed=limits.cost,
        )
    return cost


class _Cost:
    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        limits: Limits,
    ) -> None:
        self._schema = schema
        self._operation = operation
        self._limits = limits
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        defaults = {
            definition.variable.name.value: _whole(definition.default_value)
            for definition in operation.variable_definitions
        }
        self._variables = {**defaults, **variables}

    def total(self) -> int:
        root = self._schema.get_root_type(self._operation.operation)
        return self._selections(root, self._operation.selection_set, None)

    def _selections(self, parent: Any, selection_set: SelectionSetNode, page: int | None) -> int:
        cost = 0
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                cost += self._field(parent, node, page)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self._fragments[node.name.value]
                cost += self._selections(self._condition(fragment, parent), fragment.selection_set, page)
            elif isinstance(node, InlineFragmentNode):
                cost += self._selections(self._condition(node, parent), node.selection_set, page)
        return cost

    def _condition(self, node: FragmentDefinitionNode | InlineFragmentNode, parent: Any) -> Any:
        condition = node.type_condition
        return self._schema.get_type(condition.name.value) if condition else parent

    def _field(self, parent: Any, node: FieldNode, page: int | None) -> int:
        if node.name.value.startswith("__"):
            return 0
        if not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            return 1
        field = parent.fields[node.name.value]
        own_page = self._page(field, node)
        if node.selection_set is None:
            return 1
        below = self._selections(get_named_type(field.type), node.selection_set, own_page)
        return 1 + below * self._rows(field, page if own_page is None else None)

    def _rows(self, field: GraphQLField, page: int | None) -> int:
        kind = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
        if not isinstance(kind, GraphQLList):
            return 1
        return self._assumed(field) if page is None else page

    def _assumed(self, field: GraphQLField) -> int:
        """Return how many rows a list without pages counts: what its type says, else the limit's."""
        owner = getattr(get_named_type(field.type), "graphene_type", None)
        rows: int = getattr(owner, "assumed_rows", self._limits.plain_list_rows)
        return rows

    def _page(self, field: GraphQLField, node: FieldNode) -> int | None:
        """Return the page size that a field asks for, or None where it has no pages."""
        names = [name for name in PAGE_ARGUMENTS if name in field.args]
        if not names:
            return None
        given = {argument.name.value: argument.value for argument in node.arguments}
        asked = [size for name in names if (size := self._size(given.get(name))) is not None]
        if not asked:
            defaults = [field.args[name].default_value for name in names]
            asked = [size for size in defaults if isinstance(size, int)] or [self._limits.page]
        if max(asked) > self._limits.page:
            raise LimitExceeded(
                f"每页不得超过 {self._limits.page} 行：请减小 {'、'.join(names)}，用 after 取下一页。",
                limit="page",
                allowed=self._limits.page,
            )
        return max(*asked, 0)

    def _size(self, value: ValueNode | None) -> int | None:
        size = self._variables.get(value.name.value) if isinstance(value, VariableNode) else _whole(value)
        return size if isinstance(size, int) else None


def _whole(value: ValueNode | None) -> int | None:
    """Return an integer literal of ordinary size; no type that counts rows takes a longer one."""
    return int(value.value) if isinstance(value, IntValueNode) and len(value.value) <= 11 else None
