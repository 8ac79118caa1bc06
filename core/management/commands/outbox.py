"""`hongling outbox list|retry`."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from core.outbox import selectors, services


class Command(BaseCommand):
    """Show effects that failed too often, and try them again."""

    help = "查看多次失败而搁置的后续事务（list），或重新执行（retry）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare one sub-command per deed."""
        deeds = parser.add_subparsers(dest="deed", required=True, title="操作")
        deeds.add_parser("list", help="列出搁置的事务")
        retry = deeds.add_parser("retry", help="重新执行")
        retry.add_argument("id", nargs="?", type=UUID, help="事务编号")
        retry.add_argument("--all", action="store_true", help="全部搁置的事务")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the sub-command; a refusal is one plain line and exit code 1."""
        if options["deed"] == "list":
            self._list()
        elif options["all"]:
            self.stdout.write(f"已重新排入 {services.retry_all()} 个事务。")
        elif options["id"] is None:
            raise CommandError("请给出事务编号，或用 --all 重新执行全部。", returncode=2)
        else:
            try:
                services.retry(id=options["id"])
            except DomainError as error:
                raise CommandError(error.message) from error
            self.stdout.write(f"已重新排入 {options['id']}。")

    def _list(self) -> None:
        for effect in selectors.failed().iterator():
            self.stdout.write(
                f"{effect.id}  {effect.tenant}  {effect.task}  {effect.effect_key}  "
                f"失败 {effect.failures} 次  {effect.last_error}"
            )
        backlog = selectors.backlog()
        self.stdout.write(
            f"待执行 {backlog.waiting} 个（最早的已等待 {backlog.oldest_seconds:.0f} 秒），"
            f"搁置 {backlog.failed} 个。"
        )
