"""The system's Chromium, and a user who signs in."""

import os
import shutil
from collections.abc import Iterator

import pytest
from browsing import CLERK, PASSWORD
from django_tenants.utils import tenant_context
from playwright.sync_api import Browser, sync_playwright

from core.access import services
from core.access.models import User
from tenants import registry
from tenants.connections import connection


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Chromium, which finds every host below hl.example on this machine."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=[
                "--no-sandbox",
                "--disable-background-networking",
                "--disable-component-update",
                "--host-resolver-rules=MAP *.hl.example 127.0.0.1",
            ],
        )
        yield chromium
        chromium.close()


# Once per module, before Chromium starts: its driver runs an event loop, in which Django refuses to work.
@pytest.fixture(scope="module")
def member(django_db_setup: None, django_db_blocker) -> Iterator[str]:
    """A committed user of tenant alpha; the sign-in name."""
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        record = registry.by_schema("alpha")
        assert record is not None
        with tenant_context(record):
            services.create_user(username="browser", name="浏览器", actor=CLERK, password=PASSWORD)
        yield "browser"
        with tenant_context(record):
            User.objects.filter(username="browser").delete()
        connection.set_schema_to_public()
