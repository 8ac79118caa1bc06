"""`hongling decisions replay`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django_tenants.utils import get_tenant_model, tenant_context

from core.decisions import records
from core.decisions.models import DecisionRecord

SHOWN = 20
"""How many differing decisions of one tenant are named."""


class Command(BaseCommand):
    """Check that stored decisions come out again as they were made."""

    help = "认定记录：replay 逐件重算，核对与原记录是否一字不差（退出代码 0 一致，1 有不一致，2 用法有误）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare one sub-command per deed."""
        deeds = parser.add_subparsers(dest="deed", required=True, title="操作")
        replay = deeds.add_parser("replay", help="按所存的事实、参数、日历和例外重算全部认定记录")
        replay.add_argument("--tenant", metavar="简称", help="只核对一个租户；默认全部")

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay the decisions of each tenant."""
        differing = sum(self._replay(tenant) for tenant in self._tenants(options["tenant"]))
        if differing:
            raise CommandError(f"{differing} 件认定记录重算结果与原记录不一致。", returncode=1)

    def _tenants(self, wanted: str | None) -> list[Any]:
        tenants = get_tenant_model().objects.exclude(state="PROVISIONING").order_by("schema_name")
        if wanted is None:
            return list(tenants)
        found = list(tenants.filter(schema_name=wanted))
        if not found:
            raise CommandError(f"没有简称为 {wanted} 的租户。", returncode=2)
        return found

    def _replay(self, tenant: Any) -> int:
        name = tenant.schema_name
        with tenant_context(tenant):
            with connection.cursor() as cursor:
                # One read of a large table may take longer than a request is allowed to.
                cursor.execute("SET statement_timeout = 0")
            total = DecisionRecord.objects.count()
            differing = 0
            for found in records.replays(progress=lambda done, all_: self._progress(name, done, all_)):
                differing += 1
                if differing <= SHOWN:
                    self.stdout.write(f"{name}：{found.record.pk}（{found.record.action}）{found.problem}")
            with connection.cursor() as cursor:
                cursor.execute("RESET statement_timeout")
        verdict = f"{differing} 件不一致" if differing else "全部一致"
        self.stdout.write(f"{name}：{total} 件认定记录，{verdict}")
        return differing

    def _progress(self, schema: str, done: int, total: int) -> None:
        if total >= 1000 and done * 10 // total > (done - 1) * 10 // total:
            self.stderr.write(f"{schema}：{done}/{total} 件")
