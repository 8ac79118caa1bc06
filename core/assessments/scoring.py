"""Write scores: what was measured, and what the evaluator groups gave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from core.actors import SYSTEM, Actor
from core.assessments import cycles, formulas, reports, texts
from core.assessments import design as designs
from core.assessments.design import Design, Group, Item
from core.assessments.models import Assessment, AssessmentCycle, AssessmentScore, Audience, State
from core.assessments.peers import refuse_strangers
from core.assessments.texts import InvalidAssessment
from core.organisations.facts import Outdated
from core.policy import jsontext

PLACES = 6
"""Decimals of a score that are kept."""
_BEFORE = {
    Group.PEER_ORGANISATIONS: Audience.SUPERIOR,
    Group.MEMBERS: Audience.OWN,
    Group.MASSES: Audience.OWN,
}
"""Before whom a report has to be given until a group scores, where a cycle asks for both (双述双评)."""

_CHANGED = [
    "score",
    "ballots",
    "figures",
    "reason",
    "version",
    "scored_by_realm",
    "scored_by_id",
    "scored_by_name",
]


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One entry of a score sheet: `figures` for a measured item, else `score` by a group.

    `evaluator` tells several of one group apart, `ballots` says for how many the score stands. `version` is
    that of the entry that was read, None where there was none.
    """

    item: str
    figures: Mapping[str, Any] | None = None
    group: Group | None = None
    score: Decimal | None = None
    ballots: int = 1
    evaluator: str = ""
    evaluator_organisation: UUID | None = None
    version: int | None = None

    @property
    def key(self) -> tuple[str, str, UUID | None, str]:
        """What no second entry of the same assessment has."""
        return self.item, self.group or "", self.evaluator_organisation, self.evaluator.strip()


def score(
    *, assessment: UUID, marks: Sequence[Mark], on: date, actor: Actor = SYSTEM
) -> list[AssessmentScore]:
    """Store entries of one score sheet in an open cycle and return them; all or none.

    :raises Outdated: if somebody else stored or changed one of the entries meanwhile.
    :raises InvalidAssessment: if an entry does not fit its item, or its group scores before the report.
    :raises FiguresError: naming every wrong figure.
    :raises WrongState: if the cycle is not open; published scores are corrected by `services.correct`.
    """
    with transaction.atomic():
        row = Assessment.objects.filter(pk=assessment).first()
        if row is None:
            raise InvalidAssessment(f"没有编号为 {assessment} 的考核记录；请核对编号。", code="NOT_FOUND")
        cycle = cycles.shared(row.cycle_id, states=(State.OPEN,))
        return put(row, cycle, marks, on=on, reason="", actor=actor)


def put(
    row: Assessment,
    cycle: AssessmentCycle,
    marks: Sequence[Mark],
    *,
    on: date,
    reason: str,
    actor: Actor,
) -> list[AssessmentScore]:
    """Store entries of a score sheet whose cycle the caller holds.

    :raises DomainError: as `score`.
    """
    if row.withdrawn_reason:
        raise InvalidAssessment("该对象已不参加本次考核，不能评分。")
    if not marks:
        raise InvalidAssessment("没有填写评分：请至少填写一条。")
    keys = [mark.key for mark in marks]
    if len(set(keys)) < len(keys):
        raise InvalidAssessment("同一项目的同一评分人出现了两次：请只保留一条。")
    design = designs.opened(cycle.design)
    new = [entry(row, design, mark, reason=reason, actor=actor) for mark in marks]
    peers = [peer for mark in marks if (peer := mark.evaluator_organisation) is not None]
    refuse_strangers(cycle, row, peers, on=on)
    if cycle.double_review:
        reports.refuse_before(row, {_BEFORE[mark.group] for mark in marks if mark.group in _BEFORE})
    stored = {
        (one.item, one.group, one.evaluator_organisation_id, one.evaluator): one
        for one in AssessmentScore.objects.select_for_update().filter(assessment=row).order_by("id")
    }
    for mark, one in zip(marks, new, strict=True):
        old = stored.get(mark.key)
        if mark.version != (old.version if old else None):
            raise _conflict(design.item(mark.item))
        if old is not None:
            one.pk, one.version = old.pk, old.version + 1
    changed = [one for one, key in zip(new, keys, strict=True) if key in stored]
    AssessmentScore.objects.bulk_update(changed, _CHANGED, batch_size=500)
    try:
        with transaction.atomic():
            AssessmentScore.objects.bulk_create(
                one for one, key in zip(new, keys, strict=True) if key not in stored
            )
    except IntegrityError as error:
        if "evaluator_scores_an_item_once" not in str(error):
            raise
        raise _conflict(None) from error
    return new


def entry(
    row: Assessment, design: Design, mark: Mark, *, reason: str = "", actor: Actor = SYSTEM
) -> AssessmentScore:
    """Return the unsaved entry of a score sheet that a mark makes.

    :raises InvalidAssessment: if it does not fit its item.
    :raises FiguresError: naming every wrong figure.
    """
    items = {item.code: item for item in design.of(row.sector)}
    item = items.get(mark.item)
    if item is None:
        raise InvalidAssessment(f"该对象没有代码为 {mark.item} 的项目：可用的有 {'、'.join(items)}。")
    by = {"reason": reason, **actor.columns("scored_by")}
    if item.formula is not None:
        if mark.group is not None or mark.score is not None or mark.evaluator or mark.evaluator_organisation:
            raise InvalidAssessment(f"“{item.title}”是定量项目：请填写数据（figures），不填评分。")
        figures = formulas.read(item.formula, {} if mark.figures is None else dict(mark.figures))
        written = jsontext.write(jsontext.plain(dict(figures)))
        return AssessmentScore(assessment=row, item=item.code, group="", figures=written, **by)
    group, score = _judgement(item, design, mark)
    return AssessmentScore(
        assessment=row,
        item=item.code,
        group=group.value,
        evaluator_organisation_id=mark.evaluator_organisation,
        evaluator=_named(mark.evaluator),
        score=score,
        ballots=mark.ballots,
        figures="",
        **by,
    )


def _judgement(item: Item, design: Design, mark: Mark) -> tuple[Group, Decimal]:
    """Return who gave an item how much."""
    if mark.figures is not None or mark.score is None or mark.group not in design.groups:
        known = "、".join(f"{group.value} {group.label}" for group in design.groups)
        raise InvalidAssessment(f"“{item.title}”是定性项目：请填写评价主体（{known}）和评分，不填数据。")
    exponent = mark.score.as_tuple().exponent
    if not isinstance(exponent, int) or not 0 <= mark.score <= formulas.FULL or -exponent > PLACES:
        raise InvalidAssessment(f"“{item.title}”的评分须为 0 至 100，小数不超过 {PLACES} 位。")
    if mark.ballots < 1:
        raise InvalidAssessment(f"“{item.title}”的票数须为不小于 1 的整数。")
    if (mark.group is Group.PEER_ORGANISATIONS) != (mark.evaluator_organisation is not None):
        raise InvalidAssessment("同级党组织的评分须写明是哪个党组织，其他评价主体不填党组织。")
    return mark.group, mark.score


def _named(evaluator: str) -> str:
    return texts.given(evaluator, what="评分人或场次", longest=100) if evaluator.strip() else ""


def _conflict(item: Item | None) -> Outdated:
    what = f"“{item.title}”" if item else "这些项目"
    return Outdated(f"{what}刚由他人评分或更正：请刷新后核对，再重新填写。")
