"""`hongling relay`."""

import signal
from argparse import ArgumentParser
from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand

from core.celery import app
from core.outbox.relay import Relay


class Command(BaseCommand):
    """Run a relay until TERM or INT."""

    help = "把已登记的后续事务转交后台任务进程，未完成的定时重发；可同时运行多个。TERM 或 Ctrl-C 停止。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare how soon effects are repeated and how long they are kept."""
        parser.add_argument(
            "--repeat-after", type=float, default=120.0, metavar="秒", help="转交后未完成，多少秒后重发"
        )
        parser.add_argument("--batch", type=int, default=100, metavar="个", help="每次转交的最多个数")
        parser.add_argument("--keep-days", type=int, default=7, metavar="天", help="已完成的事务保留的天数")
        parser.add_argument(
            "--include", action="append", default=[], metavar="模块", help="另含任务的模块，可重复"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until told to stop."""
        app.loader.import_default_modules()
        for module in options["include"]:
            import_module(module)
        relay = Relay(
            app=app,
            repeat_seconds=options["repeat_after"],
            batch=options["batch"],
            keep_days=options["keep_days"],
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: relay.stop())
        relay.run()
