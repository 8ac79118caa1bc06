"""Someone at a tenant's host who asks GraphQL with a token."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import browsing
from browsing import CLERK
from django.db import connection
from django.test import Client

from core.access import services


@dataclass(frozen=True)
class Asker:
    """A client and the token that it sends, None for a stranger."""

    client: Client
    token: str | None

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Return the answer to a query; the test's connection serves its tenant again afterwards."""
        tenant = connection.tenant
        try:
            return self.client.post(
                "/graphql/",
                {"query": query, "variables": variables},
                content_type="application/json",
                headers={"authorization": f"Bearer {self.token}"} if self.token else None,
            ).json()
        finally:
            connection.set_tenant(tenant)

    def data(self, query: str, **variables: Any) -> Any:
        """Return the data of an answer without errors."""
        answer = self.ask(query, **variables)
        assert "errors" not in answer, answer
        return answer["data"]

    def refusal(self, query: str, **variables: Any) -> dict[str, Any]:
        """Return the extensions of the one error of an answer."""
        [error] = self.ask(query, **variables)["errors"]
        return error["extensions"]


def token_of(role: str, *, organisation: UUID | None = None) -> str:
    """Return a token of a new user with one role in the schema that the connection serves."""
    user = services.create_user(username=f"{role.lower()}_{organisation or 'all'}", name="测试", actor=CLERK)
    place = {"organisation_id": organisation} if organisation else {}
    services.grant_role(user=user, role=role, actor=CLERK, **place)
    return browsing.token_of(user)
