"""Requests to stop: noticed at safe points, never in the middle of starting something."""

import signal
import time
from types import FrameType

_ONE_REQUEST_SECONDS = 1.0


class Interrupted(Exception):
    """Somebody asked us to stop."""


class StopRequests:
    """Counts INT, TERM and HUP, also when they were inherited as ignored (`nohup`, background jobs)."""

    def __init__(self) -> None:
        self._count = 0
        self._last = 0.0

    def listen(self) -> None:
        """Replace the process's handlers."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def check(self) -> None:
        """Return unless asked to stop.

        :raises Interrupted: if so.
        """
        if self._count:
            raise Interrupted

    def hurried(self) -> bool:
        """Tell whether a second request has come."""
        return self._count > 1

    def _note(self, number: int, frame: FrameType | None) -> None:
        # A terminal, make and a process manager may each forward what was one key press.
        now = time.monotonic()
        if self._count == 0 or now - self._last > _ONE_REQUEST_SECONDS:
            self._count += 1
        self._last = now
