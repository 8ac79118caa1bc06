"""Steps of a credential after it was issued: each by a decision of the scheme's law, each a new row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from core import identifiers
from core.actors import SYSTEM, Actor
from core.credentials import governing, issuing, steps
from core.credentials.kinds import CredentialKind, Step, Verb
from core.credentials.models import Credential
from core.decisions import services as decisions
from core.decisions.about import About, Source
from core.decisions.models import DecisionRecord
from core.decisions.services import Answer
from core.errors import DomainError
from core.policy import jsontext
from core.policy.decision import Finding
from core.policy.vocabulary import CredentialStatus

Status = CredentialStatus
_BECOMES = {
    Verb.SUSPEND: Status.SUSPENDED,
    Verb.RESTORE: Status.VALID,
    Verb.REVOKE: Status.REVOKED,
    Verb.EXPIRE: Status.EXPIRED,
    Verb.LOWER: Status.EXPIRED,
}
_FROM: dict[Verb, tuple[CredentialStatus, ...]] = {
    Verb.SUSPEND: (Status.VALID,),
    Verb.RESTORE: (Status.SUSPENDED,),
    Verb.REVOKE: steps.LIVE,
    Verb.EXPIRE: steps.LIVE,
    Verb.LOWER: steps.LIVE,
}


class NotProvided(DomainError):
    """The scheme's law knows no such step for credentials of this kind."""

    code = "STEP_NOT_PROVIDED"


class OtherOutcome(DomainError):
    """The law draws another conclusion from the facts than the step that was asked for."""

    code = "OTHER_OUTCOME"


class Said(TypedDict, total=False):
    """What is said of a step: facts for the action, the version that was seen, a reason, who acts."""

    facts: Mapping[str, Any]
    version: int | None
    reason: str
    actor: Actor


@dataclass(frozen=True)
class Taken:
    """A credential after a step, what the law found, and the one that took its place, if one did."""

    credential: Credential
    decision: DecisionRecord
    findings: tuple[Finding, ...]
    successor: Credential | None = None


def suspend(*, credential: UUID, on: date, today: date, **said: Unpack[Said]) -> Taken:
    """Suspend a valid credential from a day on.

    :raises NotProvided: if the scheme's law knows no such step.
    :raises NotPossible: if the credential does not stand so that it can take the step.
    :raises LaterStep: if a step of a later day is recorded.
    :raises Refused: if the law blocks; the findings say why.
    :raises OtherOutcome: if the law concludes otherwise.
    :raises Outdated: if the credential has another version by now.
    :raises UnknownCredential: if there is none of this identifier.
    """
    return _take(Verb.SUSPEND, credential, on, today, **said)


def restore(*, credential: UUID, on: date, today: date, **said: Unpack[Said]) -> Taken:
    """Make a suspended credential valid again from a day on; raises as `suspend`."""
    return _take(Verb.RESTORE, credential, on, today, **said)


def revoke(*, credential: UUID, on: date, today: date, **said: Unpack[Said]) -> Taken:
    """Revoke a credential from a day on, for good; no lower one revives. Raises as `suspend`."""
    return _take(Verb.REVOKE, credential, on, today, **said)


def expire(*, credential: UUID, on: date, today: date, **said: Unpack[Said]) -> Taken:
    """End a credential from a day on without blame, for good; raises as `suspend`."""
    return _take(Verb.EXPIRE, credential, on, today, **said)


def inspect(*, credential: UUID, on: date, today: date, **said: Unpack[Said]) -> Taken:
    """Record what an inspection found: the law's outcome says whether the credential stays, pauses or ends.

    A credential that is lowered ends, and one of the lower level takes its place. Raises as `suspend`.
    """
    with transaction.atomic():
        row, kind, was = _opened(credential, said.get("version"), on)
        if kind.inspection is None:
            raise NotProvided(f"{kind.title}的制度没有规定检验，不能办理。")
        if was not in steps.LIVE:
            raise _impossible(row, was, "检验")
        answer = _asked(row, kind.inspection, was, on=on, today=today, facts=said.get("facts", {}))
        for step in kind.steps:
            if step.action == kind.inspection and _concludes(answer, step):
                return _write(row, kind, step, answer, on=on, said=said)
        raise OtherOutcome(f"“{answer.action.title}”没有得出可以办理的结论：请核对事实。")


def _take(verb: Verb, credential: UUID, on: date, today: date, **said: Unpack[Said]) -> Taken:
    with transaction.atomic():
        row, kind, was = _opened(credential, said.get("version"), on)
        step = kind.step(verb)
        if step is None:
            raise NotProvided(f"{kind.title}的制度没有规定“{verb.label}”这一步，不能办理。")
        if was not in _FROM[verb]:
            raise _impossible(row, was, verb.label)
        answer = _asked(row, step.action, was, on=on, today=today, facts=said.get("facts", {}))
        if step.action != kind.inspection and not answer.decision.allowed:
            raise decisions.refusal(answer)
        if not _concludes(answer, step):
            raise OtherOutcome(
                f"按所填事实，“{answer.action.title}”的结论是 {_outcome(answer, step.key)}，"
                f"办理“{verb.label}”须为 {step.value}：请核对事实，或改办相应事项。",
                extensions={"outcome": jsontext.plain(dict(answer.decision.outcome))},
            )
        return _write(row, kind, step, answer, on=on, said=said)


def _opened(
    credential: UUID, version: int | None, on: date
) -> tuple[Credential, CredentialKind, CredentialStatus]:
    """Return a locked credential, its kind, and how it stands on the day of the step."""
    row = steps.locked(credential, version)
    kind = governing.kind_of(row.kind)
    return row, kind, steps.standing(row, steps.last([row])[row.pk], on=on)


def _asked(
    row: Credential, action: str, was: CredentialStatus, *, on: date, today: date, facts: Mapping[str, Any]
) -> Answer:
    known = {"on": on, "level": row.level, "certificate_status": was}
    if row.region_code:
        known["city"] = row.region_code
    about = About(person=row.person_id, kind=steps.SUBJECT, id=str(row.pk))
    return governing.ask(
        action=action,
        given=facts,
        known=known,
        sources=[Source.of("level", row, "level")],
        about=about,
        on=on,
        today=today,
    )


def _concludes(answer: Answer, step: Step) -> bool:
    return not step.key or _outcome(answer, step.key) == step.value


def _outcome(answer: Answer, key: str) -> Any:
    return jsontext.plain(answer.decision.outcome.get(key))


def _write(
    row: Credential, kind: CredentialKind, step: Step, answer: Answer, *, on: date, said: Said
) -> Taken:
    actor, reason = said.get("actor", SYSTEM), steps.checked(said.get("reason", ""))
    record = decisions.keep(
        answer,
        subject_kind=steps.SUBJECT,
        subject_id=str(row.pk),
        actor=actor,
        refuse=step.action != kind.inspection,
    )
    status = _BECOMES[step.verb]
    row.version += 1
    if status not in steps.LIVE:
        row.ended_on = on
    row.save(update_fields=["version", "ended_on"])
    successor = None
    if step.verb is Verb.LOWER:
        terms = issuing.Terms(
            kind=kind,
            level=str(answer.decision.outcome["level"]),
            region=row.region_code,
            on=on,
            issuer=row.issuer_name,
            reason=reason,
            actor=actor,
        )
        until = governing.valid_until(kind, answer, on=on)
        [successor] = issuing.store(
            terms, [issuing.Grant(identifiers.new(), row.person, until, record)], superseded={}
        )
    steps.row(
        row, status=status, on=on, reason=reason, decision=record, actor=actor, successor=successor
    ).save(force_insert=True)
    return Taken(row, record, answer.decision.findings, successor)


def _impossible(row: Credential, was: CredentialStatus, what: str) -> steps.NotPossible:
    return steps.NotPossible(
        f"证书 {row.number} 在该日{was.label}，不能办理“{what}”：请核对证书和日期。",
        extensions={"status": was.value},
    )
