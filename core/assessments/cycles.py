"""Write cycles of assessments: draft, revise, open, call off."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection, transaction

from core.actors import SYSTEM, Actor
from core.api.identifiers import parsed
from core.assessments import design as designs
from core.assessments import texts
from core.assessments.design import Design, DesignError, Subject
from core.assessments.models import AssessmentCycle, State
from core.assessments.texts import InvalidAssessment
from core.decisions import services as decisions
from core.errors import DomainError
from core.organisations import selectors as organisations
from core.organisations.facts import Outdated
from core.policy.problems import Problem

DECIDED = "assessment_cycle"
"""What decisions about a cycle name as their subject's kind."""


class UnknownCycle(DomainError):
    """No cycle has this identifier in this tenant, or none that the reader may see."""

    code = "NOT_FOUND"


class WrongState(DomainError):
    """What is asked does not go with where the cycle stands."""

    code = "WRONG_STATE"


def draft(
    *,
    organisation: UUID,
    subject: Subject,
    title: str,
    year: int,
    quarter: int | None = None,
    design: object,
    double_review: bool = False,
    on: date,
) -> AssessmentCycle:
    """Draft a cycle of an organisation for people or organisations below it and return it.

    :param quarter: 1 to 4; None = the whole year.
    :param design: items, groups and quarters as plain values (`core.assessments.design`).
    :raises DesignError: naming every problem of the design.
    :raises InvalidAssessment: if title, year or quarter cannot be.
    :raises UnknownOrganisation: if the organisation does not stand on the day.
    """
    organisations.one(organisation=organisation, on=on)
    if quarter is not None and quarter not in (1, 2, 3, 4):
        raise InvalidAssessment("季度须为 1 至 4；年度考核不填。")
    if abs(year - on.year) > 50:
        raise InvalidAssessment(f"考核年度 {year} 有误：请填写 {on.year - 50} 至 {on.year + 50} 之间的年度。")
    cycle = AssessmentCycle(
        organisation_id=organisation,
        subject=subject,
        title=texts.given(title, what="考核名称", longest=200),
        year=year,
        quarter=quarter,
        double_review=double_review,
        design=designs.closed(designs.read(design, subject=subject)),
    )
    with transaction.atomic():
        _quarters(cycle, designs.opened(cycle.design))
        cycle.save(force_insert=True)
    return cycle


def revise(
    *,
    cycle: UUID,
    version: int,
    title: str | None = None,
    design: object = None,
    double_review: bool | None = None,
) -> AssessmentCycle:
    """Change a cycle that is still drafted and return it; None leaves as it is.

    :raises DomainError: as `draft` and `held`.
    """
    with transaction.atomic():
        row = held(cycle, version=version, states=(State.DRAFT,))
        if title is not None:
            row.title = texts.given(title, what="考核名称", longest=200)
        if double_review is not None:
            row.double_review = double_review
        if design is not None:
            read = designs.read(design, subject=Subject[row.subject])
            _quarters(row, read)
            row.design = designs.closed(read)
        row.version += 1
        row.save()
    return row


def open(*, cycle: UUID, version: int, on: date, reason: str = "", actor: Actor = SYSTEM) -> AssessmentCycle:
    """Open a drafted cycle for scoring and return it; items and weights stand still from then on.

    :param reason: needed where nothing is measured, or only one group scores.
    :raises decisions.Refused: if it is needed and not given; nothing is written.
    :raises DomainError: as `held`.
    """
    reason = reason.strip() and texts.given(reason, what="说明")
    with transaction.atomic():
        row = held(cycle, version=version, states=(State.DRAFT,))
        design = designs.opened(row.design)
        _quarters(row, design)
        answer = decisions.decide(
            action="core.open_cycle",
            facts={
                "has_quant_item": design.is_measured,
                "evaluator_groups": len(design.groups),
                "reason_given": bool(reason),
            },
            on=on,
            today=on,
        )
        decisions.keep(answer, actor=actor, subject_kind=DECIDED, subject_id=str(row.pk))
        row.state, row.opened_on, row.reason, row.version = State.OPEN, on, reason, row.version + 1
        row.save()
    return row


def call_off(*, cycle: UUID, version: int, reason: str) -> AssessmentCycle:
    """Call a cycle off that is not published yet and return it; what was scored is kept.

    :raises DomainError: as `held`, and if no reason is given.
    """
    reason = texts.given(reason, what="取消的理由")
    with transaction.atomic():
        row = held(cycle, version=version, states=(State.DRAFT, State.OPEN))
        row.state, row.reason, row.version = State.CALLED_OFF, reason, row.version + 1
        row.save()
    return row


def held(cycle: UUID, *, version: int | None = None, states: Sequence[State] = ()) -> AssessmentCycle:
    """Return a cycle locked until the end of the transaction: what counts over a whole cycle is decided so.

    :param version: the version that was read; None = whatever stands.
    :param states: in which of these it must be; empty = any.
    :raises UnknownCycle: if there is none of this identifier.
    :raises Outdated: if it has another version by now.
    :raises WrongState: if it is in no such state.
    """
    row = AssessmentCycle.objects.select_for_update().filter(pk=cycle).first()
    if row is None:
        raise unknown(cycle)
    if version is not None and version != row.version:
        raise Outdated(
            f"“{row.title}”已被他人修改（您看到的是第 {version} 版，现为第 {row.version} 版）："
            "请刷新后核对，再重新办理。",
            extensions={"version": row.version},
        )
    _stands(row, states)
    return row


def shared(cycle: UUID, *, states: Sequence[State]) -> AssessmentCycle:
    """Return a cycle that cannot change its state until the end of the transaction; many may hold it so.

    :raises DomainError: as `held`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM core_assessmentcycle WHERE id = %s FOR SHARE", [cycle])
    row = AssessmentCycle.objects.filter(pk=cycle).first()
    if row is None:
        raise unknown(cycle)
    _stands(row, states)
    return row


def unknown(cycle: object) -> UnknownCycle:
    """Return the refusal for an identifier that names no cycle here."""
    return UnknownCycle(f"没有编号为 {cycle} 的考核；请核对编号。")


def _stands(row: AssessmentCycle, states: Sequence[State]) -> None:
    if states and row.state not in states:
        wanted = "或".join(state.label for state in states)
        raise WrongState(
            f"“{row.title}”{State(row.state).label}，此事须在{wanted}时办理。",
            extensions={"state": row.state},
        )


def _quarters(cycle: AssessmentCycle, design: Design) -> None:
    """Check that the quarters of an annual cycle are quarterly cycles of its own organisation and year."""
    if not design.quarters:
        return
    ids = {quarter.cycle: parsed(quarter.cycle) for quarter in design.quarters}
    fitting = set()
    if cycle.quarter is None:
        fitting = set(
            AssessmentCycle.objects.filter(
                pk__in=[one for one in ids.values() if one is not None],
                organisation=cycle.organisation_id,
                subject=cycle.subject,
                year=cycle.year,
                quarter__isnull=False,
            )
            .exclude(state=State.CALLED_OFF)
            .values_list("pk", flat=True)
        )
    wrong = [
        Problem(
            f"quarters[{index}].cycle",
            "UNKNOWN_QUARTER",
            f"{quarter.cycle} 不是本组织同年度、同类对象的季度考核：请核对编号",
        )
        for index, quarter in enumerate(design.quarters)
        if ids[quarter.cycle] not in fitting
    ]
    if wrong:
        raise DesignError(wrong)
