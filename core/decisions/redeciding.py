"""Decide anew, on order, what would come out otherwise by now; the old decisions stay."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from core.actors import Actor
from core.audit import acting
from core.decisions import schemes, selectors, services
from core.decisions.models import DecisionRecord
from core.decisions.past import Change, Hindsight
from core.decisions.rereading import Reread
from core.errors import DomainError
from core.people import identities

MOST = 500
"""How many decisions one order may name: all of them are decided in one transaction."""


class InvalidOrder(DomainError):
    """Decisions cannot be made anew as ordered."""

    code = "BAD_USER_INPUT"


class AlreadyReplaced(DomainError):
    """Somebody has decided the same matter anew already."""

    code = "CONFLICT"


class FactsNeeded(DomainError):
    """Facts that were derived from corrected records have to be given; `extensions.facts` names them."""

    code = "FACTS_NEEDED"


@dataclass(frozen=True)
class Redecided:
    """What an order came to: the new decisions, and those that come out as they are stored."""

    made: list[DecisionRecord] = field(default_factory=list)
    unchanged: list[DecisionRecord] = field(default_factory=list)


def redecide(
    *,
    decisions: Collection[UUID],
    reason: str,
    facts: Mapping[UUID, Mapping[str, Any]] | None = None,
    actor: Actor,
) -> Redecided:
    """Decide matters anew with what is known now; all of them or, where one cannot be decided, none.

    A decision that comes out the same from the same facts is left alone. A new one that blocks is kept as
    well: it says that what was done on the old one should not have been.

    :param facts: by decision, facts that somebody states because no record yields them again.
    :raises InvalidOrder: if no reason or no decision is given, or too many.
    :raises UnknownDecision: if one of them is not in this tenant.
    :raises AlreadyReplaced: if one of them was decided anew before, by a second person at once for instance.
    :raises FactsNeeded: if facts that were derived from corrected records are not given.
    :raises DomainError: as `services.decide`, where facts and law do not go together.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= 500:
        raise InvalidOrder("重新认定须写明理由（reason），不超过 500 字。")
    identities.refuse_numbers(reason, what="理由")
    wanted = list(dict.fromkeys(decisions))
    if not 0 < len(wanted) <= MOST:
        raise InvalidOrder(f"请指明要重新认定的记录，一次不超过 {MOST} 件。")
    stated = facts or {}
    if stray := [str(one) for one in stated if one not in wanted]:
        raise InvalidOrder(f"所给事实的认定记录不在本次办理之内：{'、'.join(stray)}。")
    with acting(actor=actor, reason=reason):
        rows = _locked(wanted)
        hindsight = Hindsight()
        result = Redecided()
        for change in hindsight.of(rows):
            settled = _settled(change, stated.get(change.record.pk, {}), hindsight)
            if not settled.is_one:
                result.unchanged.append(settled.record)
                continue
            result.made.append(_made(settled, reason=reason, actor=actor))
    return result


def _locked(wanted: Collection[UUID]) -> list[DecisionRecord]:
    """Return decisions locked until the end of the transaction, always in one order."""
    rows = list(
        DecisionRecord.objects.select_for_update(of=("self",))
        .filter(pk__in=wanted)
        .select_related("policy_version")
        .order_by("pk")
    )
    missing = set(wanted) - {row.pk for row in rows}
    if missing:
        raise selectors.unknown(min(missing))
    # Read after the lock was got: whoever held it first has committed by now.
    replaced = DecisionRecord.objects.filter(replaces__in=wanted).values_list("replaces", flat=True).first()
    if replaced is not None:
        raise _replaced(replaced)
    active = schemes.active()
    for row in rows:
        name = row.action.partition(".")[0]
        if name not in active:
            raise InvalidOrder(
                f"认定记录 {row.pk} 所依据的制度 {name} 未启用，不能重新认定；请先启用该插件。"
            )
    return rows


def _settled(change: Change, stated: Mapping[str, Any], hindsight: Hindsight) -> Change:
    """Return a change with the facts that somebody states for it.

    :raises FactsNeeded: if a fact is still unknown.
    """
    needed = [name for name in change.reread.unknown if name not in stated]
    if needed:
        raise FactsNeeded(
            f"认定记录 {change.record.pk} 的事实 {'、'.join(needed)} 由已更正的记录推算得出，"
            "系统不能自行重算：请在 facts 中写明。",
            extensions={"decision": str(change.record.pk), "facts": needed},
        )
    if not stated and not change.problem:
        return change
    facts = {**change.reread.facts, **stated}
    changed = tuple(sorted({*change.reread.changed, *stated}))
    reread = Reread(facts, change.reread.sources, changed)
    return Change(change.record, reread, hindsight.answer(change.record, facts))


def _made(change: Change, *, reason: str, actor: Actor) -> DecisionRecord:
    """Store the new decision in place of the old one."""
    assert change.answer is not None
    old = change.record
    answer = services.with_sources(change.answer, change.reread.sources)
    try:
        with transaction.atomic():
            return services.keep(
                answer,
                actor=actor,
                subject_kind=old.subject_kind,
                subject_id=old.subject_id,
                replaces=old,
                reason=reason,
                refuse=False,
            )
    except IntegrityError as error:
        if "replaces" not in str(error):
            raise
        raise _replaced(old.pk) from None


def _replaced(decision: UUID) -> AlreadyReplaced:
    return AlreadyReplaced(f"认定记录 {decision} 已经重新认定过：请刷新后核对，对新的记录办理。")
