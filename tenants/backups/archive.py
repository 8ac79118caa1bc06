"""The file of a backup: a tar with what it is, the database's dump, and the content of attachments."""

import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from core.errors import DomainError

FORM = 1
MANIFEST, DUMP, SECRETS, ATTACHMENTS = "manifest.json", "database.dump", "secrets.json", "attachments"


class BadArchive(DomainError):
    """A file is no backup of ours, or it is incomplete."""

    code = "BAD_BACKUP"


class FileThere(DomainError):
    """A backup would write over a file."""

    code = "FILE_EXISTS"


@dataclass(frozen=True)
class Manifest:
    """What a backup holds.

    :param tenant: short name, empty for everything.
    :param prefix: of the database roles, which the dump names.
    :param tenants: rows of the registry with their hosts and plugins, as JSON.
    :param heads: last links of the audit's chains by schema, as JSON.
    :param transaction: the cluster's transaction number when the backup was made.
    :param sample: a value sealed with the key that seals identity numbers, base64.
    """

    tenant: str
    prefix: str
    made_at: str
    tenants: list[dict[str, Any]]
    heads: list[dict[str, Any]]
    transaction: int
    sample: str
    form: int = field(default=FORM)


@contextmanager
def writing(file: Path) -> Iterator[tarfile.TarFile]:
    """Write a backup beside its place and put it there when it is complete; mode 0600.

    :raises FileThere: if there is a file already.
    """
    if file.exists():
        raise FileThere(f"文件 {file} 已存在：请换一个文件名，或先移走它。")
    file.parent.mkdir(parents=True, exist_ok=True)
    coming = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with open(os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            with tarfile.open(fileobj=target, mode="w") as archive:
                yield archive
            target.flush()
            os.fsync(target.fileno())
        os.link(coming, file)
    finally:
        with suppress(FileNotFoundError):
            coming.unlink()


def add_manifest(archive: tarfile.TarFile, manifest: Manifest, *, folder: Path) -> None:
    """Write what the backup holds; it goes last, so that a cut file is no backup."""
    path = folder / MANIFEST
    path.write_text(json.dumps(asdict(manifest), ensure_ascii=False), encoding="utf-8")
    archive.add(path, arcname=MANIFEST)


def manifest(file: Path) -> Manifest:
    """Return what a backup holds.

    :raises BadArchive: if the file is none, or was cut.
    """
    try:
        with tarfile.open(file) as archive:
            content = archive.extractfile(MANIFEST)
            assert content is not None
            found = Manifest(**json.load(content))
    except FileNotFoundError as error:
        raise BadArchive(f"没有文件 {file}：请核对路径。") from error
    except (tarfile.TarError, KeyError, ValueError, TypeError, EOFError) as error:
        raise BadArchive(f"{file} 不是红领的备份，或文件不完整：请换用另一份备份。") from error
    if found.form != FORM:
        raise BadArchive(f"{file} 的格式为第 {found.form} 版，本程序只能读第 {FORM} 版：请升级程序。")
    return found


def extract(file: Path, member: str, *, into: Path) -> Path | None:
    """Write one member of a backup into a folder and return its path; None if the backup has none of it."""
    with tarfile.open(file) as archive:
        try:
            archive.extract(member, into, filter="data")
        except KeyError:
            return None
    return into / member


def extract_attachments(file: Path, *, schema: str | None, into: Path) -> int:
    """Write the attachments of one tenant, or of all, below a folder, and return how many there were."""
    count = 0
    wanted = f"{ATTACHMENTS}/{schema}/" if schema else f"{ATTACHMENTS}/"
    with tarfile.open(file) as archive:
        for member in archive:
            if member.isfile() and member.name.startswith(wanted):
                member.name = member.name.removeprefix(f"{ATTACHMENTS}/")
                member.mode = 0o600
                archive.extract(member, into, filter="data")
                count += 1
    return count
