"""Know requests of programs on the public host: let in so many a minute, and note each."""

import time
from collections.abc import Callable

import redis
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from core.access.middleware import TOKEN_PATHS
from tenants.clients import selectors
from tenants.clients.models import ApiClient, ClientUse


class ClientMiddleware:
    """Give requests with a client's token their `api_client`; others have None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.api_client = None  # type: ignore[attr-defined]
        if "Authorization" not in request.headers or not request.path.startswith(TOKEN_PATHS):
            return self.get_response(request)
        principal = request.principal  # type: ignore[attr-defined]
        if principal.via != "token" or principal.actor.realm != "public":
            return self.get_response(request)
        client = selectors.of_user(principal.user_id)
        if client is None:
            return self.get_response(request)
        begun = time.perf_counter()
        response = self._answered(request, client)
        ClientUse.objects.create(
            client=client,
            at=timezone.now(),
            path=request.path[:100],
            status=response.status_code,
            milliseconds=round((time.perf_counter() - begun) * 1000),
        )
        return response

    def _answered(self, request: HttpRequest, client: ApiClient) -> HttpResponse:
        if client.revoked_at is not None:
            return _refused("UNAUTHENTICATED", "该程序已停用：请联系平台管理员。", status=401)
        if not _within(client):
            answer = _refused(
                "RATE_LIMITED", f"该程序每分钟最多请求 {client.per_minute} 次：请稍后再试。", status=429
            )
            answer.headers["Retry-After"] = str(60 - int(time.time()) % 60)
            return answer
        request.api_client = client  # type: ignore[attr-defined]
        return self.get_response(request)


def _within(client: ApiClient) -> bool:
    key = f"client:{client.pk}:{int(time.time()) // 60}"
    try:
        cache.add(key, 0, 120)
        return int(cache.incr(key)) <= client.per_minute
    except (redis.RedisError, ValueError):
        return True


def _refused(code: str, message: str, *, status: int) -> JsonResponse:
    return JsonResponse(
        {"errors": [{"message": message, "extensions": {"code": code}}]},
        status=status,
        json_dumps_params={"ensure_ascii": False},
    )
