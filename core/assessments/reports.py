"""Write reports and what is said of them (双述双评): one before the superior, one inside the organisation."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from core.actors import SYSTEM, Actor
from core.assessments import cycles, enrolment, texts
from core.assessments.design import Group
from core.assessments.models import (
    Assessment,
    AssessmentCycle,
    AssessmentReport,
    AssessmentReview,
    Audience,
    State,
)
from core.assessments.peers import refuse_strangers
from core.assessments.texts import InvalidAssessment
from core.errors import DomainError
from core.organisations.facts import Outdated

REVIEWED_BY = {
    Audience.SUPERIOR: (Group.PEER_ORGANISATIONS,),
    Audience.OWN: (Group.MEMBERS, Group.MASSES),
}
"""Who reviews the report before each audience (domain.md §2.3)."""


class UnknownReport(DomainError):
    """No report has this identifier in this tenant, or none that the reader may see."""

    code = "NOT_FOUND"


class AlreadyReviewed(DomainError):
    """The report, or this evaluator's review, stands already."""

    code = "ALREADY_REVIEWED"


def submit(
    *, assessment: UUID, audience: Audience, text: str, on: date, version: int | None = None
) -> AssessmentReport:
    """Store a report given on a day and return it; until it is reviewed it may be replaced.

    :param version: that of the report which is replaced; None = there is none yet.
    :raises AlreadyReviewed: if somebody has reviewed it.
    :raises Outdated: if somebody else stored or replaced it meanwhile.
    :raises WrongState: if the cycle is not open.
    """
    text = texts.given(text, what="述职报告", longest=20_000)
    with transaction.atomic():
        row = _open(assessment)
        report = (
            AssessmentReport.objects.select_for_update().filter(assessment=row, audience=audience).first()
        )
        if version != (report.version if report else None):
            raise _conflict()
        if report is None:
            return _first(AssessmentReport(assessment=row, audience=audience, text=text, delivered_on=on))
        if report.reviews.exists():
            raise AlreadyReviewed("述职报告已有评议意见，不能再改：补充内容请写入下一次述职。")
        report.text, report.delivered_on, report.version = text, on, report.version + 1
        report.save()
    return report


def review(
    *,
    report: UUID,
    group: Group,
    opinion: str,
    on: date,
    evaluator: str = "",
    evaluator_organisation: UUID | None = None,
    actor: Actor = SYSTEM,
) -> AssessmentReview:
    """Store what a group, or one organisation of the same level, says of a report, and return it.

    :param evaluator: tells several of one group apart: a person, or a meeting.
    :raises InvalidAssessment: if the group is not of the report's audience, or the day lies before it.
    :raises AlreadyReviewed: if this evaluator has reviewed it.
    :raises WrongState: if the cycle is not open.
    """
    opinion = texts.given(opinion, what="评议意见", longest=2000)
    named = texts.given(evaluator, what="评议人或场次", longest=100) if evaluator.strip() else ""
    with transaction.atomic():
        found = AssessmentReport.objects.select_for_update().filter(pk=report).first()
        if found is None:
            raise unknown(report)
        row = _open(found.assessment_id)
        allowed = REVIEWED_BY[Audience(found.audience)]
        if group not in allowed:
            labels = "、".join(one.label for one in allowed)
            raise InvalidAssessment(f"这份述职报告由{labels}评议，不由{group.label}评议。")
        if (group is Group.PEER_ORGANISATIONS) != (evaluator_organisation is not None):
            raise InvalidAssessment("同级党组织的评议须写明是哪个党组织，党员和群众的评议不填党组织。")
        if on < found.delivered_on:
            raise InvalidAssessment(f"评议日不得早于述职日 {found.delivered_on}：请核对日期。")
        peers = [] if evaluator_organisation is None else [evaluator_organisation]
        refuse_strangers(row.cycle, row, peers, on=on)
        stored = AssessmentReview(
            report=found,
            group=group.value,
            evaluator_organisation_id=evaluator_organisation,
            evaluator=named,
            opinion=opinion,
            reviewed_on=on,
            **actor.columns("reviewed_by"),
        )
        try:
            with transaction.atomic():
                stored.save(force_insert=True)
        except IntegrityError as error:
            if "evaluator_reviews_a_report_once" not in str(error):
                raise
            raise AlreadyReviewed("该评议人已评议过这份报告：请不要重复提交。") from error
    return stored


def refuse_before(row: Assessment, audiences: Collection[Audience]) -> None:
    """Check that reports were given before all of these audiences.

    :raises InvalidAssessment: naming those that were not.
    """
    given = set(
        AssessmentReport.objects.filter(assessment=row, audience__in=audiences).values_list(
            "audience", flat=True
        )
    )
    if absent := [audience for audience in Audience if audience in audiences and audience not in given]:
        raise InvalidAssessment(
            f"尚未述职（{'；'.join(audience.label for audience in absent)}）：请先提交述职报告，再评分。",
            code="REPORT_MISSING",
        )


def missing(cycle: AssessmentCycle, rows: Sequence[Assessment]) -> list[str]:
    """Return in Chinese whose reports or reviews are missing, if the cycle asks for both; two queries."""
    if not cycle.double_review:
        return []
    given = set(
        AssessmentReview.objects.filter(report__assessment__in=rows).values_list(
            "report__assessment", "report__audience", "group"
        )
    )
    names = enrolment.names(rows)
    return [
        f"{names[row.pk]}：缺少{group.label}对述职报告的评议"
        for row in rows
        for audience, groups in REVIEWED_BY.items()
        for group in groups
        if (row.pk, audience, group) not in given
    ]


def unknown(report: object) -> UnknownReport:
    """Return the refusal for an identifier that names no report here."""
    return UnknownReport(f"没有编号为 {report} 的述职报告；请核对编号。")


def _open(assessment: UUID) -> Assessment:
    row = Assessment.objects.select_related("cycle").filter(pk=assessment).first()
    if row is None:
        raise InvalidAssessment(f"没有编号为 {assessment} 的考核记录；请核对编号。", code="NOT_FOUND")
    cycles.shared(row.cycle_id, states=(State.OPEN,))
    if row.withdrawn_reason:
        raise InvalidAssessment("该对象已不参加本次考核，不必述职。")
    return row


def _first(report: AssessmentReport) -> AssessmentReport:
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError as error:
        if "report_once_before_each_audience" not in str(error):
            raise
        raise _conflict() from error
    return report


def _conflict() -> Outdated:
    return Outdated("述职报告刚由他人提交或修改：请刷新后核对，再重新提交。")
