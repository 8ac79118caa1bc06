"""Sibling hosts below a real domain, where a browser lets one host plant cookies on another.

On `*.localhost` Chromium refuses such cookies, so the demo's own hosts would hide the fault.
"""

from collections.abc import Iterator

import pytest
import servers
from browsing import PASSWORD
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext

from tenants.models import Domain, Tenant

SESSION = settings.SESSION_COOKIE_NAME


@pytest.fixture(scope="module")
def server(child_environment, member, django_db_blocker) -> Iterator[servers.Server]:
    """The product under the public host hl.example."""
    with django_db_blocker.unblock():
        for tenant in Tenant.objects.all():
            Domain.objects.create(tenant=tenant, domain=f"{tenant.schema_name}.hl.example", is_primary=False)
        with servers.serving({**child_environment, "HONGLING_PUBLIC_HOST": "hl.example"}) as running:
            yield running
        Domain.objects.filter(domain__endswith=".hl.example").delete()


def sign_in(context: BrowserContext, server: servers.Server, host: str) -> str:
    """Sign in on a host and return the address at which the browser ends up."""
    page = context.new_page()
    page.goto(f"http://{host}:{server.port}/accounts/login/")
    page.fill("[name=username]", "browser")
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_load_state()
    return page.url


def heading(context: BrowserContext, server: servers.Server, host: str) -> str:
    page = context.new_page()
    page.goto(f"http://{host}:{server.port}/")
    return page.inner_text("h1")


def test_a_sibling_never_receives_the_session(server, browser: Browser) -> None:
    context = browser.new_context()
    sign_in(context, server, "alpha.hl.example")

    [cookie] = [cookie for cookie in context.cookies() if cookie["name"] == SESSION]

    assert cookie["domain"] == "alpha.hl.example"
    assert context.cookies(f"http://beta.hl.example:{server.port}/") == []


def test_a_session_planted_by_a_sibling_signs_nobody_in(server, browser: Browser) -> None:
    attacker = browser.new_context()
    sign_in(attacker, server, "alpha.hl.example")
    stolen = next(cookie["value"] for cookie in attacker.cookies() if cookie["name"] == SESSION)
    victim = browser.new_context()
    # What a page on the sibling host does with `document.cookie = "…; domain=hl.example"`.
    victim.add_cookies([{"name": SESSION, "value": stolen, "domain": ".hl.example", "path": "/"}])

    assert [cookie["domain"] for cookie in victim.cookies(f"http://beta.hl.example:{server.port}/")] == [
        ".hl.example"
    ]
    assert heading(victim, server, "beta.hl.example") == "登录"


def test_a_sign_in_beside_a_planted_cookie_gives_a_session_of_the_own_host(browser: Browser, server) -> None:
    victim = browser.new_context()
    victim.add_cookies([{"name": SESSION, "value": "planted", "domain": ".hl.example", "path": "/"}])

    address = sign_in(victim, server, "alpha.hl.example")

    own = [
        c
        for c in victim.cookies(f"http://alpha.hl.example:{server.port}/")
        if c["domain"] == "alpha.hl.example"
    ]
    assert [cookie["name"] for cookie in own] == [SESSION]
    assert own[0]["value"] != "planted"
    assert address == f"http://alpha.hl.example:{server.port}/"
