"""A mutation that is sent twice under one key is carried out once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from core.access.models import IdempotencyRecord
from core.access.principals import Principal
from core.errors import DomainError

HEADER = "Idempotency-Key"
LONGEST = 200


class BadKey(DomainError):
    """The key cannot be kept."""

    code = "BAD_USER_INPUT"


class KeyReused(DomainError):
    """The key was used before, for another request."""

    code = "IDEMPOTENCY_KEY_REUSED"


@dataclass(frozen=True)
class Claim:
    """A key taken for one request; `answer` is what the same request was answered before, if it was."""

    record: IdempotencyRecord
    answer: str | None


def checked(key: str) -> str:
    """Return the key of a request.

    :raises BadKey: if it is empty, too long, or not plain visible ASCII.
    """
    if not 0 < len(key) <= LONGEST or not all("!" <= sign <= "~" for sign in key):
        raise BadKey(f"请求头 {HEADER} 须为 1 至 {LONGEST} 个可见的 ASCII 字符，不含空格。")
    return key


def claim(*, principal: Principal, key: str, body: bytes, at: datetime, hours: int) -> Claim:
    """Take a key for a request inside the transaction that carries it out, or return its earlier answer.

    While another request holds the key, this one waits as long as the database waits for a lock.

    :raises KeyReused: if the key stands for a request with another body.
    """
    who = {"actor_realm": principal.actor.realm, "actor_id": principal.actor.id, "key": checked(key)}
    digest = hashlib.sha256(body).digest()
    _drop_expired(principal, at=at)
    fresh = IdempotencyRecord(
        **who, request_digest=digest, created_at=at, expires_at=at + timedelta(hours=hours)
    )
    if _inserted(fresh):
        return Claim(record=fresh, answer=None)
    held = IdempotencyRecord.objects.get(**who)
    if bytes(held.request_digest) != digest:
        raise KeyReused(f"{HEADER} “{key}”已用于另一个请求：新的请求请使用新的键。")
    return Claim(record=held, answer=held.response)


def keep(claim: Claim, *, answer: str, status: int) -> None:
    """Store the answer beside the key, in the transaction that the answer tells of."""
    IdempotencyRecord.objects.filter(pk=claim.record.pk).update(response=answer, status=status)


def give_back(claim: Claim) -> None:
    """Free the key of a request whose answer must not be stored: the same request is carried out again."""
    claim.record.delete()


def _drop_expired(principal: Principal, *, at: datetime) -> None:
    """Free the principal's keys whose time is over; those that another request looks at are left to it."""
    expired = IdempotencyRecord.objects.filter(
        actor_realm=principal.actor.realm, actor_id=principal.actor.id, expires_at__lte=at
    )
    unlocked = expired.select_for_update(skip_locked=True).values("pk")
    IdempotencyRecord.objects.filter(pk__in=unlocked).delete()


def _inserted(record: IdempotencyRecord) -> bool:
    """Insert the row unless its key is taken; the count tells, which `ignore_conflicts` would hide."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_idempotency_record"
            " (id, actor_realm, actor_id, key, request_digest, created_at, expires_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [
                record.pk,
                record.actor_realm,
                record.actor_id,
                record.key,
                bytes(record.request_digest),
                record.created_at,
                record.expires_at,
            ],
        )
        return cursor.rowcount == 1
