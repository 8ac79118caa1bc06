"""What allauth asks the product: words, rules and secrets."""

import base64
import hashlib
import os
from typing import Any, ClassVar

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.encoding import force_bytes
from django.utils.http import url_has_allowed_host_and_scheme

from core.access import schemas, services
from core.access.models import User
from core.actors import Actor
from core.audit.session import acting

log = structlog.get_logger(__name__)

_NONCE_BYTES = 12
_FORGOTTEN = "忘记密码请联系本单位系统管理员重置。"


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by name and password; accounts are opened by administrators only."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": f"用户名或密码不正确，请核对后重新输入；{_FORGOTTEN}",
        "too_many_login_attempts": (
            f"连续 {settings.SIGN_IN_ATTEMPTS} 次登录失败，为保护账号已暂停登录，"
            f"请 {settings.SIGN_IN_LOCK_MINUTES} 分钟后再试；{_FORGOTTEN}"
        ),
        "incorrect_password": "密码不正确，请重新输入。",
        "enter_current_password": "当前密码不正确，请重新输入。",
        "incorrect_code": "验证码不正确，请输入身份验证器当前显示的六位数字。",
        "rate_limited": "尝试次数过多，请一分钟后再试。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: nobody opens an account for himself."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Open the session; the time of the sign-in is recorded as the user's own doing."""
        with acting(actor=_himself(user), reason="登录"):
            super().login(request, user)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log the attempt, never the password."""
        log.warning("sign_in_failed", username=credentials.get("username", ""), schema=schemas.current())

    def is_safe_url(self, url: str) -> bool:
        """Return whether the address lies on this very host: another tenant's host is a stranger."""
        request = context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def set_password(self, user: User, password: str) -> None:
        """Store the password that a user chose for himself."""
        services.set_password(user=user, password=password, actor=_himself(user))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return the start page."""
        return str(settings.LOGIN_REDIRECT_URL)


class MFAAdapter(DefaultMFAAdapter):
    """Second factors, with their secrets encrypted under a key of their own schema."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def get_totp_label(self, user: User) -> str:
        """Return the name under which an authenticator shows the account: user and host."""
        tenant = getattr(getattr(connection, "tenant", None), "name", "") or "平台"
        return f"{tenant} {user.username}"

    def encrypt(self, text: str) -> str:
        """Return the secret as text that only this schema's key opens."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(_key(settings.SECRET_KEY)).encrypt(nonce, text.encode(), None)
        return base64.b64encode(nonce + sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; keys that were replaced still open it.

        :raises InvalidTag: if it was sealed in another schema or under a key that is known no longer.
        """
        raw = base64.b64decode(encrypted_text)
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            try:
                return AESGCM(_key(secret)).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None).decode()
            except InvalidTag:
                continue
        raise InvalidTag


def _himself(user: User) -> Actor:
    return Actor(realm=schemas.realm(), id=str(user.pk), name=user.name)


def _key(secret: str | bytes) -> bytes:
    label = f"hongling.totp/{schemas.current()}"
    return hashlib.blake2b(
        label.encode(), key=hashlib.sha256(force_bytes(secret)).digest(), digest_size=32
    ).digest()
