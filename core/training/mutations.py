"""GraphQL mutations about training."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api.identifiers import parsed
from core.api.scalars import Date, Decimal
from core.organisations import scope
from core.people import api as people_api
from core.people import selectors as people
from core.people import services as people_services
from core.training import attendance, selectors, services, types
from core.training.attendance import Mark

_CHANGE = "training.change"


class ArrangeTrainingSessionInput(graphene.InputObjectType):
    """计划举办或已经举办的一次培训。"""

    organiser = graphene.ID(required=True, description="主办党组织")
    title = graphene.String(required=True, description="名称")
    level = types.TrainingLevel(required=True, description="层级")
    kind = types.TrainingKind(required=True, description="形式")
    topics = graphene.List(graphene.NonNull(graphene.String), default_value=[], description="主题")
    provider = graphene.String(default_value="", description="承办单位")
    place = graphene.String(default_value="", description="地点")
    from_on = Date(required=True, description="首日")
    last_on = Date(required=True, description="末日（含）")
    days = Decimal(required=True, description="天数，以半天为单位")


class _Change:
    """What every change of one session says."""

    id = graphene.ID(required=True, description="培训")
    version = graphene.Int(required=True, description="所见的版本；已被他人修改时不予办理")


class ChangeTrainingSessionInput(_Change, graphene.InputObjectType):
    """更改一次培训；不填的项目保持不变。"""

    title = graphene.String(description="名称")
    level = types.TrainingLevel(description="层级")
    kind = types.TrainingKind(description="形式")
    topics = graphene.List(graphene.NonNull(graphene.String), description="主题")
    provider = graphene.String(description="承办单位")
    place = graphene.String(description="地点")
    from_on = Date(description="首日")
    last_on = Date(description="末日（含）")
    days = Decimal(description="天数，以半天为单位")
    reason = graphene.String(default_value="", description="更正的理由；培训开始后必填")


class CancelTrainingSessionInput(_Change, graphene.InputObjectType):
    """取消。"""

    reason = graphene.String(required=True, description="取消的理由")


class EvaluateTrainingSessionInput(_Change, graphene.InputObjectType):
    """评估。"""

    evaluation = graphene.String(required=True, description="评估情况")


class EnrolInTrainingInput(graphene.InputObjectType):
    """报名。"""

    session = graphene.ID(required=True, description="培训")
    people = graphene.List(graphene.NonNull(graphene.ID), required=True, description="报名的人")


class WithdrawFromTrainingInput(graphene.InputObjectType):
    """撤销报名。"""

    session = graphene.ID(required=True, description="培训")
    people = graphene.List(graphene.NonNull(graphene.ID), required=True, description="误报的人")
    reason = graphene.String(default_value="", description="理由；已登记参加情况的必填")


class TrainingMarkInput(graphene.InputObjectType):
    """一个人的参加情况。"""

    person = graphene.ID(required=True, description="参加的人")
    attended_days = Decimal(required=True, description="参加天数，以半天为单位；0 为未到")
    score = Decimal(description="测试成绩，0 至 100 分")
    version = graphene.Int(description="所见的版本；已被他人修改时不予办理")


class RecordTrainingAttendanceInput(graphene.InputObjectType):
    """登记参加情况；要么全部登记，要么都不登记。"""

    session = graphene.ID(required=True, description="培训")
    marks = graphene.List(
        graphene.NonNull(TrainingMarkInput), required=True, description="每人的参加天数和测试成绩"
    )
    reason = graphene.String(default_value="", description="理由；更正已登记的情况时必填")


class _OfSession(graphene.Mutation):
    """What all changes of a session answer."""

    class Meta:
        abstract = True

    session = graphene.Field(types.TrainingSession, required=True)


class ArrangeTrainingSession(_OfSession):
    """登记一次培训；结束若干个月后须评估效果，到期前提醒。"""

    class Arguments:
        input = ArrangeTrainingSessionInput(required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Record it by one call into the service."""
        today = timezone.localdate()
        reached = scope.reach(info.context.principal, _CHANGE, on=today)
        details: Any = {name: input[name] for name in services.FIELDS}
        session = services.arrange(
            organiser=scope.require(reached, parsed(input["organiser"]), named=input["organiser"]),
            on=today,
            actor=info.context.principal.actor,
            **details,
        )
        return _shown(info, session.pk)


class ChangeTrainingSession(_OfSession):
    """更改或更正一次培训。"""

    class Arguments:
        input = ChangeTrainingSessionInput(required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Change it by one call into the service."""
        said: Any = {name: input[name] for name in services.FIELDS if input.get(name) is not None}
        return _shown(info, services.change(**_which(info, input), reason=input["reason"], **said).pk)


class CancelTrainingSession(_OfSession):
    """取消一次无人参加的培训；记录保留。"""

    class Arguments:
        input = CancelTrainingSessionInput(required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Cancel it by one call into the service."""
        return _shown(info, services.cancel(**_which(info, input), reason=input["reason"]).pk)


class EvaluateTrainingSession(_OfSession):
    """登记培训效果评估；评估待办随之办结，由他人核验。"""

    class Arguments:
        input = EvaluateTrainingSessionInput(required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Evaluate it by one call into the service."""
        return _shown(info, services.evaluate(**_which(info, input), evaluation=input["evaluation"]).pk)


class EnrolInTraining(_OfSession):
    """为人员报名；已报名的保持不变。"""

    class Arguments:
        input = EnrolInTrainingInput(required=True)

    attendances = graphene.List(graphene.NonNull(types.TrainingAttendance), required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Enrol them by one call into the service."""
        session, who = _session(info, input["session"]), _people(info, input["people"])
        attendance.enrol(session=session, people=who, actor=info.context.principal.actor)
        return _attended(info, session, who)


class WithdrawFromTraining(_OfSession):
    """撤销误报的人员。"""

    class Arguments:
        input = WithdrawFromTrainingInput(required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Take them out by one call into the service."""
        session = _session(info, input["session"])
        attendance.withdraw(
            session=session,
            people=_people(info, input["people"]),
            reason=input["reason"],
            actor=info.context.principal.actor,
        )
        return _shown(info, session)


class RecordTrainingAttendance(_OfSession):
    """登记或更正人员的参加天数和测试成绩；是否合格按合格线得出。"""

    class Arguments:
        input = RecordTrainingAttendanceInput(required=True)

    attendances = graphene.List(graphene.NonNull(types.TrainingAttendance), required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Record them by one call into the service."""
        session = _session(info, input["session"])
        who = _people(info, [mark["person"] for mark in input["marks"]])
        attendance.record_attendance_many(
            session=session,
            marks=[
                Mark(person, mark["attended_days"], mark.get("score"), mark.get("version"))
                for person, mark in zip(who, input["marks"], strict=True)
            ],
            on=timezone.localdate(),
            reason=input["reason"],
            actor=info.context.principal.actor,
        )
        return _attended(info, session, who)


def _session(info: Any, id: str) -> UUID:
    """Return the identifier of a session that the principal may change."""
    reached = scope.reach(info.context.principal, _CHANGE, on=timezone.localdate())
    identifier = parsed(id)
    row = None if identifier is None else selectors.one(session=identifier, organisations=reached)
    if row is None:
        raise services.unknown(id)
    return row.id


def _which(info: Any, input: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "session": _session(info, input["id"]),
        "version": input["version"],
        "on": timezone.localdate(),
        "actor": info.context.principal.actor,
    }


def _people(info: Any, ids: list[str]) -> list[UUID]:
    """Return the identifiers of people in the principal's sight, in the order given; one query."""
    wanted = [people_api.identifier(id) for id in ids]
    here = people.people(ids=wanted, organisations=people_api.sight(info, _CHANGE), on=timezone.localdate())
    if not here.keys() >= set(wanted):
        raise people_services.unknown()
    return wanted


def _shown(info: Any, session: UUID) -> dict[str, Any]:
    row = selectors.one(session=session)
    assert row is not None
    return {"session": types.sessions([row], principal=info.context.principal)[0]}


def _attended(info: Any, session: UUID, people: list[UUID]) -> dict[str, Any]:
    rows = selectors.of_session(session=session, people=people)
    return {
        **_shown(info, session),
        "attendances": types.attendances(rows, principal=info.context.principal),
    }
