"""Texts of queries, parsed and checked once each."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from graphql import (
    DocumentNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    parse,
    validate,
)

from core.access.declare import NotAuthenticated
from core.errors import DomainError
from hongling_api import errors, shape
from hongling_api.composition import Composed
from hongling_api.limits import LimitExceeded, Limits

_OPEN = frozenset({"__typename", "__type"})


@dataclass(frozen=True)
class Prepared:
    """A document that may be executed, or the reasons why not."""

    document: DocumentNode | None
    refusals: tuple[GraphQLError | DomainError, ...] = ()

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """Return the operation of this name, or the only one.

        :raises BadQuery: if there is none of this name, or several and no name.
        """
        assert self.document is not None
        operations = [
            node
            for node in self.document.definitions
            if isinstance(node, OperationDefinitionNode)
            and (name is None or (node.name is not None and node.name.value == name))
        ]
        if len(operations) != 1:
            raise errors.BadQuery(
                f"查询中没有名为 {name} 的操作。"
                if name
                else "查询没有操作，或含有多个操作：请用 operationName 指明一个。",
                "BAD_USER_INPUT",
            )
        return operations[0]


class Documents:
    """Prepared documents of one schema, the least recently used dropped first.

    Strangers have a store of their own: they see less, and cannot push out what others use.
    """

    def __init__(self, composed: Composed, limits: Limits) -> None:
        self._composed = composed
        self._limits = limits
        self._stores = {stranger: _Store(limits.cached_documents_bytes) for stranger in (False, True)}

    def prepared(self, text: str, *, stranger: bool) -> Prepared:
        """Return the document of a query's text, from the store if it was asked before."""
        store = self._stores[stranger]
        found = store.get(text)
        if found is None:
            found = self._prepare(text, stranger=stranger)
            store.put(text, found)
        return found

    def _prepare(self, text: str, *, stranger: bool) -> Prepared:
        try:
            document = _parsed(text, self._limits)
            shape.check(document, self._limits)
            if stranger:
                self._refuse_closed_fields(document)
        except (GraphQLError, DomainError) as refusal:
            return Prepared(None, (refusal,))
        found = validate(self._composed.graphql, document, max_errors=10, hide_suggestions=True)
        if found and stranger:
            return Prepared(None, (errors.BadQuery(errors.STRANGER_HINT),))
        return Prepared(None if found else document, tuple(found))

    def _refuse_closed_fields(self, document: DocumentNode) -> None:
        """Tell a stranger the same of a closed field and of one that does not exist."""
        for node in document.definitions:
            if not isinstance(node, OperationDefinitionNode):
                continue
            root = "Mutation" if node.operation == OperationType.MUTATION else "Query"
            marks = self._composed.marks[root]
            for name in shape.root_fields(document, node) - _OPEN:
                if name not in marks or marks[name].kind != "anyone":
                    raise NotAuthenticated(
                        "尚未登录或登录已失效：请先登录，或在请求头 Authorization 中提供有效令牌。"
                    )


def _parsed(text: str, limits: Limits) -> DocumentNode:
    if len(text.encode()) > limits.query_bytes:
        raise LimitExceeded(
            f"查询语句过长：不得超过 {limits.query_bytes} 字节。",
            limit="query_bytes",
            allowed=limits.query_bytes,
        )
    try:
        return parse(text, max_lexical_tokens=limits.tokens, max_comments=limits.tokens)
    except GraphQLError as error:
        # The parser tells these apart from a slip of the pen by its words only.
        if "nested too deeply" in error.message:
            raise shape.too_deep("depth", limits.depth) from None
        if f"more than {limits.tokens} " in error.message:
            raise LimitExceeded(
                f"查询语句过长：不得超过 {limits.tokens} 个词。", limit="tokens", allowed=limits.tokens
            ) from None
        raise


class _Store:
    """Prepared documents by text; their texts together stay within so many bytes."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._size = 0
        self._held: OrderedDict[str, Prepared] = OrderedDict()
        self._lock = Lock()

    def get(self, text: str) -> Prepared | None:
        with self._lock:
            found = self._held.get(text)
            if found is not None:
                self._held.move_to_end(text)
            return found

    def put(self, text: str, prepared: Prepared) -> None:
        with self._lock:
            if text in self._held:
                return
            self._held[text] = prepared
            self._size += len(text)
            while self._size > self._capacity:
                oldest, _ = self._held.popitem(last=False)
                self._size -= len(oldest)
