"""`hongling audit verify`."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django_tenants.utils import get_tenant_model, schema_context, tenant_context

from core.audit import selectors, services
from core.audit.selectors import Verdict


class Command(BaseCommand):
    """Check the audit chains."""

    help = "审计记录：verify 逐条核对是否被篡改（退出代码 0 完好，1 发现篡改，2 用法有误）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare one sub-command per deed."""
        deeds = parser.add_subparsers(dest="deed", required=True, title="操作")
        verify = deeds.add_parser("verify", help="封存新记录，再从头核对全部封存")
        verify.add_argument("--tenant", metavar="简称", help="只核对一个租户（public 为公共库）；默认全部")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify each chain and print its head; the head can be kept on paper and compared later."""
        schemas = self._schemas(options["tenant"])
        with _unhurried():
            tampered = [verdict for schema in schemas if (verdict := self._verify(schema)).tampering]
        if tampered:
            raise CommandError(f"发现 {len(tampered)} 条审计链被篡改。", returncode=1)

    def _schemas(self, wanted: str | None) -> list[str]:
        tenants = get_tenant_model().objects.exclude(state="PROVISIONING").order_by("schema_name")
        schemas = [settings.PUBLIC_SCHEMA_NAME, *tenants.values_list("schema_name", flat=True)]
        if wanted is None:
            return schemas
        if wanted not in schemas:
            raise CommandError(f"没有简称为 {wanted} 的租户。", returncode=2)
        return [wanted]

    def _verify(self, schema: str) -> Verdict:
        # The head is read between sealing and checking: meanwhile the chain may only have grown.
        with _switched(schema):
            services.seal()
        head = selectors.heads().get(schema)
        with _switched(schema):
            verdict = selectors.verify(
                head=head, progress=lambda done, total: self._progress(schema, done, total)
            )
        if verdict.tampering:
            self.stdout.write(f"{schema}：已被篡改。{verdict.tampering.message}")
        else:
            self.stdout.write(
                f"{schema}：完好，{verdict.events} 条记录，{verdict.seals} 个封存，"
                f"链首 {verdict.head or '（空）'}"
            )
        return verdict

    def _progress(self, schema: str, done: int, total: int) -> None:
        if total >= 10 and done * 10 // total > (done - 1) * 10 // total:
            self.stderr.write(f"{schema}：{done}/{total} 个封存")


@contextmanager
def _unhurried() -> Iterator[None]:
    """Lift the time limits of web requests: one seal may cover a roster of a hundred thousand rows."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = '60s'")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET statement_timeout; RESET lock_timeout")


def _switched(schema: str) -> AbstractContextManager[None]:
    if schema == settings.PUBLIC_SCHEMA_NAME:
        return schema_context(schema)
    return tenant_context(get_tenant_model().objects.get(schema_name=schema))
