import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.runtime import proc, processes
from core.runtime.guardian import Guardian, guarding
from core.runtime.processes import Child, Program
from core.runtime.slots import Slot

# Says the numbers of itself and of a child, then both wait for ever, deaf to TERM.
STUBBORN = (
    "import os, signal, sys\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "child = os.fork()\n"
    "if child: sys.stderr.write(f'{os.getpid()} {child}\\n'); sys.stderr.flush()\n"
    "while True: signal.pause()\n"
)
HOLDER = (
    "import sys\n"
    "from pathlib import Path\n"
    "from core.runtime.guardian import guarding\n"
    "from core.runtime.processes import Child, Program\n"
    "with guarding(held=()) as watch:\n"
    "    program = Program('stubborn', [sys.executable, '-c', sys.argv[1]], {}, log=None)\n"
    "    Child(program, watch)\n"
    "    sys.stdin.read()\n"
)


@pytest.fixture
def watch() -> Iterator[Guardian]:
    with guarding(held=()) as guardian:
        yield guardian


def program(tmp_path: Path, script: str, **changes: object) -> Program:
    arguments = [sys.executable, "-c", script]
    return Program("sample", arguments, {}, **{"log": tmp_path / "log" / "sample.log", **changes})  # type: ignore[arg-type]


def wait_gone(descriptors: list[int], seconds: float) -> bool:
    """Wait until all processes behind the descriptors have ended."""
    poll = select.poll()
    left = set(descriptors)
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    while left:
        ended = poll.poll(seconds * 1000)
        if not ended:
            return False
        for descriptor, _ in ended:
            poll.unregister(descriptor)
            left.discard(descriptor)
    return True


def test_a_killed_parent_leaves_neither_child_nor_grandchild() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, STUBBORN], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stderr is not None
        numbers = [int(word) for word in holder.stderr.readline().split()]
        descriptors = [os.pidfd_open(number) for number in numbers]
        holder.kill()

    assert len(numbers) == 2
    assert wait_gone(descriptors, seconds=15)
    for descriptor in descriptors:
        os.close(descriptor)


def test_stop_lets_a_child_end_in_order(tmp_path: Path, watch: Guardian) -> None:
    script = (
        "import signal, sys\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(print('bye')))\n"
        "print('up', flush=True)\n"
        "signal.pause()"
    )
    child = Child(program(tmp_path, script), watch)
    while child.last_lines() != "up":
        assert child.ended() is None

    child.stop()

    assert child.ended() == 0
    assert child.last_lines() == "up\nbye"
    child.program.log.unlink()
    assert child.last_lines() == ""


def test_a_deaf_child_and_its_children_are_killed_when_hurried(tmp_path: Path, watch: Guardian) -> None:
    child = Child(program(tmp_path, STUBBORN), watch)
    while len(child.last_lines().split()) < 2:
        assert child.ended() is None

    child.stop(hurried=lambda: True)

    assert child.ended() == -signal.SIGKILL
    assert proc.group(child.pid) == []


def test_what_an_ended_child_leaves_in_its_group_is_killed(tmp_path: Path, watch: Guardian) -> None:
    child = Child(program(tmp_path, STUBBORN), watch)
    while len(child.last_lines().split()) < 2:
        assert child.ended() is None
    os.kill(child.pid, signal.SIGKILL)
    orphan = os.pidfd_open(int(child.last_lines().split()[1]))

    while child.ended() is None:
        pass

    assert wait_gone([orphan], seconds=5)
    os.close(orphan)


def test_a_child_does_not_inherit_an_ignored_interrupt(tmp_path: Path, watch: Guardian) -> None:
    script = "import signal; print(signal.getsignal(signal.SIGTERM) == signal.SIG_DFL)"
    child = Child(program(tmp_path, script), watch)

    while child.ended() is None:
        pass

    assert child.last_lines() == "True"


def test_last_lines_are_those_of_this_child_only(tmp_path: Path, watch: Guardian) -> None:
    for word in ("first", "second"):
        child = Child(program(tmp_path, f"print('{word}')"), watch)
        while child.ended() is None:
            pass

    assert child.last_lines() == "second"
    assert (tmp_path / "log" / "sample.log").read_text() == "first\nsecond\n"


def test_a_log_over_its_limit_begins_anew_and_keeps_the_old_text(tmp_path: Path) -> None:
    log = tmp_path / "sample.log"
    with log.open("ab") as file:
        file.truncate(processes.LOG_LIMIT_BYTES)
        processes.roll(log)
        assert log.stat().st_size == processes.LOG_LIMIT_BYTES
        file.seek(0, os.SEEK_END)
        file.write(b"x")
        file.flush()

        processes.roll(log)
        file.write(b"after")

    assert log.read_bytes() == b"after"
    assert (tmp_path / "sample.log.1").stat().st_size == processes.LOG_LIMIT_BYTES + 1


def test_a_dead_child_gets_successors_ever_later(
    tmp_path: Path, watch: Guardian, capsys: pytest.CaptureFixture[str]
) -> None:
    def start() -> Child:
        child = Child(program(tmp_path, "raise SystemExit('broken')"), watch)
        while child.ended() is None:
            pass
        return child

    slot = Slot("样本", start, start())
    first = slot.child
    died = first.started

    slot.tend(died)
    slot.tend(died + 0.9)
    assert slot.child is first
    slot.tend(died + 1.0)
    second = slot.child
    assert second is not first
    slot.tend(second.started)
    slot.tend(second.started + 1.9)
    assert slot.child is second
    slot.tend(second.started + 2.0)

    assert slot.child is not second
    assert slot.failures == 2
    assert slot.last_lines == "broken"
    assert capsys.readouterr().out.count("样本意外退出（代码 1）") == 2


def test_a_child_that_ran_long_enough_starts_counting_anew(tmp_path: Path, watch: Guardian) -> None:
    child = Child(program(tmp_path, "raise SystemExit(3)"), watch)
    while child.ended() is None:
        pass
    slot = Slot("样本", lambda: child, child, failures=4)

    slot.tend(child.started + 61)

    assert slot.failures == 1
