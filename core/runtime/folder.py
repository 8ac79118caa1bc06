"""The data folder: private, writable, used by one instance at a time, with the secrets that it generated."""

import errno
import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from core.runtime import proc
from core.runtime.errors import EnvironmentProblem

SPACE_BYTES = 200 * 1024 * 1024
REMAINS_SECONDS = 20.0


class FolderNotWritable(EnvironmentProblem):
    """The data folder cannot be made or written."""

    code = "FOLDER_NOT_WRITABLE"


class DiskFull(EnvironmentProblem):
    """There is too little space for the data."""

    code = "DISK_FULL"


class FolderInUse(EnvironmentProblem):
    """Another instance works in the data folder."""

    code = "FOLDER_IN_USE"


class SecretsDamaged(EnvironmentProblem):
    """The file of generated passwords cannot be read."""

    code = "SECRETS_DAMAGED"


def _password() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Secrets:
    """What was generated for this data folder; all values are safe inside addresses."""

    secret_key: str = field(default_factory=lambda: secrets.token_urlsafe(64))
    postgres: str = field(default_factory=_password)
    owner: str = field(default_factory=_password)
    app: str = field(default_factory=_password)
    valkey: str = field(default_factory=_password)


@dataclass(frozen=True)
class DataFolder:
    """A data folder that is ours until the lock is closed."""

    path: Path
    secrets: Secrets
    lock: int
    """Descriptor of the lock; whoever inherits it keeps the folder taken."""

    def log(self, name: str) -> Path:
        """Return the log file of a process."""
        return self.path / "log" / f"{name}.log"


@contextmanager
def taken(path: Path) -> Iterator[DataFolder]:
    """Make the folder if need be and take it for the length of the block.

    :raises FolderNotWritable: if it cannot be made or written.
    :raises DiskFull: if there is too little space.
    :raises FolderInUse: if another instance has it.
    """
    path = path.expanduser().absolute()
    make(path)
    check_space(path, SPACE_BYTES)
    lock = _lock(path)
    try:
        yield DataFolder(path, secrets=_secrets(path / "secrets.json"), lock=lock)
    finally:
        os.close(lock)


def make(path: Path) -> None:
    """Make the data folder and see that it can be written.

    :raises FolderNotWritable: if not.
    :raises DiskFull: if the disk has no room for an empty file.
    """
    try:
        if not path.is_dir():
            # As root the database runs as another user, who must be able to walk through, and no more.
            path.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True)
        probe = path / f".probe-{os.getpid()}"
        probe.write_bytes(b"hongling")
        probe.unlink()
    except OSError as error:
        raise _refused(path, error) from error


def check_space(path: Path, needed_bytes: int) -> None:
    """Refuse to begin where the disk would soon be full.

    :raises DiskFull: if fewer than ``needed_bytes`` are free for us.
    """
    free = shutil.disk_usage(path).free
    if free < needed_bytes:
        raise DiskFull(
            f"磁盘空间不足：{path} 所在磁盘剩余 {free // 2**20} MB，至少需要 {needed_bytes // 2**20} MB。"
            "请清理磁盘，或用 HONGLING_DATA 指定另一磁盘上的文件夹。"
        )


def write_private(path: Path, content: object) -> None:
    """Write a JSON file, mode 0600, so that it is either old or new but never half.

    :raises DiskFull: if there is no room.
    :raises FolderNotWritable: if it may not be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise _refused(path, error) from error


def _refused(path: Path, error: OSError) -> EnvironmentProblem:
    """Return what to tell about a folder or file that could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(f"磁盘已满，无法写入 {path}。请清理磁盘，或用 HONGLING_DATA 指定另一磁盘上的文件夹。")
    return FolderNotWritable(
        f"数据文件夹不可写：{path}（{os.strerror(error.errno or 0)}）。"
        "请修改其属主或权限，或用 HONGLING_DATA 指定可写的文件夹。"
    )


def _lock(path: Path) -> int:
    """Take the folder's lock and write our process number into it.

    The guardian of an instance that was killed holds the lock for the seconds it needs to clear up.
    """
    try:
        lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise _refused(path / "lock", error) from error
    deadline = time.monotonic() + REMAINS_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _holder(os.pread(lock, 100, 0))
            if holder is None and time.monotonic() < deadline:
                time.sleep(0.1)
                continue
            os.close(lock)
            who = f"进程 {holder}" if holder else "上一实例留下的进程"
            way_out = f"kill {holder}" if holder else "稍候再试"
            raise FolderInUse(
                f"数据文件夹 {path} 正由另一个红领实例使用（{who}）。"
                f"请先停止它（在其终端按 Ctrl-C，或 {way_out}），或用 HONGLING_DATA 指定另一文件夹。"
            ) from None
        me = proc.look(os.getpid())
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()} {me.started if me else 0}\n".encode(), 0)
        return lock


def _holder(content: bytes) -> int | None:
    """Return the process that wrote the lock if it still lives; a reused number does not count."""
    number, _, started = content.decode(errors="replace").strip().partition(" ")
    if not (number.isdigit() and started.isdigit()):
        return None
    process = proc.look(int(number))
    alive = process is not None and process.state not in "ZX" and process.started == int(started)
    return int(number) if alive else None


def read_secrets(data: Path) -> Secrets:
    """Return the secrets of a data folder.

    :raises SecretsDamaged: if their file cannot be read.
    """
    return _secrets(data / "secrets.json")


def _secrets(path: Path) -> Secrets:
    """Return the folder's secrets, generating those that it does not have yet."""
    known: dict[str, str] = {}
    if path.exists():
        try:
            known = json.loads(path.read_text(encoding="utf-8"))
            known = {item.name: str(known[item.name]) for item in fields(Secrets) if item.name in known}
        except (OSError, ValueError, TypeError) as error:
            raise SecretsDamaged(
                f"密码文件无法读取：{path}。请从备份恢复它；若确定不再需要原有数据，请删除整个数据文件夹。"
            ) from error
    found = Secrets(**known)
    if asdict(found) != known:
        write_private(path, asdict(found))
    return found
