"""The demonstration's changes of staff since the establishment was approved, and their filing."""

from datetime import date, timedelta

from core.actors import Actor
from core.obligations import services as obligations
from plugins.fuquan_licensing.changes import services
from plugins.fuquan_licensing.changes.models import Change
from plugins.fuquan_licensing.demo.staff import APPROVED_ON, LAST_DAY

LOOKED_AFTER = timedelta(days=24)
"""Units are asked so often; who changed right after that files late."""
CHECKER = Actor(realm="system", id="demo-checker", name="演示核验")


def fill(*, actor: Actor) -> None:
    """Take up the changes that the records show, time and again, and let the units file them."""
    since = APPROVED_ON
    while (today := since + LOOKED_AFTER) <= LAST_DAY:
        for change in services.derive(since=since, today=today, actor=actor):
            _filed(change, today, actor)
        since = today + timedelta(days=1)
    services.derive(since=since, today=LAST_DAY, actor=actor)


def _filed(change: Change, on: date, actor: Actor) -> None:
    """File a change some days after it was taken up; the department receives it, the post is filled."""
    on += timedelta(days=3)
    number = f"演示备〔{change.changed_on.year}〕{change.changed_on:%m%d} 号"
    services.file(
        change=change.pk, version=change.version, on=on, document_number=number, today=on, actor=actor
    )
    services.receive(change=change.pk, version=change.version + 1, on=on, today=on, actor=CHECKER)
    obligations.fulfil(obligation=change.fill_id, evidence="人员已到岗", on=on, actor=actor)
