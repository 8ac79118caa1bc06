"""The mail server as one address, like the database's."""

from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class MailServer(NamedTuple):
    """What Django wants to know of a mail server."""

    host: str
    port: int
    user: str
    password: str
    use_ssl: bool
    use_tls: bool


def from_url(url: str) -> MailServer:
    """Return the mail server that an address names.

    >>> from_url("smtp+starttls://hl:a%40b@mail.example.cn")
    MailServer(host='mail.example.cn', port=587, user='hl', password='a@b', use_ssl=False, use_tls=True)

    :raises ImproperlyConfigured: if it is none; the message repeats no password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (KeyError, ValueError):
        raise ImproperlyConfigured(
            "HONGLING_EMAIL_URL 须为 smtp://、smtp+starttls:// 或 smtps:// 地址，"
            "例如 smtps://用户:密码@mail.example.cn:465。"
        ) from None
    if not parts.hostname:
        raise ImproperlyConfigured("HONGLING_EMAIL_URL 中缺少邮件服务器的名称。")
    return MailServer(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_ssl=parts.scheme == "smtps",
        use_tls=parts.scheme == "smtp+starttls",
    )
