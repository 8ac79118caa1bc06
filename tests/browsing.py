"""How a person uses the pages: open, fill in, send."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from core.access import services
from core.access.models import User
from core.actors import Actor

CLERK = Actor(realm="system", id="tests", name="测试")
PASSWORD = "Guihua-2026-xiang"
_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def csrf_token(page: HttpResponse) -> str:
    """Return the token in a page's form."""
    found = _CSRF.search(page.content.decode())
    assert found is not None
    return found[1]


def submit(client: Client, path: str, data: dict[str, str] | None = None) -> HttpResponse:
    """Open a page and send its form, as a browser does."""
    return client.post(path, {"csrfmiddlewaretoken": csrf_token(client.get(path)), **(data or {})})


def sign_in(client: Client, username: str = "lina", password: str = PASSWORD, **more: str) -> HttpResponse:
    """Send the sign-in form."""
    return submit(client, "/accounts/login/", {"username": username, "password": password, **more})


def signed_in_as(client: Client) -> str | None:
    """Return the name that GraphQL's `me` answers to this browser, None if it is a stranger."""
    token = csrf_token(client.get("/accounts/password/change/", follow=True))
    answer = client.post(
        "/graphql/",
        {"query": "{ me { username } }"},
        content_type="application/json",
        headers={"X-CSRFToken": token},
    ).json()
    return answer["data"]["me"]["username"] if answer.get("data") else None


@dataclass
class Host:
    """A host with a way to its schema."""

    slug: str | None
    schema: Callable[[], AbstractContextManager]

    def user(self, username: str = "lina", *, roles: tuple[str, ...] = (), **more) -> User:
        """Make a user here."""
        with self.schema():
            user = services.create_user(
                username=username, name="李娜", actor=CLERK, **{"password": PASSWORD, **more}
            )
            for role in roles:
                services.grant_role(user=user, role=role, actor=CLERK)
        return user


def token_of(user: User) -> str:
    """Issue a token for a day and return it in clear."""
    _, clear = services.issue_token(
        user=user, name="测试", expires_at=timezone.now() + timedelta(days=1), actor=CLERK
    )
    return clear


def new_token(username: str, *roles: str, password: str | None = None) -> str:
    """Make a user with these roles in the schema that the connection serves; return a token of that user."""
    user = services.create_user(username=username, name="李娜", actor=CLERK, password=password)
    for role in roles:
        services.grant_role(user=user, role=role, actor=CLERK)
    return token_of(user)
