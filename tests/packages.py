"""Install a plugin as its users do: by pip, from its own folder."""

import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent


def install(source: str | Path, target: Path) -> Path:
    """Build and install the package in a folder, named from `tests/` on, into another and return that."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    command += ["--no-build-isolation", "--disable-pip-version-check", "--target", str(target)]
    subprocess.run([*command, str(TESTS / source)], check=True, stdin=subprocess.DEVNULL)
    return target
