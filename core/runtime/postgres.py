"""Our own PostgreSQL: a cluster made, started and watched by us, reachable on loopback only.

It listens on a free TCP port of 127.0.0.1 with passwords (SCRAM) and has no socket file: nothing to go stale,
no path that may become too long, and addresses that every other process can use.
"""

import os
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from core.runtime import addresses, binaries, proc
from core.runtime.binaries import Binaries
from core.runtime.errors import EnvironmentProblem
from core.runtime.folder import DiskFull
from core.runtime.guardian import Guardian
from core.runtime.processes import Child, Program

SUPERUSER = "postgres"
START_SECONDS = 60.0
RECOVERY_SECONDS = 600.0
"""How long a server may replay its log after a crash before we give up; it says that it is doing so."""
_MARKER = "hongling.complete"
_PORT_ATTEMPTS = 5

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": "200",
    # A tenant has dozens of tables: dumping or dropping schemas locks them all in one transaction.
    "max_locks_per_transaction": "256",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "wal_compression": "on",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "cluster_name": "hongling",
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresFailed(EnvironmentProblem):
    """The database server could not be made or started."""

    code = "POSTGRES_FAILED"


@dataclass
class Cluster:
    """One database cluster in ``home/data``.

    ``durable=False`` is for tests: a crash of the machine may lose everything.
    """

    home: Path
    binaries: Binaries
    password: str
    log: Path
    guardian: Guardian
    durable: bool = True
    port: int = 0
    notes: list[str] = field(default_factory=list)
    """What people should know about how the cluster was found, in Chinese."""

    @property
    def data(self) -> Path:
        """The folder of the cluster's files."""
        return self.home / "data"

    @property
    def url(self) -> str:
        """Address of the maintenance database for the superuser."""
        return f"postgresql://{SUPERUSER}:{self.password}@127.0.0.1:{self.port}/postgres"

    def create(self) -> None:
        """Make the cluster's files unless they exist; what an interrupted start left behind is put aside.

        The files are made in a sibling folder that is renamed when complete, so ``data`` is all or nothing.

        :raises PostgresFailed: if initdb fails, or the files belong to another major version.
        :raises DiskFull: if there is no room.
        """
        self._own_home()
        for leftover in self.home.glob("making-*"):
            shutil.rmtree(leftover)
        if (self.data / _MARKER).exists():
            self._check_version()
            return
        if self.data.exists() and any(self.data.iterdir()):
            aside = self.home / f"data.incomplete-{datetime.now(UTC):%Y%m%d%H%M%S%f}"
            self.data.rename(aside)
            self.notes.append(f"数据库文件夹不完整，已移至 {aside}，并重新建立")
        self._initialise(self.home / f"making-{os.getpid()}")

    def start(self, check: Callable[[], None] = lambda: None) -> Child:
        """Start the server and return it when it accepts connections.

        :param check: called while waiting; may raise to give up.
        :raises PostgresFailed: with the last lines of the log, if it does not start in time.
        :raises DiskFull: if there is no room.
        """
        self._clear_remains()
        for _ in range(_PORT_ATTEMPTS):
            self.port = self.port or addresses.free_port()
            child = Child(self._program(), self.guardian)
            try:
                if self._wait_until_ready(child, check):
                    return child
            except BaseException:
                child.stop()
                raise
            # Somebody took the port between our look and the server's start.
            self.port = 0
        raise PostgresFailed("PostgreSQL 无法得到空闲端口。请稍候重试。")

    def _own_home(self) -> None:
        account = self.binaries.account
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if account and self.home.stat().st_uid != account.uid:
            os.chown(self.home, account.uid, account.gid)

    def _check_version(self) -> None:
        made_by = int((self.data / "PG_VERSION").read_text())
        if made_by != self.binaries.major:
            raise PostgresFailed(
                f"数据库文件由 PostgreSQL {made_by} 建立，而程序是 {self.binaries.version}。"
                f"请设置 HONGLING_PG_BIN 指向 PostgreSQL {made_by} 的 bin 文件夹；"
                "升级须先用原版本 hongling backup，再在新的 HONGLING_DATA 中 hongling restore。"
            )

    def _initialise(self, making: Path) -> None:
        account = self.binaries.account
        password_file = self.home / "making-password"
        password_file.unlink(missing_ok=True)
        descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with open(descriptor, "w") as file:
            file.write(self.password)
            if account:
                os.fchown(file.fileno(), account.uid, account.gid)
        # From 17 the locale is PostgreSQL's own; older versions take the C library's.
        # Without a UTF-8 character type the trigrams of Chinese text would be empty.
        locale = ["--locale=C", "--lc-ctype=C.UTF-8"]
        if self.binaries.major >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        try:
            result = self.binaries.run(
                [
                    self.binaries.folder / "initdb",
                    f"--pgdata={making}",
                    f"--username={SUPERUSER}",
                    "--auth=scram-sha-256",
                    f"--pwfile={password_file}",
                    "--encoding=UTF8",
                    "--data-checksums",
                    *locale,
                    *([] if self.durable else ["--no-sync"]),
                ]
            )
        finally:
            password_file.unlink()
        if "could not look up effective user ID" in result.stdout:
            raise PostgresFailed(
                f"PostgreSQL 不能以没有用户名的用户（uid {account.uid if account else os.geteuid()}）运行。"
                "请在系统中为其登记用户名（/etc/passwd），或用 HONGLING_DATABASE_URL 指定数据库。"
            )
        if result.returncode != 0:
            raise self._failed("建立数据库文件失败", result.stdout)
        (making / _MARKER).touch()
        making.rename(self.data)

    def _clear_remains(self) -> None:
        """End a server that an earlier instance left on our files, and remove its number if nobody bears it.

        We hold the folder's lock, so any server here is an orphan. It is known by its working folder: the
        number in `postmaster.pid` may by now belong to another process, and PostgreSQL would refuse to start.
        """
        deadline = time.monotonic() + START_SECONDS
        while remains := proc.working_in(self.data, "postgres"):
            if time.monotonic() > deadline:
                raise PostgresFailed(
                    f"上次运行遗留的数据库进程 {remains[0]} 未能结束。请执行 kill -QUIT {remains[0]} 后重试。"
                )
            with suppress(ProcessLookupError, PermissionError, OSError, ValueError):
                number = int((self.data / "postmaster.pid").read_text().split()[0])
                if number in remains:
                    os.kill(number, signal.SIGINT)
            time.sleep(0.1)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _program(self) -> Program:
        settings = {**SETTINGS, **({} if self.durable else _FORGETFUL)}
        return Program(
            name="postgres",
            argv=[
                str(self.binaries.folder / "postgres"),
                "-D",
                str(self.data),
                "-p",
                str(self.port),
                *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
            ],
            env=binaries.environment(),
            log=self.log,
            # Fast shutdown ends sessions and leaves files clean; quit is a crash from which it recovers.
            stop=signal.SIGINT,
            hurry=signal.SIGQUIT,
            orphaned=signal.SIGINT,
            patience_seconds=60.0,
            account=self.binaries.account,
            cwd="/",
        )

    def _wait_until_ready(self, child: Child, check: Callable[[], None]) -> bool:
        """Wait until the server accepts the superuser; False if its port was taken by another process."""
        begun = time.monotonic()
        patience = START_SECONDS
        while True:
            check()
            if child.ended() is not None:
                lines = child.last_lines()
                if "Address already in use" in lines:
                    return False
                raise self._failed("PostgreSQL 未能启动", lines)
            try:
                psycopg.connect(self.url, connect_timeout=5).close()
                return True
            except psycopg.OperationalError as error:
                problem = str(error)
            if "password authentication failed" in problem:
                raise PostgresFailed(
                    f"数据库不接受 secrets.json 中的密码（{self.data}）。"
                    "请从备份恢复数据文件夹中的 secrets.json；"
                    "若确定不再需要原有数据，请删除整个数据文件夹。"
                )
            if "starting up" in problem or "not yet accepting" in problem:
                patience = RECOVERY_SECONDS
            if time.monotonic() - begun > patience:
                raise self._failed(f"PostgreSQL 在 {patience:.0f} 秒内未就绪", child.last_lines())
            time.sleep(0.03)

    def _failed(self, what: str, output: str) -> EnvironmentProblem:
        """Return the problem with the server's own words; a full disk has its own kind."""
        if "No space left on device" in output:
            return DiskFull(
                f"磁盘已满，{what}（{self.home}）。请清理磁盘，或用 HONGLING_DATA 指定另一磁盘上的文件夹。"
            )
        return PostgresFailed(f"{what}。日志 {self.log} 的最后几行：\n{output.strip()}")
