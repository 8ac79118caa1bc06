"""A survey answered on a telephone: readable without zooming, large enough to touch, sent once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import surveying
from django.test import override_settings
from django.utils import timezone
from django_tenants.utils import tenant_context
from playwright.sync_api import Page, expect

from core.surveys import template

PHONE = {"width": 375, "height": 667}


@pytest.fixture(scope="module")
def token(django_db_setup: None, django_db_blocker, child_environment) -> Iterator[str]:
    """A link to a survey by the ready questionnaire, of a tenant whose transactions really commit."""
    today = timezone.localdate()
    with django_db_blocker.unblock(), surveying.committed_tenant("polled") as record:
        # Sums are sealed with the key of the server that will count.
        with tenant_context(record), override_settings(SECRET_KEY=child_environment["HONGLING_SECRET_KEY"]):
            survey = surveying.opened(
                surveying.committee(),
                on=today,
                closes_on=today + timedelta(days=3),
                issued={"村书记": 5},
                asked=template.QUESTIONS,
            )
        yield survey.tokens["村书记"][0]


@pytest.fixture
def page(token: str, web, browser) -> Iterator[Page]:
    """The link, opened on a telephone."""
    context = browser.new_context(viewport=PHONE, has_touch=True)
    page = context.new_page()
    page.goto(f"http://polled.localhost:{web.port}/s/{token}/")
    yield page
    context.close()


def test_somebody_answers_on_a_telephone_forgets_one_question_and_is_thanked(page):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    boxes = [option.bounding_box() for option in page.locator("label.hl-option").all()]
    assert min(box["height"] for box in boxes) >= 44
    for question in template.QUESTIONS[:-2]:
        page.locator(f"input[name={question.code}]").first.check()
    page.get_by_label("经费场所").check()
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("还有 1 道必答题没有回答")
    expect(page.get_by_label("经费场所")).to_be_checked()
    page.get_by_label("看情况").check()
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已提交，谢谢")
    page.reload()

    assert [text for text in complaints if "422" not in text and "410" not in text] == []
