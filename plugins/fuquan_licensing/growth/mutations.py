"""GraphQL: state duties, nominate and approve shadowing, pair workers, record studies, score both sides."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api.identifiers import parsed
from core.api.scalars import Date, Decimal
from core.appointments.models import Post
from core.appointments.types import Post as PostType
from core.organisations import scope
from core.organisations import selectors as organisations
from core.people.codes import Education
from plugins.fuquan_licensing import offices
from plugins.fuquan_licensing.growth import (
    api,
    appraisal,
    duties,
    mentoring,
    selectors,
    shadowing,
    studies,
    texts,
    types,
)
from plugins.fuquan_licensing.growth.vocabulary import HostLevel, Outcome, Route, Side


class DutyInput(graphene.InputObjectType):
    """一项岗位职责。"""

    class Meta:
        name = "FuquanDutyInput"

    heading = graphene.String(required=True, description="职责类别代码，见制度参数")
    text = graphene.String(required=True, description="职责内容")


class NominationInput(graphene.InputObjectType):
    """推荐一人跟岗锻炼。"""

    class Meta:
        name = "FuquanNominationInput"

    person = graphene.ID(required=True)
    host = graphene.String(required=True, description="跟岗单位")
    host_level = types.FuquanHostLevel(required=True)
    purpose = graphene.String(required=True, description="跟岗内容")


class DeclinedInput(graphene.InputObjectType):
    """不同意的一人。"""

    class Meta:
        name = "FuquanDeclinedInput"

    placement = graphene.ID(required=True)
    reason = graphene.String(required=True, description="理由")


class PairInput(graphene.InputObjectType):
    """一对结对帮带。"""

    class Meta:
        name = "FuquanPairInput"

    mentor = graphene.ID(required=True, description="帮带人")
    mentee = graphene.ID(required=True, description="被帮带人，须在本人权限范围内")
    programme = graphene.String(required=True, description="帮带计划")


class EnrolmentInput(graphene.InputObjectType):
    """一人的学历提升。"""

    class Meta:
        name = "FuquanEnrolmentInput"

    person = graphene.ID(required=True)
    route = types.FuquanStudyRoute(required=True)
    school = graphene.String(required=True)
    major = graphene.String(required=True)
    education = types.FuquanStudyAim(required=True)


class StateFuquanDuties(graphene.Mutation):
    """填写一个党组织一类岗位的职责；须按制度规定的类别逐项填写，未变的不产生新版。"""

    class Arguments:
        organisation = graphene.ID(required=True)
        post = PostType(required=True)
        duties = graphene.List(graphene.NonNull(DutyInput), required=True)

    stated = graphene.List(graphene.NonNull(types.FuquanDuty), required=True, description="新写入的")

    @declare.requires(offices.CHANGE)
    def mutate(
        root: Any, info: Any, *, organisation: str, post: Any, duties: list[Mapping[str, str]]
    ) -> dict[str, Any]:
        """State them by one call into the service."""
        reached = offices.reached(info, offices.CHANGE)
        return {
            "stated": _state(
                organisation=scope.require(reached, parsed(organisation), named=organisation),
                post=Post(getattr(post, "value", post)),
                duties={one["heading"]: one["text"] for one in duties},
                on=_today(),
                actor=info.context.principal.actor,
            )
        }


class OpenFuquanShadowingBatch(graphene.Mutation):
    """组织部门开设一批跟岗锻炼，供各单位推荐。"""

    class Arguments:
        title = graphene.String(required=True)
        from_on = Date(required=True)
        last_on = Date(required=True)

    batch = graphene.Field(types.FuquanShadowingBatch, required=True)

    @declare.requires(offices.CHANGE)
    def mutate(root: Any, info: Any, *, title: str, from_on: date, last_on: date) -> dict[str, Any]:
        """Open it by one call into the service."""
        offices.department(info)
        actor = info.context.principal.actor
        made = shadowing.open_batch(title=title, from_on=from_on, last_on=last_on, actor=actor)
        return {"batch": api.shown(info, [made])[0]}


class NominateForFuquanShadowing(graphene.Mutation):
    """单位推荐本单位人员跟岗锻炼。"""

    class Arguments:
        batch = graphene.ID(required=True)
        nominations = graphene.List(graphene.NonNull(NominationInput), required=True)

    nominated = graphene.List(graphene.NonNull(graphene.ID), required=True, description="推荐编号")

    @declare.requires(offices.CHANGE)
    def mutate(
        root: Any, info: Any, *, batch: str, nominations: list[Mapping[str, Any]]
    ) -> dict[str, list[UUID]]:
        """Nominate them by one call into the service."""
        people = offices.own_people(info, [one["person"] for one in nominations])
        made = shadowing.nominate(
            batch=_batch(batch),
            nominations=[
                shadowing.Nomination(
                    person, one["host"], HostLevel(_value(one["host_level"])), one["purpose"]
                )
                for person, one in zip(people, nominations, strict=True)
            ],
            on=_today(),
            actor=info.context.principal.actor,
        )
        return {"nominated": [one.pk for one in made]}


class ApproveFuquanShadowing(graphene.Mutation):
    """组织部门审批一批跟岗锻炼：逐人同意或不同意，不多不少。"""

    class Arguments:
        batch = graphene.ID(required=True)
        version = graphene.Int(required=True, description="所见的版本")
        approved = graphene.List(graphene.NonNull(graphene.ID), required=True)
        declined = graphene.List(graphene.NonNull(DeclinedInput), default_value=[])

    batch = graphene.Field(types.FuquanShadowingBatch, required=True)

    @declare.requires(offices.CHANGE)
    def mutate(
        root: Any,
        info: Any,
        *,
        batch: str,
        version: int,
        approved: list[str],
        declined: list[Mapping[str, str]],
    ) -> dict[str, Any]:
        """Approve it by one call into the service."""
        offices.department(info)
        made = shadowing.approve(
            batch=_batch(batch),
            approved=[_placement(one) for one in approved],
            declined={_placement(one["placement"]): one["reason"] for one in declined},
            version=version,
            on=_today(),
            actor=info.context.principal.actor,
        )
        return {"batch": api.shown(info, [made])[0]}


class BeginFuquanMentoring(graphene.Mutation):
    """登记结对帮带。"""

    class Arguments:
        pairs = graphene.List(graphene.NonNull(PairInput), required=True)
        on = Date(description="自哪一天起；默认今天")

    begun = graphene.List(graphene.NonNull(graphene.ID), required=True)

    @declare.requires(offices.CHANGE)
    def mutate(
        root: Any, info: Any, *, pairs: list[Mapping[str, str]], on: date | None = None
    ) -> dict[str, list[UUID]]:
        """Begin them by one call into the service; mentors may be of another unit."""
        mentees = offices.own_people(info, [one["mentee"] for one in pairs])
        made = mentoring.begin(
            pairs=[
                mentoring.Pair(_person(one["mentor"]), mentee, one["programme"])
                for mentee, one in zip(mentees, pairs, strict=True)
            ],
            on=on or _today(),
            actor=info.context.principal.actor,
        )
        return {"begun": [one.pk for one in made]}


class EndFuquanMentoring(graphene.Mutation):
    """结束一对结对帮带，填写帮带成效。"""

    class Arguments:
        id = graphene.ID(required=True)
        version = graphene.Int(required=True)
        result = graphene.String(required=True, description="帮带成效")
        on = Date(description="结束日（当日已结束）；默认今天")

    mentoring = graphene.Field(types.FuquanMentoring, required=True)

    @declare.requires(offices.CHANGE)
    def mutate(
        root: Any, info: Any, *, id: str, version: int, result: str, on: date | None = None
    ) -> dict[str, Any]:
        """End it by one call into the service."""
        sight: dict[str, Any] = {"organisations": offices.reached(info, offices.CHANGE), "today": _today()}
        known = parsed(id)
        if known is None or not selectors.mentorings(limit=1, id=known, **sight):
            raise mentoring.unknown(id)
        actor = info.context.principal.actor
        mentoring.end(mentoring=known, on=on or _today(), result=result, version=version, actor=actor)
        return {"mentoring": selectors.mentorings(limit=1, id=known, **sight)[0]}


class BeginFuquanStudies(graphene.Mutation):
    """登记学历提升。"""

    class Arguments:
        enrolments = graphene.List(graphene.NonNull(EnrolmentInput), required=True)
        on = Date(description="自哪一天起；默认今天")

    begun = graphene.List(graphene.NonNull(graphene.ID), required=True)

    @declare.requires(offices.CHANGE)
    def mutate(
        root: Any, info: Any, *, enrolments: list[Mapping[str, Any]], on: date | None = None
    ) -> dict[str, list[UUID]]:
        """Record them by one call into the service."""
        people = offices.own_people(info, [one["person"] for one in enrolments])
        made = studies.begin(
            enrolments=[
                studies.Enrolment(
                    person,
                    Route(_value(one["route"])),
                    one["school"],
                    one["major"],
                    Education(_value(one["education"])),
                )
                for person, one in zip(people, enrolments, strict=True)
            ],
            on=on or _today(),
            actor=info.context.principal.actor,
        )
        return {"begun": [one.pk for one in made]}


class EndFuquanStudy(graphene.Mutation):
    """登记一人的学历提升毕业或中止。"""

    class Arguments:
        id = graphene.ID(required=True)
        version = graphene.Int(required=True)
        outcome = types.FuquanStudyOutcome(required=True)
        on = Date(description="结束日（当日已结束）；默认今天")

    study = graphene.Field(types.FuquanDegreeStudy, required=True)

    @declare.requires(offices.CHANGE)
    def mutate(
        root: Any, info: Any, *, id: str, version: int, outcome: Any, on: date | None = None
    ) -> dict[str, Any]:
        """End it by one call into the service."""
        sight: dict[str, Any] = {"organisations": offices.reached(info, offices.CHANGE), "today": _today()}
        known = parsed(id)
        if known is None or not selectors.studies(limit=1, id=known, **sight):
            raise studies.unknown(id)
        studies.end(
            study=known,
            on=on or _today(),
            outcome=Outcome(_value(outcome)),
            version=version,
            actor=info.context.principal.actor,
        )
        return {"study": selectors.studies(limit=1, id=known, **sight)[0]}


class ScoreFuquanDual(graphene.Mutation):
    """双重管理考核评分：所在单位评本单位人员，上级单位评下级单位人员，两方由不同的人评。"""

    class Arguments:
        person = graphene.ID(required=True)
        year = graphene.Int(required=True)
        side = types.FuquanScoringSide(required=True)
        score = Decimal(required=True)
        reason = graphene.String(default_value="", description="更正评分的理由")

    score = graphene.Field(types.FuquanDualScore, required=True)

    @declare.requires(offices.CHANGE)
    def mutate(
        root: Any, info: Any, *, person: str, year: int, side: Any, score: Any, reason: str
    ) -> dict[str, Any]:
        """Score by one call into the service, for an organisation that the principal answers for."""
        today, side = _today(), Side(_value(side))
        [known] = offices.own_people(info, [person])
        unit = texts.places([known], on=today)[known]
        if side is Side.SUPERIOR:
            reached = offices.reached(info, offices.CHANGE)
            above = organisations.one(organisation=unit, on=today).parent_id
            unit = scope.require(reached, above, named="上级党组织")
        appraisal.score(
            person=known,
            year=year,
            side=side,
            organisation=unit,
            score=score,
            reason=reason,
            actor=info.context.principal.actor,
        )
        return {"score": appraisal.totals(people=[known], year=year, today=today)[0]}


_state = duties.state
"""`duties` is also the name of an argument above, which hides the module there."""


def _today() -> date:
    return timezone.localdate()


def _value(choice: Any) -> str:
    return str(getattr(choice, "value", choice))


def _batch(text: str) -> UUID:
    identifier = parsed(text)
    if identifier is None:
        raise shadowing.unknown(text)
    return identifier


def _placement(text: str) -> UUID:
    identifier = parsed(text)
    if identifier is None:
        raise shadowing.BadBatch(f"{text} 不是本批的推荐编号；请核对名单。")
    return identifier


def _person(text: str) -> UUID:
    identifier = parsed(text)
    if identifier is None:
        raise mentoring.unknown(text)
    return identifier
