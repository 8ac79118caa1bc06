"""GraphQL: seat reviewers, open the joint review, and say what a body says."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api.identifiers import parsed
from plugins.fuquan_licensing import offices
from plugins.fuquan_licensing.examinations import api as examinations
from plugins.fuquan_licensing.examinations import selectors as examination_selectors
from plugins.fuquan_licensing.examinations.mutations import StepInput
from plugins.fuquan_licensing.examinations.types import FuquanExamination
from plugins.fuquan_licensing.reviews import selectors, services, types
from plugins.fuquan_licensing.reviews.api import REVIEW, case_named, reviewer
from plugins.fuquan_licensing.reviews.models import ReviewCase


class DecideCaseInput(graphene.InputObjectType):
    """本机关对一件的意见。"""

    class Meta:
        name = "DecideFuquanReviewCaseInput"

    id = graphene.ID(required=True, description="联审事项")
    version = graphene.Int(required=True, description="所见的版本")
    opinion = types.FuquanOpinion(required=True)
    note = graphene.String(default_value="", description="说明；有异议的必填，只有组织部门可见")


class SeatFuquanReviewer(graphene.Mutation):
    """指定一名用户为联审机关的审核人员。"""

    class Arguments:
        user = graphene.ID(required=True, description="用户")
        body = graphene.String(required=True, description="联审机关代码，见制度参数")

    desks = graphene.List(graphene.NonNull(types.FuquanReviewDesk), required=True)

    @declare.requires(offices.CHANGE)
    def mutate(root: Any, info: Any, *, user: str, body: str) -> dict[str, Any]:
        """Seat the user by one call into the service."""
        offices.department(info)
        services.seat(user=_user(user), body=body, on=_today(), actor=info.context.principal.actor)
        return {"desks": selectors.desks()}


class ReleaseFuquanReviewer(graphene.Mutation):
    """解除一名联审机关审核人员。"""

    class Arguments:
        user = graphene.ID(required=True, description="用户")

    desks = graphene.List(graphene.NonNull(types.FuquanReviewDesk), required=True)

    @declare.requires(offices.CHANGE)
    def mutate(root: Any, info: Any, *, user: str) -> dict[str, Any]:
        """Release the user by one call into the service."""
        offices.department(info)
        services.release(user=_user(user), actor=info.context.principal.actor)
        return {"desks": selectors.desks()}


class OpenFuquanReview(graphene.Mutation):
    """开始联审：考试合格的逐人送各联审机关；成绩更正后可再次办理，补送新合格的。"""

    class Arguments:
        input = StepInput(required=True)

    examination = graphene.Field(FuquanExamination, required=True)

    @declare.requires(offices.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Open it by one call into the service."""
        offices.department(info)
        row = examinations.known(input["id"])
        services.open_review(
            examination=row.pk, version=input["version"], on=_today(), actor=info.context.principal.actor
        )
        return {"examination": examination_selectors.examination(id=row.pk)}


class DecideFuquanReviewCase(graphene.Mutation):
    """代表本机关提出意见；提出后不能更改。"""

    class Arguments:
        input = DecideCaseInput(required=True)

    case = graphene.Field(types.FuquanReviewCase, required=True)

    @declare.requires(REVIEW)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Decide it by one call into the service."""
        user = reviewer(info)
        row = services.decide(
            case=case_named(input["id"]),
            version=input["version"],
            opinion=ReviewCase.Opinion(input["opinion"].value),
            note=input["note"],
            user=user,
            actor=info.context.principal.actor,
        )
        return {"case": selectors.case(body=row.body, id=row.pk, on=_today())}


class IdentifyFuquanReviewCase(graphene.Mutation):
    """调阅待审件考生的身份证号；每次都记入审计，提出意见后不再提供。"""

    class Arguments:
        id = graphene.ID(required=True, description="联审事项")

    id_number = graphene.String(description="身份证号；未登记为 null")

    @declare.requires(REVIEW)
    def mutate(root: Any, info: Any, *, id: str) -> dict[str, Any]:
        """Disclose it by one call into the service; the answer is kept nowhere, not even for repeats."""
        user = reviewer(info)
        info.context.answer_is_confidential = True
        return {
            "id_number": services.identify(case=case_named(id), user=user, actor=info.context.principal.actor)
        }


def _today() -> date:
    return timezone.localdate()


def _user(text: str) -> UUID:
    identifier = parsed(text)
    if identifier is None:
        raise services.BadDesk(f"没有编号为 {text} 的用户；请核对。")
    return identifier
