"""`hongling graphql_schema`: rewrite or compare what is kept of the API beside the code."""

import difflib
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hongling_api import snapshots


class Command(BaseCommand):
    """Write the SDL files and the access matrix, or fail where they differ from the code."""

    help = "重写 GraphQL 结构快照和接口权限表；加 --check 只核对，不一致时退出代码为 1。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add ``--check``."""
        parser.add_argument("--check", action="store_true", help="只核对，不改写")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Write, or compare and print the difference.

        :raises CommandError: if a file differs while checking.
        """
        differing = 0
        for path, text in snapshots.texts().items():
            name = str(path.relative_to(snapshots.PROJECT))
            kept = path.read_text(encoding="utf-8") if path.exists() else ""
            if kept == text:
                continue
            differing += 1
            if check:
                lines = difflib.unified_diff(
                    kept.splitlines(), text.splitlines(), f"{name}（已保存）", f"{name}（代码）", lineterm=""
                )
                self.stdout.write("\n".join(lines))
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
                self.stdout.write(f"已改写 {name}")
        if check and differing:
            raise CommandError(f"{differing} 个文件与代码不一致：请运行 make schema，并一同提交。")
