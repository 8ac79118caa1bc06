"""Write exceptions (例外): grant one from a clause, and revoke it. Nothing is ever edited."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from core.actors import SYSTEM, Actor
from core.decisions import schemes, waivers
from core.decisions.about import About
from core.decisions.models import PolicyException, Scope
from core.errors import DomainError
from core.organisations.models import Level
from core.people import identities
from core.policy.decision import Severity
from core.policy.scheme import UnknownAction

_TEXTS = {"authority": ("决定机关", 200), "reason": ("理由", 500), "evidence": ("依据材料", 500)}


class InvalidException(DomainError):
    """An exception cannot be as described."""

    code = "BAD_USER_INPUT"


class AlreadyRevoked(DomainError):
    """Somebody has revoked the exception before."""

    code = "CONFLICT"


def grant(
    *,
    action: str,
    clause: str,
    scope: Scope,
    about: About,
    authority: str,
    authority_level: Level,
    reason: str,
    evidence: str,
    from_on: date,
    until_on: date,
    actor: Actor = SYSTEM,
) -> PolicyException:
    """Waive a clause of an action for somebody over a period and return the exception.

    :param about: the person, the organisation or the record that the scope asks for, and nothing else.
    :param until_on: first day on which it counts no more; an exception without an end would be a policy.
    :raises UnknownAction: if the tenant has no such action.
    :raises InvalidException: if the clause is none that blocks the action, a text is missing, the period has
        no day, or the scope and whom it is for do not go together.
    """
    _citable(action, clause)
    texts = {"authority": authority, "reason": reason, "evidence": evidence}
    texts = {name: _text(name, text) for name, text in texts.items()}
    if until_on <= from_on:
        raise InvalidException(f"例外须至少有一天：{until_on} 不晚于 {from_on}；请核对起止日期。")
    row = PolicyException.objects.create(
        action=action,
        clause_code=clause,
        scope=Scope(scope),
        **_for(Scope(scope), about),
        **texts,
        authority_level=Level(authority_level),
        from_on=from_on,
        until_on=until_on,
        **actor.columns("decided_by"),
    )
    return waivers.granted().select_related("person", "revocation").get(pk=row.pk)


def revoke(
    *,
    exception: UUID,
    on: date,
    authority: str,
    authority_level: Level,
    reason: str,
    evidence: str = "",
    actor: Actor = SYSTEM,
) -> PolicyException:
    """Record that an exception counts no more from a day on; return the exception. Decisions made stay.

    :param on: from its own first day (it never counted) to the day before it ends anyway.
    :raises UnknownException: if there is none of this identifier.
    :raises InvalidException: if a text is missing or the day lies outside its period.
    :raises AlreadyRevoked: if it was revoked before, by a second person at the same moment for instance.
    """
    row = waivers.granted().filter(pk=exception).first()
    if row is None:
        raise waivers.unknown(exception)
    assert row.until_on is not None
    if not row.from_on <= on < row.until_on:
        raise InvalidException(
            f"撤销日须在例外的有效期内：自 {row.from_on} 起至 {row.until_on} 止（不含当日）；请核对日期。"
        )
    try:
        with transaction.atomic():
            PolicyException.objects.create(
                action=row.action,
                clause_code=row.clause_code,
                scope=row.scope,
                person_id=row.person_id,
                organisation_id=row.organisation_id,
                subject_kind=row.subject_kind,
                subject_id=row.subject_id,
                authority=_text("authority", authority),
                authority_level=Level(authority_level),
                reason=_text("reason", reason),
                evidence=_text("evidence", evidence) if evidence.strip() else "",
                from_on=on,
                revokes=row,
                **actor.columns("decided_by"),
            )
    except IntegrityError as error:
        if "revokes" not in str(error):
            raise
        raise AlreadyRevoked("该例外已经撤销，不必再次撤销；请刷新后核对。") from None
    return waivers.granted().select_related("person", "revocation").get(pk=row.pk)


def _citable(action: str, clause: str) -> None:
    """Check that the action may be blocked by the clause."""
    scheme = schemes.active().get(action.partition(".")[0])
    if scheme is None:
        raise UnknownAction(action)
    found = scheme.action(action)
    codes = [one.code for one in found.clauses if one.severity is Severity.BLOCK]
    if clause not in codes:
        raise InvalidException(
            f"{found.title}没有可以批准例外的条款 {clause}：可以是 {'、'.join(codes) or '（没有）'}。"
        )


def _for(scope: Scope, about: About) -> dict[str, object]:
    """Return the columns that say for whom an exception is."""
    wanted = {
        Scope.PERSON: (about.person is not None, About(person=about.person)),
        Scope.ORGANISATION: (about.organisation is not None, About(organisation=about.organisation)),
        Scope.RECORD: (
            bool(about.kind and about.id),
            About(about.person, about.organisation, about.kind, about.id),
        ),
        Scope.TENANT: (True, About()),
    }
    given, only = wanted[scope]
    if not given or about != only:
        raise InvalidException(
            f"范围为“{scope.label}”的例外，须且只须指明"
            + {
                Scope.PERSON: "人员（person）",
                Scope.ORGANISATION: "党组织（organisation）",
                Scope.RECORD: "事项的类型和编号（subjectKind、subjectId）",
                Scope.TENANT: "范围本身，不填人员、党组织和事项",
            }[scope]
            + "。"
        )
    return {
        "person_id": about.person,
        "organisation_id": about.organisation,
        "subject_kind": about.kind,
        "subject_id": about.id,
    }


def _text(name: str, text: str) -> str:
    title, most = _TEXTS[name]
    text = text.strip()
    if not 0 < len(text) <= most:
        raise InvalidException(f"请填写{title}（{name}），不超过 {most} 字。")
    return identities.refuse_numbers(text, what=title)
