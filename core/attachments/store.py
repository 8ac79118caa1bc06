"""Where the content of attachments lies: one file per content and tenant, named by its SHA-256.

A name that people gave a file is never part of a path. Content is complete under its name or absent: it is
written under a temporary name first. Whoever adds or removes a content holds its lock (`lock`), so that a
file is not removed while a row begins to refer to it.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO
from uuid import uuid4

from django.conf import settings
from django.db import connection

from core.access import schemas
from core.errors import DomainError

_PIECE = 256 * 1024
_COMING = ".coming"


class ContentMissing(DomainError):
    """A row's file is not where it should be: the data folder was changed from outside."""

    code = "CONTENT_MISSING"


def receive(content: IO[bytes]) -> tuple[Path, str, int]:
    """Write a content to a temporary file of the current tenant; return its path, SHA-256 and size in bytes.

    `keep` gives it its place; without that it is removed when it is a day old.
    """
    folder = _private(_folder() / _COMING)
    coming = folder / str(uuid4())
    digest, size = hashlib.sha256(), 0
    content.seek(0)
    with coming.open("xb") as written:
        while piece := content.read(_PIECE):
            digest.update(piece)
            size += len(piece)
            written.write(piece)
        written.flush()
        os.fsync(written.fileno())
    coming.chmod(0o600)
    return coming, digest.hexdigest(), size


def keep(coming: Path, *, sha256: str) -> None:
    """Give a received content its place; the same content there already is replaced by itself."""
    place = _place(sha256)
    _private(place.parent)
    coming.replace(place)
    folder = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def opened(sha256: str) -> IO[bytes]:
    """Return a content opened for reading.

    :raises ContentMissing: if there is no such file.
    """
    try:
        return _place(sha256).open("rb")
    except FileNotFoundError as error:
        raise ContentMissing("文件内容不在存储中：请联系系统管理员从备份恢复。") from error


def remove(sha256: str) -> None:
    """Remove a content; nothing happens if it is not there."""
    _place(sha256).unlink(missing_ok=True)


def lock(sha256: str) -> None:
    """Hold the right to add or remove a content of this tenant until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [schemas.current(), sha256]
        )


def contents() -> Iterator[str]:
    """Return the SHA-256 of every content that the current tenant has."""
    for folder in _listed(_folder()):
        if folder.name != _COMING:
            yield from (file.name for file in _listed(folder))


def clear_abandoned(*, hours: int) -> int:
    """Remove what interrupted uploads left in the current tenant longer ago than that; return how many."""
    removed = 0
    for file in _listed(_folder() / _COMING):
        with suppress(FileNotFoundError):
            if file.stat().st_mtime < time.time() - hours * 3600:
                file.unlink()
                removed += 1
    return removed


def forget(schema: str) -> None:
    """Remove all contents of a tenant that was dropped."""
    shutil.rmtree(_of(schema), ignore_errors=True)


def _place(sha256: str) -> Path:
    return _folder() / sha256[:2] / sha256


def _folder() -> Path:
    return _of(schemas.current())


def _of(schema: str) -> Path:
    return Path(settings.ATTACHMENTS_DIR) / schema


def _private(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except FileNotFoundError:
        return []
