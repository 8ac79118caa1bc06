"""Hand noted effects to the workers, again and again until they are done."""

import threading
import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

import structlog
from celery import Celery
from django.db import InterfaceError, OperationalError, connection, transaction
from kombu.exceptions import OperationalError as BrokerError

from core.errors import DomainError
from core.outbox import services

log = structlog.get_logger(__name__)

POLL_SECONDS = 0.5
"""Longest wait for a notification: repeats fall due by the clock, and a stop must be seen within a second."""
PAUSES_SECONDS = (0.5, 1.0, 2.0, 4.0, 8.0)
PRUNE_SECONDS = 60.0

_CLAIM = """
    WITH due AS (
        SELECT id FROM public.outbox
         WHERE done_at IS NULL AND parked_at IS NULL AND available_at <= clock_timestamp()
         ORDER BY available_at LIMIT %s FOR UPDATE SKIP LOCKED
    )
    UPDATE public.outbox AS effect
       SET published_at = clock_timestamp(), attempts = attempts + 1,
           available_at = clock_timestamp() + %s * 2 ^ least(attempts, 5) * interval '1 second'
      FROM due WHERE effect.id = due.id
    RETURNING effect.id, effect.tenant, effect.task
"""
_GIVE_BACK = """
    UPDATE public.outbox SET published_at = NULL, attempts = attempts - 1, available_at = clock_timestamp()
     WHERE id IN (SELECT id FROM public.outbox WHERE id = ANY (%s) AND done_at IS NULL FOR UPDATE SKIP LOCKED)
"""


class TaskUnknown(DomainError):
    """An effect names a task that this installation does not have."""

    code = "TASK_UNKNOWN"


@dataclass
class Relay:
    """Claims due effects and publishes them; several may run at once.

    An effect counts as handed over before it is published, and falls due again by itself: whatever is lost
    on the way, here, in the broker or in a worker, is repeated after ``repeat_seconds``, then after twice
    that, and so on up to 32 times.
    """

    app: Celery
    repeat_seconds: float = 120.0
    batch: int = 100
    keep_days: int = 7
    _stopped: threading.Event = field(default_factory=threading.Event)
    _failures: int = 0
    _pruned_at: float = 0.0
    _listening: Any = None

    def stop(self) -> None:
        """End `run` within a second; safe in a signal handler."""
        self._stopped.set()

    def run(self) -> None:
        """Relay until stopped; a database or broker that is away is waited for."""
        while not self._stopped.is_set():
            try:
                self._listen()
                if self.turn() == 0:
                    self._prune()
                    self._wait()
                self._recovered()
            except (OperationalError, InterfaceError) as error:
                connection.close()
                self._pause("database", error)
            except self._broker_errors() as error:
                self._pause("broker", error)

    def turn(self) -> int:
        """Hand over one batch and return its size.

        :raises OperationalError: of kombu, or another error of the broker's driver, if it cannot be reached;
            what was not published is due again at once.
        """
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_CLAIM, [self.batch, self.repeat_seconds])
            due = sorted(cursor.fetchall())
        if due:
            self._publish(due)
        return len(due)

    def _publish(self, due: list[tuple[UUID, str, str]]) -> None:
        left = [id for id, _, _ in due]
        try:
            producer = self.app.amqp.Producer(self._broker, auto_declare=False)
            for id, tenant, task in due:
                if task in self.app.tasks:
                    self.app.send_task(
                        task,
                        kwargs={"tenant": tenant, "outbox_id": str(id)},
                        task_id=str(id),
                        producer=producer,
                        retry=False,
                    )
                else:
                    services.fail(id=id, error=TaskUnknown(f"本系统没有名为 {task} 的任务。"))
                left.remove(id)
        except BaseException:
            self._broker.release()
            with connection.cursor() as cursor:
                cursor.execute(_GIVE_BACK, [left])
            raise

    @cached_property
    def _broker(self) -> Any:
        """The connection to the broker; it opens by itself, and says at once that it cannot.

        By default it would try for seconds, in which a stop goes unheard.
        """
        return self.app.connection_for_write(transport_options={"max_retries": 0})

    def _broker_errors(self) -> tuple[type[BaseException], ...]:
        return (BrokerError, OSError, *self._broker.connection_errors, *self._broker.channel_errors)

    def _listen(self) -> None:
        connection.ensure_connection()
        if self._listening is not connection.connection:
            with connection.cursor() as cursor:
                cursor.execute("LISTEN hongling_outbox")
            self._listening = connection.connection

    def _wait(self) -> None:
        for _ in connection.connection.notifies(timeout=POLL_SECONDS, stop_after=1):
            return

    def _prune(self) -> None:
        if time.monotonic() - self._pruned_at < PRUNE_SECONDS:
            return
        while services.prune(keep_days=self.keep_days) and not self._stopped.is_set():
            pass
        self._pruned_at = time.monotonic()

    def _pause(self, service: str, error: BaseException) -> None:
        if self._failures == 0:
            log.error("relay_waits", service=service, error=str(error))
        pause = PAUSES_SECONDS[min(self._failures, len(PAUSES_SECONDS) - 1)]
        self._failures += 1
        self._stopped.wait(pause)

    def _recovered(self) -> None:
        if self._failures:
            log.info("relay_goes_on", after_failures=self._failures)
        self._failures = 0
