"""`hongling provisioner`."""

import signal
from typing import Any

from django.core.management.base import BaseCommand

from tenants.provisioner import Provisioner


class Command(BaseCommand):
    """Run a provisioner until TERM or INT."""

    help = "办理从公共站点提出的开通、启停制度、删除单位事项；须有数据库属主权限。TERM 或 Ctrl-C 停止。"
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until told to stop."""
        provisioner = Provisioner()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: provisioner.stop())
        provisioner.run()
