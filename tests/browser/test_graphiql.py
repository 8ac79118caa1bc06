"""The query tool in a real browser, with nothing but our own files and the strict policy."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.db import connection
from django_tenants.utils import tenant_context
from playwright.sync_api import Page, sync_playwright

from core.access import services
from core.access.models import User
from core.actors import Actor
from tenants import registry

OPERATOR = Actor(realm="system", id="tests", name="测试")
PASSWORD = "Guihua-2026-xiang"


@pytest.fixture
def page() -> Iterator[Page]:
    """A page of the system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        browser.close()


@pytest.fixture
def member(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """A committed user of tenant alpha who signs in as `browser`."""
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        record = registry.by_schema("alpha")
        assert record is not None
        with tenant_context(record):
            services.create_user(username="browser", name="浏览器", actor=OPERATOR, password=PASSWORD)
        yield
        with tenant_context(record):
            User.objects.filter(username="browser").delete()
        connection.set_schema_to_public()


def test_a_member_asks_and_reads_the_schema(web, member, page: Page) -> None:
    complaints: list[str] = []
    elsewhere: list[str] = []
    origin = f"http://alpha.localhost:{web.port}"
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((origin, "data:", "blob:")) else elsewhere.append(request.url)
        ),
    )
    page.goto(f"{origin}/accounts/login/")
    page.fill('input[name="username"], input[name="login"]', "browser")
    page.fill('input[name="password"]', PASSWORD)
    page.click('button[type="submit"]')
    page.wait_for_url(f"{origin}/")

    page.goto(f"{origin}/graphql/")
    page.wait_for_selector(".graphiql-execute-button")
    page.click(".graphiql-execute-button")
    page.wait_for_selector('.result-window :text("browser")')
    page.click('button[aria-label="Show Documentation Explorer"]')
    page.wait_for_selector('.graphiql-doc-explorer :text("Query")')

    assert page.title() == "GraphQL 查询工具 · 甲县"
    assert complaints == []
    assert elsewhere == []
