"""GraphQL mutations about examinations: whoever answers for the organisation that holds one runs it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.access.declare import AccessDenied
from core.api.identifiers import parsed
from core.api.scalars import Date, Decimal
from core.examinations import api, models, selectors, services, types
from core.examinations.models import ExaminationResult
from core.examinations.selectors import ResultRow
from core.examinations.services import Entry
from core.organisations import scope
from core.people import api as people
from core.people import selectors as person_selectors
from core.people import services as person_services

_CHANGE = "assessments.change"


class ScheduleExaminationInput(graphene.InputObjectType):
    """安排考试。"""

    organisation = graphene.ID(required=True, description="组织考试的党组织")
    title = graphene.String(required=True, description="考试名称")
    paper_title = graphene.String(required=True, description="试卷名称")
    paper_kind = graphene.String(default_value="", description="试卷类别")
    on = Date(required=True, description="考试日期")
    place = graphene.String(default_value="", description="考点")
    pass_mark = Decimal(description="合格分数线；不填则按考试当日的制度")


class _Change:
    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="所见的版本；已被他人办理时不予办理")


class PublishExaminationInput(_Change, graphene.InputObjectType):
    """公布成绩。"""


class CallOffExaminationInput(_Change, graphene.InputObjectType):
    """取消尚未公布的考试。"""

    reason = graphene.String(required=True, description="取消的理由")


class RegisterCandidatesInput(graphene.InputObjectType):
    """登记考生。"""

    examination = graphene.ID(required=True, description="考试")
    people = graphene.List(graphene.NonNull(graphene.ID), required=True, description="考生")


class ExaminationEntryInput(graphene.InputObjectType):
    """一名考生的出席和成绩。"""

    person = graphene.ID(required=True, description="考生")
    attendance = types.ExaminationAttendance(required=True, description="是否参加")
    score = Decimal(description="成绩，0 至 100；只有参加的才填")
    version = graphene.Int(description="所见的版本，首次登记的为 0；不填则不核对")


class RecordExaminationResultsInput(graphene.InputObjectType):
    """登记成绩；没有报名的一并补登。"""

    examination = graphene.ID(required=True, description="考试")
    entries = graphene.List(
        graphene.NonNull(ExaminationEntryInput), required=True, description="每名考生的出席和成绩"
    )


class CorrectExaminationResultInput(_Change, graphene.InputObjectType):
    """更正已公布的成绩：另成一版，原版保留。"""

    attendance = types.ExaminationAttendance(required=True, description="登记有误、不应列为考生的，填 VOID")
    score = Decimal(description="成绩，0 至 100；只有参加的才填")
    reason = graphene.String(required=True, description="更正的理由")


class ScheduleExamination(graphene.Mutation):
    """安排一场考试。"""

    class Arguments:
        input = ScheduleExaminationInput(required=True)

    examination = graphene.Field(types.Examination, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Schedule it by one call into the service."""
        organisation = scope.require(
            people.sight(info, _CHANGE), parsed(input["organisation"]), named=input["organisation"]
        )
        row = services.schedule(**{**input, "organisation": organisation})
        return {"examination": api.node(info, row)}


class CallOffExamination(graphene.Mutation):
    """取消尚未公布的考试。"""

    class Arguments:
        input = CallOffExaminationInput(required=True)

    examination = graphene.Field(types.Examination, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Call it off by one call into the service."""
        row = services.call_off(
            examination=_held(info, input["id"]).pk, version=input["version"], reason=input["reason"]
        )
        return {"examination": api.node(info, row)}


class RegisterCandidates(graphene.Mutation):
    """登记考生。"""

    class Arguments:
        input = RegisterCandidatesInput(required=True)

    results = graphene.List(graphene.NonNull(types.ExaminationResult), required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Register them by one call into the service."""
        rows = services.register(
            examination=_held(info, input["examination"]).pk,
            people=_seen(info, input["people"]),
            actor=info.context.principal.actor,
        )
        return {"results": _shown(info, rows)}


class RecordExaminationResults(graphene.Mutation):
    """登记考生的出席和成绩；公布前可以修改。"""

    class Arguments:
        input = RecordExaminationResultsInput(required=True)

    results = graphene.List(graphene.NonNull(types.ExaminationResult), required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Record them by one call into the service."""
        rows = services.record_many(
            examination=_held(info, input["examination"]).pk,
            entries=_entries(info, input["entries"]),
            actor=info.context.principal.actor,
        )
        return {"results": _shown(info, rows)}


class PublishExamination(graphene.Mutation):
    """公布成绩；此后只能更正，原版保留。"""

    class Arguments:
        input = PublishExaminationInput(required=True)

    examination = graphene.Field(types.Examination, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Publish it by one call into the service."""
        row = services.publish(
            examination=_held(info, input["id"]).pk, version=input["version"], on=timezone.localdate()
        )
        return {"examination": api.node(info, row)}


class CorrectExaminationResult(graphene.Mutation):
    """更正已公布的成绩：另成一版，须写明理由。"""

    class Arguments:
        input = CorrectExaminationResultInput(required=True)

    result = graphene.Field(types.ExaminationResult, required=True, description="新的一版")

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Correct it by one call into the service."""
        identifier = parsed(input["id"])
        sight = api.sight(info, _CHANGE)
        row = None if identifier is None else selectors.result(id=identifier, sight=sight)
        if row is None:
            raise services.unknown(input["id"])
        _held(info, str(row.examination_id))
        corrected = services.correct(
            result=row.id,
            **{name: input[name] for name in ("version", "attendance", "reason")},
            score=input.get("score"),
            actor=info.context.principal.actor,
        )
        [shown] = _shown(info, [corrected])
        return {"result": shown}


class Mutation(graphene.ObjectType):
    """Root mutations about examinations."""

    schedule_examination = ScheduleExamination.Field(required=True)
    call_off_examination = CallOffExamination.Field(required=True)
    register_candidates = RegisterCandidates.Field(required=True)
    record_examination_results = RecordExaminationResults.Field(required=True)
    publish_examination = PublishExamination.Field(required=True)
    correct_examination_result = CorrectExaminationResult.Field(required=True)


def _held(info: Any, id: str) -> models.Examination:
    """Return an examination that the principal's organisation holds."""
    row = api.seen(info, id, _CHANGE)
    reached = people.sight(info, _CHANGE)
    if reached is not None and row.organisation_id not in reached:
        raise AccessDenied(f"“{row.title}”由组织考试的党组织办理：请联系其工作人员。")
    return row


def _seen(info: Any, ids: list[str]) -> list[UUID]:
    """Return people in the principal's sight; one query.

    :raises UnknownPerson: if one of them is out of it.
    """
    today = timezone.localdate()
    wanted = [people.identifier(one) for one in ids]
    found = person_selectors.people(ids=wanted, organisations=people.sight(info, _CHANGE), on=today)
    if set(wanted) - found.keys():
        raise person_services.unknown()
    return wanted


def _entries(info: Any, given: list[Mapping[str, Any]]) -> list[Entry]:
    whom = _seen(info, [one["person"] for one in given])
    return [Entry(**{**one, "person": person}) for one, person in zip(given, whom, strict=True)]


def _shown(info: Any, rows: list[ExaminationResult]) -> list[types.Node]:
    found: list[ResultRow] = selectors.results_by_id(ids=[row.pk for row in rows])
    return api.result_nodes(info, found)
