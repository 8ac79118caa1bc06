"""`hongling reference load|status|working-days FILE`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from core.reference import selectors, services


class Command(BaseCommand):
    """Load shared reference data, show what is loaded, enact a published arrangement of working days."""

    help = "管理公共参考数据：load 载入自带数据、status 查看状态、working-days 载入放假安排"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare one sub-command per deed."""
        deeds = parser.add_subparsers(dest="deed", required=True, title="操作")
        deeds.add_parser("load", help="载入产品自带的行政区划与工作日历；已载入的不再重复")
        deeds.add_parser("status", help="显示已载入的行政区划与工作日历版本；未载入时退出码为 1")
        arrangement = deeds.add_parser("working-days", help="载入一份放假安排（CSV），成为新的工作日历版本")
        arrangement.add_argument("file", type=Path, help="CSV 文件，格式见 core/reference/data/README.md")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the sub-command; a refusal is plain Chinese and exit code 1."""
        try:
            if options["deed"] == "load":
                for line in services.load_all():
                    self.stdout.write(line)
            elif options["deed"] == "working-days":
                self._enact(options["file"])
            else:
                self._status()
        except DomainError as error:
            raise CommandError(error.message) from error

    def _enact(self, path: Path) -> None:
        self.stdout.write(f"读取 {path}")
        loaded = services.load_working_days(path=path)
        done = "已载入" if loaded.changed else "此前已载入，无变化"
        self.stdout.write(f"工作日历版本 {loaded.name}：{done}，共 {loaded.row_count} 天")

    def _status(self) -> None:
        missing = []
        divisions = selectors.loaded_divisions()
        if divisions is None:
            missing.append("行政区划")
        else:
            self.stdout.write(
                f"行政区划：{divisions.row_count} 条，{divisions.loaded_at:%Y-%m-%d %H:%M} 载入，"
                f"摘要 {divisions.digest[:12]}"
            )
        versions = selectors.all_versions()
        if not versions:
            missing.append("工作日历")
        for version in versions:
            self.stdout.write(
                f"工作日历 {version.label}：{version.first_year}-{version.last_year} 年，"
                f"{version.published_on} 发布，{version.source}"
            )
        if missing:
            raise CommandError(f"{'、'.join(missing)}尚未载入；请运行 reference load。")
