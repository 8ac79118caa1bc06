"""The process that carries orders out: the only long-lived one that holds the owner's rights."""

import threading
from dataclasses import dataclass, field

import psycopg
import structlog
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from psycopg import sql

from tenants import orders
from tenants.connections import connection
from tenants.models import TenantOrder

log = structlog.get_logger(__name__)

POLL_SECONDS = 0.5
"""Longest wait for a notification: a stop must be seen within a second."""
PAUSE_SECONDS = 2.0


@dataclass
class Provisioner:
    """Takes orders one after another, those of a killed provisioner too; several may run at once."""

    _stopped: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """End `run` after the order at hand; safe in a signal handler."""
        self._stopped.set()

    def run(self) -> None:
        """Carry orders out until stopped; a database that is away is waited for."""
        while not self._stopped.is_set():
            try:
                # A session of its own: its locks tell other provisioners which orders are taken, and vanish
                # with this process, however it ends.
                with psycopg.connect(**connection.get_connection_params(), autocommit=True) as listening:
                    listening.execute(sql.SQL("LISTEN {}").format(sql.Identifier(orders.CHANNEL)))
                    self._serve(listening)
            except (OperationalError, InterfaceError, psycopg.OperationalError) as error:
                log.error("provisioner_waits", error=str(error))
                connection.close()
                self._stopped.wait(PAUSE_SECONDS)

    def turn(self, listening: psycopg.Connection) -> int:
        """Carry out the orders that nobody else is at, and return how many."""
        return sum(self._take(listening, order) for order in orders.next_ones() if not self._stopped.is_set())

    def _serve(self, listening: psycopg.Connection) -> None:
        while not self._stopped.is_set():
            if self.turn(listening) == 0:
                for _ in listening.notifies(timeout=POLL_SECONDS, stop_after=1):
                    break

    def _take(self, listening: psycopg.Connection, order: TenantOrder) -> bool:
        key = f"hongling.order.{order.pk}"
        taken = listening.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [key]).fetchone()
        if taken != (True,):
            return False
        try:
            order.refresh_from_db()
            if order.finished_at is not None:
                return False
            log.info("order_taken", order=str(order.pk), kind=order.kind, tenant=order.slug)
            orders.carry_out(order, on=timezone.localdate())
            return True
        finally:
            listening.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])
