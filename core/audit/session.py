"""Tell the database who acts and why, for the length of one transaction."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict

from django.db import connection, transaction

from core.actors import Actor


class _Said:
    """The values that the running transaction carries."""

    def __init__(self, actor: Actor | None, reason: str, request_id: str) -> None:
        self.actor, self.reason, self.request_id = actor, reason, request_id


_said: ContextVar[_Said | None] = ContextVar("audit_said", default=None)


@contextmanager
def acting(
    *, actor: Actor | None = None, reason: str | None = None, request_id: str | None = None
) -> Iterator[None]:
    """Run the block as one transaction whose changes are recorded as this person's, for this reason.

    Inside another block it is a savepoint; what is not given here is taken from the outer block, which has
    its own values again afterwards. Changes outside any block are recorded under the database role's name.
    """
    outer = _said.get() if connection.in_atomic_block else None
    said = _Said(
        actor if actor is not None or outer is None else outer.actor,
        reason if reason is not None else outer.reason if outer else "",
        request_id if request_id is not None else outer.request_id if outer else "",
    )
    nested = connection.in_atomic_block
    token = _said.set(said)
    try:
        with transaction.atomic():
            _say(said)
            yield
            # A rollback takes the values back by itself; the end of a savepoint does not.
            if nested:
                _say(outer or _Said(None, "", ""))
    finally:
        _said.reset(token)


def _say(said: _Said) -> None:
    actor = "" if said.actor is None else json.dumps(asdict(said.actor), ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('hongling.actor', %s, true), set_config('hongling.reason', %s, true),"
            " set_config('hongling.request', %s, true)",
            [actor, said.reason, said.request_id],
        )
