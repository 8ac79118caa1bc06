"""`hongling keys reseal`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django_tenants.utils import get_tenant_model, tenant_context

from core import crypto
from core.people import identities, resealing
from core.surveys import services as surveys


class Command(BaseCommand):
    """Seal everything with the first key, so that the others can be taken away."""

    help = (
        "密钥：reseal 用 HONGLING_FIELD_KEYS 中的第一个密钥重新加密身份证号、电话与问卷结果"
        "（退出代码 0 完成，1 有租户未完成，2 用法有误；中断后再次运行即从断处继续）"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare one sub-command per deed."""
        deeds = parser.add_subparsers(dest="deed", required=True, title="操作")
        reseal = deeds.add_parser("reseal", help="把其他密钥加密的内容换成第一个密钥")
        reseal.add_argument("--tenant", metavar="简称", help="只办一个租户；默认全部")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal tenant by tenant, past one that fails."""
        tenants = self._tenants(options["tenant"])
        done = [self._reseal(tenant) for tenant in tenants]
        if not all(done):
            raise CommandError(f"{done.count(False)} 个租户未完成：旧密钥暂时不能撤去。", returncode=1)

    def _tenants(self, wanted: str | None) -> list[Any]:
        tenants = get_tenant_model().objects.exclude(state="PROVISIONING").order_by("schema_name")
        if wanted is None:
            return list(tenants)
        found = list(tenants.filter(schema_name=wanted))
        if not found:
            raise CommandError(f"没有简称为 {wanted} 的租户。", returncode=2)
        return found

    def _reseal(self, tenant: Any) -> bool:
        name, key = tenant.schema_name, identities.keyring().keys[0].id
        with tenant_context(tenant):
            with connection.cursor() as cursor:
                # Who edits a person holds the row for as long as a request lasts: longer than requests wait.
                cursor.execute("SET statement_timeout = 0; SET lock_timeout = '60s'")
            try:
                sealed = resealing.reseal(progress=lambda done, all_: self._progress(name, done, all_))
                boxes = surveys.reseal()
            except crypto.CannotOpen as problem:
                self.stdout.write(f"{name}：未完成。{problem.message}")
                return False
            finally:
                with connection.cursor() as cursor:
                    cursor.execute("RESET statement_timeout; RESET lock_timeout")
        self.stdout.write(f"{name}：已用密钥 {key} 重新加密 {sealed} 人的身份信息、{boxes} 份问卷结果")
        return True

    def _progress(self, schema: str, done: int, total: int) -> None:
        if done < total:
            self.stderr.write(f"{schema}：{done}/{total} 人")
