"""Correct the past: list the decisions that would come out otherwise, before anything is decided anew.

A decision is thought through again with what is known now: the policy in force on its day, the newest
calendar, the exceptions that counted that day, and the facts that its records yield by now. Facts are
snapshots: one taken from a column as it stands is read again there, all others stay as they were.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from core.decisions import rereading, schemes, selectors, services, waivers
from core.decisions.about import About, Place
from core.decisions.models import DecisionRecord, PolicyException, PolicyVersion
from core.decisions.rereading import Reread
from core.decisions.services import Answer
from core.errors import DomainError
from core.policy import exceptions, jsontext
from core.policy.calendar import WorkingCalendar
from core.policy.models import Policy
from core.reference import selectors as reference

SECONDS = 2.0
"""How long one page of a list may take to be found; the cursor of what came last goes on from there."""
BATCH = 200
WITH = ("policy_version", "person", "replaced_by")
"""What a decision is shown with."""

Key = tuple[date, UUID]


@dataclass(frozen=True)
class Enactment:
    """A version of a policy that is thought about: in force in a region from a day until another."""

    plugin: str
    region: str
    from_on: date
    until_on: date | None
    policy: Policy


@dataclass(frozen=True)
class Supposing:
    """What is supposed beyond what is known: corrected columns, or a policy that is not enacted yet."""

    columns: Mapping[Place, Any] = field(default_factory=dict)
    enactment: Enactment | None = None


NOTHING = Supposing()


@dataclass(frozen=True)
class Change:
    """How a decision would come out; `answer` is None where a fact is unknown, or, for the reason given in
    `problem`, the matter as it is known now cannot be decided at all."""

    record: DecisionRecord
    reread: Reread
    answer: Answer | None
    problem: str = ""

    @property
    def is_one(self) -> bool:
        """Whether anything differs from what is stored: the answer, or a fact that it rests on."""
        if self.answer is None or self.reread.changed:
            return True
        return jsontext.write(self.answer.decision.as_tree()) != self.record.decision


class Page(NamedTuple):
    """Decisions that would change, and how far the search came: `last` is the key of the last examined."""

    changes: list[Change]
    examined: int
    last: Key | None
    complete: bool


class Hindsight:
    """Thinks decisions through again; what all of them share is read once."""

    def __init__(self, supposing: Supposing = NOTHING) -> None:
        self.supposing = supposing
        self._versions: dict[str, list[PolicyVersion]] = {}

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The newest working calendar."""
        return reference.calendar()

    @cached_property
    def excepted_actions(self) -> frozenset[str]:
        """The actions of which exceptions exist at all."""
        return frozenset(PolicyException.objects.values_list("action", flat=True).distinct())

    def of(self, records: Sequence[DecisionRecord]) -> list[Change]:
        """Return how decisions would come out, in their order; one query a table that gave facts."""
        now = {**rereading.places(records), **self.supposing.columns}
        return [self._change(record, rereading.reread(record, now)) for record in records]

    def answer(self, record: DecisionRecord, facts: Mapping[str, Any]) -> Answer:
        """Return what the law, as supposed, says of a decision's matter with these facts.

        :raises DomainError: as `services.decide`.
        """
        scheme = schemes.active()[record.action.partition(".")[0]]
        action = scheme.action(record.action)
        read = action.read(facts)
        day = action.policy_day(read) or record.policy_on
        region = getattr(read, "city", None) or record.region_code
        version = selectors.nearest(self._in_force(scheme.name), on=day, region=region, plugin=scheme.name)
        policy = base = services.read_parameters(scheme, version.parameters)
        enactment = self.supposing.enactment
        if enactment is not None and _holds(enactment, version, region=region, on=day):
            policy = enactment.policy
        calendar = self.calendar if action.takes_calendar else None
        about = About(record.person_id, record.organisation_id, *_subject(record))
        decision = action.decide(read, policy, calendar)
        laid = exceptions.Excepted(decision)
        if not decision.allowed and record.action in self.excepted_actions:
            laid = exceptions.lay(waivers.standing(action=record.action, about=about, on=day), decision)
        return Answer(
            action=action,
            facts=read,
            base=base,
            policy=policy,
            version=version,
            policy_on=day,
            region=region,
            changed=(),
            calendar=calendar,
            decision=laid.decision,
            about=about,
            waivers=laid.used,
        )

    def _change(self, record: DecisionRecord, reread: Reread) -> Change:
        if reread.unknown:
            return Change(record, reread, None)
        try:
            return Change(record, reread, self.answer(record, reread.facts))
        except DomainError as error:
            return Change(record, reread, None, problem=error.message)

    def _in_force(self, plugin: str) -> list[PolicyVersion]:
        if plugin not in self._versions:
            self._versions[plugin] = selectors.standing_versions(plugin)
        return self._versions[plugin]


def standing(
    *,
    action: str | None = None,
    plugin: str | None = None,
    row: tuple[str, str] | None = None,
    where: Q | None = None,
) -> QuerySet[DecisionRecord]:
    """Return the decisions that stand, none of them replaced, of schemes that the tenant runs.

    :param row: table and primary key: only those that took a fact from this row.
    """
    names = schemes.active().keys() if plugin is None else {plugin} & schemes.active().keys()
    of_schemes = Q(pk__in=[])
    for name in names:
        of_schemes |= Q(action__startswith=f"{name}.")
    rows = DecisionRecord.objects.filter(of_schemes, where or Q(), replaced_by__isnull=True)
    if action is not None:
        rows = rows.filter(action=action)
    if row is not None:
        rows = rows.filter(sources__contains=[{"table": row[0], "row": row[1]}])
    return rows


def key(record: DecisionRecord) -> Key:
    """Return the sort key of a decision in lists of those that would change."""
    return record.policy_on, record.pk


def changes(
    rows: QuerySet[DecisionRecord],
    *,
    limit: int,
    after: Key | None = None,
    supposing: Supposing = NOTHING,
    seconds: float = SECONDS,
) -> Page:
    """Return decisions that would come out otherwise, by day, as far as the search comes in so many seconds.

    What is supposed is told apart from what is known: a decision that would change without it as well, and in
    the same way, is not on the list of a supposed policy.

    :param after: key of the row before the first to examine.
    """
    until = time.monotonic() + seconds
    hindsight, known = Hindsight(supposing), Hindsight()
    found: list[Change] = []
    examined = 0
    while len(found) < limit:
        batch = list(_after(rows, after).select_related(*WITH)[:BATCH])
        for change in hindsight.of(batch):
            examined += 1
            after = key(change.record)
            if change.is_one and _by_supposition(change, known, supposing):
                found.append(change)
                if len(found) == limit:
                    break
        if len(batch) < BATCH and len(found) < limit:
            return Page(found, examined, after, complete=True)
        if time.monotonic() > until:
            break
    return Page(found, examined, after, complete=not _after(rows, after).exists())


def _by_supposition(change: Change, known: Hindsight, supposing: Supposing) -> bool:
    """Return whether it is what is supposed that changes a decision, and not what is known anyway."""
    if supposing.enactment is None or change.answer is None:
        return True
    without = known.answer(change.record, change.reread.facts)
    return without.decision != change.answer.decision


def _after(rows: QuerySet[DecisionRecord], after: Key | None) -> QuerySet[DecisionRecord]:
    ordered = rows.order_by("policy_on", "pk")
    if after is None:
        return ordered
    return ordered.filter(Q(policy_on__gt=after[0]) | Q(policy_on=after[0], pk__gt=after[1]))


def _holds(enactment: Enactment, version: PolicyVersion, *, region: str, on: date) -> bool:
    """Return whether a supposed version would be the one in force, in place of the version that is now."""
    if version.plugin != enactment.plugin or on < enactment.from_on:
        return False
    if enactment.until_on is not None and on >= enactment.until_on:
        return False
    scopes = selectors.scopes(region)
    if enactment.region not in scopes:
        return False
    return scopes.index(enactment.region) >= scopes.index(version.region_code)


def _subject(record: DecisionRecord) -> tuple[str, str]:
    """Return what another noun's row the decision is about, as exceptions name it."""
    kind = record.subject_kind
    return ("", "") if kind in ("", "person", "organisation") else (kind, record.subject_id)
