"""A small process that outlives the supervisor just long enough to end what it left behind.

The supervisor writes one line for each process group that it starts (``+<group> <signal>``) or has ended
(``-<group>``). When the pipe closes, for whatever reason, SIGKILL included, the guardian asks the remaining
groups to end and kills those that do not. It holds the lock of the data folder until nothing is left, so that
a new instance cannot start on files that an old process still writes.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from core.runtime import proc

POLITE_SECONDS = 4.0
KILL_SECONDS = 10.0
PROJECT = Path(__file__).resolve().parents[2]


class Guardian:
    """The supervisor's end of the pipe."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe

    def watch(self, group: int, polite: signal.Signals) -> None:
        """Have a process group ended by ``polite`` (then SIGKILL) should this process vanish."""
        self._say(f"+{group} {int(polite)}")

    def forget(self, group: int) -> None:
        """Stop watching a group that has ended."""
        self._say(f"-{group}")

    def _say(self, line: str) -> None:
        # A guardian that was killed must not take the product down; the parent-death signals remain.
        with suppress(BrokenPipeError):
            self._pipe.write(f"{line}\n".encode())
            self._pipe.flush()


@contextmanager
def guarding(*, held: tuple[int, ...]) -> Iterator[Guardian]:
    """Start a guardian for the length of the block.

    :param held: descriptors (locks) that stay open until everything that was watched has ended.
    """
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "core.runtime.guardian"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=held,
        cwd="/",
        env={"PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert process.stdin is not None
    try:
        yield Guardian(process.stdin)
    finally:
        with suppress(BrokenPipeError):
            process.stdin.close()
        process.wait()


def end(groups: dict[int, int]) -> None:
    """Send each group its signal, and SIGKILL to those that remain after a few seconds."""
    for number, polite in reversed(groups.items()):
        _send(number, polite)
    if not _gone(groups, POLITE_SECONDS):
        for number in groups:
            _send(number, signal.SIGKILL)
        _gone(groups, KILL_SECONDS)


def _send(group: int, number: int) -> None:
    """Signal a group; one that is already empty is fine."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def _gone(groups: dict[int, int], seconds: float) -> bool:
    """Wait until no group has a living member; tell whether that came about in time."""
    deadline = time.monotonic() + seconds
    while any(process.group in groups for process in proc.everyone()):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def main() -> None:
    """Read the supervisor's lines until the pipe closes, then clear up."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: dict[int, int] = {}
    for line in sys.stdin:
        group, _, polite = line[1:].partition(" ")
        if line.startswith("+"):
            groups[int(group)] = int(polite)
        else:
            groups.pop(int(group), None)
    end(groups)


if __name__ == "__main__":
    main()
