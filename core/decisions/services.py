"""Ask the law, keep what it answered, and make stored decisions again."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from core.actors import Actor
from core.decisions import about as subjects
from core.decisions import schemes, selectors, waivers
from core.decisions.about import About, Source
from core.decisions.models import DecisionRecord, PolicyVersion
from core.errors import DomainError
from core.policy import exceptions, jsontext
from core.policy import headroom as room
from core.policy.calendar import WorkingCalendar
from core.policy.decision import Decision
from core.policy.exceptions import Waiver
from core.policy.headroom import Headroom
from core.policy.models import Facts, Policy
from core.policy.scheme import Action, Scheme, UnknownAction, dump
from core.reference import selectors as reference


class Refused(DomainError):
    """A rule blocks what was asked; the findings say why and from when it would pass."""

    code = "REFUSED"


class TrialGovernsNothing(DomainError):
    """An answer under changed parameters was to be kept as a decision."""

    code = "BAD_USER_INPUT"


class ReplayDiffers(DomainError):
    """A stored decision does not come out again as it was stored."""

    code = "REPLAY_DIFFERS"


@dataclass(frozen=True)
class Answer:
    """A decision together with everything it was made from.

    `base` is the policy in force on the day `policy_on` in the division `region`, `policy` the one used: the
    same unless parameters were changed for trial. `waivers` are the exceptions that changed the decision.
    """

    action: Action
    facts: Facts
    base: Policy
    policy: Policy
    version: PolicyVersion
    policy_on: date
    region: str
    changed: tuple[str, ...]
    calendar: WorkingCalendar | None
    decision: Decision
    about: About | None = None
    waivers: tuple[Waiver, ...] = ()
    sources: tuple[Source, ...] = ()


def decide(
    *,
    action: str,
    facts: Any,
    on: date | None = None,
    policy: Mapping[str, Any] | None = None,
    about: About | None = None,
    sources: Iterable[Source] = (),
    like: Answer | None = None,
    today: date,
) -> Answer:
    """Return what the tenant's law says of some facts; nothing is written.

    :param action: full name such as ``fuquan_licensing.quota``.
    :param facts: plain JSON values with exact numbers.
    :param on: the day that fills the fact `on` and chooses the policy, else `changed_on`, else today.
    :param policy: parameters laid over the version in force.
    :param about: whom the decision concerns: exceptions that count for them on that day are laid over it;
        None = none are.
    :param sources: rows and columns from which facts were taken: a correction of them finds the decision.
    :param like: an answer given in the same transaction; the same question of the same day and region rests
        on the same policy and calendar, which are not read again. For batches.
    :raises UnknownAction: if neither the core's scheme nor an active plugin's has the action.
    :raises FactsError: naming every wrong fact.
    :raises PolicyError: naming every parameter that breaks its bounds.
    :raises NoPolicy: if no version is in force on the day.
    :raises CalendarNotCovered: if working days of unknown years are needed.
    """
    asked = _asked(action=action, facts=facts, on=on, policy=policy, like=like, today=today)
    decision = asked.action.decide(asked.facts, asked.policy, asked.calendar)
    laid = exceptions.Excepted(decision)
    if about is not None and not decision.allowed:
        standing = waivers.standing(action=action, about=about, on=asked.policy_on)
        laid = exceptions.lay(standing, decision)
    return replace(asked, decision=laid.decision, about=about, waivers=laid.used, sources=tuple(sources))


def headroom(
    *,
    action: str,
    facts: Mapping[str, Any],
    fact: str,
    item: Any = None,
    on: date | None = None,
    policy: Mapping[str, Any] | None = None,
    about: About | None = None,
    today: date,
) -> Headroom:
    """Return how many more a count, or a list, among the facts may hold, and which clause one more breaks.

    :param fact: name of the count or the list; `item` is what is added to a list.
    :raises DomainError: as `decide`; FactsError also if the fact is no count.
    """
    asked = _asked(action=action, facts=facts, on=on, policy=policy, today=today)
    standing: list[Waiver] = []
    if about is not None:
        standing = waivers.standing(action=action, about=about, on=asked.policy_on)
    tree = dict(facts)
    if on is not None and "on" in asked.action.facts.model_fields:
        tree.setdefault("on", on)
    return room.of(asked.action, tree, asked.policy, asked.calendar, fact=fact, item=item, waivers=standing)


def keep(
    answer: Answer,
    *,
    actor: Actor,
    subject_kind: str = "",
    subject_id: str = "",
    replaces: DecisionRecord | None = None,
    reason: str = "",
    refuse: bool = True,
) -> DecisionRecord:
    """Store a decision with all that it rests on and return the record.

    Called in the transaction of the write that the decision governs.

    :param subject_kind: with `subject_id`, what the decision is about; by default as the answer's `about`.
    :param replaces: the decision that this one is made instead of, for `reason`.
    :param refuse: whether a blocked decision is a refusal.
    :raises Refused: if the decision blocks; nothing is written.
    :raises TrialGovernsNothing: if parameters were changed for trial: such an answer governs nothing.
    """
    if refuse and not answer.decision.allowed:
        raise refusal(answer)
    subject = (subject_kind, subject_id) if subject_kind else None
    record = _record(answer, actor=actor, subject=subject, replaces=replaces, reason=reason)
    record.save(force_insert=True)
    return record


def keep_many(answers: Mapping[str, Answer], *, actor: Actor, subject_kind: str) -> dict[str, DecisionRecord]:
    """Store decisions that allow what they are about, with one write, and return the records.

    :param answers: by the identifier of what each is about, a row of the noun `subject_kind`.
    :raises Refused: if one of them blocks; nothing is written.
    :raises TrialGovernsNothing: as `keep`.
    """
    blocked = [answer for answer in answers.values() if not answer.decision.allowed]
    if blocked:
        raise refusal(*blocked)
    records = {
        identifier: _record(answer, actor=actor, subject=(subject_kind, identifier))
        for identifier, answer in answers.items()
    }
    DecisionRecord.objects.bulk_create(records.values())
    return records


def _record(
    answer: Answer,
    *,
    actor: Actor,
    subject: tuple[str, str] | None,
    replaces: DecisionRecord | None = None,
    reason: str = "",
) -> DecisionRecord:
    """Return the unsaved record of a decision; without a subject it is about what the answer is about."""
    if answer.changed:
        raise TrialGovernsNothing("试算结果（调整过参数）不能作为办理依据；请按现行制度重新认定。")
    about = answer.about or About()
    kind, identifier = subject or about.subject
    return DecisionRecord(
        action=answer.action.name,
        subject_kind=kind,
        subject_id=identifier,
        person_id=about.person,
        organisation_id=about.organisation,
        policy_version=answer.version,
        policy_on=answer.policy_on,
        region_code=answer.region,
        facts=jsontext.write(dump(answer.facts)),
        sources=subjects.trees(answer.sources),
        parameters=jsontext.write(dump(answer.policy)),
        calendar_version=answer.calendar.version if answer.calendar else "",
        exceptions=jsontext.write([waiver.as_tree() for waiver in answer.waivers]),
        decision=jsontext.write(answer.decision.as_tree()),
        allowed=answer.decision.allowed,
        replaces=replaces,
        reason=reason,
        **actor.columns("decided_by"),
    )


def with_sources(answer: Answer, sources: Iterable[Source]) -> Answer:
    """Return an answer whose facts were taken from these rows and columns."""
    return replace(answer, sources=tuple(sources))


def refusal(*answers: Answer) -> Refused:
    """Return the error that carries the findings of one or several decisions, of which some block.

    Each finding says of which action it is and by which version of the policy: two laws may speak at once.
    """
    findings = [
        {**finding, "action": answer.action.name, "policyVersion": _named(answer.version)}
        for answer in answers
        for finding in answer.decision.as_tree()["findings"]
    ]
    titles = "、".join(answer.action.title for answer in answers if not answer.decision.allowed)
    reasons = "；".join(
        finding["message"].rstrip("。") for finding in findings if finding["severity"] == "BLOCK"
    )
    return Refused(f"{titles}不予通过：{reasons}。", extensions={"findings": findings})


def _named(version: PolicyVersion) -> dict[str, str]:
    return {
        "region": version.region_code,
        "effectiveFrom": version.effective_from.isoformat(),
        "basisNumber": version.basis_number,
        "basisTitle": version.basis_title,
    }


def again(
    record: DecisionRecord, *, calendar: Callable[[str], WorkingCalendar] = reference.calendar
) -> Decision:
    """Return the decision made again from the stored facts, parameters, calendar and exceptions.

    :param calendar: finds a version of the working calendar; for lists, one that remembers.
    :raises UnknownAction: if the plugin that made it is no longer usable.
    """
    scheme = schemes.usable().get(record.action.partition(".")[0])
    if scheme is None:
        raise UnknownAction(record.action)
    action = scheme.action(record.action)
    facts = action.read(jsontext.read(record.facts))
    policy = read_parameters(scheme, record.parameters)
    working = calendar(record.calendar_version) if record.calendar_version else None
    used = [Waiver.of(tree) for tree in jsontext.read(record.exceptions)]
    return exceptions.lay(used, action.decide(facts, policy, working)).decision


def replay(
    record: DecisionRecord, *, calendar: Callable[[str], WorkingCalendar] = reference.calendar
) -> Decision:
    """Return the decision made again, which is byte for byte what was stored.

    :raises ReplayDiffers: if it is not.
    :raises UnknownAction: as `again`.
    """
    decision = again(record, calendar=calendar)
    if jsontext.write(decision.as_tree()) != record.decision:
        raise ReplayDiffers(f"认定记录 {record.pk} 重算结果与原记录不一致；请核对制度程序的版本。")
    return decision


@lru_cache(maxsize=256)
def read_parameters(scheme: Scheme, text: str) -> Policy:
    """Return the policy that a stored text holds; the same frozen object for the same text."""
    return scheme.read_policy(jsontext.read(text))


def _asked(
    *,
    action: str,
    facts: Any,
    on: date | None,
    policy: Mapping[str, Any] | None,
    like: Answer | None = None,
    today: date,
) -> Answer:
    """Return the question as it will be put to the rule, with a decision that is still empty."""
    scheme, found = _find(action)
    read = found.read(facts, on=on)
    day = found.policy_day(read, on) or today
    region = getattr(read, "city", None) or ""
    same = (found, day, region, ())
    if like and policy is None and (like.action, like.policy_on, like.region, like.changed) == same:
        return replace(like, facts=read, decision=Decision(), about=None, waivers=(), sources=())
    version = selectors.in_force(plugin=scheme.name, on=day, region=region)
    base = read_parameters(scheme, version.parameters)
    return Answer(
        action=found,
        facts=read,
        base=base,
        policy=base if policy is None else scheme.overlay(base, policy),
        version=version,
        policy_on=day,
        region=region,
        changed=tuple(sorted(policy or ())),
        calendar=reference.calendar() if found.takes_calendar else None,
        decision=Decision(),
    )


def _find(action: str) -> tuple[Scheme, Action]:
    scheme = schemes.active().get(action.partition(".")[0])
    if scheme is None:
        raise UnknownAction(action)
    return scheme, scheme.action(action)
