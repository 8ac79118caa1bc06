"""GraphQL types of the joint review."""

from typing import Any

import graphene

from core.api import connections
from core.api.scalars import DateTime
from plugins.fuquan_licensing.examinations.types import FuquanLevel, FuquanPerson
from plugins.fuquan_licensing.reviews.models import ReviewCase, ReviewDesk
from plugins.fuquan_licensing.reviews.selectors import CaseRow, Outcome, ReviewState

FuquanOpinion = graphene.Enum(
    "FuquanOpinion", [(one.name, one.value) for one in ReviewCase.Opinion], description="联审意见"
)
FuquanReviewState = graphene.Enum(
    "FuquanReviewState", [(one.name, one.value) for one in ReviewState], description="审核进展"
)


class FuquanReviewCase(graphene.ObjectType):
    """本机关待审核的一件：一名考生。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="版本；提出意见时原样填回")
    examination = graphene.String(required=True, description="考试名称")
    level = graphene.Field(FuquanLevel, required=True, description="拟发证书的级别")
    name = graphene.String(required=True, description="姓名")
    organisation = graphene.String(description="所在党组织")
    opinion = graphene.Field(FuquanOpinion, description="本机关的意见；未提出为 null")
    note = graphene.String(required=True, description="本机关的说明")
    decided_at = DateTime(description="提出意见的时间")

    def resolve_opinion(root: CaseRow | ReviewCase, info: Any) -> str | None:
        """Return the opinion, once there is one."""
        return root.opinion or None


FuquanReviewCaseConnection = connections.of(FuquanReviewCase)


class FuquanOutcome(graphene.ObjectType):
    """一名考生的结果；审核只显示进展，不显示是哪个机关的意见。"""

    registration = graphene.ID(required=True)
    person = graphene.Field(FuquanPerson, required=True)
    seat = graphene.Int(required=True)
    attended = graphene.Boolean(description="是否到考")
    passed = graphene.Boolean(description="考试是否合格；没有成绩为 null")
    review = graphene.Field(FuquanReviewState, description="审核进展；无需审核为 null")
    licence_number = graphene.String(description="已发证书的编号")
    reason = graphene.String(required=True, description="尚未发证的原因；已发证为空")

    def resolve_registration(root: Outcome, info: Any) -> Any:
        """Return the registration's identifier."""
        return root.registration_id

    def resolve_review(root: Outcome, info: Any) -> str | None:
        """Return how the review stands."""
        return None if root.review is None else root.review.value

    def resolve_person(root: Outcome, info: Any) -> dict[str, Any]:
        """Return whose outcome it is."""
        return {"id": root.person_id, "name": root.person_name}


FuquanOutcomeConnection = connections.of(FuquanOutcome)


class FuquanOpinionEntry(graphene.ObjectType):
    """一个机关对一名考生的意见；只有组织部门可见。"""

    body = graphene.String(required=True, description="联审机关代码")
    opinion = graphene.Field(FuquanOpinion, description="意见；未提出为 null")
    note = graphene.String(required=True, description="说明")
    decided_by = graphene.String(required=True, description="提出人")
    decided_at = DateTime(description="提出时间")

    def resolve_opinion(root: Any, info: Any) -> str | None:
        """Return the opinion, once there is one."""
        return root.opinion or None

    def resolve_decided_by(root: Any, info: Any) -> str:
        """Return the reviewer's name."""
        return str(root.decided_by_name)


class FuquanReviewedCandidate(graphene.ObjectType):
    """一名考生的各机关意见；只有组织部门可见。"""

    registration = graphene.ID(required=True)
    opinions = graphene.List(graphene.NonNull(FuquanOpinionEntry), required=True)


class FuquanReviewDesk(graphene.ObjectType):
    """联审机关的一名审核人员。"""

    user = graphene.ID(required=True)
    username = graphene.String(required=True)
    name = graphene.String(required=True)
    body = graphene.String(required=True, description="联审机关代码")

    def resolve_user(root: ReviewDesk, info: Any) -> Any:
        """Return the user's identifier."""
        return root.user_id

    def resolve_username(root: ReviewDesk, info: Any) -> str:
        """Return the name for signing in."""
        return root.user.username

    def resolve_name(root: ReviewDesk, info: Any) -> str:
        """Return the user's name."""
        return root.user.name
