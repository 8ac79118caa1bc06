"""Keep the shared figures of the connection's tenant as its records say."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import structlog
from django.db import DatabaseError, connection, transaction
from uuid_utils.compat import uuid7

from core.errors import DomainError
from core.indicators.periods import Period
from core.outbox import services as outbox
from tenants.statistics import counting, publishing, reporting
from tenants.statistics.counting import Count
from tenants.statistics.touches import EVERYTHING, Touch, joined, left, of_indicator, read, written

log = structlog.get_logger(__name__)

TASK = "tenants.statistics.recount"
BUSY_SECONDS = 1
LONGEST_PAUSE_SECONDS = 3600


def recount(*, touches: Sequence[Touch], on: date) -> None:
    """Count anew what these and all other waiting touches concern; inside the effect's transaction.

    Whoever finds the tenant being counted puts the work off instead of waiting. What is left over after
    the newest periods becomes an effect of its own. What fails is noted for readers and tried again.
    """
    waiting = [touch for payload in outbox.absorb(task=TASK) for touch in read(payload)]
    wanted = joined([*touches, *waiting])
    if not publishing.lock(schema=connection.schema_name, wait=False):  # type: ignore[attr-defined]
        _note(wanted, after_seconds=BUSY_SECONDS)
        return
    try:
        with transaction.atomic():
            result = counting.count(wanted, today=on)
    except (DomainError, DatabaseError) as error:
        reason = _described(error)
        log.error("figures_failed", reason=reason)
        _note(wanted, after_seconds=_pause(publishing.failed(reason)))
        return
    if result.left is not None:
        _note(left(wanted, before=result.left))
    _try_again(result)


def touch_everything() -> None:
    """Have all figures of the tenant counted anew, after a change of what is counted at all."""
    _note([Touch(EVERYTHING)])


def touch_period(period: Period) -> None:
    """Have all figures of a period counted anew."""
    _note([Touch(EVERYTHING, since=period.until_on - timedelta(days=1), until=period.until_on)])


def touch_reports(period: Period) -> None:
    """Have the figures about the reports of a period counted anew."""
    _note([Touch(reporting.TABLE, since=period.until_on - timedelta(days=1), until=period.until_on)])


def rebuild(*, on: date) -> Count:
    """Drop the tenant's figures and count them all from its records, in one transaction.

    What reported periods published cannot be counted anew and stays.

    :raises DatabaseError: or a DomainError, if something of the core cannot be counted; nothing has changed.
    """
    with transaction.atomic():
        publishing.lock(schema=connection.schema_name, wait=True)  # type: ignore[attr-defined]
        publishing.clear()
        result = counting.count([Touch(EVERYTHING)], today=on, chunk=None)
        _try_again(result)
    return result


def _try_again(result: Count) -> None:
    if result.failures:
        _note((Touch(of_indicator(code)) for code in result.failures), after_seconds=_pause(result.attempts))


def _note(touches: Iterable[Touch], *, after_seconds: int = 0) -> None:
    outbox.emit(task=TASK, key=f"figures/{uuid7()}", payload=written(touches), after_seconds=after_seconds)


def _pause(attempts: int) -> int:
    """Return after how many seconds to try again: 10, then twice that, up to an hour."""
    return int(min(10 * 2 ** min(max(attempts - 1, 0), 20), LONGEST_PAUSE_SECONDS))


def _described(error: DomainError | DatabaseError) -> str:
    """Return what may stand in a shared table: never the database's words, which may quote records."""
    if isinstance(error, DomainError):
        return error.message[:500]
    state = getattr(error.__cause__, "sqlstate", None)
    return f"数据库无法统计（{type(error).__name__}{f'，{state}' if state else ''}）：请查看执行进程的日志。"
