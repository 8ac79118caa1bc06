"""One trial: the tests of a scheme in a process of their own, with one of its modules replaced."""

import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

PASSED, KILLED, TIMED_OUT = "PASSED", "KILLED", "TIMED_OUT"
OPTIONS = ("-x", "-q", "--import-mode=importlib", "-p", "no:cacheprovider", "-p", "no:django")


@dataclass(frozen=True, slots=True)
class Fault:
    """The module that a trial replaces, and what stands in for it."""

    name: str
    path: Path
    code: CodeType


class Trial:
    """A running trial; `outcome` says what came of it."""

    def __init__(self, folder: Path, tests: Sequence[Path], fault: Fault | None, *, seconds: float) -> None:
        self._reader, writer = os.pipe()
        self._deadline = time.monotonic() + seconds
        self._process = os.fork()
        if self._process == 0:
            os.close(self._reader)
            _run(folder, tests, fault, writer)
        os.close(writer)

    def outcome(self) -> tuple[str, str] | None:
        """Return what came of it and the test that failed first, or None while it runs."""
        ended, _ = os.waitpid(self._process, os.WNOHANG)
        if not ended and time.monotonic() < self._deadline:
            return None
        if not ended:
            self.stop()
            return TIMED_OUT, ""
        with os.fdopen(self._reader, encoding="utf-8") as reader:
            state, _, test = reader.read().partition("\n")
        return state or KILLED, test  # a process that died without a word did not survive its fault

    def stop(self) -> None:
        """End the trial at once."""
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


class _First:
    """A plugin of pytest that notes the first test, or the first file, that fails."""

    failed = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note a test."""
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: Any) -> None:
        """Note a file that cannot be imported."""
        if report.failed and not self.failed:
            self.failed = report.nodeid


class _Faulty(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Replaces one module; everything else comes from its file."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault

    def find_spec(
        self, fullname: str, path: Any = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the module's spec if it is the one to replace."""
        if fullname != self._fault.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self._fault.path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        """Run what stands in for it."""
        exec(self._fault.code, module.__dict__)


def _run(folder: Path, tests: Sequence[Path], fault: Fault | None, writer: int) -> None:
    """Run the tests in this process, tell what came of it, and end without any cleaning up."""
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    os.chdir(folder)
    if fault:
        sys.meta_path.insert(0, _Faulty(fault))
    # File by file: what the first files notice spares collecting the others.
    state, failed = PASSED, ""
    for test in tests:
        first = _First()
        code = pytest.main([*OPTIONS, f"--rootdir={folder}", "-c", os.devnull, str(test)], plugins=[first])
        if code != 0:
            state, failed = KILLED, first.failed
            break
    os.write(writer, f"{state}\n{failed}".encode())
    os._exit(0)
