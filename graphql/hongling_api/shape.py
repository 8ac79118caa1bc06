"""How deep and how wide a document is, before anything costly looks at it.

Every fragment is measured once, so that fragments which spread each other twice, thirty levels deep, cost
thirty steps and not 2**30.
"""

from collections import Counter
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
)
from graphql.language import SelectionSetNode

from core.errors import DomainError
from hongling_api.limits import LimitExceeded, Limits

INTROSPECTION = frozenset({"__schema", "__type"})
_NESTING = 100
"""How far selections and fragments may nest syntactically, fields or not; far below Python's own limit."""


class FragmentCycle(DomainError):
    """A fragment spreads itself, directly or through others."""

    code = "GRAPHQL_VALIDATION_FAILED"


@dataclass(frozen=True)
class Shape:
    """Figures of a selection with all fragments filled in."""

    depth: int = 0
    nesting: int = 0
    introspection_depth: int = 0
    fields: int = 0
    aliases: int = 0
    roots: int = 0

    def holding(self, other: "Shape") -> "Shape":
        """Return the figures of this selection with another one put into it."""
        return Shape(
            depth=max(self.depth, other.depth),
            nesting=max(self.nesting, other.nesting + 1),
            introspection_depth=max(self.introspection_depth, other.introspection_depth),
            fields=self.fields + other.fields,
            aliases=self.aliases + other.aliases,
            roots=self.roots + other.roots,
        )

    def under(self, field: FieldNode) -> "Shape":
        """Return the figures of a field over this selection."""
        introspects = field.name.value in INTROSPECTION
        return Shape(
            depth=0 if introspects else self.depth + 1,
            nesting=self.nesting,
            introspection_depth=self.depth + 1 if introspects else self.introspection_depth,
            fields=self.fields + 1,
            aliases=self.aliases + (field.alias is not None),
            roots=1,
        )


class _Measure:
    def __init__(self, document: DocumentNode, limits: Limits) -> None:
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._known: dict[str, Shape | None] = {}
        self.names: Counter[str] = Counter()
        self._limits = limits

    def selections(self, selection_set: SelectionSetNode | None, nesting: int = 0) -> Shape:
        if nesting > _NESTING:
            raise too_deep("depth", self._limits.depth)
        shape = Shape()
        for node in selection_set.selections if selection_set else ():
            if isinstance(node, FragmentSpreadNode):
                shape = shape.holding(self.fragment(node.name.value, nesting + 1))
                continue
            inside = self.selections(node.selection_set, nesting + 1)  # type: ignore[attr-defined]
            if isinstance(node, FieldNode):
                self.names[(node.alias or node.name).value] += 1
                inside = inside.under(node)
            shape = shape.holding(inside)
        if shape.nesting > _NESTING:
            raise too_deep("depth", self._limits.depth)
        return shape

    def fragment(self, name: str, nesting: int = 0) -> Shape:
        fragment = self._fragments.get(name)
        if fragment is None:
            return Shape()
        if name in self._known:
            known = self._known[name]
            if known is None:
                raise FragmentCycle(f"片段 {name} 直接或间接引用了自己：请拆开循环。")
            return known
        self._known[name] = None
        self._known[name] = shape = self.selections(fragment.selection_set, nesting)
        return shape


def check(document: DocumentNode, limits: Limits) -> None:
    """Refuse a document of which any operation is too deep or too wide.

    :raises LimitExceeded: if a limit on depth, fields, aliases or root fields is passed.
    :raises FragmentCycle: if fragments form a cycle.
    """
    measure = _Measure(document, limits)
    for node in document.definitions:
        if isinstance(node, FragmentDefinitionNode):
            measure.fragment(node.name.value)
        elif isinstance(node, OperationDefinitionNode):
            shape = measure.selections(node.selection_set)
            _check(shape, limits)
            _at_most(shape.roots, limits.root_fields, "root_fields", "一次查询的顶层字段")
    # Validation compares all fields of one response name with each other.
    _at_most(max(measure.names.values(), default=0), limits.repeats, "repeats", "同名的字段")


def _check(shape: Shape, limits: Limits) -> None:
    if shape.depth > limits.depth:
        raise too_deep("depth", limits.depth)
    if shape.introspection_depth > limits.introspection_depth:
        raise too_deep("introspection_depth", limits.introspection_depth)
    _at_most(shape.fields, limits.fields, "fields", "展开片段后的字段")
    _at_most(shape.aliases, limits.aliases, "aliases", "别名")


def _at_most(count: int, allowed: int, limit: str, what: str) -> None:
    if count > allowed:
        raise LimitExceeded(
            f"{what}过多：不得超过 {allowed} 个，请分几次查询。", limit=limit, allowed=allowed
        )


def too_deep(limit: str, allowed: int) -> LimitExceeded:
    """Return the refusal of a document that nests deeper than this limit allows."""
    return LimitExceeded(f"查询嵌套过深：不得超过 {allowed} 层。", limit=limit, allowed=allowed)


def root_fields(document: DocumentNode, operation: OperationDefinitionNode) -> frozenset[str]:
    """Return the names of the operation's top-level fields, those in fragments included."""
    fragments = {
        node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
    }
    names: set[str] = set()
    seen: set[str] = set()
    pending = [operation.selection_set]
    while pending:
        for node in pending.pop().selections:
            if isinstance(node, FieldNode):
                names.add(node.name.value)
            elif isinstance(node, FragmentSpreadNode):
                fragment = fragments.get(node.name.value)
                if fragment is not None and node.name.value not in seen:
                    seen.add(node.name.value)
                    pending.append(fragment.selection_set)
            else:
                pending.append(node.selection_set)  # type: ignore[attr-defined]
    return frozenset(names)
