"""Sign-in with a one-time code."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from browsing import PASSWORD, csrf_token, sign_in, signed_in_as, submit
from cryptography.exceptions import InvalidTag

from core.access import second_factors
from core.access.adapters import MFAAdapter
from core.actors import SYSTEM


def enrol(host, username: str = "lina") -> str:
    user = host.user(username)
    with host.schema():
        return second_factors.enrol(user=user, actor=SYSTEM)


def code(secret: str, *, steps: int = 0) -> str:
    counter = int(time.time()) // 30 + steps
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def test_the_password_alone_does_not_sign_in(anywhere, client_of):
    enrol(anywhere)
    browser = client_of(anywhere.slug)

    answer = sign_in(browser)

    assert answer.headers["Location"] == "/accounts/2fa/authenticate/"
    assert browser.get("/").headers["Location"] == "/accounts/login/?next=/"


def test_password_and_code_sign_in(anywhere, client_of):
    secret = enrol(anywhere)
    browser = client_of(anywhere.slug)
    sign_in(browser)

    answer = submit(browser, "/accounts/2fa/authenticate/", {"code": code(secret)})

    assert answer.headers["Location"] == "/"
    assert signed_in_as(browser) == "lina"


def test_a_wrong_code_is_refused_in_plain_words(on_alpha, client_of):
    secret = enrol(on_alpha)
    browser = client_of("alpha")
    sign_in(browser)

    answer = submit(browser, "/accounts/2fa/authenticate/", {"code": code(secret, steps=40)})

    assert "验证码不正确，请输入身份验证器当前显示的六位数字。" in answer.content.decode()
    assert browser.get("/").headers["Location"] == "/accounts/login/?next=/"


def test_a_code_counts_once(on_alpha, client_of):
    secret = enrol(on_alpha)
    first, second = client_of("alpha"), client_of("alpha")
    used = code(secret)
    for browser in (first, second):
        sign_in(browser)

    answers = [submit(browser, "/accounts/2fa/authenticate/", {"code": used}) for browser in (first, second)]

    assert [answer.status_code for answer in answers] == [302, 200]


def test_the_step_of_the_password_cannot_be_skipped(on_alpha, client_of):
    enrol(on_alpha)

    answer = client_of("alpha").get("/accounts/2fa/authenticate/")

    assert answer.headers["Location"] == "/accounts/login/"


def test_the_secret_is_stored_encrypted_under_the_key_of_its_schema(on_alpha, on_beta):
    secret = enrol(on_alpha)
    with on_alpha.schema():
        stored = Authenticator.objects.get().data["secret"]
        opened = MFAAdapter().decrypt(stored)

    assert opened == secret
    assert secret not in stored
    with on_beta.schema(), pytest.raises(InvalidTag):
        MFAAdapter().decrypt(stored)


def test_a_secret_sealed_under_the_previous_key_still_opens(on_alpha, settings):
    with on_alpha.schema():
        sealed = MFAAdapter().encrypt("JBSWY3DPEHPK3PXP")
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "a new key " * 6

        assert MFAAdapter().decrypt(sealed) == "JBSWY3DPEHPK3PXP"


def test_a_second_enrolment_is_refused(on_alpha):
    user = on_alpha.user()
    with on_alpha.schema():
        second_factors.enrol(user=user, actor=SYSTEM)

        with pytest.raises(second_factors.SecondFactorExists, match="lina 已启用二次验证"):
            second_factors.enrol(user=user, actor=SYSTEM)

        assert Authenticator.objects.count() == 1


def test_users_enrol_themselves_after_their_password_was_asked_again(on_alpha, client_of):
    on_alpha.user()
    browser = client_of("alpha")
    sign_in(browser)
    asked = browser.get("/accounts/2fa/totp/activate/")
    submit(browser, asked.headers["Location"], {"password": PASSWORD})
    page = browser.get("/accounts/2fa/totp/activate/")
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page.content.decode())[1]

    answer = browser.post(
        "/accounts/2fa/totp/activate/", {"csrfmiddlewaretoken": csrf_token(page), "code": code(secret)}
    )

    assert answer.headers["Location"] == "/accounts/2fa/recovery-codes/"
    assert "恢复码" in browser.get("/accounts/2fa/recovery-codes/").content.decode()
    assert sign_in(client_of("alpha")).headers["Location"] == "/accounts/2fa/authenticate/"
