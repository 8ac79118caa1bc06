"""`hongling backup`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.errors import DomainError
from tenants.backups import services


class Command(BaseCommand):
    """Write a tenant, or everything, into one file."""

    help = "备份：把全部数据（或 --tenant 一个租户）写入一个文件，期间照常使用（退出代码 0 完成，1 失败）"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file and the tenant."""
        parser.add_argument(
            "file",
            type=Path,
            nargs="?",
            help="要写的文件，不得已存在；默认在数据文件夹的 backups 中按时间命名",
        )
        parser.add_argument("--tenant", metavar="简称", help="只备份一个租户；默认全部，含公共库与密钥")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        tenant = options["tenant"]
        moment = timezone.localtime().strftime("%Y%m%d-%H%M%S")
        usual = settings.DATA_DIR / "backups" / f"{tenant or 'all'}-{moment}.tar"
        file = (options["file"] or usual).absolute()
        try:
            services.back_up(file=file, tenant=tenant, progress=self.stdout.write)
        except DomainError as error:
            raise CommandError(error.message) from error
        except OSError as error:
            raise CommandError(f"文件 {file} 无法写入：{error.strerror}。") from error
