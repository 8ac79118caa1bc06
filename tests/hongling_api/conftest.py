"""Users with tokens, and a client that asks like a program."""

import http.client
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from browsing import CLERK, new_token, token_of
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django_tenants.utils import tenant_context
from pytest_django.plugin import DjangoDbBlocker

from core.access import services
from core.access.models import User
from tenants import registry


@dataclass(frozen=True)
class Asker:
    """Someone at one host; `token` is None for a stranger."""

    client: Client
    token: str | None = None

    def send(self, body: Any, **headers: str) -> HttpResponse:
        """Send a body, JSON unless it is bytes already."""
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        raw = body if isinstance(body, bytes) else json.dumps(body)
        return self.client.post("/graphql/", raw, content_type="application/json", headers=headers)

    def ask(self, query: str, variables: Any = None, **headers: str) -> dict[str, Any]:
        """Return the answer to a query."""
        return self.send({"query": query, "variables": variables}, **headers).json()

    def codes(self, query: str, variables: Any = None, **headers: str) -> list[str]:
        """Return the codes of the errors in the answer to a query."""
        errors = self.ask(query, variables, **headers).get("errors", [])
        return [error["extensions"]["code"] for error in errors]


@pytest.fixture
def stranger(client_of: Callable[..., Client], alpha) -> Asker:
    """Nobody, at tenant alpha."""
    return Asker(client_of("alpha"))


@pytest.fixture
def officer(client_of: Callable[..., Client], alpha) -> Asker:
    """A worker of the organisation department of tenant alpha."""
    with tenant_context(alpha):
        token = new_token("officer", "ORGANISATION_OFFICER")
    return Asker(client_of("alpha"), token)


@pytest.fixture
def platform(client_of: Callable[..., Client], db: None, empty_cache: None) -> Asker:
    """A platform administrator at the public host."""
    connection.set_schema_to_public()
    return Asker(client_of(), new_token("platform", "PLATFORM_ADMINISTRATOR"))


@pytest.fixture
def committed_officer(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, client_of: Callable[..., Client]
) -> Iterator[Asker]:
    """An officer of tenant alpha whom other connections and processes see too; gone after the test."""
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        record = registry.by_schema("alpha")
        assert record is not None
        with tenant_context(record):
            token = new_token("committed", "ORGANISATION_OFFICER")
        yield Asker(client_of("alpha"), token)
        with tenant_context(record):
            User.objects.filter(username="committed").delete()
        connection.set_schema_to_public()


@pytest.fixture
def new_officer(client_of: Callable[..., Client], alpha) -> Callable[[str], Asker]:
    """Make another officer of tenant alpha."""

    def make(username: str) -> Asker:
        with tenant_context(alpha):
            return Asker(client_of("alpha"), new_token(username, "ORGANISATION_OFFICER"))

    return make


@pytest.fixture
def posted(web) -> Callable[[Asker, str, dict[str, str]], tuple[int, str]]:
    """Send a body to the real web server; return status and text."""

    def post(asker: Asker, body: str, headers: dict[str, str]) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=30)
        connection.request(
            "POST",
            "/graphql/",
            body.encode(),
            {
                "host": "alpha.localhost",
                "content-type": "application/json",
                "authorization": f"Bearer {asker.token}",
                **headers,
            },
        )
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    return post


@pytest.fixture
def viewer(client_of: Callable[..., Client], alpha) -> Asker:
    """Someone of tenant alpha who may read business data and change nothing."""
    with tenant_context(alpha):
        return Asker(client_of("alpha"), new_token("viewer", "VIEWER"))


@pytest.fixture
def public_asker(client_of: Callable[..., Client], db: None, empty_cache: None) -> Callable[..., Asker]:
    """Make someone with one role at the public host, limited to a region if one is given."""

    def make(role: str, *, region_code: str | None = None) -> Asker:
        connection.set_schema_to_public()
        user = services.create_user(username=role.lower(), name="测试用户", actor=CLERK)
        services.grant_role(user=user, role=role, region_code=region_code, actor=CLERK)
        return Asker(client_of(), token_of(user))

    return make
