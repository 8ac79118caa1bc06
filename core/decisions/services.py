"""Ask the law, keep what it answered, and enact new versions of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from core.access import schemas
from core.actors import Actor
from core.decisions import schemes, selectors
from core.decisions.models import DecisionRecord, PolicyVersion
from core.errors import DomainError
from core.policy import jsontext
from core.policy.calendar import WorkingCalendar
from core.policy.decision import Decision
from core.policy.models import Facts, Policy
from core.policy.scheme import Action, Scheme, UnknownAction, dump
from core.reference import selectors as reference

FIRST_DAY = date(2000, 1, 1)
"""The day from which every tenant's first version of a policy counts (domain.md §3)."""


class Refused(DomainError):
    """A rule blocks what was asked; the findings say why and from when it would pass."""

    code = "REFUSED"


class EnactmentRefused(DomainError):
    """A policy version cannot be enacted as described."""

    code = "BAD_USER_INPUT"


class ReplayDiffers(DomainError):
    """A stored decision does not come out again as it was stored."""

    code = "REPLAY_DIFFERS"


@dataclass(frozen=True)
class Answer:
    """A decision together with everything it was made from.

    `base` is the policy in force, `policy` the one used: the same unless parameters were changed for trial.
    """

    action: Action
    facts: Facts
    base: Policy
    policy: Policy
    version: PolicyVersion
    changed: tuple[str, ...]
    calendar: WorkingCalendar | None
    decision: Decision


def decide(
    *,
    action: str,
    facts: Any,
    on: date | None = None,
    policy: Mapping[str, Any] | None = None,
    today: date,
) -> Answer:
    """Return what the tenant's law says of some facts; nothing is written.

    :param action: full name such as ``fuquan_licensing.quota``.
    :param facts: plain JSON values with exact numbers.
    :param on: the day that fills the fact `on` and chooses the policy, else `changed_on`, else today.
    :param policy: parameters laid over the version in force.
    :raises UnknownAction: if neither the core's scheme nor an active plugin's has the action.
    :raises FactsError: naming every wrong fact.
    :raises PolicyError: naming every parameter that breaks its bounds.
    :raises NoPolicy: if no version is in force on the day.
    :raises CalendarNotCovered: if working days of unknown years are needed.
    """
    scheme, found = _find(action)
    read = found.read(facts, on=on)
    day = found.policy_day(read, on) or today
    version = selectors.in_force(plugin=scheme.name, on=day, region=getattr(read, "city", None) or "")
    base = read_parameters(scheme, version.parameters)
    parameters = base if policy is None else scheme.overlay(base, policy)
    calendar = reference.calendar() if found.takes_calendar else None
    return Answer(
        action=found,
        facts=read,
        base=base,
        policy=parameters,
        version=version,
        changed=tuple(sorted(policy or ())),
        calendar=calendar,
        decision=found.decide(read, parameters, calendar),
    )


def keep(
    answer: Answer, *, actor: Actor, subject_kind: str = "", subject_id: str = "", refuse: bool = True
) -> DecisionRecord:
    """Store a decision with all that it rests on and return the record.

    Called in the transaction of the write that the decision governs.

    :param refuse: whether a blocked decision is a refusal.
    :raises Refused: if the decision blocks; nothing is written.
    :raises EnactmentRefused: if parameters were changed for trial: such an answer governs nothing.
    """
    if answer.changed:
        raise EnactmentRefused("试算结果（调整过参数）不能作为办理依据；请按现行制度重新认定。")
    if refuse and not answer.decision.allowed:
        raise refusal(answer)
    return DecisionRecord.objects.create(
        action=answer.action.name,
        subject_kind=subject_kind,
        subject_id=subject_id,
        policy_version=answer.version,
        facts=jsontext.write(dump(answer.facts)),
        parameters=jsontext.write(dump(answer.policy)),
        calendar_version=answer.calendar.version if answer.calendar else "",
        decision=jsontext.write(answer.decision.as_tree()),
        allowed=answer.decision.allowed,
        decided_by_realm=actor.realm,
        decided_by_id=actor.id,
        decided_by_name=actor.name,
    )


def refusal(answer: Answer) -> Refused:
    """Return the error that carries the findings of a blocked decision."""
    tree = answer.decision.as_tree()
    reasons = "；".join(
        finding["message"].rstrip("。") for finding in tree["findings"] if finding["severity"] == "BLOCK"
    )
    return Refused(f"{answer.action.title}不予通过：{reasons}。", extensions={"findings": tree["findings"]})


def replay(record: DecisionRecord) -> Decision:
    """Return the decision made again from the stored facts, parameters and calendar.

    :raises ReplayDiffers: if it is not byte for byte what was stored.
    :raises UnknownAction: if the plugin that made it is no longer usable.
    """
    name = record.action.partition(".")[0]
    scheme = schemes.usable().get(name)
    if scheme is None:
        raise UnknownAction(record.action)
    action = scheme.action(record.action)
    facts = action.read(jsontext.read(record.facts))
    policy = read_parameters(scheme, record.parameters)
    calendar = reference.calendar(record.calendar_version) if record.calendar_version else None
    decision = action.decide(facts, policy, calendar)
    if jsontext.write(decision.as_tree()) != record.decision:
        raise ReplayDiffers(f"认定记录 {record.pk} 重算结果与原记录不一致；请核对制度程序的版本。")
    return decision


def enact_first(given: Iterable[Scheme], *, actor: Actor) -> None:
    """Put the schemes' own parameters in force from the first day on, unless some version exists."""
    wanted = {scheme.name: scheme for scheme in given}
    with transaction.atomic():
        for name in sorted(wanted):
            _lock(name)
        standing = PolicyVersion.objects.filter(plugin__in=wanted).values_list("plugin", flat=True)
        missing = wanted.keys() - set(standing)
        PolicyVersion.objects.bulk_create(
            PolicyVersion(
                plugin=name,
                effective_from=FIRST_DAY,
                parameters=jsontext.write(dump(wanted[name].read_policy({}))),
                basis_title=wanted[name].source,
                **_enacted_by(actor),
            )
            for name in sorted(missing)
        )


def enact(
    *,
    plugin: str,
    parameters: Mapping[str, Any],
    effective_from: date,
    basis_title: str,
    basis_number: str = "",
    region: str = "",
    reason: str = "",
    actor: Actor,
    today: date,
) -> PolicyVersion:
    """Enact a version: the parameters given, laid over those in force on its first day; return it.

    It holds from its first day until the next later version. What was in force ends there; a version that
    began the same day is superseded and kept.

    :param reason: required where the first day lies in the past.
    :raises UnknownAction: if the tenant does not run the plugin.
    :raises PolicyError: naming every parameter that breaks its bounds.
    :raises EnactmentRefused: if basis or reason is missing, or the day lies before the first version.
    """
    scheme = schemes.active().get(plugin)
    if scheme is None:
        raise UnknownAction(plugin)
    if not basis_title.strip():
        raise EnactmentRefused("请填写依据文件名称（basis_title）。")
    if effective_from < FIRST_DAY:
        raise EnactmentRefused(f"生效日不得早于 {FIRST_DAY}。")
    if effective_from < today and not reason.strip():
        affected = selectors.affected_by(plugin=plugin, region=region, from_on=effective_from)
        raise EnactmentRefused(
            f"生效日 {effective_from} 早于今天，须写明追溯理由（reason）；涉及已有认定 {affected} 件。",
            extensions={"affected_decisions": affected},
        )
    with transaction.atomic():
        _lock(plugin)
        base = selectors.in_force(plugin=plugin, on=effective_from, region=region)
        complete = scheme.overlay(read_parameters(scheme, base.parameters), parameters)
        return _insert(
            plugin=plugin,
            region=region,
            effective_from=effective_from,
            parameters=jsontext.write(dump(complete)),
            basis_number=basis_number.strip(),
            basis_title=basis_title.strip(),
            reason=reason.strip(),
            **_enacted_by(actor),
        )


def _insert(*, plugin: str, region: str, effective_from: date, **values: Any) -> PolicyVersion:
    standing = PolicyVersion.objects.filter(plugin=plugin, region_code=region, superseded_at__isnull=True)
    standing.filter(effective_from=effective_from).update(superseded_at=Now())
    standing.filter(
        Q(effective_until__isnull=True) | Q(effective_until__gt=effective_from),
        effective_from__lt=effective_from,
    ).update(effective_until=effective_from)
    later = standing.filter(effective_from__gt=effective_from).order_by("effective_from").first()
    try:
        with transaction.atomic():
            return PolicyVersion.objects.create(
                plugin=plugin,
                region_code=region,
                effective_from=effective_from,
                effective_until=later.effective_from if later else None,
                **values,
            )
    except IntegrityError as error:
        raise EnactmentRefused(
            f"{plugin} 在 {effective_from} 起的期间已有生效版本；请刷新后重试。", code="CONFLICT"
        ) from error


@lru_cache(maxsize=256)
def read_parameters(scheme: Scheme, text: str) -> Policy:
    """Return the policy that a stored text holds; the same frozen object for the same text."""
    return scheme.read_policy(jsontext.read(text))


def _find(action: str) -> tuple[Scheme, Action]:
    scheme = schemes.active().get(action.partition(".")[0])
    if scheme is None:
        raise UnknownAction(action)
    return scheme, scheme.action(action)


def _lock(plugin: str) -> None:
    """Let one enactment of a plugin's policy in this tenant go at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [schemas.current(), plugin]
        )


def _enacted_by(actor: Actor) -> dict[str, str]:
    return {"enacted_by_realm": actor.realm, "enacted_by_id": actor.id, "enacted_by_name": actor.name}
