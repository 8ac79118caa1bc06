"""Alive, ready, measured: three addresses that answer on any host name, before a tenant is looked for."""

import ipaddress
import time
from collections.abc import Callable
from functools import cache

import redis
import structlog
from django.apps import apps
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django_prometheus.exports import ExportToDjangoView  # type: ignore[import-untyped]
from kombu.connection import Connection
from kombu.exceptions import OperationalError as BrokerError
from redis.backoff import NoBackoff
from redis.retry import Retry

log = structlog.get_logger(__name__)

BROKER_SECONDS = 0.4
"""How long each step towards the broker may take."""
MIGRATIONS_SECONDS = 60.0
"""How long it is believed that all migrations are applied; that some are missing is never believed."""


class HealthMiddleware:
    """Answer `/healthz`, `/readyz` and `/metrics`; hand on everything else.

    It stands before whatever reads the host name, so that a load balancer may ask by address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._answers = {"/healthz": _alive, "/readyz": _ready, "/metrics": _metrics}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a question about health, else pass the request on."""
        answer = self._answers.get(request.path)
        if answer is None:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        response = answer(request)
        response.headers["Cache-Control"] = "no-store"
        return response


def _alive(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok"})


def _ready(request: HttpRequest) -> HttpResponse:
    """Say of each part whether it works; 503 unless all do."""
    database = _database()
    parts = {
        "database": database,
        "migrations": database and _migrations(),
        "broker": _broker(),
    }
    ready = all(parts.values())
    body = {"status": _word(ready), **{name: _word(works) for name, works in parts.items()}}
    return JsonResponse(body, status=200 if ready else 503)


def _metrics(request: HttpRequest) -> HttpResponse:
    """Hand out the figures to who knows the token; without one configured, to this machine only.

    A proxy on this machine makes every stranger look local, so a forwarded request always needs the token.
    """
    if not _may_measure(request):
        return HttpResponse("仅限本机；其他来源须在请求头中提供 HONGLING_METRICS_TOKEN。", status=403)
    response: HttpResponse = ExportToDjangoView(request)
    return response


def _may_measure(request: HttpRequest) -> bool:
    expected = settings.METRICS_TOKEN
    if expected:
        return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {expected}")
    forwarded = {"X-Forwarded-For", "X-Real-Ip", "Forwarded"} & {name.title() for name in request.headers}
    return not forwarded and _is_local(request.META.get("REMOTE_ADDR", ""))


def _is_local(address: str) -> bool:
    # A socket in the file system has no address: who connects there is on this machine.
    return not address or ipaddress.ip_address(address).is_loopback


def _word(works: bool) -> str:
    return "ok" if works else "unavailable"


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        log.warning("not_ready", part="database", error=str(error))
        connection.close()
        return False
    return True


_all_applied_at: float | None = None


def forget() -> None:
    """Look at the migrations anew with the next question, whatever was found before."""
    global _all_applied_at
    _all_applied_at = None


def _migrations() -> bool:
    """Return whether public has every migration that this code knows for it."""
    global _all_applied_at
    now = time.monotonic()
    if _all_applied_at is not None and now - _all_applied_at < MIGRATIONS_SECONDS:
        return True
    try:
        with connection.cursor() as cursor:
            cursor.execute('SELECT app, name FROM "public"."django_migrations"')
            missing = _expected() - set(cursor.fetchall())
    except DatabaseError as error:
        log.warning("not_ready", part="migrations", error=str(error))
        return False
    if missing:
        log.warning("not_ready", part="migrations", missing=sorted(missing))
        return False
    _all_applied_at = now
    return True


@cache
def _expected() -> frozenset[tuple[str, str]]:
    """Return app and name of all migrations of the public schema, replaced ones left out."""
    shared = {config.label for config in apps.get_app_configs() if config.name in settings.SHARED_APPS}
    loader = MigrationLoader(None)
    return frozenset(key for key in loader.graph.nodes if key[0] in shared)


def _broker() -> bool:
    """Return whether the broker answers; in well under a second, also when nothing is there."""
    address = settings.BROKER_URL
    try:
        if address.startswith("redis"):
            with redis.Redis.from_url(
                address,
                socket_connect_timeout=BROKER_SECONDS,
                socket_timeout=BROKER_SECONDS,
                retry=Retry(NoBackoff(), 0),
            ) as client:
                client.ping()
        else:
            with Connection(address, connect_timeout=BROKER_SECONDS) as broker:  # type: ignore[no-untyped-call]
                # Not `connect`, which tries again and again, seconds apart.
                broker.transport.close_connection(broker.transport.establish_connection())
    except (redis.RedisError, BrokerError, OSError) as error:
        log.warning("not_ready", part="broker", error=str(error))
        return False
    return True
