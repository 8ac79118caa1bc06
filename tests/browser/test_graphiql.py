"""The query tool in a real browser, with nothing but our own files and the strict policy."""

from collections.abc import Iterator

import pytest
from browsing import PASSWORD
from playwright.sync_api import Browser, Page


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in Chinese on the smallest screen of the offices."""
    yield browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN")


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
