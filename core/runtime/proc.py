"""What Linux tells about processes; a reused process number is never taken for its predecessor."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Process:
    """One process as `/proc` showed it; ``started`` counts clock ticks since the machine booted."""

    pid: int
    state: str
    group: int
    session: int
    started: int


def look(pid: int) -> Process | None:
    """Return what is known about a process, or None when there is none."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    # The second field is the program's name in brackets and may hold blanks and brackets itself.
    fields = text.rpartition(")")[2].split()
    return Process(
        pid, state=fields[0], group=int(fields[2]), session=int(fields[3]), started=int(fields[19])
    )


def everyone() -> list[Process]:
    """Return all processes except those that have ended and only wait to be collected."""
    found = (look(int(name)) for name in os.listdir("/proc") if name.isdigit())
    return [process for process in found if process and process.state not in "ZX"]


def group(number: int) -> list[Process]:
    """Return the living members of a process group."""
    return [process for process in everyone() if process.group == number]


def working_in(folder: Path, program: str) -> list[int]:
    """Return the numbers of the processes of ``program`` whose working folder is ``folder``."""
    wanted = os.path.realpath(folder)
    return [process.pid for process in everyone() if _works_in(process.pid, wanted, program)]


def _works_in(pid: int, folder: str, program: str) -> bool:
    """Tell whether the process runs ``program`` in ``folder``; one that may not be looked at does not."""
    try:
        return (
            os.readlink(f"/proc/{pid}/cwd") == folder
            and os.path.basename(os.readlink(f"/proc/{pid}/exe").removesuffix(" (deleted)")) == program
        )
    except OSError:
        return False
