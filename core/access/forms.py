"""Forms of the sign-in pages."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm

from core.access import usernames


class SignInForm(LoginForm):
    """Name and password; the name's field is called `username` in the page, allauth calls it `login`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "用户名"
        self.fields["login"].widget.attrs.update(
            placeholder="请输入用户名", autofocus=True, autocapitalize="none", spellcheck="false"
        )
        self.fields["password"].label = "密码"
        self.fields["password"].widget.attrs.update(placeholder="请输入密码")
        self.fields["login"].error_messages["required"] = "请填写用户名。"
        self.fields["password"].error_messages["required"] = "请填写密码。"

    def add_prefix(self, field_name: str) -> str:
        """Return the field's name in the page."""
        return "username" if field_name == "login" else str(super().add_prefix(field_name))

    def clean_login(self) -> str:
        """Return the stored spelling, so that the lock on an account counts all its spellings together."""
        return usernames.normalise(self.cleaned_data["login"])


class _CodeField:
    """Call the field of a one-time code by the word that people know."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.label = "验证码"
        field.error_messages["required"] = "请填写验证码。"
        field.widget.attrs.update(autofocus=True, autocomplete="one-time-code")


class SecondFactorForm(_CodeField, AuthenticateForm):
    """The code at sign-in."""


class ConfirmForm(_CodeField, ReauthenticateForm):
    """The code before a change of the account's security."""


class EnrolForm(_CodeField, ActivateTOTPForm):
    """The first code of a new authenticator."""
