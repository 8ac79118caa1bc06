"""`hongling clients register|allow|revoke|list`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from core.actors import SYSTEM
from core.errors import DomainError
from tenants.clients import selectors, services
from tenants.clients.models import ApiClient


class Command(BaseCommand):
    """Register programs that read figures on the public host."""

    help = "登记、停用和列出从公共网址读取统计数据的程序。"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the actions."""
        actions = parser.add_subparsers(dest="action", required=True, metavar="操作")
        register = actions.add_parser("register", help="登记一个程序，打印其 client_id 和 client_secret")
        register.add_argument("name", help="名称")
        register.add_argument("--region", action="append", default=[], help="可读的地区代码；默认全国")
        register.add_argument("--group", action="append", default=[], help="可读的指标组；默认全部")
        register.add_argument("--per-minute", type=int, default=60, help="每分钟请求数上限（默认 60）")
        register.add_argument("--persisted-only", action="store_true", help="只接受已登记的查询")
        allow = actions.add_parser("allow", help="登记程序可以按摘要发送的查询，打印摘要")
        allow.add_argument("client", help="client_id")
        allow.add_argument("file", type=Path, help="查询所在的文件")
        revoke = actions.add_parser("revoke", help="停用一个程序")
        revoke.add_argument("client", type=UUID, help="client_id")
        actions.add_parser("list", help="列出全部程序")

    def handle(self, *args: Any, **options: Any) -> None:
        """Carry out the action."""
        try:
            getattr(self, f"_{options['action']}")(options)
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal

    def _register(self, options: dict[str, Any]) -> None:
        client, secret = services.register(
            name=options["name"],
            regions=options["region"],
            groups=options["group"],
            per_minute=options["per_minute"],
            persisted_only=options["persisted_only"],
            actor=SYSTEM,
        )
        self.stdout.write(f"client_id={client.pk}\nclient_secret={secret}")

    def _allow(self, options: dict[str, Any]) -> None:
        client = selectors.by_identifier(options["client"])
        if client is None:
            raise CommandError(f"没有程序 {options['client']}。")
        self.stdout.write(services.allow(client=client, text=options["file"].read_text(encoding="utf-8")))

    def _revoke(self, options: dict[str, Any]) -> None:
        if not services.revoke(client=options["client"]):
            raise CommandError(f"没有程序 {options['client']}，或它已停用。")

    def _list(self, options: dict[str, Any]) -> None:
        for client in ApiClient.objects.order_by("created_at"):
            state = "已停用" if client.revoked_at else "可用"
            self.stdout.write(f"{client.pk} {client.name} {state} {','.join(client.groups) or '全部指标'}")
