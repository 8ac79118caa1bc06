"""Second factors that an operator sets up for a user; users set up their own on the page."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp

from core.access.models import User
from core.actors import Actor
from core.audit.session import acting
from core.errors import DomainError


class SecondFactorExists(DomainError):
    """The user has a second factor already."""

    code = "SECOND_FACTOR_EXISTS"


def enrol(*, user: User, actor: Actor) -> str:
    """Return the secret (base32) of a new time-based second factor, which sign-in asks for from now on.

    :raises SecondFactorExists: if the user has one.
    """
    with acting(actor=actor):
        User.objects.select_for_update().get(pk=user.pk)
        if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
            raise SecondFactorExists(f"用户 {user.username} 已启用二次验证，请先停用再重新启用。")
        secret: str = totp.generate_totp_secret()
        totp.TOTP.activate(user, secret)
    return secret
