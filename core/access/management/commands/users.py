"""`hongling users list|create|password|grant|revoke|token`: accounts of a tenant or of the public host."""

from argparse import ArgumentParser
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django_tenants.utils import get_tenant_model, tenant_context

from core.access import passwords, selectors, services
from core.access.models import User
from core.actors import Actor
from core.errors import DomainError

OPERATOR = Actor(realm="system", id="", name="命令行")


class Command(BaseCommand):
    """Manage accounts from the server's console, the way in before anybody can sign in."""

    help = "管理用户：查看、新建、重置密码、授予与撤销角色、签发令牌。不带 --tenant 时为公共平台的用户。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the actions and their options."""
        actions = parser.add_subparsers(dest="action", required=True, title="操作")
        self._action(actions, "list", "列出用户及其角色")
        create = self._action(actions, "create", "新建用户，输出一次性的初始密码", named=True)
        create.add_argument("--name", required=True, help="姓名")
        self._action(actions, "password", "重置密码，输出一次性的初始密码", named=True)
        for action, title in (("grant", "授予角色"), ("revoke", "撤销角色")):
            role = self._action(actions, action, title, named=True)
            role.add_argument("--role", required=True, help="角色代码，如 VIEWER")
            role.add_argument("--organisation", type=UUID, help="限定到该党组织及其下级（标识）")
            role.add_argument("--region", help="限定到该地区（六位行政区划代码）")
        token = self._action(actions, "token", "签发令牌，只输出一次", named=True)
        token.add_argument("--name", required=True, help="令牌的用途")
        token.add_argument("--days", type=int, default=90, help="有效天数，默认 90")
        token.add_argument("--scope", action="append", help="只含该权限，可重复；默认含用户的全部权限")

    @staticmethod
    def _action(actions: Any, name: str, title: str, *, named: bool = False) -> ArgumentParser:
        parser: ArgumentParser = actions.add_parser(name, help=title, description=title)
        parser.add_argument("--tenant", help="租户代码，如 fuquan；不填为公共平台")
        if named:
            parser.add_argument("--username", required=True, help="用户名")
        return parser

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the action in the schema of the tenant, or in public."""
        try:
            with _place(options["tenant"]):
                getattr(self, f"_{options['action']}")(options)
        except DomainError as error:
            raise CommandError(error.message) from error

    def _list(self, options: dict[str, Any]) -> None:
        for user in selectors.users():
            codes = ",".join(row["code"] for row in user.held) or "-"
            state = "" if user.is_active else "\t已停用"
            self.stdout.write(f"{user.username}\t{user.name}\t{codes}{state}")

    def _create(self, options: dict[str, Any]) -> None:
        password = passwords.initial()
        services.create_user(
            username=options["username"],
            name=options["name"],
            password=password,
            must_change_password=True,
            actor=OPERATOR,
        )
        self.stdout.write(f"初始密码（首次登录须修改）：{password}")

    def _password(self, options: dict[str, Any]) -> None:
        password = passwords.initial()
        services.set_password(
            user=_user(options), password=password, must_change_password=True, actor=OPERATOR
        )
        self.stdout.write(f"初始密码（首次登录须修改）：{password}")

    def _grant(self, options: dict[str, Any]) -> None:
        services.grant_role(
            user=_user(options),
            role=options["role"],
            organisation_id=options["organisation"],
            region_code=options["region"],
            actor=OPERATOR,
        )
        self.stdout.write(f"已授予 {options['username']} 角色 {options['role']}。")

    def _revoke(self, options: dict[str, Any]) -> None:
        assignment = selectors.assignment(
            user=_user(options),
            role=options["role"],
            organisation_id=options["organisation"],
            region_code=options["region"],
        )
        if assignment is None:
            raise CommandError(f"{options['username']} 没有该范围的角色 {options['role']}，未作更改。")
        services.revoke_role(assignment=assignment, actor=OPERATOR)
        self.stdout.write(f"已撤销 {options['username']} 的角色 {options['role']}。")

    def _token(self, options: dict[str, Any]) -> None:
        expires_at = timezone.now() + timedelta(days=options["days"])
        _, clear = services.issue_token(
            user=_user(options),
            name=options["name"],
            expires_at=expires_at,
            scopes=options["scope"],
            actor=OPERATOR,
        )
        self.stdout.write(clear)


def _place(slug: str | None) -> AbstractContextManager[Any]:
    if slug is None:
        return nullcontext()
    tenant = get_tenant_model().objects.filter(schema_name=slug).first()
    if tenant is None:
        raise CommandError(f"没有代码为 {slug} 的租户；请用 hongling tenants list 查看。")
    return tenant_context(tenant)


def _user(options: dict[str, Any]) -> User:
    user = selectors.user_by_name(options["username"])
    if user is None:
        raise CommandError(f"没有用户 {options['username']}；请用 users list 查看，或核对 --tenant。")
    return user
