"""Write assessments: enrol people and organisations in a cycle, take them out, grade, publish, correct."""

from collections.abc import Collection, Sequence
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.db import transaction

from core.actors import SYSTEM, Actor
from core.assessments import (
    caps,
    counting,
    cycles,
    enrolment,
    listings,
    ranking,
    reports,
    scoring,
    texts,
)
from core.assessments.caps import Facts
from core.assessments.counting import Subject as Counted
from core.assessments.design import SCALES, Subject
from core.assessments.models import Assessment, AssessmentCycle, AssessmentResult, State
from core.assessments.scoring import Mark
from core.assessments.texts import InvalidAssessment
from core.assessments.totals import Total
from core.decisions import checks
from core.errors import DomainError
from core.organisations.facts import Outdated

DECIDED = "assessment"
"""What decisions about an assessment name as their subject's kind."""


class UnknownAssessment(DomainError):
    """No assessment has this identifier in this tenant, or none that the reader may see."""

    code = "NOT_FOUND"


class Incomplete(DomainError):
    """Something that the total or the publication rests on is missing; `extensions.missing` names it."""

    code = "INCOMPLETE"


def enrol(
    *,
    cycle: UUID,
    people: Collection[UUID] | None = None,
    organisations: Collection[UUID] | None = None,
    on: date,
) -> list[Assessment]:
    """Enrol people or organisations in a cycle that is drafted or open and return the new rows.

    :param people: those to enrol, each where the post is that counts on the day, a full-time one first; None,
        in a cycle of people, = all workers in post below the cycle's organisation who are not enrolled yet.
    :param organisations: likewise; None = all below the cycle's organisation.
    :raises InvalidAssessment: if somebody is enrolled already, has no post there, or has no items.
    :raises DomainError: as `cycles.held`.
    """
    with transaction.atomic():
        row = cycles.held(cycle, states=(State.DRAFT, State.OPEN))
        whom = people if row.subject == Subject.PERSON else organisations
        if (organisations if row.subject == Subject.PERSON else people) is not None:
            raise InvalidAssessment(f"“{row.title}”的对象是{Subject[row.subject].label}：请改填相应的对象。")
        return Assessment.objects.bulk_create(enrolment.rows(row, whom=whom, on=on))


def withdraw(
    *,
    assessment: UUID,
    version: int,
    reason: str,
    on: date,
    decider: str = "",
    facts: Facts | None = None,
    actor: Actor = SYSTEM,
) -> Assessment:
    """Take somebody out of a cycle and return the row; out of a published one as a new version of the result.

    :param decider: who decided it; needed after publication.
    :raises Refused: if without this one more would be EXCELLENT than may be.
    :raises DomainError: as `grade`.
    """
    reason = texts.given(reason, what="不参加考核的理由")
    with transaction.atomic():
        cycle, row = _held(assessment, version=version, states=(State.DRAFT, State.OPEN, State.PUBLISHED))
        before = _standing(cycle)
        row.withdrawn_reason, row.grade, row.total, row.rank = reason, "", "", None
        row.version += 1
        row.save()
        if cycle.state == State.PUBLISHED:
            decider = texts.given(decider, what="审定单位", longest=200)
            _publish_again(cycle, row, Total(()), before, decider=decider, reason=reason, on=on, actor=actor)
        checks.keep_all(
            caps.ask(cycle, facts=facts, today=on),
            actor=actor,
            subject_kind=DECIDED,
            subject_id=str(row.pk),
        )
    return row


def grade(
    *,
    assessment: UUID,
    grade: str,
    version: int,
    on: date,
    facts: Facts | None = None,
    cap_facts: Facts | None = None,
    actor: Actor = SYSTEM,
) -> Assessment:
    """Grade somebody whose total is complete, in an open cycle, and return the row; it can be graded again.

    Grades of one cycle are given one at a time, so the last place among the EXCELLENT is given once.

    :param facts: those that other laws ask for about the grade, by action.
    :param cap_facts: likewise about the number of EXCELLENT.
    :raises Refused: if a law blocks it, more EXCELLENT than may be for instance; nothing is written.
    :raises Incomplete: if the total lacks a term.
    :raises Outdated: if somebody else graded meanwhile.
    :raises WrongState: if the cycle is not open.
    :raises UnknownAssessment: if there is none of this identifier.
    """
    with transaction.atomic():
        cycle, row = _held(assessment, version=version, states=(State.OPEN,))
        _refuse_withdrawn(row)
        total = _totals([row], cycle)[row.pk]
        if total.missing:
            raise _incomplete("总分尚不完整，不能评定等次", total.missing)
        _give(cycle, row, grade, facts=facts, cap_facts=cap_facts, on=on, actor=actor)
    return row


def publish(
    *,
    cycle: UUID,
    version: int,
    decider: str,
    on: date,
    facts: Facts | None = None,
    actor: Actor = SYSTEM,
) -> AssessmentCycle:
    """Publish the grades of an open cycle, and put on the lists who belongs there; return the cycle.

    A fixed number of statements, however many were assessed.

    :param decider: who decided on the grades and the lists, such as 县委组织部.
    :raises Incomplete: if anybody's total, grade or report is missing; all of them are named.
    :raises Refused: if a law blocks it; nothing is written.
    :raises DomainError: as `cycles.held`.
    """
    decider = texts.given(decider, what="审定单位", longest=200)
    with transaction.atomic():
        row = cycles.held(cycle, version=version, states=(State.OPEN,))
        rows = list(Assessment.objects.filter(cycle=row, withdrawn_reason="").order_by("id"))
        if not rows:
            raise InvalidAssessment(f"“{row.title}”没有参加考核的对象：请先登记，或取消本次考核。")
        totals = _totals(rows, row)
        missing = [*_missing(rows, totals), *reports.missing(row, rows)]
        if missing:
            raise _incomplete(f"“{row.title}”尚不能公布", missing)
        found = caps.ask(row, facts=facts, today=on)
        values = {one.pk: value for one in rows if (value := totals[one.pk].value) is not None}
        places = ranking.ranks(values)
        for one in rows:
            one.total, one.rank = counting.text(values[one.pk]), places[one.pk]
        Assessment.objects.bulk_update(rows, ["total", "rank"], batch_size=500)
        AssessmentResult.objects.bulk_create(
            _result(one, totals[one.pk], version=1, decider=decider, reason="", on=on, actor=actor)
            for one in rows
        )
        row.state, row.published_on, row.decider = State.PUBLISHED, on, decider
        row.version += 1
        row.save()
        listings.follow(row, listings.Standing(), _standing(row), decider=decider, on=on, reason="")
        checks.keep_all(found, actor=actor, subject_kind=cycles.DECIDED, subject_id=str(row.pk))
    return row


def correct(
    *,
    assessment: UUID,
    version: int,
    reason: str,
    decider: str,
    on: date,
    grade: str | None = None,
    marks: Sequence[Mark] = (),
    facts: Facts | None = None,
    cap_facts: Facts | None = None,
    actor: Actor = SYSTEM,
) -> Assessment:
    """Correct a published grade, or scores behind it, as a new version of the result; return the row.

    What was published before is kept. Places and lists follow; annual cycles that were published on it do
    not: `selectors.affected` names them.

    :param grade: None = as it is.
    :param marks: scores as `scoring.score` takes them.
    :raises DomainError: as `grade` and `scoring.score`, and if the cycle is not published.
    """
    reason = texts.given(reason, what="更正的理由")
    decider = texts.given(decider, what="审定单位", longest=200)
    if grade is None and not marks:
        raise InvalidAssessment("没有填写要更正的内容：请填写等次或评分。")
    with transaction.atomic():
        cycle, row = _held(assessment, version=version, states=(State.PUBLISHED,))
        _refuse_withdrawn(row)
        before = _standing(cycle)
        if marks:
            scoring.put(row, cycle, marks, on=on, reason=reason, actor=actor)
        total = _totals([row], cycle)[row.pk]
        if total.missing:
            raise _incomplete("总分尚不完整，不能更正", total.missing)
        row.total = counting.text(total.value)
        _give(cycle, row, grade or row.grade, facts=facts, cap_facts=cap_facts, on=on, actor=actor)
        _publish_again(cycle, row, total, before, decider=decider, reason=reason, on=on, actor=actor)
    return row


def unknown(assessment: object) -> UnknownAssessment:
    """Return the refusal for an identifier that names no assessment here."""
    return UnknownAssessment(f"没有编号为 {assessment} 的考核记录；请核对编号。")


def _held(assessment: UUID, *, version: int, states: Sequence[State]) -> tuple[AssessmentCycle, Assessment]:
    """Return an assessment and its cycle, both locked, the cycle first."""
    cycle_id = Assessment.objects.filter(pk=assessment).values_list("cycle", flat=True).first()
    if cycle_id is None:
        raise unknown(assessment)
    cycle = cycles.held(cycle_id, states=states)
    row = Assessment.objects.select_for_update().get(pk=assessment)
    if row.version != version:
        raise Outdated(
            f"该考核记录已被他人办理（您看到的是第 {version} 版，现为第 {row.version} 版）："
            "请刷新后核对，再重新办理。",
            extensions={"version": row.version},
        )
    return cycle, row


def _refuse_withdrawn(row: Assessment) -> None:
    if row.withdrawn_reason:
        raise InvalidAssessment("该对象已不参加本次考核，不能评定等次；如有误，请重新登记。")


def _give(
    cycle: AssessmentCycle,
    row: Assessment,
    grade: str,
    *,
    facts: Facts | None,
    cap_facts: Facts | None,
    on: date,
    actor: Actor,
) -> None:
    scale = SCALES[Subject[cycle.subject]]
    if grade not in {one.value for one in scale}:
        known = "、".join(f"{one.value} {one.label}" for one in scale)
        raise InvalidAssessment(f"等次须为 {known} 之一，不能是 {grade}。")
    row.grade = grade
    row.version += 1
    row.save()
    found = [
        *caps.ask_one(cycle, row, facts=facts, today=on),
        *caps.ask(cycle, facts=cap_facts, today=on),
    ]
    checks.keep_all(found, actor=actor, subject_kind=DECIDED, subject_id=str(row.pk))


def _publish_again(
    cycle: AssessmentCycle,
    row: Assessment,
    total: Total,
    before: listings.Standing,
    *,
    decider: str,
    reason: str,
    on: date,
    actor: Actor,
) -> None:
    """Store the next version of a result; let the places of all and the lists follow."""
    others = list(Assessment.objects.filter(cycle=cycle, withdrawn_reason=""))
    places = ranking.ranks({one.pk: Fraction(one.total) for one in others})
    moved = [one for one in others if one.rank != places[one.pk]]
    for one in moved:
        one.rank = places[one.pk]
    Assessment.objects.bulk_update(moved, ["rank"], batch_size=500)
    row.rank = places.get(row.pk)
    last = AssessmentResult.objects.filter(assessment=row).order_by("-version").first()
    _result(
        row,
        total,
        version=last.version + 1 if last else 1,
        decider=decider,
        reason=reason,
        on=on,
        actor=actor,
    ).save(force_insert=True)
    listings.follow(cycle, before, _standing(cycle), decider=decider, on=on, reason=reason)


def _result(
    row: Assessment, total: Total, *, version: int, decider: str, reason: str, on: date, actor: Actor
) -> AssessmentResult:
    return AssessmentResult(
        assessment=row,
        version=version,
        grade=row.grade,
        total=row.total,
        rank=row.rank,
        terms=counting.stored(total),
        decider=decider,
        reason=reason,
        published_on=on,
        **actor.columns("recorded_by"),
    )


def _standing(cycle: AssessmentCycle) -> listings.Standing:
    """Return who of a published cycle belongs on the lists; nobody of one that is not."""
    if cycle.state != State.PUBLISHED:
        return listings.Standing()
    return listings.standing(Assessment.objects.filter(cycle=cycle, withdrawn_reason=""))


def _totals(rows: Sequence[Assessment], cycle: AssessmentCycle) -> dict[UUID, Total]:
    return counting.of(
        Counted(row.pk, row.person_id or row.organisation_id, row.sector, cycle.design) for row in rows
    )


def _missing(rows: Sequence[Assessment], totals: dict[UUID, Total]) -> list[str]:
    names = enrolment.names(rows)
    found = []
    for row in rows:
        lacks = [*totals[row.pk].missing, *([] if row.grade else ["尚未评定等次"])]
        if lacks:
            found.append(f"{names[row.pk]}：{'；'.join(lacks)}")
    return found


def _incomplete(what: str, missing: Sequence[str]) -> Incomplete:
    shown = "；".join(missing[:10]) + (f" 等 {len(missing)} 项" if len(missing) > 10 else "")
    return Incomplete(f"{what}：{shown}。请补齐后再办理。", extensions={"missing": list(missing)})
