"""The mail server as one address."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from core.settings.mail import MailServer, from_url


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://127.0.0.1", MailServer("127.0.0.1", 25, "", "", use_ssl=False, use_tls=False)),
        ("smtp://mail.cn:2525", MailServer("mail.cn", 2525, "", "", use_ssl=False, use_tls=False)),
        ("smtps://hl:p%3Aw@mail.cn", MailServer("mail.cn", 465, "hl", "p:w", use_ssl=True, use_tls=False)),
        ("smtp+starttls://hl@mail.cn", MailServer("mail.cn", 587, "hl", "", use_ssl=False, use_tls=True)),
    ],
)
def test_an_address_names_a_server(url, server):
    assert from_url(url) == server


@pytest.mark.parametrize("url", ["mail.cn", "http://hl:secret@mail.cn", "smtp://", "smtp://mail.cn:port"])
def test_what_names_no_server_is_refused_without_repeating_a_password(url):
    with pytest.raises(ImproperlyConfigured) as refusal:
        from_url(url)

    assert "HONGLING_EMAIL_URL" in str(refusal.value)
    assert "secret" not in str(refusal.value)
