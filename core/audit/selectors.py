"""Read the record of changes, and check that nobody altered it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from core.audit import chain
from core.audit.models import AuditEvent

GENESIS = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
"""What the first seal names as its previous hash: SHA-256 of nothing."""

_SEALS = f"""
    SELECT seal.seq, seal.xid_from, seal.xid_before, seal.count, seal.previous_hash, seal.hash,
           {chain.HASH} = seal.hash AS genuine
      FROM audit_seal AS seal ORDER BY seal.seq
"""  # noqa: S608 - made of constants
_BATCH = f"""
    SELECT coalesce(held.leaves, '') = seal.leaves, seal.leaves, coalesce(held.leaves, '')
      FROM audit_seal AS seal
      CROSS JOIN LATERAL (
          SELECT {chain.LEAVES} AS leaves FROM audit_event AS event
           WHERE event.xid >= seal.xid_from AND event.xid < seal.xid_before
      ) AS held
     WHERE seal.seq = %s
"""  # noqa: S608 - made of constants
_UNRECORDED_ERASURE = """
    SELECT event.id FROM audit_event AS event
     WHERE event.erasure IS NOT NULL AND NOT EXISTS (
           SELECT FROM audit_event AS record
            WHERE record.operation = 'ERASE' AND record.id > event.id
              AND record.table_name = event.table_name AND record.row_key = event.row_key)
     ORDER BY event.id LIMIT 1
"""
_LEAF_BYTES = 40


@dataclass(frozen=True)
class Tampering:
    """What was found first: the seal, the event where one can be named, and words for people."""

    kind: str
    seal: int | None
    event: int | None
    message: str


@dataclass(frozen=True)
class Verdict:
    """The state of one schema's chain: its length, its last hash, and the first tampering if there is any."""

    schema: str
    seals: int
    events: int
    head: str
    tampering: Tampering | None


@dataclass(frozen=True)
class Head:
    """The last link as noted outside the schema."""

    seq: int
    hash: bytes


def verify(
    *, head: Head | None, progress: Callable[[int, int], None] = lambda done, all_seals: None
) -> Verdict:
    """Recompute the current schema's whole chain from its events.

    :param head: what `heads` says of this schema, read after `services.seal` and before this.
    :param progress: called after each seal with the seals done and all seals.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SEALS)
        seals = cursor.fetchall()
    previous, xid_from, events, found = GENESIS, 0, 0, None
    for number, (seq, low, before, count, named, stored, genuine) in enumerate(seals, start=1):
        linked = seq == number and bytes(named) == previous and low == xid_from
        if not linked:
            found = Tampering("CHAIN_BROKEN", seq, None, f"第 {number} 个封存缺失或与前一个不相连。")
        else:
            found = _altered(seq) or (None if genuine else _forged(seq))
        if found:
            break
        previous, xid_from, events = bytes(stored), before, events + count
        progress(number, len(seals))
    found = found or _tail_cut(head, seals) or _unrecorded_erasure()
    return Verdict(connection.schema_name, len(seals), events, previous.hex() if seals else "", found)  # type: ignore[attr-defined]


def heads() -> dict[str, Head]:
    """Return the noted head of every schema's chain; read in the public schema."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT schema_name, seq, hash FROM public.audit_head")
        return {name: Head(seq, bytes(digest)) for name, seq, digest in cursor.fetchall()}


def history(*, table: str, row_key: str) -> QuerySet[AuditEvent]:
    """Return the recorded changes of one row of the current tenant, oldest first.

    :param row_key: the row's primary key as text, several columns joined by commas.
    """
    return AuditEvent.objects.filter(table_name=table, row_key=row_key).order_by("id")


def _altered(seq: int) -> Tampering | None:
    """Compare the events of one seal with what was sealed, and name the first that differs."""
    with connection.cursor() as cursor:
        cursor.execute(_BATCH, [seq])
        same, sealed, held = cursor.fetchone()
    if same:
        return None
    before, now = _by_id(bytes(sealed)), _by_id(bytes(held))
    differing = [id for id in before.keys() | now.keys() if before.get(id) != now.get(id)]
    if not differing:
        return Tampering("EVENTS_REORDERED", seq, None, f"封存 {seq} 中事件的次序被改动。")
    event = min(differing)
    if event not in now:
        return Tampering("EVENT_DELETED", seq, event, f"事件 {event} 已被删除（封存 {seq}）。")
    if event not in before:
        return Tampering("EVENT_INSERTED", seq, event, f"事件 {event} 是事后插入的（封存 {seq}）。")
    return Tampering("EVENT_CHANGED", seq, event, f"事件 {event} 的内容被改动（封存 {seq}）。")


def _by_id(leaves: bytes) -> dict[int, bytes]:
    parts = (leaves[start : start + _LEAF_BYTES] for start in range(0, len(leaves), _LEAF_BYTES))
    return {int.from_bytes(part[:8], signed=True): part[8:] for part in parts}


def _forged(seq: int) -> Tampering:
    return Tampering("SEAL_CHANGED", seq, None, f"封存 {seq} 自身被改动。")


def _tail_cut(head: Head | None, seals: list[tuple[Any, ...]]) -> Tampering | None:
    """Compare with the head kept outside: it may be older than the chain, never newer or another."""
    if head is None:
        if not seals:
            return None
        return Tampering("HEAD_MISSING", seals[-1][0], None, "公共模式中没有本链的链首记录。")
    if head.seq > len(seals):
        return Tampering(
            "TAIL_CUT", head.seq, None, f"链尾被截断：应有 {head.seq} 个封存，现有 {len(seals)} 个。"
        )
    if bytes(seals[head.seq - 1][5]) != head.hash:
        return Tampering("HEAD_DIFFERS", head.seq, None, f"封存 {head.seq} 与公共模式中的链首记录不符。")
    return None


def _unrecorded_erasure() -> Tampering | None:
    with connection.cursor() as cursor:
        cursor.execute(_UNRECORDED_ERASURE)
        row = cursor.fetchone()
    if row is None:
        return None
    return Tampering("UNRECORDED_ERASURE", None, row[0], f"事件 {row[0]} 的内容被抹除而没有抹除记录。")
