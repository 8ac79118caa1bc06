"""What licences add to pay, worked out day by day from licences, posts, sectors and the policy in force."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now

from core import identifiers
from core.actors import Actor
from core.audit import acting
from core.credentials.models import Credential
from core.decisions import selectors as policies
from core.decisions import services as decisions
from core.decisions.about import About
from core.decisions.services import Answer
from core.people.models import Person
from plugins.fuquan_licensing.credentials import LICENCE
from plugins.fuquan_licensing.facts import Level
from plugins.fuquan_licensing.licences.models import PayLink
from plugins.fuquan_licensing.scheme import NAME

SUBJECT = "fuquan_pay_link"
"""What decisions call a pay link."""

# On which days something changes for somebody, and how things stand on each: a unit and a sector where
# somebody is a worker, the level of the licence that holds. The days of the policy are everybody's.
_TURNS = """
WITH held AS (
    SELECT person_id, level, issued_on AS from_on, least(until_on, ended_on) AS until_on
      FROM core_credential WHERE kind = %(kind)s AND person_id = ANY(%(people)s)
), posts AS (
    SELECT * FROM core_appointment WHERE person_id = ANY(%(people)s) AND counts_as_worker
), days AS (
    SELECT person_id, from_on AS day FROM held UNION SELECT person_id, until_on FROM held
    UNION SELECT person_id, from_on FROM posts UNION SELECT person_id, until_on FROM posts
    UNION SELECT posts.person_id, o.from_on
      FROM posts JOIN core_organisationperiod o USING (organisation_id)
     WHERE o.from_on > posts.from_on AND (posts.until_on IS NULL OR o.from_on < posts.until_on)
    UNION SELECT person_id, day FROM held CROSS JOIN unnest(%(policy_days)s::date[]) AS day
)
SELECT d.person_id, d.day, w.organisation_id, w.sector, l.level
  FROM days d
  LEFT JOIN LATERAL (
       SELECT a.organisation_id, o.sector FROM posts a
         JOIN core_organisationperiod o ON o.organisation_id = a.organisation_id
          AND o.from_on <= d.day AND (o.until_on IS NULL OR o.until_on > d.day)
        WHERE a.person_id = d.person_id AND a.from_on <= d.day AND (a.until_on IS NULL OR a.until_on > d.day)
        ORDER BY a.basis = 'FULL_TIME' DESC, a.from_on, a.id LIMIT 1) w ON true
  LEFT JOIN LATERAL (
       SELECT h.level FROM held h
        WHERE h.person_id = d.person_id AND h.from_on <= d.day AND (h.until_on IS NULL OR h.until_on > d.day)
        ORDER BY array_position(%(levels)s, h.level) DESC LIMIT 1) l ON true
 WHERE d.day <= %(today)s AND d.day >= (SELECT min(from_on) FROM held WHERE held.person_id = d.person_id)
 ORDER BY d.person_id, d.day
"""


class Turn(NamedTuple):
    """How somebody stands from a day on; nothing where there is no post or no licence."""

    person_id: UUID
    day: date
    organisation_id: UUID | None
    sector: str | None
    level: str | None


@dataclass(frozen=True)
class Span:
    """A period in which somebody held one level in one sector under one policy."""

    organisation: UUID
    sector: str
    level: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True)
class Settled:
    """What came of settling: rows begun, and rows whose end or standing changed."""

    begun: int
    changed: int


def spans(turns: Iterable[Turn], *, policy_days: Collection[date]) -> list[Span]:
    """Return the periods of one person's turns, in order of days; a new policy begins a new period.

    >>> unit, person = UUID(int=1), UUID(int=2)
    >>> rows = [Turn(person, date(2022, 6, 1), unit, "ORGAN", "JUNIOR"),
    ...         Turn(person, date(2023, 1, 1), unit, "ORGAN", "JUNIOR"),
    ...         Turn(person, date(2023, 7, 1), unit, "VILLAGE", "JUNIOR")]
    >>> [(span.sector, str(span.from_on), str(span.until_on)) for span in spans(rows, policy_days=[])]
    [('ORGAN', '2022-06-01', '2023-07-01'), ('VILLAGE', '2023-07-01', 'None')]
    """
    found: list[Span] = []
    for turn in turns:
        last = found[-1] if found else None
        running = last is not None and last.until_on is None
        if running and last is not None:
            if (last.sector, last.level) == (turn.sector, turn.level) and turn.day not in policy_days:
                continue
            found[-1] = Span(last.organisation, last.sector, last.level, last.from_on, turn.day)
        if turn.organisation_id is not None and turn.sector is not None and turn.level is not None:
            found.append(Span(turn.organisation_id, turn.sector, turn.level, turn.day, None))
    return found


def settle(*, people: Collection[UUID], today: date, actor: Actor) -> Settled:
    """Bring the pay links of people to what their licences, posts and sectors yield up to today.

    Rows that are right stay; each new one rests on a decision of its own (`pay`) about its first day. Two
    reads and at most four writes for all of them.

    :raises DomainError: as `core.decisions.services.decide`.
    """
    with acting(actor=actor), transaction.atomic():
        # Two who settle one person go one after the other.
        list(Person.objects.select_for_update().filter(pk__in=people).order_by("pk").values_list("pk"))
        wanted = _wanted(people, today)
        kept: dict[tuple[UUID, date], PayLink] = {}
        wrong: list[UUID] = []
        for row in PayLink.objects.filter(person__in=people, superseded_at__isnull=True):
            span = wanted.get((row.person_id, row.from_on))
            if span is not None and (row.sector, row.level) == (span.sector, span.level):
                kept[row.person_id, row.from_on] = row
            else:
                wrong.append(row.pk)
        PayLink.objects.filter(pk__in=wrong).update(superseded_at=Now())
        ended = [row for key, row in kept.items() if row.until_on != wanted[key].until_on]
        for row in ended:
            row.until_on = wanted[row.person_id, row.from_on].until_on
        PayLink.objects.bulk_update(ended, ["until_on"])
        begun = _begin({key: span for key, span in wanted.items() if key not in kept}, today, actor)
    return Settled(begun=begun, changed=len(wrong) + len(ended))


def settle_all(*, today: date, actor: Actor) -> Settled:
    """Settle everybody who ever held a licence, after transfers and changes of sector; see `settle`."""
    people = Credential.objects.filter(kind=LICENCE.code).values_list("person_id", flat=True)
    return settle(people=set(people), today=today, actor=actor)


def _wanted(people: Collection[UUID], today: date) -> Mapping[tuple[UUID, date], Span]:
    """Return the periods that there should be, by person and first day."""
    policy_days = {version.effective_from for version in policies.standing_versions(NAME)}
    turns: dict[UUID, list[Turn]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            _TURNS,
            {
                "kind": LICENCE.code,
                "people": list(people),
                "levels": [level.value for level in Level],
                "policy_days": sorted(policy_days),
                "today": today,
            },
        )
        for found in cursor.fetchall():
            turn = Turn(*found)
            turns[turn.person_id].append(turn)
    return {
        (person, span.from_on): span
        for person, rows in turns.items()
        for span in spans(rows, policy_days=policy_days)
    }


def _begin(wanted: Mapping[tuple[UUID, date], Span], today: date, actor: Actor) -> int:
    """Store new rows with their decisions and return how many; those of one day share a policy."""
    answers: dict[str, Answer] = {}
    rows: list[PayLink] = []
    like: dict[date, Answer] = {}
    for (person, day), span in wanted.items():
        answer = decisions.decide(
            action=f"{NAME}.pay",
            facts={"sector": span.sector, "level": span.level},
            on=day,
            about=About(person=person, organisation=span.organisation),
            like=like.get(day),
            today=today,
        )
        like[day] = answer
        outcome = answer.decision.outcome
        row = PayLink(
            id=identifiers.new(),
            person_id=person,
            organisation_id=span.organisation,
            sector=span.sector,
            level=span.level,
            coefficient=outcome["coefficient"],
            steps=outcome["steps"],
            from_on=span.from_on,
            until_on=span.until_on,
        )
        answers[str(row.pk)] = answer
        rows.append(row)
    kept = decisions.keep_many(answers, actor=actor, subject_kind=SUBJECT)
    for row in rows:
        row.decision = kept[str(row.pk)]
    PayLink.objects.bulk_create(rows)
    return len(rows)
