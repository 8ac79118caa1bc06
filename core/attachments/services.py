"""Write attachments: take an upload, let a record have it, withdraw it, sweep up what nobody has."""

import re
import unicodedata
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from pathlib import PurePosixPath
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from core.access import permissions
from core.actors import SYSTEM, Actor
from core.attachments import kinds, store
from core.attachments.models import Attachment
from core.audit import acting
from core.errors import DomainError

DRAFT_HOURS = 24
_KIND = re.compile(r"[A-Z][A-Z0-9_]{0,39}")
_PERSONAL_NUMBER = re.compile(r"(?<![0-9])(?:1[0-9]{10}|[0-9]{17}[0-9Xx])(?![0-9])")
_UNUSED = "上传后一天内未用于任何记录。"


class InvalidAttachment(DomainError):
    """A file cannot be taken, or given to a record, as it is."""

    code = "BAD_USER_INPUT"


class TooLarge(DomainError):
    """A file is larger than files may be; `extensions.allowed` says how large, in bytes."""

    code = "FILE_TOO_LARGE"


class UnknownAttachment(DomainError):
    """There is no such attachment, or none that the asker may see."""

    code = "NOT_FOUND"


class AlreadyWithdrawn(DomainError):
    """The attachment was withdrawn before."""

    code = "ALREADY_WITHDRAWN"


def upload(*, content: IO[bytes], name: str, actor: Actor) -> Attachment:
    """Store a file as a draft of the uploader and return it; a record has to take it within a day.

    Content first, then the row: a row without content cannot come about.

    :param name: what the uploader calls it; numbers of people in it are replaced by stars.
    :raises InvalidAttachment: if it is empty, or the uploader has too many drafts already.
    :raises TooLarge: if it has more bytes than the setting allows.
    :raises kinds.UnknownKind: if its content is of no kind that is taken.
    :raises kinds.UnsafePackage: if it is an Office package that nobody should open.
    """
    coming, sha256, size = store.receive(content)
    try:
        if size > settings.ATTACHMENT_BYTES:
            raise too_large()
        if size == 0:
            raise InvalidAttachment("文件是空的：请核对后重新选择。")
        with coming.open("rb") as received:
            kind = kinds.of(received)
        with acting(actor=actor):
            drafts = Attachment.objects.filter(**_drafts_of(actor)).count()
            if drafts >= settings.ATTACHMENT_DRAFTS:
                raise InvalidAttachment(
                    f"您有 {drafts} 个已上传而未用于任何记录的文件：请先用于记录，或一天后再传。"
                )
            store.lock(sha256)
            store.keep(coming, sha256=sha256)
            return Attachment.objects.create(
                name=_shown(name), kind=kind, size_bytes=size, sha256=sha256, **actor.columns("uploaded_by")
            )
    finally:
        coming.unlink(missing_ok=True)


def attach(
    *,
    attachments: Collection[UUID],
    subject_kind: str,
    subject: UUID,
    permission: str,
    organisation: UUID,
    person: UUID | None = None,
    actor: Actor,
) -> list[Attachment]:
    """Let a record have drafts of this actor, and return them; call it in the record's own transaction.

    From then on whoever has the permission for the organisation may download them, if a person is named
    only where that person is in sight.

    :param subject_kind: what the record is, such as TALK; an upper-case code.
    :param permission: the record's permission to read, `<noun>.see`; `<noun>.change` lets one withdraw.
    :raises UnknownAttachment: if one of them is no draft of this actor.
    """
    permissions.known(permission)
    permissions.known(_to_change(permission))
    if not _KIND.fullmatch(subject_kind):
        raise ValueError(f"{subject_kind!r} is no code of a kind of record")
    wanted = set(attachments)
    with transaction.atomic():
        rows = list(
            Attachment.objects.select_for_update()
            .filter(pk__in=wanted, **_drafts_of(actor))
            .order_by("uploaded_at", "pk")
        )
        missing = wanted - {row.pk for row in rows}
        if missing:
            raise unknown(min(missing))
        values: dict[str, Any] = {
            "subject_kind": subject_kind,
            "subject_id": subject,
            "permission": permission,
            "organisation_id": organisation,
            "person_id": person,
        }
        Attachment.objects.filter(pk__in=wanted).update(**values)
        for row in rows:
            for field, value in values.items():
                setattr(row, field, value)
    return rows


def withdraw(*, attachment: UUID, reason: str, actor: Actor) -> Attachment:
    """Delete an attachment's content and return the row, which stays with its hash.

    The file goes when no other row of the tenant has the same content.

    :raises InvalidAttachment: if the reason is missing.
    :raises UnknownAttachment: if there is none of this identifier.
    :raises AlreadyWithdrawn: if that was done before.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= 500:
        raise InvalidAttachment("撤回附件须写明理由，不超过 500 字。")
    with acting(actor=actor, reason=reason):
        row = Attachment.objects.select_for_update().filter(pk=attachment).first()
        if row is None:
            raise unknown(attachment)
        if row.withdrawn_at is not None:
            raise AlreadyWithdrawn("该附件已经撤回，不必再次撤回。")
        _withdraw([row], reason=reason, actor=actor)
        transaction.on_commit(partial(discard, row.sha256))
        row.refresh_from_db()
    return row


def discard(sha256: str) -> bool:
    """Remove a content that no row has any more; return whether it was removed."""
    with transaction.atomic():
        store.lock(sha256)
        if _live().filter(sha256=sha256).exists():
            return False
        store.remove(sha256)
        return True


def sweep(*, now: datetime) -> int:
    """Withdraw drafts that nobody used for a day, remove contents without a row; return how many files.

    Contents whose row a transaction is about to write are safe: that transaction holds their lock.
    """
    with acting(actor=SYSTEM, reason=_UNUSED):
        stale = list(
            Attachment.objects.select_for_update(skip_locked=True).filter(
                subject_id__isnull=True,
                withdrawn_at__isnull=True,
                uploaded_at__lt=now - timedelta(hours=DRAFT_HOURS),
            )
        )
        _withdraw(stale, reason=_UNUSED, actor=SYSTEM)
    there = set(store.contents())
    # Asked for after the files were listed, so that a content that came in between is known.
    kept = set(_live().values_list("sha256", flat=True))
    return sum(discard(sha256) for sha256 in there - kept) + store.clear_abandoned(hours=24)


def too_large() -> TooLarge:
    """Return the refusal of a file that is larger than files may be."""
    allowed = settings.ATTACHMENT_BYTES
    return TooLarge(
        f"文件过大：不得超过 {allowed // 1024 // 1024} MB。请压缩或拆分后再上传。",
        extensions={"allowed": allowed},
    )


def unknown(attachment: object) -> UnknownAttachment:
    """Return the refusal for an attachment that does not exist or may not be seen: it does not tell which."""
    return UnknownAttachment(f"没有编号为 {attachment} 的附件，或不在您的权限范围内：请核对编号。")


def _withdraw(rows: Collection[Attachment], *, reason: str, actor: Actor) -> None:
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).update(
        withdrawn_at=Now(), withdrawn_reason=reason, **actor.columns("withdrawn_by")
    )


def _live() -> QuerySet[Attachment]:
    """Return the rows whose content is kept: neither withdrawn nor about somebody who was erased lawfully."""
    return Attachment.objects.filter(withdrawn_at__isnull=True).exclude(person__erased_at__isnull=False)


def _drafts_of(actor: Actor) -> dict[str, Any]:
    return {
        "subject_id__isnull": True,
        "withdrawn_at__isnull": True,
        "uploaded_by_realm": actor.realm,
        "uploaded_by_id": actor.id,
    }


def _to_change(permission: str) -> str:
    return f"{permission.removesuffix('.see')}.change"


def _shown(name: str) -> str:
    """Return a file's name without folders, signs that cannot be shown, and numbers of people."""
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = "".join(sign for sign in unicodedata.normalize("NFC", last) if sign.isprintable()).strip()
    starred = _PERSONAL_NUMBER.sub("***", clean)
    stem, dot, ending = starred.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: 199 - len(ending)]}.{ending}" if stem else f"附件.{ending}"
    return starred[:200] or "附件"
