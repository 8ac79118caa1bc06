"""Fetch the pinned front-end files to where the web server finds them: `python -m core.runtime.frontend`.

`package.json` names under ``hongling.files`` which file of which npm package is served under which name; the
packages and everything below them are pinned by hash in `package-lock.json`. They are unpacked in a temporary
folder and dropped; no script of theirs runs.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from core.runtime import progress
from core.runtime.errors import EnvironmentProblem

PROJECT = Path(__file__).resolve().parents[2]
OLDEST_NODE = 18
_INPUTS = ("package.json", "package-lock.json")
_STAMP = ".complete"


class FrontEndFailed(EnvironmentProblem):
    """The front-end files could not be fetched."""

    code = "FRONT_END"


def install(project: Path, target: Path) -> bool:
    """Bring ``target`` to what `package.json` says; tell whether anything had to be done.

    :raises FrontEndFailed: if npm fails or a listed file is not in its package.
    """
    digest = hashlib.sha256(b"".join((project / name).read_bytes() for name in _INPUTS)).hexdigest()
    stamp = target / _STAMP
    if stamp.exists() and stamp.read_text() == digest:
        return False
    files: dict[str, str] = json.loads((project / "package.json").read_text())["hongling"]["files"]
    target.parent.mkdir(parents=True, exist_ok=True)
    # Beside the target, so that the last step is a rename and the web server never sees half of it.
    with tempfile.TemporaryDirectory(prefix=".front-end-", dir=target.parent) as folder:
        work = Path(folder)
        for name in (*_INPUTS, ".npmrc"):
            shutil.copy(project / name, work / name)
        _unpack(work, _npm(project))
        fresh = work / "fresh"
        fresh.mkdir()
        for source, name in files.items():
            found = work / "node_modules" / source
            if not found.is_file():
                raise FrontEndFailed(f"package.json 列出的文件不存在：{source}。请核对该软件包的版本与路径。")
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(found, fresh / name)
        (fresh / _STAMP).write_text(digest)
        for path in (fresh, *fresh.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        if target.exists():
            target.rename(work / "old")
        fresh.rename(target)
    return True


def _npm(project: Path) -> list[str]:
    """Return the command line of npm: the system's if its node is new enough, else that of the wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        match = re.match(r"v(\d+)\.", version)
        if match and int(match[1]) >= OLDEST_NODE:
            return [npm]
    programs = Path(sys.executable).parent
    if not (programs / "npm").exists():
        progress.say("本机没有 Node.js，安装随附版本 …")
        requirements = project / "requirements-node.txt"
        subprocess.run(
            [programs / "uv", "pip", "install", "-q", "--require-hashes", "-r", requirements], check=True
        )
    return [str(programs / "npm")]


def _unpack(work: Path, npm: list[str]) -> None:
    """Unpack the locked packages into ``work/node_modules``."""
    result = subprocess.run(
        [*npm, "ci", "--ignore-scripts", "--loglevel=error"],
        cwd=work,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={**os.environ, "PATH": f"{Path(npm[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"},
        check=False,
    )
    if result.returncode != 0:
        # Addresses of package sources are this machine's business and stay out of logs.
        reason = re.sub(r"https?://\S+", "…", result.stdout.strip()[-2000:])
        raise FrontEndFailed(f"前端文件下载失败。请检查网络与 npm 的配置后重试。npm 的输出：\n{reason}")


def main() -> int:
    """Install into the git-ignored folder of this checkout and return the exit code."""
    try:
        install(PROJECT, PROJECT / "static" / "vendor")
    except EnvironmentProblem as problem:
        progress.complain(problem.message)
        return problem.exit_code
    except subprocess.CalledProcessError:
        progress.complain("Node.js 安装失败。请检查网络，或自行安装 Node.js 18 以上版本后重试。")
        return EnvironmentProblem.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
