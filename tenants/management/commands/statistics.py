"""`hongling statistics rebuild`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from core.errors import DomainError
from core.tasks import TenantNotServing, serving
from tenants.models import Tenant, TenantState
from tenants.statistics import services


class Command(BaseCommand):
    """Drop and count anew the published figures of tenants, one after the other, past failing ones."""

    help = "重建各租户的统计数据：清除后从记录重新统计；已报送期间公布的数不变。有租户失败时退出码为 1。"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the actions."""
        actions = parser.add_subparsers(dest="action", required=True, metavar="操作")
        rebuild = actions.add_parser("rebuild", help="清除并重新统计")
        rebuild.add_argument("--tenant", help="只重建这一个租户（简称）；默认全部运行中的租户")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild the tenants that serve, each in a transaction of its own."""
        slugs = self._slugs(options["tenant"])
        failed = []
        for number, slug in enumerate(slugs, start=1):
            try:
                with serving(slug):
                    result = services.rebuild(on=timezone.localdate())
            except TenantNotServing as error:
                self.stdout.write(f"[{number}/{len(slugs)}] {slug}：跳过，{error.message}")
            except (DomainError, DatabaseError) as error:
                failed.append(slug)
                reason = error.message if isinstance(error, DomainError) else type(error).__name__
                self.stderr.write(f"[{number}/{len(slugs)}] {slug}：失败，原有数据未改动：{reason}")
            else:
                self.stdout.write(
                    f"[{number}/{len(slugs)}] {slug}：{result.periods} 个期间，{result.changed} 个数"
                )
                if result.failures:
                    failed.append(slug)
                    names = "、".join(sorted(result.failures))
                    self.stderr.write(f"{slug}：指标 {names} 无法统计，稍后自动重试。")
        if failed:
            raise CommandError(f"{len(failed)} 个租户未能全部重建：{'、'.join(failed)}；排除原因后再次运行。")

    def _slugs(self, only: str | None) -> list[str]:
        if only is not None:
            if not Tenant.objects.filter(schema_name=only).exists():
                raise CommandError(f"没有简称为 {only} 的租户；可用 hongling tenants list 查看全部租户。")
            return [only]
        served = Tenant.objects.filter(state__in=[TenantState.READY, TenantState.SUSPENDED])
        return list(served.values_list("schema_name", flat=True))
