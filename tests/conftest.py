"""Shared fixtures: real PostgreSQL and Valkey, and one pair of tenants made once per test process."""

import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import servers
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django_tenants.utils import tenant_context
from pytest_django.plugin import DjangoDbBlocker

from core.actors import Actor
from core.runtime import database
from core.runtime.services import Running, start_services

OPERATOR = Actor(realm="system", id="tests", name="测试")


@dataclass(frozen=True)
class Passwords:
    """Passwords of the database roles of this run."""

    owner: str
    app: str


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """PostgreSQL and Valkey of this test process."""
    with start_services(tmp_path_factory.mktemp("services"), durable=False) as running:
        yield running


@pytest.fixture(scope="session")
def urls(services: Running) -> database.Urls:
    """Addresses of the prepared, empty database: for the owner and for the application."""
    return database.prepare(
        services.admin_url, "hongling", Passwords(secrets.token_urlsafe(24), secrets.token_urlsafe(24))
    )


@pytest.fixture(scope="session")
def django_db_setup(
    services: Running, urls: database.Urls, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Migrate public, open the tenants alpha (all plugins) and beta (core only)."""
    from core.settings import databases

    settings.DATABASES["default"].update(databases.from_url(urls.owner, options={"timezone": "UTC"}))
    settings.ROLE_PREFIX = "hongling"
    settings.PASSWORD_HASHERS = ["cheap_hashing.CheapArgon2PasswordHasher"]
    for options in settings.CACHES.values():
        options["LOCATION"] = services.broker_url.removesuffix("/0") + "/2"
    with django_db_blocker.unblock():
        from core import plugins
        from core.outbox import services as outbox
        from tenants import provisioning

        call_command("migrate", verbosity=0)
        for slug, names in (("alpha", sorted(plugins.usable())), ("beta", [])):
            provisioning.open_tenant(
                slug=slug,
                name="甲县" if names else "乙县",
                region_code="522702" if names else "360823",
                plugin_names=names,
                actor=OPERATOR,
                on=date(2026, 1, 1),
            )
        # Opening notes that the tenants' figures are to be counted; tests begin with nothing to do.
        for slug in ("alpha", "beta"):
            outbox.forget(tenant=slug)
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(autouse=True)
def empty_cache(request: pytest.FixtureRequest) -> None:
    """Forget what earlier tests of the database left in the shared cache."""
    if "django_db_setup" in request.fixturenames:
        request.getfixturevalue("django_db_setup")
        caches["default"].clear()


@pytest.fixture
def alpha(db: None):
    """The tenant that runs all plugins."""
    return _tenant("alpha")


@pytest.fixture
def beta(db: None):
    """The tenant that runs the core only."""
    return _tenant("beta")


@pytest.fixture
def in_alpha(alpha):
    """Serve tenant alpha during the test."""
    with tenant_context(alpha):
        yield alpha


@pytest.fixture
def in_beta(beta):
    """Serve tenant beta during the test."""
    with tenant_context(beta):
        yield beta


@pytest.fixture
def client_of() -> Callable[..., Client]:
    """Make a browser for a tenant's host (a slug) or the public host (None)."""

    def make(slug: str | None = None, **options) -> Client:
        host = f"{slug}.{settings.PUBLIC_HOST}" if slug else settings.PUBLIC_HOST
        return Client(headers={"host": host}, enforce_csrf_checks=True, **options)

    return make


@pytest.fixture(scope="session")
def child_environment(
    services: Running, urls: database.Urls, django_db_setup: None, tmp_path_factory
) -> dict[str, str]:
    """Environment of product processes over this database, with the application's rights only."""
    return {
        **os.environ,
        "HONGLING_DATABASE_URL": urls.app,
        "HONGLING_ADMIN_DATABASE_URL": "",
        "HONGLING_ROLE_PREFIX": "hongling",
        "HONGLING_BROKER_URL": services.broker_url,
        "HONGLING_SECRET_KEY": secrets.token_urlsafe(48),
        "HONGLING_DATA": str(tmp_path_factory.mktemp("data")),
        "DJANGO_SETTINGS_MODULE": "core.settings",
        "PYTHONPATH": os.pathsep.join(
            str(Path(__file__).parents[1] / part) for part in ("", "graphql", "tests")
        ),
    }


@pytest.fixture(scope="session")
def web(child_environment: dict[str, str]) -> Iterator[servers.Server]:
    """Run gunicorn as the product does, over this test process's database: only committed data are seen."""
    with servers.serving(child_environment) as server:
        yield server


def _tenant(slug: str):
    from tenants import registry

    connection.set_schema_to_public()
    record = registry.by_schema(slug)
    assert record is not None
    return record
