"""Issue licences upon an examination, and revoke one upon a handling decision (domain.md §4)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from core.actors import Actor
from core.audit import acting
from core.credentials import issuing, steps
from core.credentials import services as credentials
from core.credentials.issuing import NotIssued, Wanted
from core.credentials.models import Credential
from core.errors import DomainError
from core.obligations import services as obligations
from core.people import identities
from core.people import selectors as people
from plugins.fuquan_licensing import law
from plugins.fuquan_licensing.changes import duties
from plugins.fuquan_licensing.changes.duties import DutyKind
from plugins.fuquan_licensing.credentials import LICENCE
from plugins.fuquan_licensing.examinations import results
from plugins.fuquan_licensing.examinations import services as examinations
from plugins.fuquan_licensing.examinations.models import Registration
from plugins.fuquan_licensing.examinations.stages import Stage
from plugins.fuquan_licensing.facts import Review
from plugins.fuquan_licensing.licences import pay
from plugins.fuquan_licensing.licences.models import Licence, Revocation
from plugins.fuquan_licensing.reviews.models import ReviewCase


class BadRevocation(DomainError):
    """A licence cannot be revoked as described."""

    code = "BAD_USER_INPUT"


class TooEarly(DomainError):
    """A licence would be issued before the examination that it rests on."""

    code = "BAD_USER_INPUT"


@dataclass(frozen=True)
class Batch:
    """What came of issuing; the refusals name reviewing bodies and are for the department only."""

    credentials: tuple[Credential, ...]
    refused: tuple[NotIssued, ...]


@dataclass(frozen=True)
class Document:
    """The handling decision (处理决定) that a revocation rests on."""

    number: str
    title: str
    on: date


def issue(
    *, examination: UUID, version: int, on: date, issuer: str, today: date, reason: str = "", actor: Actor
) -> Batch:
    """Issue licences to all who passed a reviewed examination and the joint review; return who gets none.

    Each rests on a decision of its own (`issue`) about the score that counts and what each body said. Who
    got a licence upon this examination gets no second one, whatever became of the first, so it may be done
    again once more people pass. Pay links begin with it.

    :raises TooEarly: if the day precedes the examination or lies ahead.
    :raises DomainError: as every step of an examination, and as `core.credentials.issuing.issue_many`.
    """
    with acting(actor=actor):
        row = examinations.held(examination, version, Stage.REVIEWED, Stage.PUBLISHED, doing="发证")
        if not row.record.on <= on <= today:
            raise TooEarly(f"发证日期须在考试日 {row.record.on} 至今天之间。")
        registrations = Registration.objects.filter(examination=row, withdrawn_reason="", licence=None)
        candidates = {one.person_id: one.pk for one in registrations.order_by("seat")}
        scores = results.newest_scores(examination=examination)
        opinions = _opinions(examination, on)
        facts: dict[UUID, dict[str, Any]] = {}
        for person, registration in candidates.items():
            score = scores[registration]
            passed = score is not None and score >= row.record.pass_mark
            facts[person] = {"exam_passed": passed, "reviews": opinions[registration]}
        done = issuing.issue_many(
            kind=LICENCE.code,
            level=row.level,
            wanted=[Wanted(person, known) for person, known in facts.items()],
            on=on,
            issuer=issuer,
            today=today,
            reason=reason,
            actor=actor,
        )
        Licence.objects.bulk_create(
            Licence(registration_id=candidates[made.person_id], credential=made) for made in done.credentials
        )
        if done.credentials:
            pay.settle(people=[made.person_id for made in done.credentials], today=today, actor=actor)
    return Batch(done.credentials, done.refused)


def revoke(
    *,
    credential: UUID,
    version: int,
    on: date,
    cause: str,
    serious_consequence: bool,
    document: Document,
    note: str = "",
    today: date,
    actor: Actor,
) -> Revocation:
    """Revoke a licence upon a handling decision and return the revocation.

    The record stays; pay links end on that day, and the holder's unit is to file it. Nothing revives.

    :raises BadRevocation: if the document lacks number or title or is of a later day, or the day lies ahead.
    :raises Refused: if the law blocks (`revoke`); the findings say why.
    :raises UnknownCredential: if there is no licence of this identifier.
    :raises DomainError: as `core.credentials.services.revoke`.
    """
    number = _text(document.number, what="处理决定文号", longest=100)
    title = _text(document.title, what="处理决定标题", longest=200)
    if not document.on <= on <= today:
        raise BadRevocation("注销日期不得早于处理决定的日期，也不得晚于今天。")
    with acting(actor=actor):
        if not Credential.objects.filter(pk=credential, kind=LICENCE.code).exists():
            raise steps.unknown(credential)
        taken = credentials.revoke(
            credential=credential,
            version=version,
            on=on,
            today=today,
            facts={"serious_consequence": serious_consequence, "cause": cause},
            reason=f"{number}《{title}》",
            actor=actor,
        )
        holder = taken.credential.person_id
        pay.settle(people=[holder], today=today, actor=actor)
        return Revocation.objects.create(
            credential=taken.credential,
            decision=taken.decision,
            document_number=number,
            document_title=title,
            document_on=document.on,
            revoked_on=on,
            note=identities.refuse_numbers(note.strip()[:500], what="说明"),
            filing_id=_filing(taken.credential, on=on, today=today, actor=actor),
            **actor.columns("recorded_by"),
        )


def _opinions(examination: UUID, on: date) -> Mapping[UUID, dict[str, str]]:
    """Return by registration what each body said that the policy of the day names; one query beside it."""
    bodies = [body.code for body in law.in_force(on).review_bodies]
    found: dict[UUID, dict[str, str]] = defaultdict(dict)
    cases = ReviewCase.objects.filter(registration__examination=examination, body__in=bodies)
    for registration, body, opinion in cases.values_list("registration_id", "body", "opinion"):
        found[registration][body] = opinion or Review.PENDING.value
    return found


def _filing(credential: Credential, *, on: date, today: date, actor: Actor) -> UUID | None:
    """Open the duty to file a revocation and return it; None for a holder who belongs to no unit."""
    holder = people.people(ids=[credential.person_id], on=on).get(credential.person_id)
    unit = (holder and holder.organisation_id) or credential.organisation_id
    if unit is None:
        return None
    answer = duties.due(changed_on=on, organisation=unit, today=today)
    duty = duties.opened(
        kind=DutyKind.FILING,
        what=f"证书 {credential.number} 注销",
        organisation=unit,
        until=duties.deadline(answer, changed_on=on),
        subject=(steps.SUBJECT, credential.pk),
        person=credential.person_id,
    )
    [opened] = obligations.assign_many([duty], on=today, actor=actor)
    return opened.pk


def _text(text: str, *, what: str, longest: int) -> str:
    text = text.strip()
    if not 0 < len(text) <= longest:
        raise BadRevocation(f"请填写{what}，不超过 {longest} 字。")
    return identities.refuse_numbers(text, what=what)
