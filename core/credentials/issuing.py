"""Issue credentials: to one person, or to many at once, each by a decision of its own."""

import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from core import identifiers
from core.actors import SYSTEM, Actor
from core.credentials import governing, numbers, steps
from core.credentials.kinds import CredentialKind
from core.credentials.models import Credential, CredentialStep
from core.decisions import services as decisions
from core.decisions.about import About
from core.decisions.models import DecisionRecord
from core.decisions.services import Answer
from core.errors import DomainError
from core.people import selectors as people
from core.people import services as people_services
from core.people.models import Person
from core.policy.fields import DIVISION
from core.policy.vocabulary import CredentialStatus

SECRET_BYTES = 18
"""Of the secret in a public page's address: 144 bits, 24 signs."""


class InvalidIssue(DomainError):
    """A credential cannot be issued as described."""

    code = "BAD_USER_INPUT"


class AlreadyHeld(DomainError):
    """The person holds a credential of this level or a higher one in that period."""

    code = "CREDENTIAL_HELD"


class BatchRefused(DomainError):
    """Somebody of a batch gets none, so nobody does; `extensions.refused` says who and why."""

    code = "BATCH_REFUSED"


@dataclass(frozen=True)
class Wanted:
    """Somebody who is to get a credential, and the facts that are stated about this person."""

    person: UUID
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NotIssued:
    """Somebody who gets none, and the refusal that says why."""

    person: UUID
    refusal: DomainError


@dataclass(frozen=True)
class Issued:
    """What came of a batch."""

    credentials: tuple[Credential, ...]
    refused: tuple[NotIssued, ...]


@dataclass(frozen=True)
class Terms:
    """What all credentials of one batch have in common."""

    kind: CredentialKind
    level: str
    region: str
    on: date
    issuer: str
    reason: str
    actor: Actor


def issue(
    *,
    kind: str,
    level: str,
    person: UUID,
    on: date,
    issuer: str,
    facts: Mapping[str, Any],
    today: date,
    region: str = "",
    reason: str = "",
    actor: Actor = SYSTEM,
) -> Credential:
    """Issue a credential to a person and return it; a lower one of the same kind and city is superseded.

    :param issuer: name of the office that issues.
    :param region: division code of the city, for kinds that count by city; else left out.
    :raises Refused: if the scheme's law blocks; the findings say why.
    :raises AlreadyHeld: if the person holds this level or a higher one on the day or later.
    :raises UnknownPerson: if there is no such person, or it was merged or erased.
    :raises DomainError: as `issue_many`.
    """
    done = issue_many(
        kind=kind,
        level=level,
        wanted=[Wanted(person, facts)],
        on=on,
        issuer=issuer,
        today=today,
        region=region,
        reason=reason,
        actor=actor,
    )
    for one in done.refused:
        raise one.refusal
    return done.credentials[0]


def issue_many(
    *,
    kind: str,
    level: str,
    wanted: Sequence[Wanted],
    on: date,
    issuer: str,
    today: date,
    region: str = "",
    reason: str = "",
    all_or_none: bool = False,
    actor: Actor = SYSTEM,
) -> Issued:
    """Issue credentials of one kind, level, city and day; return them and who gets none, for which reason.

    Each rests on a decision of its own, which is kept. Five writes, however many people; nothing is written
    for those who are refused.

    :param all_or_none: whether one refusal is everybody's.
    :raises InvalidIssue: if level, city, issuer or the list of people cannot be.
    :raises UnknownKind: if no scheme that the tenant runs has the kind.
    :raises BatchRefused: if somebody is refused and `all_or_none` is set.
    """
    terms = Terms(
        kind=(chosen := governing.kind_of(kind)),
        level=_level(chosen, level),
        region=_city(chosen, region),
        on=on,
        issuer=_issuer(issuer),
        reason=steps.checked(reason),
        actor=actor,
    )
    if len({one.person for one in wanted}) < len(wanted):
        raise InvalidIssue("名单中有人出现两次：每人只列一次。")
    with transaction.atomic():
        holders = steps.holders([one.person for one in wanted])
        held = _held(terms, holders)
        passed: list[tuple[Person, Answer]] = []
        refused: list[NotIssued] = []
        for one in wanted:
            try:
                like = passed[-1][1] if passed else None
                passed.append(_examined(terms, one, holders, held, like=like, today=today))
            except DomainError as refusal:
                refused.append(NotIssued(one.person, refusal))
        if refused and all_or_none:
            raise BatchRefused(
                f"名单中 {len(refused)} 人不能发证，按“全部通过才办理”未发放任何证书：请处理后重试。",
                extensions={"refused": [told(one) for one in refused]},
            )
        return Issued(tuple(_issued(terms, passed, held)), tuple(refused))


@dataclass(frozen=True)
class Grant:
    """One credential to be stored: who gets it, until when, and by which decision."""

    id: UUID
    holder: Person
    until: date | None
    decision: DecisionRecord


def store(
    terms: Terms, grants: Sequence[Grant], *, superseded: Mapping[UUID, Sequence[Credential]]
) -> list[Credential]:
    """Store credentials, each with its number and its first step, and return them.

    For who holds the holders' locks and has asked the law. Four writes.

    :param superseded: by holder, the lower credentials whose place they take.
    :raises AlreadyHeld: if somebody holds one of the level in the period.
    """
    given = numbers.take(kind=terms.kind, year=terms.on.year, region=terms.region, count=len(grants))
    places = people.people(ids=[grant.holder.pk for grant in grants], on=terms.on)
    rows = [
        Credential(
            id=grant.id,
            kind=terms.kind.code,
            number=number,
            level=terms.level,
            person=grant.holder,
            organisation_id=places[grant.holder.pk].organisation_id or grant.holder.kept_by_id,
            region_code=terms.region,
            issued_on=terms.on,
            until_on=grant.until,
            issuer_name=terms.issuer,
            public_secret=secrets.token_bytes(SECRET_BYTES),
        )
        for grant, number in zip(grants, given, strict=True)
    ]
    try:
        with transaction.atomic():
            Credential.objects.bulk_create(rows)
    except IntegrityError as error:
        if "credential_of_a_level_is_one_a_day" not in str(error):
            raise
        raise AlreadyHeld(f"名单中有人已持有{terms.kind.label(terms.level)}：请刷新后重试。") from None
    written = [
        steps.row(row, status=CredentialStatus.VALID, decision=grant.decision, **_said(terms))
        for row, grant in zip(rows, grants, strict=True)
    ]
    for row, grant in zip(rows, grants, strict=True):
        for lower in superseded.get(grant.holder.pk, ()):
            lower.ended_on, lower.version = terms.on, lower.version + 1
            written.append(
                steps.row(
                    lower,
                    status=CredentialStatus.SUPERSEDED,
                    decision=grant.decision,
                    successor=row,
                    **_said(terms),
                )
            )
    left = [lower.pk for lowers in superseded.values() for lower in lowers]
    Credential.objects.filter(pk__in=left).update(ended_on=terms.on, version=F("version") + 1)
    CredentialStep.objects.bulk_create(written)
    return rows


_Held = Mapping[UUID, Sequence[tuple[Credential, CredentialStep]]]
"""By holder, the credentials of a kind and city that hold on a day or later, with their last steps."""


def _held(terms: Terms, holders: Collection[UUID]) -> _Held:
    rows = Credential.objects.select_for_update().filter(
        Q(until_on__isnull=True) | Q(until_on__gt=terms.on),
        Q(ended_on__isnull=True) | Q(ended_on__gt=terms.on),
        person__in=holders,
        kind=terms.kind.code,
        region_code=terms.region,
    )
    held = list(rows.order_by("pk"))
    last = steps.last(held)
    result: dict[UUID, list[tuple[Credential, CredentialStep]]] = defaultdict(list)
    for row in held:
        result[row.person_id].append((row, last[row.pk]))
    return result


def _examined(
    terms: Terms,
    wanted: Wanted,
    holders: Mapping[UUID, Person],
    held: _Held,
    *,
    like: Answer | None,
    today: date,
) -> tuple[Person, Answer]:
    """Return the holder and the decision that allows the issue.

    :raises DomainError: if the person gets none.
    """
    holder = holders.get(wanted.person)
    if holder is None:
        raise people_services.unknown()
    if holder.left_on is not None and holder.left_on <= terms.on:
        raise InvalidIssue(f"{holder.name}自 {holder.left_on} 起已离开，不能发证：请核对人员或发证日期。")
    above = {terms.level, *terms.kind.above(terms.level)}
    for row, step in held.get(holder.pk, ()):
        if row.level in above:
            raise AlreadyHeld(
                f"{holder.name}已持有{terms.kind.label(row.level)}（{row.number}，{row.issued_on} 发）："
                f"不能再发{terms.kind.label(terms.level)}。",
                extensions={"number": row.number},
            )
        # A lower one steps aside on the day of issue: no later day may be recorded for it.
        steps.standing(row, step, on=terms.on)
    known = {"on": terms.on, "level": terms.level, **({"city": terms.region} if terms.region else {})}
    answer = governing.ask(
        action=terms.kind.issue_action,
        given=wanted.facts,
        known=known,
        about=About(person=holder.pk),
        like=like,
        on=terms.on,
        today=today,
    )
    if not answer.decision.allowed:
        raise decisions.refusal(answer)
    return holder, answer


def _issued(terms: Terms, passed: Sequence[tuple[Person, Answer]], held: _Held) -> list[Credential]:
    if not passed:
        return []
    ids = [identifiers.new() for _ in passed]
    records = decisions.keep_many(
        {str(one): answer for one, (_, answer) in zip(ids, passed, strict=True)},
        subject_kind=steps.SUBJECT,
        actor=terms.actor,
    )
    lower = terms.kind.below(terms.level)
    return store(
        terms,
        [
            Grant(one, holder, governing.valid_until(terms.kind, answer, on=terms.on), records[str(one)])
            for one, (holder, answer) in zip(ids, passed, strict=True)
        ],
        superseded={
            holder.pk: [row for row, _ in held.get(holder.pk, ()) if row.level in lower]
            for holder, _ in passed
        },
    )


def _said(terms: Terms) -> dict[str, Any]:
    return {"on": terms.on, "reason": terms.reason, "actor": terms.actor}


def told(one: NotIssued) -> dict[str, Any]:
    """Return a refusal within a batch as plain values."""
    return {
        "person": str(one.person),
        "code": one.refusal.code,
        "message": one.refusal.message,
        **one.refusal.extensions,
    }


def _level(kind: CredentialKind, level: str) -> str:
    if not kind.has(level):
        known = "、".join(f"{one.code}（{one.label}）" for one in kind.levels)
        raise InvalidIssue(f"{kind.title}没有级别 {level}：须为 {known} 之一。")
    return level


def _city(kind: CredentialKind, region: str) -> str:
    """Return the code of the prefecture-level city that a division code lies in; empty where none counts."""
    if not kind.by_city:
        if region:
            raise InvalidIssue(f"{kind.title}不分城市：请不要填写城市（region）。")
        return ""
    if not DIVISION.fullmatch(region):
        raise InvalidIssue(f"{kind.title}按设区市发放：请填写城市（region）的六位行政区划代码。")
    return f"{region[:4]}00"


def _issuer(issuer: str) -> str:
    issuer = issuer.strip()
    if not 0 < len(issuer) <= 100:
        raise InvalidIssue("请填写发证机关（issuer），不超过 100 字。")
    return issuer
