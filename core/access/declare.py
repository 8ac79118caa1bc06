"""Say beside each field of the API who may use it; the mark is also the lock.

    @declare.requires("people.see")
    def resolve_people(root, info, first=None): ...

The schema builder refuses a root field whose resolver carries no mark.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from core.access import permissions
from core.access.permissions import Mark
from core.access.principals import AnyPrincipal
from core.errors import DomainError

ATTRIBUTE = "__access__"
"""Where a resolver carries its `Mark`."""

Resolver = TypeVar("Resolver", bound=Callable[..., Any])


class NotAuthenticated(DomainError):
    """Nobody has signed in, or the sign-in counts no longer."""

    code = "UNAUTHENTICATED"


class AccessDenied(DomainError):
    """Someone has signed in who lacks the right."""

    code = "FORBIDDEN"


def enforce(principal: AnyPrincipal, mark: Mark) -> None:
    """Let the principal pass if the mark allows it.

    :raises NotAuthenticated: if a sign-in is needed.
    :raises AccessDenied: if the permission is not granted, or the first password was not changed yet.
    """
    if mark.kind == "anyone":
        return
    if not principal.is_authenticated:
        raise NotAuthenticated("尚未登录或登录已失效：请先登录，或在请求头 Authorization 中提供有效令牌。")
    if mark.kind == "signed_in":
        return
    if principal.must_change_password:
        raise AccessDenied("当前为初始密码：请先在“修改密码”页面设置新密码，再办理业务。")
    if not principal.may(mark.permission):
        title = permissions.PERMISSIONS[mark.permission]
        raise AccessDenied(
            f"您没有“{title}”的权限（{mark.permission}）：如工作需要，请联系本单位系统管理员授权。",
            extensions={"permission": mark.permission},
        )


def requires(permission: str) -> Callable[[Resolver], Resolver]:
    """Mark a resolver, or the `mutate` function of a mutation, as needing a permission, and enforce it.

    It answers whether the permission is granted anywhere; rows are narrowed by `principal.scope()`.

    :raises permissions.UnknownPermission: if there is no such permission.
    """
    return _marked(Mark("requires", permission))


def signed_in(resolver: Resolver) -> Resolver:
    """Mark a resolver as open to everybody who has signed in, and enforce it."""
    return _marked(Mark("signed_in"))(resolver)


def anyone(resolver: Resolver) -> Resolver:
    """Mark a resolver as open to everybody, signed in or not."""
    return _marked(Mark("anyone"))(resolver)


def _marked(mark: Mark) -> Callable[[Resolver], Resolver]:
    def decorate(resolver: Resolver) -> Resolver:
        @wraps(resolver)
        def guarded(root: Any, info: Any, *args: Any, **kwargs: Any) -> Any:
            enforce(info.context.principal, mark)
            return resolver(root, info, *args, **kwargs)

        setattr(guarded, ATTRIBUTE, mark)
        return guarded  # type: ignore[return-value]

    return decorate
