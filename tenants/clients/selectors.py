"""Read which programs there are and what they may send."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from core import plugins
from core.errors import DomainError
from core.indicators import registry
from core.indicators.definition import Indicator
from tenants.clients.models import ApiClient, ClientQuery
from tenants.statistics import reporting


class QueryNotAllowed(DomainError):
    """A client sends a query that was not registered for it."""

    code = "PERSISTED_QUERY_NOT_FOUND"


def by_identifier(identifier: str) -> ApiClient | None:
    """Return the client of an identifier, None if there is none or it ended."""
    try:
        key = UUID(identifier)
    except ValueError:
        return None
    return ApiClient.objects.filter(pk=key, revoked_at__isnull=True).first()


def of_user(user_id: UUID) -> ApiClient | None:
    """Return the client that acts as a user, ended ones too; None for people."""
    return ApiClient.objects.filter(user_id=user_id).first()


def groups() -> set[str]:
    """Return the names of all groups of indicators."""
    return {"core", "reports", *plugins.usable()}


def group(indicator: Indicator) -> str:
    """Return the group of an indicator: the plugin that brings it, `reports` or `core`."""
    if indicator.code in reporting.CODES:
        return "reports"
    return registry.owner(indicator.code) or "core"


def body(client: ApiClient, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a request's body with the query that its `extensions.persistedQuery.sha256Hash` names.

    :raises QueryNotAllowed: if none of this digest is registered for the client, or the client sends a text
        of its own and may not.
    """
    extensions = data.get("extensions")
    named = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    digest = named.get("sha256Hash") if isinstance(named, dict) else None
    if digest is None and not client.persisted_only:
        return dict(data)
    found = (
        ClientQuery.objects.filter(client=client, digest=digest).first() if isinstance(digest, str) else None
    )
    if found is None or data.get("query") not in (None, found.text):
        raise QueryNotAllowed("该程序只能发送已登记的查询，或没有这个摘要的查询：请联系平台管理员登记。")
    return {**data, "query": found.text}
