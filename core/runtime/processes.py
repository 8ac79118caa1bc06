"""Children of the runtime: each in a process group of its own, none outliving us."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from core.runtime import proc
from core.runtime.guardian import Guardian

LOG_LIMIT_BYTES = 20 * 1024 * 1024
TAIL_LINES = 8
_PR_SET_PDEATHSIG = 1
# Loaded before any fork: between fork and exec nothing may be imported.
_LIBC = ctypes.CDLL(None)


@dataclass(frozen=True)
class Account:
    """The operating system's user under which a child runs."""

    uid: int
    gid: int
    name: str


@dataclass(frozen=True)
class Program:
    """How one child is started and stopped.

    ``orphaned`` is the signal that the kernel sends the child when we vanish, ``stop`` the one that ends it
    in order within ``patience_seconds``, ``hurry`` the one for the impatient, sent to the whole group.
    Without a ``log`` the child writes where we write.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    log: Path | None
    stop: signal.Signals = signal.SIGTERM
    hurry: signal.Signals = signal.SIGKILL
    orphaned: signal.Signals = signal.SIGTERM
    patience_seconds: float = 15.0
    account: Account | None = None
    stdin: bytes = b""
    cwd: str | None = None
    descriptors: tuple[int, ...] = field(default=())


class Child:
    """A started program."""

    def __init__(self, program: Program, guardian: Guardian) -> None:
        self.program = program
        self._guardian = guardian
        self._cleared = False
        with _appending(program.log) as log:
            self._log_start = log.tell() if log else 0
            self._process = subprocess.Popen(
                program.argv,
                stdin=subprocess.PIPE if program.stdin else subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT if log else None,
                env=program.env,
                cwd=program.cwd,
                pass_fds=program.descriptors,
                process_group=0,
                umask=0o077,
                preexec_fn=dying_with_us(program.orphaned),
                **as_account(program.account),
            )
        guardian.watch(self._process.pid, program.stop)
        if program.stdin:
            assert self._process.stdin is not None
            with suppress(BrokenPipeError):
                self._process.stdin.write(program.stdin)
                self._process.stdin.close()
        self.started = time.monotonic()

    @property
    def pid(self) -> int:
        """The process number, which is also the number of the group."""
        return self._process.pid

    def ended(self) -> int | None:
        """Return the exit code, or None while it runs; what an ended child left in its group is killed."""
        code = self._process.poll()
        if code is not None:
            self._clear()
        return code

    def ask_to_stop(self) -> None:
        """Send the orderly stop signal and return at once."""
        self._process.send_signal(self.program.stop)

    def stop(self, *, hurried: Callable[[], bool] = lambda: False) -> None:
        """End the child in order; after its patience, or as soon as ``hurried()`` is true, by force."""
        self.ask_to_stop()
        self.wait_stopped(hurried=hurried)

    def wait_stopped(self, *, hurried: Callable[[], bool] = lambda: False) -> None:
        """Wait for a child that was asked to stop, then use force."""
        deadline = time.monotonic() + self.program.patience_seconds
        while self._process.poll() is None and time.monotonic() < deadline and not hurried():
            time.sleep(0.02)
        if self._process.poll() is None:
            self._signal_group(self.program.hurry)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=5)
        if self._process.poll() is None:
            self._signal_group(signal.SIGKILL)
            self._process.wait()
        self._clear()

    def last_lines(self) -> str:
        """Return the last lines that this child (no predecessor) wrote into its log; none if that is gone."""
        if self.program.log is None or not self.program.log.exists():
            return ""
        with self.program.log.open("rb") as log:
            size = log.seek(0, os.SEEK_END)
            log.seek(max(min(self._log_start, size), size - 8192))
            lines = log.read().decode(errors="replace").splitlines()
        return "\n".join(lines[-TAIL_LINES:])

    def _clear(self) -> None:
        """Kill what is left of the group, such as pool processes of a killed master, and forget it.

        Once only: the number of an empty group may soon belong to a stranger.
        """
        if self._cleared:
            return
        self._cleared = True
        if proc.group(self.pid):
            self._signal_group(signal.SIGKILL)
        self._guardian.forget(self.pid)

    def _signal_group(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)


def _appending(log: Path | None) -> BinaryIO | nullcontext[None]:
    """Open a log for a new child."""
    if log is None:
        return nullcontext()
    log.parent.mkdir(mode=0o700, exist_ok=True)
    roll(log)
    return log.open("ab")


def as_account(account: Account | None) -> dict[str, Any]:
    """Return the arguments of subprocess that change the user; none for our own."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def dying_with_us(number: signal.Signals) -> Callable[[], None]:
    """Return what a child runs between fork and exec, so that the kernel signals it when we end.

    subprocess calls it after the change of user, which would otherwise clear the setting.
    """
    parent = os.getpid()

    def ask_kernel() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask_kernel


def roll(log: Path) -> None:
    """Keep a log below its limit: beyond it, the text moves to ``<name>.1`` and the file begins anew.

    The file is emptied in place, because children hold it open (in append mode).
    """
    with suppress(FileNotFoundError):
        if log.stat().st_size > LOG_LIMIT_BYTES:
            log.with_name(f"{log.name}.1").write_bytes(log.read_bytes())
            os.truncate(log, 0)
