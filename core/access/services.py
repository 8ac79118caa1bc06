"""Writes of users, roles and tokens; each says who does it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone

from core.access import permissions, schemas, tokens, usernames
from core.access.models import ApiToken, RoleAssignment, User
from core.actors import Actor
from core.audit.session import acting
from core.errors import DomainError

TOKEN_USE_NOTED_EVERY = timedelta(hours=1)


class InvalidUser(DomainError):
    """A user's name or sign-in name is empty, too long or taken."""

    code = "INVALID_USER"


class WeakPassword(DomainError):
    """A password does not meet the rules of the settings."""

    code = "WEAK_PASSWORD"


class RoleRefused(DomainError):
    """A role does not exist here, needs a place, or does not go with another role of the user."""

    code = "ROLE_REFUSED"


class TokenRefused(DomainError):
    """A token was asked for with a past end or with unknown permissions."""

    code = "TOKEN_REFUSED"


def create_user(
    *,
    username: str,
    name: str,
    actor: Actor,
    password: str | None = None,
    password_hash: str | None = None,
    must_change_password: bool = False,
) -> User:
    """Return the new user; without a password nobody can sign in, but tokens work.

    :param password_hash: in place of a password, what was made of one that met the rules.
    :raises InvalidUser: if a name is empty or too long, or the sign-in name is taken.
    :raises WeakPassword: if the password does not meet the rules.
    """
    username, name = usernames.normalise(username), name.strip()
    if not usernames.PATTERN.fullmatch(username):
        raise InvalidUser("用户名须为 2 至 64 个字符，只能用文字、数字和 . _ - 符号，请修改后重试。")
    if not 1 <= len(name) <= 100:
        raise InvalidUser("姓名须为 1 至 100 个字，请填写后重试。")
    user = User(username=username, name=name, must_change_password=must_change_password)
    if password_hash is not None:
        user.password = password_hash
    elif password is None:
        user.set_unusable_password()
    else:
        _take_password(user, password)
    try:
        with acting(actor=actor):
            user.save(force_insert=True)
    except IntegrityError as error:
        raise InvalidUser(f"用户名 {username} 已被使用，请换一个用户名。") from error
    return user


def set_email(*, user_id: UUID, email: str, actor: Actor) -> User:
    """Set the address to which a user's notices are sent as well; an empty one means none. Return the user.

    :raises InvalidUser: if it is no address, or there is no such user.
    """
    email = email.strip()
    if email:
        try:
            User._meta.get_field("email").run_validators(email)
        except ValidationError as error:
            raise InvalidUser("邮箱地址不正确：请填写 name@example.cn 这样的地址，或留空。") from error
    with acting(actor=actor):
        user = User.objects.select_for_update().filter(pk=user_id).first()
        if user is None:
            raise InvalidUser("没有这个用户：请核对编号。")
        user.email = email
        user.save(update_fields=["email"])
    return user


def set_password(*, user: User, password: str, actor: Actor, must_change_password: bool = False) -> None:
    """Give the user a new password; every session opened with the old one ends.

    :raises WeakPassword: if the password does not meet the rules.
    """
    _take_password(user, password)
    user.must_change_password = must_change_password
    with acting(actor=actor):
        user.save(update_fields=["password", "password_changed_at", "must_change_password"])


def set_active(*, user: User, active: bool, actor: Actor) -> None:
    """Let the user in, or keep out from the next request on: sessions and tokens included."""
    user.is_active = active
    with acting(actor=actor):
        user.save(update_fields=["is_active"])


def _take_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword("密码不符合要求：" + "".join(error.messages)) from error
    user.set_password(password)
    user.password_changed_at = timezone.now()


def grant_role(
    *,
    user: User,
    role: str,
    actor: Actor,
    organisation_id: UUID | None = None,
    region_code: str | None = None,
) -> RoleAssignment:
    """Return the user's assignment of the role for this place; granting it twice changes nothing.

    :raises RoleRefused: if the role is none of this realm's, lacks the place that it needs, has one that it
        cannot have, or excludes a role that the user holds.
    """
    found = permissions.role(schemas.realm(), role)
    if found is None:
        codes = "、".join(one.code for one in permissions.roles(schemas.realm()))
        raise RoleRefused(f"这里没有角色 {role}；可用的角色：{codes}。")
    _check_place(found, organisation_id=organisation_id, region_code=region_code)
    with acting(actor=actor):
        # The lock makes two grants to one user follow each other, so that neither overlooks the other.
        User.objects.select_for_update().get(pk=user.pk)
        active = RoleAssignment.objects.filter(user=user, revoked_at__isnull=True)
        for other in active.values_list("role", flat=True).distinct():
            if frozenset({role, other}) in permissions.INCOMPATIBLE:
                raise RoleRefused(
                    f"{user.name}已持有角色 {other}，不能兼任{found.title}："
                    "两项职责须由不同人员承担，请先撤销其一。"
                )
        assignment, _ = active.get_or_create(
            user=user,
            role=role,
            organisation_id=organisation_id,
            region_code=region_code,
            defaults={
                "granted_by_realm": actor.realm,
                "granted_by_id": actor.id,
                "granted_by_name": actor.name,
            },
        )
        return assignment


def _check_place(role: permissions.Role, *, organisation_id: UUID | None, region_code: str | None) -> None:
    given = [
        place
        for place, value in (("organisation", organisation_id), ("region", region_code))
        if value is not None
    ]
    if given and given != [role.place]:
        raise RoleRefused(f"角色“{role.title}”不能限定到所给的范围，请改用其他角色或不填范围。")
    if role.place_required and not given:
        place = "所在党组织" if role.place == "organisation" else "六位行政区划代码"
        raise RoleRefused(f"角色“{role.title}”须限定范围，请指定{place}。")
    if region_code is not None and not (
        region_code.isascii() and region_code.isdigit() and len(region_code) == 6
    ):
        raise RoleRefused(f"行政区划代码须为六位数字，实为 {region_code}。")


def revoke_role(*, assignment: RoleAssignment, actor: Actor) -> bool:
    """End the assignment from the next request on; return whether it still counted."""
    with acting(actor=actor):
        return bool(
            RoleAssignment.objects.filter(pk=assignment.pk, revoked_at__isnull=True).update(
                revoked_at=timezone.now(),
                revoked_by_realm=actor.realm,
                revoked_by_id=actor.id,
                revoked_by_name=actor.name,
            )
        )


def issue_token(
    *, user: User, name: str, expires_at: datetime, actor: Actor, scopes: Collection[str] | None = None
) -> tuple[ApiToken, str]:
    """Return the new token's row and its text, which cannot be read again.

    :param scopes: permissions to which the token is narrowed; None leaves all that the user has.
    :raises TokenRefused: if the name is empty, the end is not in the future, or a scope is unknown.
    """
    if not 1 <= len(name.strip()) <= 100:
        raise TokenRefused("令牌名称须为 1 至 100 个字，请写明用途。")
    if expires_at <= timezone.now():
        raise TokenRefused("令牌的到期时间须晚于现在，请重新填写。")
    unknown = sorted(set(scopes or ()) - set(permissions.PERMISSIONS))
    if unknown:
        raise TokenRefused(f"没有这些权限：{'、'.join(unknown)}；请从现有权限中选择。")
    clear = tokens.mint()
    with acting(actor=actor):
        row = ApiToken.objects.create(
            user=user,
            name=name.strip(),
            digest=tokens.digest(clear),
            scopes=None if scopes is None else sorted(set(scopes)),
            expires_at=expires_at,
            created_by_realm=actor.realm,
            created_by_id=actor.id,
            created_by_name=actor.name,
        )
    return row, clear


def revoke_token(*, token: ApiToken, actor: Actor) -> bool:
    """End the token from the next request on; return whether it was not yet revoked."""
    with acting(actor=actor):
        return bool(
            ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(
                revoked_at=timezone.now(),
                revoked_by_realm=actor.realm,
                revoked_by_id=actor.id,
                revoked_by_name=actor.name,
            )
        )


def note_use(*, token: ApiToken, at: datetime) -> None:
    """Write down when the token was last used, at most once an hour, so that requests stay reads."""
    due = at - TOKEN_USE_NOTED_EVERY
    if token.last_used_at is None or token.last_used_at <= due:
        ApiToken.objects.filter(Q(last_used_at__isnull=True) | Q(last_used_at__lte=due), pk=token.pk).update(
            last_used_at=at
        )
