"""The whole product as a child process, as tests of faults need it."""

import os
import pwd
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.runtime import addresses, binaries, proc

READY_SECONDS = 180.0
UNPRIVILEGED = pwd.getpwnam("nobody").pw_uid
# As root: become a user who owns nothing here, but may read what root's folders close (the interpreter may
# stand in root's home). It may write nowhere that a plain user may not.
AS_USER = [
    *("setpriv", "--reuid", str(UNPRIVILEGED), "--regid", str(UNPRIVILEGED), "--clear-groups"),
    *("--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search"),
]


@dataclass(frozen=True)
class Watched:
    """One process that must end; the descriptor cannot come to mean another one."""

    pid: int
    command: str
    descriptor: int


class Product:
    """`hongling up` on a folder and port of its own, without the demonstration tenants."""

    def __init__(self, data: Path, *, prefix: Sequence[str] = (), arguments: Sequence[str] = ()) -> None:
        self.data = data
        self.port = addresses.free_port()
        self.output = ""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HONGLING_")}
        self.process = subprocess.Popen(
            [*prefix, sys.executable, "-P", "-m", "core", "up", *arguments],
            env={
                **kept,
                "HONGLING_DATA": str(data),
                "HONGLING_PORT": str(self.port),
                "HONGLING_DEMO": "0",
                "PYTHONUNBUFFERED": "1",
                **_programs(data),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # As a shell does for a job in the background.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
        )

    def read_until(self, text: str, *, seconds: float = READY_SECONDS) -> None:
        """Collect output until it contains the text; fail loudly if it does not come."""
        assert self.process.stdout is not None
        deadline = time.monotonic() + seconds
        while text not in self.output:
            readable, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))
            chunk = os.read(self.process.stdout.fileno(), 65536) if readable else b""
            self.output += chunk.decode(errors="replace")
            assert chunk, f"{text!r} did not come: {self.output}"

    def finish(self, *, seconds: float = 60.0) -> int:
        """Wait for the end and return the exit code."""
        output, _ = self.process.communicate(timeout=seconds)
        self.output += output.decode(errors="replace")
        return self.process.returncode

    def family(self) -> list[Watched]:
        """Return all living descendants."""
        parents = {process.pid: parent(process.pid) for process in proc.everyone()}
        found = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return [watch(pid) for pid in sorted(found)]


def _programs(data: Path) -> dict[str, str]:
    """Return where PostgreSQL's programs stand for a user who may not run those of root's closed checkout."""
    if os.geteuid() != 0:
        return {}
    found = binaries.find(configured=None, account=binaries.account_for(data / "absent"))
    return {"HONGLING_PG_BIN": str(found.folder)}


def watch(pid: int) -> Watched:
    """Hold on to a process."""
    return Watched(pid, command(pid), os.pidfd_open(pid))


def command(pid: int) -> str:
    """Return a process's command line, empty when it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def parent(pid: int) -> int:
    """Return the number of a process's parent, 0 when it has ended."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def survivors(family: Sequence[Watched], *, seconds: float) -> list[str]:
    """Wait for the processes to end; return the command lines of those that did not in time."""
    deadline = time.monotonic() + seconds
    left = {member.descriptor: member for member in family}
    while left:
        ended, _, _ = select.select(list(left), [], [], max(0, deadline - time.monotonic()))
        if not ended:
            break
        for descriptor in ended:
            del left[descriptor]
    for member in family:
        os.close(member.descriptor)
    return [member.command for member in left.values()]


def strays(data: Path) -> list[str]:
    """Return the command lines of all processes that have to do with a data folder."""
    wanted = str(data).encode()
    return [watched for process in proc.everyone() if (watched := _mentions(process.pid, wanted))]


def make_folder() -> Path:
    """Return a new folder that an unprivileged user may own and everybody may walk through."""
    folder = Path(tempfile.mkdtemp(prefix="hongling-faults-"))
    folder.chmod(0o711)
    return folder


def remove(folder: Path) -> None:
    """Delete a folder, its owner being whoever it is."""
    shutil.rmtree(folder)


def _mentions(pid: int, data: bytes) -> str:
    """Return the command line if it, the environment or the working folder names the data folder."""
    if pid == os.getpid():
        return ""
    try:
        folder = Path(f"/proc/{pid}")
        command = (folder / "cmdline").read_bytes()
        known = (command, (folder / "environ").read_bytes(), os.readlink(folder / "cwd").encode())
    except OSError:
        return ""
    return command.decode(errors="replace") if any(data in text for text in known) else ""
