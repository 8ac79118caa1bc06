"""The sign-in page, on a tenant's host and on the public one."""

import re
from urllib.parse import unquote

import pytest
from allauth.core.internal import ratelimit
from browsing import PASSWORD, csrf_token, sign_in, signed_in_as, submit
from django.conf import settings
from django.core.cache import caches

from core.access import services
from core.actors import SYSTEM

CLOSED_PORT = "redis://127.0.0.1:1/2"


def test_the_page_asks_for_username_and_password_and_nothing_else(anywhere, client_of):
    page = client_of(anywhere.slug).get("/accounts/login/")

    assert page.status_code == 200
    names = re.findall(r'<input[^>]*\bname="([^"]+)"', page.content.decode())
    assert names == ["csrfmiddlewaretoken", "username", "password"]


def test_the_page_keeps_to_the_strict_policy(anywhere, client_of):
    page = client_of(anywhere.slug).get("/accounts/login/")

    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert re.findall(r"<script|<style|\sstyle=|\son\w+=", page.content.decode()) == []


def test_the_page_names_the_tenant(on_alpha, client_of):
    assert '<p class="hl-place">甲县</p>' in client_of("alpha").get("/accounts/login/").content.decode()


@pytest.mark.parametrize(
    "path", ["/accounts/signup/", "/accounts/password/reset/", "/accounts/email/", "/accounts/social/login/"]
)
def test_nobody_opens_an_account_or_resets_a_password_by_mail(path, anywhere, client_of):
    assert client_of(anywhere.slug).get(path).status_code == 404


def test_the_right_password_opens_the_start_page(anywhere, client_of):
    anywhere.user()
    browser = client_of(anywhere.slug)

    answer = sign_in(browser)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert "李娜，您好" in browser.get("/").content.decode()
    assert signed_in_as(browser) == "lina"


def test_any_spelling_of_the_name_signs_in(on_alpha, client_of):
    on_alpha.user()

    assert sign_in(client_of("alpha"), username=" ＬｉNA").status_code == 302


def test_the_start_page_sends_strangers_to_the_sign_in_page(anywhere, client_of):
    answer = client_of(anywhere.slug).get("/")

    assert answer.headers["Location"] == "/accounts/login/?next=/"


def test_a_wrong_password_and_an_unknown_name_are_told_apart_by_nobody(anywhere, client_of):
    anywhere.user()

    known, unknown = (
        sign_in(client_of(anywhere.slug), username=username, password="wrong").content.decode()
        for username in ("lina", "nobo")
    )

    assert "用户名或密码不正确" in known
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
    assert token.sub("", known).replace("lina", "nobo") == token.sub("", unknown)


def test_a_form_without_its_token_is_refused(anywhere, client_of):
    anywhere.user()
    browser = client_of(anywhere.slug)
    browser.get("/accounts/login/")

    answer = browser.post("/accounts/login/", {"username": "lina", "password": PASSWORD})

    assert answer.status_code == 403
    assert signed_in_as(browser) is None


def test_an_inactive_user_is_told_so_only_with_the_right_password(on_alpha, client_of):
    user = on_alpha.user()
    with on_alpha.schema():
        services.set_active(user=user, active=False, actor=SYSTEM)

    right, wrong = (sign_in(client_of("alpha"), password=word) for word in (PASSWORD, "wrong"))

    assert right.headers["Location"] == "/accounts/inactive/"
    assert "用户名或密码不正确" in wrong.content.decode()


def test_five_failures_lock_the_account_for_five_minutes(anywhere, client_of, monkeypatch):
    anywhere.user()
    for _ in range(settings.SIGN_IN_ATTEMPTS):
        assert "用户名或密码不正确" in sign_in(client_of(anywhere.slug), password="wrong").content.decode()

    locked = sign_in(client_of(anywhere.slug))
    now = ratelimit.time.time()
    monkeypatch.setattr(ratelimit.time, "time", lambda: now + 60 * settings.SIGN_IN_LOCK_MINUTES + 1)
    later = sign_in(client_of(anywhere.slug))

    assert "连续 5 次登录失败，为保护账号已暂停登录，请 5 分钟后再试" in locked.content.decode()
    assert later.status_code == 302


def test_four_failures_lock_nothing(on_alpha, client_of):
    on_alpha.user()
    for _ in range(settings.SIGN_IN_ATTEMPTS - 1):
        sign_in(client_of("alpha"), password="wrong")

    assert sign_in(client_of("alpha")).status_code == 302


def test_spellings_of_one_name_are_counted_together(on_alpha, client_of):
    on_alpha.user()
    for username in ("lina", "LINA", "ＬＩＮＡ", "Lina", " lina"):
        sign_in(client_of("alpha"), username=username, password="wrong")

    assert "已暂停登录" in sign_in(client_of("alpha")).content.decode()


def test_a_lock_keeps_out_neither_others_nor_the_namesake_elsewhere(on_alpha, on_beta, on_public, client_of):
    for host in (on_alpha, on_beta, on_public):
        host.user()
    on_alpha.user("wangqiang")
    for _ in range(settings.SIGN_IN_ATTEMPTS):
        sign_in(client_of("alpha"), password="wrong")

    assert sign_in(client_of("alpha"), username="wangqiang").status_code == 302
    assert sign_in(client_of("beta")).status_code == 302
    assert sign_in(client_of(None)).status_code == 302


def test_people_sign_in_while_the_cache_is_away(anywhere, client_of, settings):
    anywhere.user()
    settings.CACHES = {
        name: {**options, "LOCATION": CLOSED_PORT} for name, options in settings.CACHES.items()
    }

    answer = sign_in(client_of(anywhere.slug))

    assert answer.status_code == 302
    assert caches["default"].get("anything") is None


def test_the_way_leads_on_to_a_page_of_this_host(anywhere, client_of):
    anywhere.user()

    assert sign_in(client_of(anywhere.slug), next="/accounts/2fa/").headers["Location"] == "/accounts/2fa/"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "http://beta.localhost/",
        "http://localhost.evil.example/",
        "javascript:alert(1)",
    ],
)
def test_the_way_never_leads_to_another_host(target, on_alpha, client_of):
    on_alpha.user()

    assert sign_in(client_of("alpha"), next=target).headers["Location"] == "/"


def test_the_first_password_leads_to_a_new_one_before_anything_else(on_alpha, client_of):
    on_alpha.user(must_change_password=True, roles=("VIEWER",))
    browser = client_of("alpha")
    sign_in(browser)

    before = browser.get("/")
    changed = submit(
        browser,
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "Xin-de-mima-1", "password2": "Xin-de-mima-1"},
    )
    after = browser.get("/")

    assert before.headers["Location"] == "/accounts/password/change/"
    assert changed.headers["Location"] == "/"
    assert "查阅人员" in after.content.decode()


def test_a_new_password_has_to_meet_the_rules(on_alpha, client_of):
    on_alpha.user()
    browser = client_of("alpha")
    sign_in(browser)

    page = submit(
        browser,
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "short", "password2": "short"},
    ).content.decode()

    assert "密码须至少 10 个字符。" in page
    assert "密码须至少包含小写字母、大写字母、数字、其他符号中的三种。" in page
    assert sign_in(client_of("alpha")).status_code == 302


def test_a_page_of_the_account_is_for_the_signed_in(anywhere, client_of):
    for path in ("/accounts/password/change/", "/accounts/2fa/", "/accounts/2fa/totp/activate/"):
        answer = client_of(anywhere.slug).get(path)

        assert unquote(answer.headers["Location"]) == f"/accounts/login/?next={path}"


def test_the_token_of_the_page_is_new_after_signing_in(on_alpha, client_of):
    on_alpha.user()
    browser = client_of("alpha")
    before = csrf_token(browser.get("/accounts/login/"))
    browser.post(
        "/accounts/login/", {"csrfmiddlewaretoken": before, "username": "lina", "password": PASSWORD}
    )

    answer = browser.post("/accounts/logout/", {"csrfmiddlewaretoken": before})

    assert answer.status_code == 403
    assert signed_in_as(browser) == "lina"
