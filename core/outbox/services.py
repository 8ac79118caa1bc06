"""Note effects beside the data, and settle what became of them."""

import json
import re
import traceback
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from uuid_utils.compat import uuid7

from core.errors import DomainError

Identifier = int | str | UUID | date

MAX_PAYLOAD_BYTES = 4096
MAX_FAILURES = 8
"""After so many failures an effect is parked; with the back-off below that is about 20 minutes."""
_TASK = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)+")
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CODE = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_PERSONAL = re.compile(r"(?<![0-9A-Za-z])(?:1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9Xx])(?![0-9A-Za-z])")
"""Identity numbers and mobile numbers: they look like codes."""


class OutsideTransaction(DomainError):
    """An effect was to be noted without a transaction, where it could be lost or precede its data."""

    code = "OUTBOX_OUTSIDE_TRANSACTION"


class PayloadRefused(DomainError):
    """An effect's name, key or payload is not made of identifiers only."""

    code = "OUTBOX_PAYLOAD_REFUSED"


class EffectNotParked(DomainError):
    """No parked effect has this identifier."""

    code = "OUTBOX_EFFECT_NOT_PARKED"


def emit(
    *,
    task: str,
    key: str,
    payload: Mapping[str, Identifier | Sequence[Identifier]] | None = None,
    after_seconds: int = 0,
) -> None:
    """Note an effect that a worker carries out once, after the running transaction has committed.

    Noting the same key again in the same schema does nothing. Keys are kept for a week after the effect is
    done, so a key names the occurrence, such as ``person-retired/<id>/<version>``.

    :param task: name of a task made with `core.tasks.effect`.
    :param payload: keyword arguments of the task: UUIDs, integers, days, codes of at most 64 plain
        characters, or lists of these; no names, numbers of people, texts or documents, which the task reads
        from the database.
    :param after_seconds: not before so long from now.
    :raises OutsideTransaction: if no transaction is open.
    :raises PayloadRefused: if the task's name, the key or the payload is anything else.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(
            "登记后续事务时必须处在数据库事务中；请用 transaction.atomic() 包住写入与登记。"
        )
    if not _TASK.fullmatch(task):
        raise PayloadRefused(f"任务名 {task!r} 不符合要求：须为小写的点分名称，例如 core.audit.seal。")
    if not _KEY.fullmatch(key):
        raise PayloadRefused("唯一键不符合要求：1 至 200 个可见的 ASCII 字符。")
    if _PERSONAL.search(key):
        raise PayloadRefused("唯一键中有身份证号或手机号：请改用记录的编号。")
    text = json.dumps({_field(name): _plain(value) for name, value in (payload or {}).items()})
    if len(text) > MAX_PAYLOAD_BYTES:
        raise PayloadRefused(
            f"任务 {task} 的参数有 {len(text)} 字节，最多 {MAX_PAYLOAD_BYTES} 字节；"
            "请只传标识，由任务自己读取数据。"
        )
    with connection.cursor() as cursor:
        # A tenant's role may insert and nothing else: no RETURNING, no conflict target.
        cursor.execute(
            "INSERT INTO public.outbox (id, tenant, task, effect_key, payload, available_at)"
            " VALUES (%s, %s, %s, %s, %s::jsonb, statement_timestamp() + %s * interval '1 second')"
            " ON CONFLICT DO NOTHING",
            [uuid7(), connection.schema_name, task, key, text, after_seconds],  # type: ignore[attr-defined]
        )


def claim(*, id: UUID) -> dict[str, Any] | None:
    """Take an effect of the current schema in the running transaction and return its payload.

    It is done once that transaction commits. None if it is done or parked already, is another schema's, or
    is being carried out elsewhere.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.outbox_claim(%s)", [id])
        (payload,) = cursor.fetchone()
    return None if payload is None else json.loads(payload)


def absorb(*, task: str) -> list[dict[str, Any]]:
    """Take all waiting effects of one task in the current schema, in the running transaction; their payloads.

    For a task that does the work of many effects at once. They are done once that transaction commits. What
    is being carried out elsewhere is left out; what is noted later has an effect of its own.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.outbox_absorb(%s)", [task])
        return [json.loads(payload) for (payload,) in cursor.fetchall()]


def fail(*, id: UUID, error: BaseException) -> None:
    """Note that an effect failed, and when to try again; park it after `MAX_FAILURES`.

    This and what follows runs in the public schema, under the application's role.
    """
    _settle(
        "UPDATE public.outbox SET failures = failures + 1, last_error = %s,"
        " available_at = clock_timestamp() + least(5 * 2 ^ failures, 600) * interval '1 second',"
        " parked_at = CASE WHEN failures + 1 >= %s THEN clock_timestamp() END"
        " WHERE id = %s AND done_at IS NULL AND parked_at IS NULL",
        [_described(error), MAX_FAILURES, id],
    )


def park(*, id: UUID, error: BaseException) -> None:
    """Stop repeating an effect that cannot succeed until a person retries it."""
    _settle(
        "UPDATE public.outbox SET last_error = %s, parked_at = clock_timestamp()"
        " WHERE id = %s AND done_at IS NULL AND parked_at IS NULL",
        [_described(error), id],
    )


def hold(*, id: UUID, error: BaseException) -> None:
    """Keep an effect whose tenant does not serve now; it is tried again later without counting a failure."""
    _settle(
        "UPDATE public.outbox SET last_error = %s, available_at = clock_timestamp()"
        " + least(60 * 2 ^ least(attempts, 10), 3600) * interval '1 second'"
        " WHERE id = %s AND done_at IS NULL AND parked_at IS NULL",
        [_described(error), id],
    )


def release(*, tenant: str) -> int:
    """Let the effects of a tenant that serves again be carried out at once; return how many there are."""
    return _settle(
        "UPDATE public.outbox SET available_at = clock_timestamp()"
        " WHERE tenant = %s AND done_at IS NULL AND parked_at IS NULL",
        [tenant],
    )


def retry(*, id: UUID) -> None:
    """Try a parked effect again from the start of its back-off.

    :raises EffectNotParked: if there is none of this identifier.
    """
    if not _settle(f"{_UNPARK} AND id = %s", [id]):
        raise EffectNotParked(f"没有编号为 {id} 的搁置事务；可用 hongling outbox list 查看全部搁置事务。")


def retry_all() -> int:
    """Try all parked effects again; return how many there are."""
    return _settle(_UNPARK, [])


def forget(*, tenant: str) -> int:
    """Delete all effects of a tenant that is gone; return how many there were."""
    return _settle("DELETE FROM public.outbox WHERE tenant = %s", [tenant])


def prune(*, keep_days: int, batch: int = 1000) -> int:
    """Delete at most one batch of effects done longer ago than that; return how many were deleted."""
    return _settle(
        "DELETE FROM public.outbox WHERE id IN (SELECT id FROM public.outbox"
        " WHERE done_at < clock_timestamp() - %s * interval '1 day' LIMIT %s FOR UPDATE SKIP LOCKED)",
        [keep_days, batch],
    )


_UNPARK = (
    "UPDATE public.outbox SET parked_at = NULL, failures = 0, available_at = clock_timestamp()"
    " WHERE parked_at IS NOT NULL AND done_at IS NULL"
)


def _settle(statement: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _described(error: BaseException) -> str:
    """Return what may stand in a shared table: our own words, never a stranger's, which may quote data."""
    if isinstance(error, DomainError):
        return f"{error.code}: {error.message}"[:2000]
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}{place}"


def _field(name: str) -> str:
    if not _FIELD.fullmatch(name):
        raise PayloadRefused(
            f"参数名 {name!r} 不符合要求：小写字母开头，只含小写字母、数字和下划线，最多 40 个字符。"
        )
    return name


def _plain(value: object, *, nested: bool = False) -> object:
    """Return an identifier as a JSON value; anything that could be a text or a document is refused."""
    if isinstance(value, UUID | date):
        value = str(value) if isinstance(value, UUID) else value.isoformat()
    if isinstance(value, str | int) and _PERSONAL.search(str(value)):
        raise PayloadRefused("参数中有身份证号或手机号：请改用记录的编号，由任务自己读取。")
    if isinstance(value, int):
        return value
    if isinstance(value, str) and _CODE.fullmatch(value):
        return value
    if isinstance(value, list | tuple) and not nested:
        return [_plain(item, nested=True) for item in value]
    raise PayloadRefused(
        f"参数值不是标识（类型 {type(value).__name__}）：只能是 UUID、整数、日期、"
        "至多 64 个字母数字的代码，或它们的列表；文字与对象请由任务自己从数据库读取。"
    )
