"""What people see while the product starts, runs and stops: one plain line per event."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


def say(text: str, *, end: str = "\n") -> None:
    """Print for the person at the terminal; a terminal that is gone must not stop the product."""
    with suppress(OSError, ValueError):
        sys.stdout.write(text + end)
        sys.stdout.flush()


def complain(text: str) -> None:
    """Print to standard error, likewise."""
    with suppress(OSError, ValueError):
        sys.stderr.write(text + "\n")
        sys.stderr.flush()


class Steps:
    """Numbered steps with their durations in seconds."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._number = 0

    @contextmanager
    def step(self, title: str, *, talkative: bool = False) -> Iterator[None]:
        """Announce a step and, when it has succeeded, how long it took.

        :param talkative: the step prints lines of its own, so its duration gets a line too.
        """
        self._number += 1
        head = f"[{self._number}/{self._total}] {title} …"
        begun = time.monotonic()
        say(head, end="\n" if talkative else " ")
        try:
            yield
        except BaseException:
            if not talkative:
                say("")
            raise
        took = f"{time.monotonic() - begun:.1f} s"
        say(f"{head} {took}" if talkative else took)
