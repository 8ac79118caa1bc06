"""GraphQL mutations about assessments; who may use them on what stands in `rights`."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api.identifiers import parsed
from core.assessments import (
    api,
    cycles,
    inputs,
    listings,
    reports,
    rights,
    scoring,
    selectors,
    services,
    types,
)
from core.assessments.design import Group
from core.assessments.models import AssessmentCycle
from core.organisations import scope
from core.organisations import selectors as organisations
from core.people import api as people


class DraftAssessmentCycle(graphene.Mutation):
    """拟定一次考核。"""

    class Arguments:
        input = inputs.DraftAssessmentCycleInput(required=True)

    cycle = graphene.Field(types.AssessmentCycle, required=True)

    @declare.requires(rights.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Draft it by one call into the service."""
        reached = rights.reached(info)
        row = cycles.draft(
            organisation=scope.require(reached, parsed(input["organisation"]), named=input["organisation"]),
            design=inputs.design(input["design"]),
            quarter=input.get("quarter"),
            **{name: input[name] for name in ("subject", "title", "year", "double_review")},
            on=timezone.localdate(),
        )
        return {"cycle": api.cycle_node(info, row)}


class ReviseAssessmentCycle(graphene.Mutation):
    """修改拟定中的考核。"""

    class Arguments:
        input = inputs.ReviseAssessmentCycleInput(required=True)

    cycle = graphene.Field(types.AssessmentCycle, required=True)

    @declare.requires(rights.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Revise it by one call into the service."""
        given = input.get("design")
        row = cycles.revise(
            **rights.cycle(info, input),
            title=input.get("title"),
            double_review=input.get("double_review"),
            design=None if given is None else inputs.design(given),
        )
        return {"cycle": api.cycle_node(info, row)}


class OpenAssessmentCycle(graphene.Mutation):
    """开启考核；没有定量项目或只有一类评价主体的，须写明理由。"""

    class Arguments:
        input = inputs.OpenAssessmentCycleInput(required=True)

    cycle = graphene.Field(types.AssessmentCycle, required=True)

    @declare.requires(rights.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Open it by one call into the service."""
        row = cycles.open(
            **rights.cycle(info, input),
            reason=input["reason"],
            on=timezone.localdate(),
            actor=rights.actor(info),
        )
        return {"cycle": api.cycle_node(info, row)}


class CallOffAssessmentCycle(graphene.Mutation):
    """取消尚未公布的考核。"""

    class Arguments:
        input = inputs.CallOffAssessmentCycleInput(required=True)

    cycle = graphene.Field(types.AssessmentCycle, required=True)

    @declare.requires(rights.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Call it off by one call into the service."""
        row = cycles.call_off(**rights.cycle(info, input), reason=input["reason"])
        return {"cycle": api.cycle_node(info, row)}


class EnrolInAssessment(graphene.Mutation):
    """登记参加考核的人员或党组织。"""

    class Arguments:
        input = inputs.EnrolInAssessmentInput(required=True)

    cycle = graphene.Field(types.AssessmentCycle, required=True)
    enrolled = graphene.Int(required=True, description="新登记的对象数")

    @declare.requires(rights.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Enrol them by one call into the service."""
        cycle = rights.managed(info, api.seen_cycle(info, input["cycle"], rights.CHANGE))
        rows = services.enrol(
            cycle=cycle.pk,
            people=_each(input.get("people"), people.identifier),
            organisations=_each(input.get("organisations"), _organisation),
            on=timezone.localdate(),
        )
        return {"cycle": api.cycle_node(info, cycle), "enrolled": len(rows)}


class WithdrawFromAssessment(graphene.Mutation):
    """退出考核；已公布的另成一版结果。"""

    class Arguments:
        input = inputs.WithdrawFromAssessmentInput(required=True)

    assessment = graphene.Field(types.Assessment, required=True)

    @declare.requires(rights.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Take the assessment out of its cycle by one call into the service."""
        row = services.withdraw(
            **rights.assessment(info, input),
            reason=input["reason"],
            decider=input["decider"],
            facts=input.get("facts"),
            on=timezone.localdate(),
            actor=rights.actor(info),
        )
        return {"assessment": rights.shown(info, row.pk)}


class ScoreAssessment(graphene.Mutation):
    """填写评分表：定量数据和上级评分由组织考核的党组织填写，党员、群众评分由被考核单位填写，同级党组织各填各的。"""

    class Arguments:
        input = inputs.ScoreAssessmentInput(required=True)

    scores = graphene.List(graphene.NonNull(types.AssessmentScore), required=True, description="填写的各条")
    assessment = graphene.Field(
        types.Assessment, description="考核记录；同级党组织评分的，看不到他人的记录，为 null"
    )

    @declare.requires(rights.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Score it by one call into the service."""
        marks = inputs.marks(input["marks"])
        row = rights.judged(info, input["id"], [(mark.group, mark.evaluator_organisation) for mark in marks])
        scores = scoring.score(
            assessment=row.id, marks=marks, on=timezone.localdate(), actor=rights.actor(info)
        )
        shown = selectors.one(id=row.id, sight=api.sight(info))
        return {"scores": scores, "assessment": None if shown is None else api.node(info, shown)}


class GradeAssessment(graphene.Mutation):
    """评定等次；总分不完整、超出优秀名额的，不予办理。"""

    class Arguments:
        input = inputs.GradeAssessmentInput(required=True)

    assessment = graphene.Field(types.Assessment, required=True)

    @declare.requires(rights.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Grade it by one call into the service."""
        row = services.grade(
            **rights.assessment(info, input),
            grade=input["grade"].value,
            facts=input.get("facts"),
            cap_facts=input.get("cap_facts"),
            on=timezone.localdate(),
            actor=rights.actor(info),
        )
        return {"assessment": rights.shown(info, row.pk)}


class PublishAssessmentCycle(graphene.Mutation):
    """公布考核结果，形成后备干部名单和跟踪管理名单；不改变任何职务。"""

    class Arguments:
        input = inputs.PublishAssessmentCycleInput(required=True)

    cycle = graphene.Field(types.AssessmentCycle, required=True)

    @declare.requires(rights.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Publish it by one call into the service."""
        row = services.publish(
            **rights.cycle(info, input),
            decider=input["decider"],
            facts=input.get("facts"),
            on=timezone.localdate(),
            actor=rights.actor(info),
        )
        return {"cycle": api.cycle_node(info, row)}


class CorrectAssessment(graphene.Mutation):
    """更正已公布的结果：另成一版，须写明理由；已计入的年度考核不自动改变，列出供另行办理。"""

    class Arguments:
        input = inputs.CorrectAssessmentInput(required=True)

    assessment = graphene.Field(types.Assessment, required=True)
    affected = graphene.List(
        graphene.NonNull(types.Assessment), required=True, description="已公布、计入了本次成绩的年度考核记录"
    )

    @declare.requires(rights.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Correct it by one call into the service."""
        grade = input.get("grade")
        row = services.correct(
            **rights.assessment(info, input),
            grade=None if grade is None else grade.value,
            marks=inputs.marks(input.get("marks") or ()),
            reason=input["reason"],
            decider=input["decider"],
            facts=input.get("facts"),
            cap_facts=input.get("cap_facts"),
            on=timezone.localdate(),
            actor=rights.actor(info),
        )
        affected = selectors.affected(assessment=row.pk)
        return {
            "assessment": rights.shown(info, row.pk),
            "affected": [api.node(info, one) for one in affected],
        }


class SubmitAssessmentReport(graphene.Mutation):
    """提交述职报告。"""

    class Arguments:
        input = inputs.SubmitAssessmentReportInput(required=True)

    report = graphene.Field(types.AssessmentReport, required=True)

    @declare.requires(rights.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Submit it by one call into the service."""
        row = rights.judged(info, input["assessment"], [(Group.MEMBERS, None)])
        report = reports.submit(
            assessment=row.id,
            version=input.get("version"),
            **{name: input[name] for name in ("audience", "text", "on")},
        )
        return {"report": report}


class ReviewAssessmentReport(graphene.Mutation):
    """评议述职报告。"""

    class Arguments:
        input = inputs.ReviewAssessmentReportInput(required=True)

    report = graphene.Field(types.AssessmentReport, required=True)

    @declare.requires(rights.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Review it by one call into the service."""
        identifier = parsed(input["report"])
        report = None if identifier is None else selectors.report(id=identifier)
        if report is None:
            raise reports.unknown(input["report"])
        peer = None
        if (named := input.get("evaluator_organisation")) is not None:
            peer = scope.require(rights.reached(info), parsed(named), named=named)
        try:
            rights.judged(info, str(report.assessment_id), [(input["group"], peer)])
        except services.UnknownAssessment:
            raise reports.unknown(input["report"]) from None
        reports.review(
            report=report.pk,
            evaluator_organisation=peer,
            **{name: input[name] for name in ("group", "opinion", "on", "evaluator")},
            actor=rights.actor(info),
        )
        return {"report": report}


class EndAssessmentListing(graphene.Mutation):
    """移出后备干部名单或跟踪管理名单。"""

    class Arguments:
        input = inputs.EndAssessmentListingInput(required=True)

    listing = graphene.Field(types.AssessmentListing, required=True)

    @declare.requires(rights.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Take it off its list by one call into the service."""
        identifier = parsed(input["id"])
        sight = api.sight(info, rights.CHANGE)
        entry = None if identifier is None else selectors.listing(id=identifier, sight=sight)
        if entry is None:
            raise listings.unknown(input["id"])
        rights.managed(info, AssessmentCycle.objects.get(pk=entry.assessment.cycle_id))
        listings.take_off(listing=entry.id, **{name: input[name] for name in ("decider", "reason", "on")})
        ended = selectors.listing(id=entry.id, sight=sight)
        assert ended is not None
        return {"listing": api.listing_nodes(info, [ended])[0]}


class Mutation(graphene.ObjectType):
    """Root mutations about assessments."""

    draft_assessment_cycle = DraftAssessmentCycle.Field(required=True)
    revise_assessment_cycle = ReviseAssessmentCycle.Field(required=True)
    open_assessment_cycle = OpenAssessmentCycle.Field(required=True)
    call_off_assessment_cycle = CallOffAssessmentCycle.Field(required=True)
    enrol_in_assessment = EnrolInAssessment.Field(required=True)
    withdraw_from_assessment = WithdrawFromAssessment.Field(required=True)
    score_assessment = ScoreAssessment.Field(required=True)
    grade_assessment = GradeAssessment.Field(required=True)
    publish_assessment_cycle = PublishAssessmentCycle.Field(required=True)
    correct_assessment = CorrectAssessment.Field(required=True)
    submit_assessment_report = SubmitAssessmentReport.Field(required=True)
    review_assessment_report = ReviewAssessmentReport.Field(required=True)
    end_assessment_listing = EndAssessmentListing.Field(required=True)


def _each(given: list[str] | None, read: Callable[[str], UUID]) -> list[UUID] | None:
    return None if given is None else [read(one) for one in given]


def _organisation(text: str) -> UUID:
    identifier = parsed(text)
    if identifier is None:
        raise organisations.unknown(text)
    return identifier
