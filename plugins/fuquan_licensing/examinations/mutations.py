"""GraphQL: the steps of Fuquan's examinations."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api.identifiers import parsed
from core.api.scalars import JSON, Date, DateTime
from core.organisations import selectors as organisations
from plugins.fuquan_licensing import files, offices
from plugins.fuquan_licensing.examinations import api, results, selectors, services, sheets, types
from plugins.fuquan_licensing.examinations.stages import Mode
from plugins.fuquan_licensing.facts import Level


class OpenExaminationInput(graphene.InputObjectType):
    """一场考试。"""

    class Meta:
        name = "OpenFuquanExaminationInput"

    organisation = graphene.ID(required=True, description="组织考试的党组织")
    year = graphene.Int(required=True, description="年度")
    title = graphene.String(required=True)
    level = types.FuquanLevel(required=True)
    mode = types.FuquanMode(required=True)
    opens_at = DateTime(required=True)
    closes_at = DateTime(required=True)
    minutes = graphene.Int(required=True, description="答题时长（分钟）")
    blueprint = JSON(description="上机考试的组卷要求：{parts: [{topic, kind, count, points}]}，全卷 100 分")


class StepInput(graphene.InputObjectType):
    """一场考试的下一步。"""

    class Meta:
        name = "FuquanExaminationStepInput"

    id = graphene.ID(required=True, description="考试")
    version = graphene.Int(required=True, description="所见的版本")


class OpenFuquanExamination(graphene.Mutation):
    """开设一场考试。"""

    class Arguments:
        input = OpenExaminationInput(required=True)

    examination = graphene.Field(types.FuquanExamination, required=True)

    @declare.requires(offices.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Open it by one call into the service."""
        offices.department(info)
        organisation = parsed(input["organisation"])
        if organisation is None:
            raise organisations.unknown(input["organisation"])
        made = services.open_examination(
            **{
                **input,
                "organisation": organisation,
                "level": Level(input["level"].value),
                "mode": Mode(input["mode"].value),
            }
        )
        return {"examination": selectors.examination(id=made.pk)}


def _step(name: str, what: str, take: Callable[..., Any]) -> type[graphene.Mutation]:
    """Return the mutation that takes a step which needs no more than the version that was seen."""

    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        offices.department(info)
        row = api.known(input["id"])
        take(examination=row.pk, version=input["version"])
        return {"examination": selectors.examination(id=row.pk)}

    return type(
        name,
        (graphene.Mutation,),
        {
            "__doc__": what,
            "__module__": __name__,
            "Arguments": type("Arguments", (), {"input": StepInput(required=True)}),
            "examination": graphene.Field(types.FuquanExamination, required=True),
            "mutate": declare.requires(offices.CHANGE)(mutate),
        },
    )


OpenFuquanRegistration = _step("OpenFuquanRegistration", "开始报名。", services.open_registration)
BeginFuquanSittings = _step(
    "BeginFuquanSittings", "报名截止，自开考时间起可以入场。", services.begin_sittings
)
CloseFuquanSittings = _step("CloseFuquanSittings", "收卷并评分；未到的记为缺考。", services.close_sittings)


class RegisterFuquanCandidates(graphene.Mutation):
    """为人员报名；每人各作一次认定，不符合条件的列出原因，不影响其他人。"""

    class Arguments:
        examination = graphene.ID(required=True)
        people = graphene.List(graphene.NonNull(graphene.ID), required=True)

    registered = graphene.List(graphene.NonNull(graphene.ID), required=True, description="报名编号")
    refused = graphene.List(graphene.NonNull(types.FuquanNotAdmitted), required=True)

    @declare.requires(offices.CHANGE)
    def mutate(root: Any, info: Any, *, examination: str, people: list[str]) -> dict[str, Any]:
        """Register them by one call into the service."""
        today = timezone.localdate()
        done = services.register(
            examination=api.known(examination).pk,
            people=offices.own_people(info, people),
            on=today,
            today=today,
            actor=info.context.principal.actor,
        )
        return {
            "registered": [row.pk for row in done.registrations],
            "refused": [
                {
                    "person": one.person,
                    "code": one.refusal.code,
                    "message": one.refusal.message,
                    "findings": one.refusal.extensions.get("findings", []),
                }
                for one in done.refused
            ],
        }


class WithdrawFuquanCandidate(graphene.Mutation):
    """取消一名考生的报名；考生入场后不能取消。"""

    class Arguments:
        registration = graphene.ID(required=True)
        reason = graphene.String(required=True)

    number = graphene.String(required=True, description="准考证号")

    @declare.requires(offices.CHANGE)
    def mutate(root: Any, info: Any, *, registration: str, reason: str) -> dict[str, Any]:
        """Withdraw it by one call into the service."""
        offices.department(info)
        identifier = parsed(registration)
        if identifier is None:
            raise services.unknown(registration)
        row = services.withdraw(registration=identifier, reason=reason, actor=info.context.principal.actor)
        return {"number": row.number}


class IssueFuquanTickets(graphene.Mutation):
    """发放入场凭证；凭证只显示这一次，重新发放后原凭证作废。"""

    class Arguments:
        examination = graphene.ID(required=True)
        registrations = graphene.List(
            graphene.NonNull(graphene.ID), description="为哪些报名发放；不填则为全部尚未发放的"
        )

    tickets = graphene.List(graphene.NonNull(types.FuquanTicket), required=True)

    @declare.requires(offices.CHANGE)
    def mutate(
        root: Any, info: Any, *, examination: str, registrations: list[str] | None = None
    ) -> dict[str, Any]:
        """Issue them by one call into the service."""
        offices.department(info)
        row = api.known(examination)
        wanted: list[UUID] | None = None
        if registrations is not None:
            wanted = [identifier for text in registrations if (identifier := parsed(text)) is not None]
            if row.registrations.filter(pk__in=wanted).count() < len(set(registrations)):
                raise services.unknown("、".join(registrations[:3]))
        issued = services.issue_tickets(examination=row.pk, registrations=wanted)
        return {
            "tickets": [
                {"registration": one.pk, "number": one.number, "seat": one.seat, "ticket": ticket}
                for one, ticket in issued
            ]
        }


class ImportFuquanScores(graphene.Mutation):
    """导入书面考试的成绩表；有一处错误即全部不导入。"""

    class Arguments:
        examination = graphene.ID(required=True)
        workbook = graphene.String(required=True, description="成绩表（Excel）的内容（base64）")

    changed = graphene.Int(required=True, description="新增或改变的成绩数")

    @declare.requires(offices.CHANGE)
    def mutate(root: Any, info: Any, *, examination: str, workbook: str) -> dict[str, int]:
        """Take them over by one call into the service."""
        offices.department(info)
        return {
            "changed": sheets.take_scores(
                examination=api.known(examination).pk,
                content=files.opened(workbook),
                actor=info.context.principal.actor,
            )
        }


class MarkFuquanExaminationAgain(graphene.Mutation):
    """按题库现行答案重新评分；已公布的成绩更正为新的版次。"""

    class Arguments:
        examination = graphene.ID(required=True)
        reason = graphene.String(required=True, description="理由，如“第 3 题答案更正”")

    changes = graphene.List(graphene.NonNull(types.FuquanScoreChange), required=True)

    @declare.requires(offices.CHANGE)
    def mutate(root: Any, info: Any, *, examination: str, reason: str) -> dict[str, Any]:
        """Mark it again by one call into the service."""
        offices.department(info)
        changes = results.mark_again(
            examination=api.known(examination).pk, reason=reason, actor=info.context.principal.actor
        )
        return {"changes": changes}


class PublishFuquanExamination(graphene.Mutation):
    """联审完毕后公布成绩，记入个人档案。"""

    class Arguments:
        input = StepInput(required=True)
        on = Date(description="公布日；默认今天")

    examination = graphene.Field(types.FuquanExamination, required=True)

    @declare.requires(offices.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any], on: date | None = None) -> dict[str, Any]:
        """Publish it by one call into the service."""
        offices.department(info)
        row = api.known(input["id"])
        results.publish(
            examination=row.pk,
            version=input["version"],
            on=on or timezone.localdate(),
            actor=info.context.principal.actor,
        )
        return {"examination": selectors.examination(id=row.pk)}
