"""`hongling tenants create|list|suspend|resume|archive|drop|migrate|plugin|discard|bench`."""

import os
import secrets
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.actors import Actor
from core.errors import DomainError
from tenants import levelling, provisioning, states
from tenants.models import Tenant, TenantState
from tenants.provisioning import Administrator

OPERATOR = Actor(realm="system", id="command", name="命令行")

_CHANGES = {
    "suspend": (TenantState.SUSPENDED, "停用租户：请求与任务不再受理，数据保留"),
    "resume": (TenantState.READY, "恢复已停用的租户"),
    "archive": (TenantState.ARCHIVED, "归档已停用的租户：网址不再应答"),
}


class Command(BaseCommand):
    """Open, list, suspend, resume, archive, migrate and drop tenants; switch their plugins on and off."""

    help = (
        "管理租户：create 开通、list 列表、suspend 停用、resume 恢复、archive 归档、drop 删除、"
        "migrate 升级、plugin 插件、discard 撤销、bench 性能测试"
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare one sub-command per deed."""
        deeds = parser.add_subparsers(dest="deed", required=True, title="操作")
        create = deeds.add_parser("create", help="开通租户")
        create.add_argument("slug", help="简称，即模式名与网址的第一段，例如 fuquan")
        create.add_argument("--name", required=True, help="名称，例如 福泉市")
        create.add_argument("--region", required=True, help="六位行政区划代码，例如 522702")
        create.add_argument("--plugin", action="append", default=[], help="启用的插件，可重复")
        create.add_argument("--domain", help="网址主机名，默认 <简称>.<公共主机名>")
        create.add_argument("--administrator", metavar="用户名", help="首个系统管理员；初始密码只显示一次")
        create.add_argument("--administrator-name", metavar="姓名", help="其姓名，默认与用户名相同")
        deeds.add_parser("list", help="列出全部租户")
        for deed, (_, text) in _CHANGES.items():
            change = deeds.add_parser(deed, help=text)
            change.add_argument("slug")
            change.add_argument("--reason", default="命令行操作", help="原因，写入审计记录")
        plugin = deeds.add_parser("plugin", help="启用或停用租户的插件，无需重启")
        plugin.add_argument("slug")
        plugin.add_argument("switch", choices=["on", "off"])
        plugin.add_argument("plugin")
        drop = deeds.add_parser("drop", help="永久删除已归档的租户及其全部数据")
        drop.add_argument("slug")
        drop.add_argument("--yes", metavar="简称", help="不再询问：再写一遍简称以示确认")
        drop.add_argument("--reason", default="命令行操作", help="原因，写入审计记录")
        migrate = deeds.add_parser("migrate", help="将全部租户升级到当前版本，跳过失败的并列出")
        migrate.add_argument("--processes", type=int, help="同时进行的进程数，默认为处理器数")
        bench = deeds.add_parser("bench", help="在临时数据库中测量开通与升级（源码目录中可用）")
        bench.add_argument("--tenants", type=int, default=100, help="租户数，默认 100")
        discard = deeds.add_parser("discard", help="撤销没有开通完成的租户")
        discard.add_argument("slug")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the sub-command; a refusal is one plain line and exit code 1."""
        try:
            getattr(self, f"_{options['deed']}", self._change)(options)
        except DomainError as error:
            raise CommandError(error.message) from error

    def _create(self, options: dict[str, Any]) -> None:
        administrator, password = None, secrets.token_urlsafe(12)
        if username := options["administrator"]:
            name = options["administrator_name"] or username
            administrator = Administrator(username, name, provisioning.hashed(password))
        tenant = provisioning.open_tenant(
            slug=options["slug"],
            name=options["name"],
            region_code=options["region"],
            plugin_names=options["plugin"],
            domain=options["domain"],
            administrator=administrator,
            actor=OPERATOR,
            on=timezone.localdate(),
            progress=self.stdout.write,
        )
        self.stdout.write(f"租户 {tenant.schema_name} 已开通：{tenant.domains.get(is_primary=True).domain}")
        if administrator:
            self.stdout.write(f"管理员 {username} 的初始密码（首次登录须修改）：{password}")

    def _list(self, options: dict[str, Any]) -> None:
        for row in Tenant.objects.prefetch_related("plugins", "domains"):
            hosts = "、".join(domain.domain for domain in row.domains.all()) or "—"
            running = "、".join(sorted(row.active_plugins)) or "—"
            state = TenantState(row.state).label
            self.stdout.write(
                f"{row.schema_name}\t{row.name}\t{row.region_code}\t{state}\t{hosts}\t{running}"
            )

    def _change(self, options: dict[str, Any]) -> None:
        to, _ = _CHANGES[options["deed"]]
        row = states.change(slug=options["slug"], to=to, actor=OPERATOR, reason=options["reason"])
        self.stdout.write(f"租户 {row.schema_name} 现为：{TenantState(row.state).label}")

    def _plugin(self, options: dict[str, Any]) -> None:
        tenant, name = states.by_slug(options["slug"]), options["plugin"]
        if options["switch"] == "on":
            provisioning.switch_on(
                tenant=tenant,
                plugin=name,
                actor=OPERATOR,
                on=timezone.localdate(),
                progress=self.stdout.write,
            )
            self.stdout.write(f"{tenant.schema_name} 已启用 {name}")
            return
        dropped = provisioning.switch_off(tenant=tenant, plugin=name, actor=OPERATOR)
        kept = "其数据表为空，已移除" if dropped else "其数据保留，再次启用即恢复"
        self.stdout.write(f"{tenant.schema_name} 已停用 {name}；{kept}")

    def _discard(self, options: dict[str, Any]) -> None:
        provisioning.discard(slug=options["slug"])
        self.stdout.write(f"{options['slug']} 的未完成开通已撤销")

    def _drop(self, options: dict[str, Any]) -> None:
        slug = options["slug"]
        provisioning.check_archived(states.by_slug(slug))
        confirmation = options["yes"] or input(f"删除后不能恢复。请再次输入简称 {slug} 以确认：").strip()
        if confirmation != slug:
            raise CommandError(f"未删除：确认的简称不是 {slug}。")
        provisioning.drop(slug=slug, actor=OPERATOR, reason=options["reason"])
        self.stdout.write(f"租户 {slug} 及其全部数据已删除")

    def _migrate(self, options: dict[str, Any]) -> None:
        failures = levelling.all_tenants(self.stdout.write, processes=options["processes"])
        for failure in failures:
            self.stderr.write(f"租户 {failure.schema_name} 升级失败，数据未改动：{failure.reason}")
        if failures:
            raise CommandError(f"{len(failures)} 个租户升级失败；排除原因后再次运行即可补齐。")
        self.stdout.write("全部租户均为当前版本")

    def _bench(self, options: dict[str, Any]) -> None:
        program = settings.BASE_DIR / "bench" / "tenants.py"
        if not program.exists():
            raise CommandError(f"没有找到 {program}：性能测试只随源码提供。")
        command = [sys.executable, str(program), "--tenants", str(options["tenants"])]
        # The measurement has services of its own: nothing of this instance may reach it.
        environ = {name: value for name, value in os.environ.items() if not name.startswith("HONGLING_")}
        if code := subprocess.run(command, env=environ, check=False).returncode:
            raise CommandError("有项目超标，见上表。", returncode=code)
