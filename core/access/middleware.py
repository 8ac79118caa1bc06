"""From the request to who makes it: a bearer token at the API and at files, else the session."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from core.access import selectors, services
from core.access.models import User
from core.access.principals import ANONYMOUS, AnyPrincipal

TOKEN_PATHS = ("/graphql/", "/attachments/", "/credentials/", "/statistics/")
"""Where tokens count: a lost token must not reach the pages for passwords and second factors."""


class AuthenticationMiddleware:
    """Give the request its `user` and its `principal`, both lazy; refuse a token that does not count.

    Rights are read with every request and never kept in the session, so a revoked role ends at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        scheme, _, clear = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and request.path.startswith(TOKEN_PATHS):
            token = selectors.live_token(clear.strip(), at=timezone.now())
            if token is None:
                return _token_refused()
            services.note_use(token=token, at=timezone.now())
            request.user = token.user
            request.principal = selectors.principal(token.user, token=token)  # type: ignore[attr-defined]
            # No browser adds a bearer token on its own, so there is no forged request to fend off.
            request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
            return self.get_response(request)
        request.user = SimpleLazyObject(lambda: _session_user(request) or AnonymousUser())  # type: ignore[assignment]
        request.principal = SimpleLazyObject(lambda: _session_principal(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _token_refused() -> JsonResponse:
    message = "令牌无效、已过期或已吊销：请向本单位系统管理员申请新的令牌，并核对所访问的网址。"
    response = JsonResponse(
        {"errors": [{"message": message, "extensions": {"code": "UNAUTHENTICATED"}}]},
        status=401,
        json_dumps_params={"ensure_ascii": False},
    )
    response.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return response


def _session_principal(request: HttpRequest) -> AnyPrincipal:
    user = request.user
    if not user.is_authenticated:
        return ANONYMOUS
    # Signing in replaces the request's user by a row that was read without its roles.
    known = user if hasattr(user, "held") else selectors.user_by_id(user.pk)
    return selectors.principal(known) if known else ANONYMOUS


def _session_user(request: HttpRequest) -> User | None:
    """Return the user of the session, if the session was opened in this schema with today's password."""
    session = request.session
    if SESSION_KEY not in session or BACKEND_SESSION_KEY not in session:
        return None
    user = selectors.user_by_id(UUID(session[SESSION_KEY]))
    if (
        user is None
        or not user.is_active
        or not constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    ):
        session.flush()
        return None
    return user
