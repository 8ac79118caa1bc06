"""`hongling prepare`: everything between a running database and a web server that may serve."""

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

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command; safe to repeat."""
        call_command("migrate", verbosity=options["verbosity"], stdout=self.stdout, stderr=self.stderr)
        if not settings.DEMO:
            return
        try:
            demo.prepare(
                file=settings.DATA_DIR / "demo.json", on=timezone.localdate(), progress=self.stdout.write
            )
        except DomainError as error:
            raise CommandError(error.message) from error
