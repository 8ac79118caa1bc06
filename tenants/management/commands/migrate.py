"""Bring public and every tenant to the level of the code; replaces Django's and django-tenants' command.

The stock commands would make every plugin's tables in every tenant, or record them as made.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS
from django.db.migrations.autodetector import MigrationAutodetector

from core.reference import services as reference
from tenants import levelling, migrating


class Command(BaseCommand):
    """Migrate the public schema, then the tenants that lack something, past failing ones."""

    help = "将公共模式与各租户升级到当前版本；各租户只含核心与其启用插件的数据表。"
    requires_system_checks: list[str] = []
    # Django's checks compare it with that of makemigrations.
    autodetector = MigrationAutodetector

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options; those of Django's command that test-database creation passes are accepted."""
        parser.add_argument("--check", action="store_true", help="只检查，有未升级的租户时退出码为 1")
        parser.add_argument("--database", default=DEFAULT_DB_ALIAS, help="只有 default 一个数据库")
        parser.add_argument("--noinput", "--no-input", action="store_false", dest="interactive")
        parser.add_argument("--run-syncdb", action="store_true", help="无作用：所有应用都有迁移")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command."""
        if options["database"] != DEFAULT_DB_ALIAS:
            raise CommandError("只有 default 一个数据库，请去掉 --database。")
        if options["check"]:
            lacking = [row.schema_name for row in migrating.behind()]
            if lacking:
                raise CommandError(
                    f"{len(lacking)} 个租户未升级：{'、'.join(lacking[:20])}。请运行 hongling migrate。"
                )
            return
        progress = migrating.silent if options["verbosity"] == 0 else self.stdout.write
        migrating.public(progress)
        for line in reference.load_all():
            progress(line)
        failures = levelling.all_tenants(progress)
        for failure in failures:
            self.stderr.write(f"租户 {failure.schema_name} 升级失败，数据未改动：{failure.reason}")
        if failures:
            raise CommandError(
                f"{len(failures)} 个租户升级失败；排除原因后再次运行 hongling migrate 即可补齐。"
            )
