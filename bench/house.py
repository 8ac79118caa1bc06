"""A house for measuring: own services, own database, one tenant per scheme, a web server. All real."""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from core.runtime import database
from core.runtime.services import Running, start_services

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Passwords:
    """Passwords of the database roles of this run."""

    owner: str
    app: str


@dataclass(frozen=True)
class House:
    """Where the web server listens, and a token of the tenant `alpha`."""

    port: int
    token: str


@dataclass(frozen=True)
class Ground:
    """Running services and the temporary folder they live in."""

    data: Path
    services: Running

    def database(self, name: str) -> database.Urls:
        """Prepare a database of this name and return its addresses."""
        passwords = Passwords(secrets.token_urlsafe(24), secrets.token_urlsafe(24))
        return database.prepare(self.services.admin_url, name, passwords)


@contextmanager
def ground() -> Iterator[Ground]:
    """Run the services in a temporary folder and take them down again."""
    with tempfile.TemporaryDirectory(prefix="hongling-bench-") as folder:
        data = Path(folder)
        with start_services(data / "services", durable=False) as services:
            yield Ground(data, services)


@contextmanager
def standing() -> Iterator[House]:
    """Bring everything up in a temporary folder and take it down again.

    Django is set up inside, connected as the database's owner.
    """
    with ExitStack() as stack:
        place = stack.enter_context(ground())
        data, services = place.data, place.services
        urls = place.database("hongling")
        application = {
            **os.environ,
            "HONGLING_DATABASE_URL": urls.app,
            "HONGLING_ADMIN_DATABASE_URL": "",
            "HONGLING_BROKER_URL": services.broker_url,
            "HONGLING_SECRET_KEY": secrets.token_urlsafe(48),
            "HONGLING_DATA": str(data),
            "DJANGO_SETTINGS_MODULE": "core.settings",
        }
        os.environ.update(application | {"HONGLING_ADMIN_DATABASE_URL": urls.owner})
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        open_tenant("alpha")
        token = token_of("alpha", "ORGANISATION_OFFICER")
        yield House(port=_web_server(stack, application), token=token)


def open_tenant(slug: str) -> None:
    """Open a tenant that runs all plugins."""
    from core import plugins
    from core.actors import SYSTEM
    from tenants import provisioning

    provisioning.open_tenant(
        slug=slug,
        name=slug,
        region_code="522702",
        plugin_names=sorted(plugins.usable()),
        actor=SYSTEM,
        on=date(2026, 1, 1),
    )


def token_of(slug: str, role: str, organisation: UUID | None = None) -> str:
    """Return a token of a new user of a tenant, who has one role, for one organisation if one is given."""
    from django.utils import timezone
    from django_tenants.utils import tenant_context

    from core.access import services as access
    from core.actors import SYSTEM
    from tenants import registry

    record = registry.by_schema(slug)
    assert record is not None
    with tenant_context(record):
        user = access.create_user(username=f"bench-{secrets.token_hex(4)}", name="测量", actor=SYSTEM)
        access.grant_role(user=user, role=role, organisation_id=organisation, actor=SYSTEM)
        _, token = access.issue_token(
            user=user, name="bench", expires_at=timezone.now() + timedelta(days=1), actor=SYSTEM
        )
    return token


def _web_server(stack: ExitStack, environment: dict[str, str]) -> int:
    listener = stack.enter_context(socket.socket())
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    os.set_inheritable(listener.fileno(), True)
    port: int = listener.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "core.wsgi", "--bind", f"fd://{listener.fileno()}"]
    command += ["--worker-class", "gthread", "--workers", "1", "--threads", "8", "--log-level", "warning"]
    process = subprocess.Popen(command, env=environment, pass_fds=[listener.fileno()], cwd=ROOT)
    stack.callback(process.wait, timeout=30)
    stack.callback(process.terminate)
    urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=60).close()
    return port
