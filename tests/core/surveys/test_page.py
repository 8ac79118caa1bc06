"""The page behind a link: plain, without a session, one answer each."""

import re
from datetime import timedelta

import pytest
import surveying
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from django_tenants.utils import tenant_context
from surveying import VALID, Open

from core.request_log import RequestLogMiddleware
from core.surveys import services
from core.surveys.models import SurveyLink


@pytest.fixture
def survey(town) -> Open:
    today = timezone.localdate()
    return surveying.opened(town, on=today, closes_on=today + timedelta(days=3), issued={"村书记": 6})


@pytest.fixture
def token(survey) -> str:
    return survey.tokens["村书记"][0]


@pytest.fixture
def visit(client_of):
    """Open a link, or send answers to it; the test's connection serves its tenant again afterwards."""

    def go(token: str, form: dict | None = None, *, slug: str = "beta"):
        tenant = connection.tenant
        client, path = client_of(slug), f"/s/{token}/"
        try:
            return client.get(path) if form is None else client.post(path, form)
        finally:
            connection.set_tenant(tenant)

    return go


def heading(page) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.content.decode())
    assert found is not None
    return found[1]


def test_a_link_shows_its_questions_to_anybody(visit, token):
    page = visit(token)
    text = page.content.decode()

    assert page.status_code == 200
    assert heading(page) == "意愿调查"
    assert text.count('type="radio"') == 6
    assert text.count('type="checkbox"') == 2
    assert "甲县" not in text
    assert "乙县" in text


def test_no_session_and_no_cookie_tells_one_browser_from_another(visit, token):
    opened, sent = visit(token), visit(token, VALID)

    assert (len(opened.cookies), len(sent.cookies)) == (0, 0)
    assert Session.objects.count() == 0
    assert "no-store" in opened.headers["Cache-Control"]
    assert opened.headers["Referrer-Policy"] == "same-origin"


def test_the_page_has_no_scripts_and_no_styles_of_its_own(visit, token):
    text = visit(token).content.decode()

    assert "<script" not in text
    assert "style=" not in text
    assert "default-src 'none'" in visit(token).headers["Content-Security-Policy"]


def test_an_answer_is_sent_and_the_link_is_used_up(visit, survey, token):
    sent, again, reopened = visit(token, VALID), visit(token, VALID), visit(token)

    assert (sent.status_code, heading(sent)) == (200, "已提交，谢谢")
    for page in (again, reopened):
        assert (page.status_code, heading(page)) == (410, "您已经回答过了")
    assert survey.sums("村书记")[0] == 1


def test_a_forgotten_question_is_pointed_at_and_what_was_chosen_stays(visit, survey, token):
    page = visit(token, {"willing": "NO", "needs": ["PAY", "TRAINING"]})
    text = page.content.decode()

    assert page.status_code == 422
    assert "还有 1 道必答题没有回答" in text
    assert 'href="#question_3"' in text
    assert re.findall(r'value="(\w+)" checked', text) == ["NO", "PAY", "TRAINING"]
    assert survey.sums("村书记")[0] == 0
    assert not SurveyLink.objects.filter(used=True).exists()


def test_an_incomplete_answer_may_be_sent_knowingly(visit, survey, token):
    page = visit(token, {"willing": "NO", "_incomplete": "1"})

    assert (page.status_code, heading(page)) == (200, "已提交，谢谢")
    assert SurveyLink.objects.filter(used=True).count() == 1
    assert survey.sums("村书记")[0] == 0


def test_a_forged_value_is_refused_in_plain_words(visit, survey, token):
    page = visit(token, {**VALID, "willing": "MAYBE"})

    assert page.status_code == 400
    assert "答案不是所列的选项" in page.content.decode()
    assert not SurveyLink.objects.filter(used=True).exists()


def test_a_forged_value_for_a_link_that_was_used_meets_the_plain_page(visit, token):
    visit(token, VALID)

    assert heading(visit(token, {"willing": "MAYBE"})) == "您已经回答过了"


@pytest.mark.parametrize("token", ["x", "x" * 22, "x" * 500, "%00", "中文"])
def test_an_unknown_link_meets_a_plain_page(visit, survey, token):
    page = visit(token)

    assert (page.status_code, heading(page)) == (404, "链接无效")


def test_a_closed_survey_meets_a_plain_page(visit, survey, token):
    services.close(survey=survey.survey.pk, version=3, on=timezone.localdate())

    assert (visit(token).status_code, heading(visit(token))) == (410, "问卷已截止")
    assert heading(visit(token, VALID)) == "问卷已截止"


def test_a_survey_that_is_not_open_yet_meets_a_plain_page(visit, town):
    draft = services.draft(organisation=town, title="意愿调查", asked=surveying.ASKED)
    population = services.add_population(survey=draft.pk, version=1, name="村书记")
    token, *_ = services.issue_links(population=population.pk, links_wanted=5, on=timezone.localdate())

    assert (visit(token).status_code, heading(visit(token))) == (403, "问卷尚未开始")


def test_another_tenants_link_leads_nowhere(alpha, visit, survey, token):
    with tenant_context(alpha):
        page = visit(token, slug="alpha")

    assert (page.status_code, heading(page)) == (404, "链接无效")


def test_texts_of_a_survey_are_shown_as_texts(visit, town):
    today = timezone.localdate()
    opened = surveying.opened(town, on=today, closes_on=today, issued={"村书记": 5})
    opened.survey.refresh_from_db()
    opened.survey.title = "<b>粗</b>"
    opened.survey.save()

    assert heading(visit(opened.tokens["村书记"][0])) == "&lt;b&gt;粗&lt;/b&gt;"


def test_the_log_of_requests_names_no_token(rf, token):
    assert RequestLogMiddleware.format_request(rf.get(f"/s/{token}/")) == "GET /s/…/"
    assert RequestLogMiddleware.format_request(rf.get("/people/?q=1")) == "GET /people/"
