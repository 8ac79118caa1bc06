"""`hongling rules`: rewrite or compare the pages that say what each scheme's rules are."""

import difflib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import installed
from core.decisions import schemes
from core.policy import rulebook
from core.reference import arrangements, services

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "rules"


def pages() -> dict[str, str]:
    """Return the pages of our own schemes by file name; working days are those that the product ships."""
    calendar = arrangements.calendar(arrangements.read(services.WORKING_DAYS))
    return {
        f"{name}.md": rulebook.page(scheme, calendar)
        for name, scheme in sorted(schemes.usable().items())
        if name not in installed.FOUND.packages or installed.FOUND.packages[name].startswith("plugins.")
    }


class Command(BaseCommand):
    """Write the pages, or fail where they differ from the code."""

    help = "重写 docs/rules 中各制度的规则说明；加 --check 只核对，不一致时退出代码为 1。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add ``--check``."""
        parser.add_argument("--check", action="store_true", help="只核对，不改写")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Write, or compare and print the difference.

        :raises CommandError: if a page differs, is missing or stands for no scheme while checking.
        """
        wanted = pages()
        kept = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.md"))}
        differing = [name for name in sorted({*wanted, *kept}) if wanted.get(name) != kept.get(name)]
        for name in differing:
            if check:
                lines = difflib.unified_diff(
                    kept.get(name, "").splitlines(),
                    wanted.get(name, "").splitlines(),
                    f"docs/rules/{name}（已保存）",
                    f"docs/rules/{name}（代码）",
                    lineterm="",
                )
                self.stdout.write("\n".join(lines))
            elif name in wanted:
                FOLDER.mkdir(parents=True, exist_ok=True)
                (FOLDER / name).write_text(wanted[name], encoding="utf-8")
                self.stdout.write(f"已改写 docs/rules/{name}")
            else:
                (FOLDER / name).unlink()
                self.stdout.write(f"已删除 docs/rules/{name}")
        if check and differing:
            raise CommandError(f"{len(differing)} 个文件与代码不一致：请运行 hongling rules，并一同提交。")
