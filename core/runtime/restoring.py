"""`hongling restore` into a new data folder: the database is made and run for as long as that takes."""

import os
import subprocess
import tarfile
from pathlib import Path

from core.runtime import database, environment, folder, services
from core.runtime.environment import Configuration
from core.runtime.errors import EnvironmentProblem
from core.runtime.supervisor import DATABASE

SECRETS = "secrets.json"


class FolderHasData(EnvironmentProblem):
    """A data folder that is in use would be restored over."""

    code = "FOLDER_HAS_DATA"


def restore(configuration: Configuration, file: Path) -> int:
    """Restore a backup of everything into the data folder, which must be new, and return the exit code.

    :raises FolderHasData: if the folder holds a database or keys.
    :raises EnvironmentProblem: if the folder or the machine does not allow it.
    """
    data = configuration.data
    if (data / SECRETS).exists() or (data / "postgres").exists():
        raise FolderHasData(
            f"数据文件夹 {data} 已有数据，不能整体恢复：请用 HONGLING_DATA 指定一个新的文件夹；"
            "只恢复一个租户请先启动 hongling up，再加 --tenant。"
        )
    folder.make(data)
    _take_secrets(file, data)
    with services.start_services(data, valkey=False) as running:
        secrets = folder.read_secrets(data)
        urls = database.prepare(running.admin_url, DATABASE, secrets)
        environ = environment.for_children(
            configuration,
            secret_key=configuration.secret_key or secrets.secret_key,
            database_url=urls.app,
            broker_url=configuration.broker_url or "redis://127.0.0.1:1/0",
        )
        command = environment.python("-m", "core", "restore", str(file))
        done = subprocess.run(
            command, env={**environ, "HONGLING_ADMIN_DATABASE_URL": urls.owner}, check=False
        )
    return done.returncode


def _take_secrets(file: Path, data: Path) -> None:
    """Put the keys of the backup into the new folder; without them identity numbers could not be read."""
    try:
        with tarfile.open(file) as archive:
            archive.extract(SECRETS, data, filter="data")
    except (OSError, KeyError, tarfile.TarError):
        # The command that restores says what is wrong with the file.
        return
    os.chmod(data / SECRETS, 0o600)
