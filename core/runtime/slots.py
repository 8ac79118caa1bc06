"""A place that a child should always fill: when it dies, the next one follows, later each time."""

import signal
from collections.abc import Callable
from dataclasses import dataclass

from core.runtime import progress
from core.runtime.processes import Child, roll

LONGEST_PAUSE_SECONDS = 30.0
HEALTHY_SECONDS = 60.0
"""After this long a child counts as sound: its death is the first again."""


@dataclass
class Slot:
    """One child and how to start its successor."""

    title: str
    start: Callable[[], Child]
    child: Child
    failures: int = 0
    last_lines: str = ""
    _due: float | None = None

    def tend(self, now: float) -> None:
        """Notice a death, tell people, and start the successor when its time has come.

        :param now: seconds of the monotonic clock.
        """
        if self._due is None:
            code = self.child.ended()
            if code is None:
                if self.child.program.log:
                    roll(self.child.program.log)
                return
            self.failures = 1 if now - self.child.started > HEALTHY_SECONDS else self.failures + 1
            self.last_lines = self.child.last_lines()
            pause = min(2.0 ** (self.failures - 1), LONGEST_PAUSE_SECONDS)
            progress.say(
                f"{self.title}意外退出（{ending(code)}），{pause:.0f} 秒后重新启动。"
                f"日志：{self.child.program.log}"
            )
            self._due = now + pause
        if now >= self._due:
            self.child = self.start()
            self._due = None


def ending(code: int) -> str:
    """Return in words how a process ended, from the code that subprocess reports."""
    if code < 0:
        return f"信号 {signal.Signals(-code).name}"
    return f"代码 {code}"
