"""What holds of all steps that credentials take: locks, versions, order of days, and the row of a step."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from core.actors import Actor
from core.credentials.models import Credential, CredentialStep
from core.decisions.models import DecisionRecord
from core.errors import DomainError
from core.organisations.facts import Outdated
from core.people import identities
from core.people.models import Person
from core.policy.vocabulary import CredentialStatus

SUBJECT = "credential"
"""What decisions about credentials call their subject."""
LIVE = (CredentialStatus.VALID, CredentialStatus.SUSPENDED)
"""States from which a credential may still go on."""


class UnknownCredential(DomainError):
    """No credential has this identifier in this tenant, or none that the reader may see."""

    code = "NOT_FOUND"


class InvalidStep(DomainError):
    """A step cannot be as described."""

    code = "BAD_USER_INPUT"


class NotPossible(DomainError):
    """A credential does not take this step as it stands; `extensions.status` says how it stands."""

    code = "CREDENTIAL_STATUS"


class LaterStep(DomainError):
    """A step was recorded for a later day already; `extensions.from_on` names it."""

    code = "LATER_STEP"


def unknown(credential: object) -> UnknownCredential:
    """Return the refusal for an identifier that names no credential here."""
    return UnknownCredential(f"没有编号为 {credential} 的证书记录，或不在您的权限范围内；请核对。")


def holders(ids: Collection[UUID]) -> dict[UUID, Person]:
    """Return people whom nobody else changes until the transaction ends; those merged or erased are left out.

    Whoever issues to somebody or takes a step holds this lock, so steps of one person go one at a time.
    """
    rows = Person.objects.select_for_update().filter(
        pk__in=ids, merged_into__isnull=True, erased_at__isnull=True
    )
    return {row.pk: row for row in rows.order_by("pk")}


def locked(credential: UUID, version: int | None) -> Credential:
    """Return a credential that nobody else changes until the transaction ends.

    :raises UnknownCredential: if there is none of this identifier.
    :raises Outdated: if it has another version by now.
    """
    holder = Credential.objects.filter(pk=credential).values_list("person_id", flat=True).first()
    if holder is None:
        raise unknown(credential)
    # First the holder, as whoever issues does: two locks in two orders would wait for each other.
    Person.objects.select_for_update().get(pk=holder)
    row = Credential.objects.select_for_update().get(pk=credential)
    if version is not None and row.version != version:
        raise Outdated(
            f"证书 {row.number} 已被他人办理（您看到的是第 {version} 版，现为第 {row.version} 版）："
            "请刷新后核对，再重新办理。",
            extensions={"version": row.version},
        )
    return row


def last(credentials: Collection[Credential]) -> dict[UUID, CredentialStep]:
    """Return the last step of each of some credentials; one query."""
    found = CredentialStep.objects.filter(credential__in=credentials).order_by("credential_id", "-version")
    return {step.credential_id: step for step in found.distinct("credential_id")}


def standing(credential: Credential, step: CredentialStep, *, on: date) -> CredentialStatus:
    """Return how a credential stands on a day on or after its last step.

    :raises LaterStep: if the step is of a later day.
    """
    if step.from_on > on:
        raise LaterStep(
            f"证书 {credential.number} 已登记自 {step.from_on} 起{CredentialStatus[step.status].label}："
            f"请填写 {step.from_on} 或以后的日期。",
            extensions={"from_on": step.from_on.isoformat()},
        )
    if step.status in LIVE and credential.until_on is not None and credential.until_on <= on:
        return CredentialStatus.EXPIRED
    return CredentialStatus[step.status]


def checked(reason: str) -> str:
    """Return a reason that may be kept.

    :raises InvalidStep: if it is too long.
    :raises identities.NumberInText: if it holds an identity number or a phone.
    """
    reason = reason.strip()
    if len(reason) > 500:
        raise InvalidStep("说明（reason）不得超过 500 字：请压缩后再填。")
    return identities.refuse_numbers(reason, what="说明")


def row(
    credential: Credential,
    *,
    status: CredentialStatus,
    on: date,
    reason: str,
    decision: DecisionRecord | None,
    actor: Actor,
    successor: Credential | None = None,
) -> CredentialStep:
    """Return the unsaved row of the step that the credential's version counts."""
    return CredentialStep(
        credential=credential,
        person_id=credential.person_id,
        version=credential.version,
        status=status,
        from_on=on,
        reason=reason,
        decision=decision,
        successor=successor,
        **actor.columns("recorded_by"),
    )
