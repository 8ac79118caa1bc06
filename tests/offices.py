"""Everybody who may try something of a scheme: offices, readers, a stranger, somebody of another tenant."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from asking import Asker, token_of
from django.test import Client
from django_tenants.utils import tenant_context

from tenants import registry

DEPARTMENT_ONLY = {
    "officer": "DONE",
    "unit": "FORBIDDEN",
    "viewer": "FORBIDDEN",
    "reviewer": "FORBIDDEN",
    "stranger": "UNAUTHENTICATED",
    "neighbour": "UNAUTHENTICATED",
}
"""What becomes of what the organisation department alone may do."""


def askers(
    client_of: Callable[..., Client], unit: UUID, *, beside: registry.TenantRecord
) -> dict[str, Asker]:
    """Return somebody of each office at tenant alpha's host, which the connection serves.

    :param unit: the organisation that the unit officer answers for.
    :param beside: the tenant whose officer tries it too.
    """
    with tenant_context(beside):
        neighbour = token_of("ORGANISATION_OFFICER")
    tokens = {
        "officer": token_of("ORGANISATION_OFFICER"),
        "unit": token_of("UNIT_OFFICER", organisation=unit),
        "viewer": token_of("VIEWER"),
        "reviewer": token_of("REVIEWER"),
        "stranger": None,
        "neighbour": neighbour,
    }
    return {who: Asker(client_of("alpha"), token) for who, token in tokens.items()}


def outcome(answer: dict[str, Any]) -> str:
    """Return the code of an answer's refusal, DONE if it has none."""
    if "errors" not in answer:
        return "DONE"
    [error] = answer["errors"]
    code: str = error["extensions"]["code"]
    return code
