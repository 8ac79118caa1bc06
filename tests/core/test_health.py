"""Alive, ready, measured; on any host name and without a tenant."""

import socket
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client

from core import health


@pytest.fixture
def ready(settings, services, db):
    """Point the product at this run's broker, and forget what an earlier test found."""
    settings.BROKER_URL = services.broker_url
    health.forget()
    return settings


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port on which someone listens and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.parametrize("host", ["localhost", "alpha.localhost", "nowhere.localhost", "10.1.2.3", "[::1]:9"])
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_every_host_name_answers(ready, host: str, path: str) -> None:
    response = Client(headers={"host": host}).get(path)

    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"


def test_being_alive_needs_no_database() -> None:
    assert Client().get("/healthz").json() == {"status": "ok"}


def test_ready_says_so_of_each_part(ready) -> None:
    assert Client().get("/readyz").json() == {
        "status": "ok",
        "database": "ok",
        "migrations": "ok",
        "broker": "ok",
    }


@pytest.mark.parametrize("address", ["redis://127.0.0.1:1/0", "amqp://127.0.0.1:1//"])
def test_a_broker_that_is_down_is_found_out_soon(ready, address: str) -> None:
    ready.BROKER_URL = address
    response = Client().get("/readyz")

    assert response.status_code == 503
    assert response.json() == {
        "status": "unavailable",
        "database": "ok",
        "migrations": "ok",
        "broker": "unavailable",
    }


def test_a_broker_that_takes_the_call_and_says_nothing_is_found_out_too(ready, silent_port: int) -> None:
    ready.BROKER_URL = f"redis://127.0.0.1:{silent_port}/0"
    response = Client().get("/readyz")

    assert response.json()["broker"] == "unavailable"


def test_a_missing_migration_is_told_and_not_remembered(ready) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(
            'UPDATE "public"."django_migrations" SET app = %s WHERE app = %s', ["elsewhere", "tenants"]
        )
    missing = Client().get("/readyz")
    with connection.cursor() as cursor:
        cursor.execute(
            'UPDATE "public"."django_migrations" SET app = %s WHERE app = %s', ["tenants", "elsewhere"]
        )

    assert missing.status_code == 503
    assert missing.json()["migrations"] == "unavailable"
    assert Client().get("/readyz").status_code == 200


def test_a_database_that_is_away_is_told(ready, monkeypatch) -> None:
    from django.db import OperationalError

    def away(*args, **kwargs):
        raise OperationalError("connection refused")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        patch.setattr(connection, "close", lambda: None)
        response = Client().get("/readyz")

    assert response.status_code == 503
    assert response.json()["database"] == "unavailable"
    assert response.json()["migrations"] == "unavailable"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_only_reading_is_possible(path: str) -> None:
    response = Client().post(path)

    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD"


def test_figures_are_for_this_machine() -> None:
    assert Client().get("/metrics").status_code == 200
    assert Client().get("/metrics", REMOTE_ADDR="10.0.0.7").status_code == 403


@pytest.mark.parametrize("header", ["x-forwarded-for", "x-real-ip", "forwarded"])
def test_a_forwarded_request_is_not_from_this_machine(header: str) -> None:
    assert Client(headers={header: "203.0.113.9"}).get("/metrics").status_code == 403


def test_figures_are_for_who_knows_the_token(settings) -> None:
    settings.METRICS_TOKEN = "long-and-random"

    assert Client().get("/metrics").status_code == 403
    assert Client(headers={"authorization": "Bearer wrong"}).get("/metrics").status_code == 403
    elsewhere = Client(headers={"authorization": "Bearer long-and-random"}, REMOTE_ADDR="10.0.0.7")
    assert elsewhere.get("/metrics").status_code == 200


def test_other_addresses_are_handed_on(alpha) -> None:
    assert Client(headers={"host": "alpha.localhost"}).get("/healthz/").status_code == 404
