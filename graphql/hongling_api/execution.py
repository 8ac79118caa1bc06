"""Carry out one operation: queries as they come, a mutation in one transaction, whole or not at all."""

from collections.abc import Mapping
from typing import Any

import graphql
import structlog
from django.http import HttpRequest
from django.utils import timezone
from graphql import (
    ExecutionResult,
    FieldNode,
    GraphQLObjectType,
    OperationType,
    Undefined,
)
from graphql.pyutils import Path

from core import audit
from core.access.principals import Principal
from core.errors import DomainError
from hongling_api import cost, errors, idempotency, responses
from hongling_api.composition import Composed
from hongling_api.documents import Prepared
from hongling_api.limits import Limits
from hongling_api.quick import QuickContext

log = structlog.get_logger(__name__)


class _Members(QuickContext):
    """Execution for those who have signed in."""

    def execute_fields_serially(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        fields: dict[str, list[FieldNode]],
    ) -> dict[str, Any]:
        """Carry out mutations one by one and stop at the first error: all of them are undone then."""
        results: dict[str, Any] = {}
        for name, nodes in fields.items():
            result = self.execute_field(parent_type, source_value, nodes, Path(path, name, parent_type.name))
            if result is not Undefined:
                results[name] = result
            if self.collected_errors.errors:
                break
        return results


class _Strangers(_Members):
    """Execution for those who have not: no type of the schema exists for them."""

    def execute_field(
        self, parent_type: GraphQLObjectType, source: Any, field_nodes: list[FieldNode], path: Path
    ) -> Any:
        """Answer `__type` with null, whatever its name."""
        if field_nodes[0].name.value == "__type":
            return None
        return super().execute_field(parent_type, source, field_nodes, path)


def answer(
    request: HttpRequest,
    *,
    composed: Composed,
    prepared: Prepared,
    operation_name: str | None,
    variables: Mapping[str, Any],
    reason: str,
    request_id: str,
    media: str,
    limits: Limits,
) -> tuple[str, int]:
    """Return the text and HTTP status of the answer to a well-formed request."""

    def told(body: dict[str, Any]) -> tuple[str, int]:
        return responses.write(body), responses.status_of(body, media)

    def refused(refusal: DomainError) -> tuple[str, int]:
        return told({"errors": [errors.plain(refusal)]})

    document = prepared.document
    if document is None:
        return told({"errors": [_refusal(found, request_id) for found in prepared.refusals]})
    try:
        operation = prepared.operation(operation_name)
        price = cost.of(composed.graphql, document, operation, variables, limits)
    except DomainError as refusal:
        return refused(refusal)

    def run() -> dict[str, Any]:
        result = graphql.execute_sync(
            composed.graphql,
            document,
            context_value=request,
            variable_values=dict(variables),
            operation_name=operation_name,
            execution_context_class=_Members if _principal(request) else _Strangers,
            hide_suggestions=True,
            max_coercion_errors=10,
        )
        return _body(result, price=price, request_id=request_id)

    if operation.operation != OperationType.MUTATION:
        return told(run())
    try:
        return _mutation(request, run, told, reason=reason, request_id=request_id, limits=limits)
    except _Undone as undone:
        return told(undone.body)
    except Exception as error:  # noqa: BLE001 - the boundary: what a commit raises becomes an answer too
        return refused(errors.refusal(error, request_id=request_id))


class _Undone(Exception):
    """The transaction is to be rolled back; `body` says why."""

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__()
        self.body = body


def _mutation(
    request: HttpRequest, run: Any, told: Any, *, reason: str, request_id: str, limits: Limits
) -> tuple[str, int]:
    principal = _principal(request)
    key = request.headers.get(idempotency.HEADER)
    with audit.acting(actor=principal.actor if principal else None, reason=reason, request_id=request_id):
        claim = None
        if key is not None and principal is not None:
            claim = idempotency.claim(
                principal=principal,
                key=key,
                body=request.body,
                at=timezone.now(),
                hours=limits.idempotency_hours,
            )
            if claim.answer is not None:
                return claim.answer, 200
        body = run()
        if body.get("errors"):
            # Nothing of it was kept, so nothing of it may be told as done.
            raise _Undone({**body, "data": None} if "data" in body else body)
        text, status = told(body)
        if claim is not None:
            if getattr(request, "answer_is_confidential", False):
                idempotency.give_back(claim)
            else:
                idempotency.keep(claim, answer=text, status=status)
    return text, status


def _principal(request: HttpRequest) -> Principal | None:
    principal = request.principal  # type: ignore[attr-defined]
    return principal if principal.is_authenticated else None


def _body(result: ExecutionResult, *, price: int, request_id: str) -> dict[str, Any]:
    body: dict[str, Any] = {}
    found = result.errors or []
    if found:
        body["errors"] = [errors.formatted(error, request_id=request_id) for error in found]
    # Without any path nothing was executed: variables that do not fit, say. Then there is no `data`.
    if result.data is not None or not found or any(error.path for error in found):
        body["data"] = result.data
    body["extensions"] = {"cost": price}
    return body


def _refusal(found: graphql.GraphQLError | DomainError, request_id: str) -> dict[str, Any]:
    if isinstance(found, DomainError):
        return errors.plain(found)
    return errors.formatted(found, request_id=request_id)
