"""Remind of obligations: ahead of the due day, on it, and again and again while they are overdue.

A stage is named by its distance from the due day: -7, -1, 0, 7, 14 … The job of a day gives notice of the
latest stage that was reached, so a day that the job missed is made up for once, without the stages before.
Each stage reaches each user once: the notice's key says which obligation, due day and stage it is.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from core.access import selectors as access
from core.law import services as law
from core.law.policy import CorePolicy
from core.notices import services as notices
from core.notices.models import Notice
from core.obligations import selectors
from core.obligations.selectors import ObligationRow
from core.organisations import selectors as organisations
from core.organisations.selectors import OrganisationRow

SUBJECT = "OBLIGATION"


def remind(*, on: date) -> int:
    """Give notice of the obligations that are to be reminded of on a day; return how many notices are new.

    A fixed number of queries. Ahead of and on the due day the unit is told: the users who answer for the
    responsible organisation, or the nearest above it that anybody answers for. Overdue obligations are told
    to those who answer for the organisation above, too.
    """
    policy = law.in_force(on=on)
    furthest = on + timedelta(days=max(policy.reminder_days_ahead, default=0))
    staged = [
        (row, stage)
        for row in selectors.unfulfilled(on=on, due_by=furthest)
        if (stage := latest_stage(row.due_on, opened_on=row.opened_on, on=on, policy=policy)) is not None
    ]
    if not staged:
        return 0
    responsible = {row.organisation_id for row, _ in staged}
    names = organisations.nearest(ids=responsible, on=on)
    tiers = _tiers(names, on=on)
    return notices.give(
        _notice(row, stage, user, unit=names[row.organisation_id].name, on=on)
        for row, stage in staged
        for user in _recipients(tiers[row.organisation_id], overdue=stage > 0)
    )


def latest_stage(due_on: date, *, opened_on: date, on: date, policy: CorePolicy) -> int | None:
    """Return the latest stage reached by a day, None if there is none since the obligation was opened.

    >>> policy = CorePolicy()
    >>> days = [date(2026, 4, 23), date(2026, 4, 24), date(2026, 5, 1), date(2026, 5, 14), date(2026, 5, 15)]
    >>> [latest_stage(date(2026, 5, 1), opened_on=date(2026, 1, 1), on=day, policy=policy) for day in days]
    [None, -7, 0, 7, 14]
    """
    passed = (on - due_on).days
    if passed >= policy.reminder_repeat_days:
        stage = passed - passed % policy.reminder_repeat_days
    else:
        stages = [0, *(-ahead for ahead in policy.reminder_days_ahead)]
        reached = [stage for stage in stages if stage <= passed]
        if not reached:
            return None
        stage = max(reached)
    return stage if due_on + timedelta(days=stage) >= opened_on else None


def _tiers(rows: Mapping[UUID, OrganisationRow], *, on: date) -> dict[UUID, list[frozenset[UUID]]]:
    """Return who answers for organisations: the users of each itself, of each one above it, of everything.

    An organisation that does not stand on the day is answered for from where it stood last.
    """
    holders: dict[UUID | None, set[UUID]] = defaultdict(set)
    for user, organisation in access.holders("obligations.change"):
        holders[organisation].add(user)
    parents = {row.parent_id for row in rows.values() if row.parent_id is not None}
    above = organisations.above(ids=parents, on=on)
    tiers = {}
    for row in rows.values():
        chain: list[UUID | None] = [row.id]
        if row.parent_id is not None:
            chain += [row.parent_id, *(one.id for one in reversed(above.get(row.parent_id, [])))]
        tiers[row.id] = [frozenset(holders.get(place, ())) for place in (*chain, None)]
    return tiers


def _recipients(tiers: Collection[frozenset[UUID]], *, overdue: bool) -> list[UUID]:
    own, *superiors = tiers
    nearest = _first([own, *superiors])
    return sorted(nearest | _first(superiors) if overdue else nearest)


def _first(tiers: Iterable[frozenset[UUID]]) -> frozenset[UUID]:
    """Return the first group that has anybody in it."""
    return next((users for users in tiers if users), frozenset())


def _notice(row: ObligationRow, stage: int, user: UUID, *, unit: str, on: date) -> Notice:
    days = (row.due_on - on).days
    if days > 0:
        when = f"将于 {row.due_on} 到期，还有 {days} 天"
    elif days == 0:
        when = f"今天（{row.due_on}）到期"
    else:
        when = f"已于 {row.due_on} 到期，逾期 {-days} 天"
    provisional = "到期日暂按法定节假日推算，当年放假安排公布后重新计算。" if row.provisional else ""
    return Notice(
        user_id=user,
        key=f"obligation/{row.id}/{row.due_on}/{stage}",
        title=f"待办“{row.title}”{when}",
        text=f"责任单位：{unit}。{provisional}",
        subject_kind=SUBJECT,
        subject_id=row.id,
        person_id=row.person_id,
    )
