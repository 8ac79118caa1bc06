"""`hongling prepare`: everything between a running database and a web server that may serve."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.errors import DomainError
from tenants import demo


class Command(BaseCommand):
    """Migrate, load reference data and, in demo mode, make the demonstration tenants."""

    help = "升级数据库、载入基础数据；演示模式下建立演示租户并写出 demo.json。"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--demo-file",
            type=Path,
            default=settings.DATA_DIR / "demo.json",
            help="写出演示网址、用户与令牌的文件；其中已有的密码保持不变",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command; safe to repeat."""
        call_command("migrate", verbosity=options["verbosity"], stdout=self.stdout, stderr=self.stderr)
        if not settings.DEMO:
            return
        try:
            demo.prepare(file=options["demo_file"], on=timezone.localdate(), progress=self.stdout.write)
        except DomainError as error:
            raise CommandError(error.message) from error
