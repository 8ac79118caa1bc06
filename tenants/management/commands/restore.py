"""`hongling restore`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from tenants.backups import services
from tenants.management.commands.tenants import OPERATOR


class Command(BaseCommand):
    """Bring back what `hongling backup` wrote."""

    help = (
        "恢复：把备份文件恢复到空的数据文件夹或空的数据库；加 --tenant 则只恢复一个租户到现有系统"
        "（退出代码 0 完成，1 失败，3 环境不允许）"
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file and the tenant."""
        parser.add_argument("file", type=Path, help="hongling backup 写的文件")
        parser.add_argument("--tenant", metavar="简称", help="只恢复这个租户；它须已不在现有系统中")

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring it back."""
        file = options["file"].absolute()
        try:
            if options["tenant"]:
                services.restore_tenant(
                    file=file, tenant=options["tenant"], actor=OPERATOR, progress=self.stdout.write
                )
            else:
                services.restore_everything(file=file, progress=self.stdout.write)
        except DomainError as error:
            raise CommandError(error.message) from error
