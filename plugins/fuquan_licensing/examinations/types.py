"""GraphQL types of Fuquan's examinations."""

from typing import Any

import graphene

from core.api import connections
from core.api.scalars import JSON, DateTime, Decimal
from plugins.fuquan_licensing.examinations import stages
from plugins.fuquan_licensing.examinations.models import Examination, Mark
from plugins.fuquan_licensing.examinations.selectors import RegistrationRow
from plugins.fuquan_licensing.facts import Level

FuquanLevel = graphene.Enum("FuquanLevel", [(one.name, one.value) for one in Level], description="证书级别")
FuquanStage = graphene.Enum(
    "FuquanStage", [(one.name, one.value) for one in stages.Stage], description="考试所处阶段"
)
FuquanMode = graphene.Enum(
    "FuquanMode", [(one.name, one.value) for one in stages.Mode], description="考试方式"
)
FuquanMarkSource = graphene.Enum(
    "FuquanMarkSource", [(one.name, one.value) for one in Mark.Source], description="成绩来源"
)


class FuquanExamination(graphene.ObjectType):
    """一年一认证中的一场考试。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="版本；办理下一步时原样填回")
    year = graphene.Int(required=True, description="年度")
    number = graphene.Int(required=True, description="本年度第几场")
    title = graphene.String(required=True)
    level = graphene.Field(FuquanLevel, required=True)
    mode = graphene.Field(FuquanMode, required=True)
    stage = graphene.Field(FuquanStage, required=True)
    opens_at = DateTime(required=True, description="开考时间")
    closes_at = DateTime(required=True, description="结束时间")
    minutes = graphene.Int(required=True, description="答题时长（分钟）")
    registered = graphene.Int(required=True, description="报名人数，不含已取消的")
    record = graphene.ID(required=True, description="公布后的成绩所在的考试记录，见 examination")

    def resolve_year(root: Examination, info: Any) -> int:
        """Return the year of its round."""
        return root.round.year

    def resolve_record(root: Examination, info: Any) -> Any:
        """Return the core's examination."""
        return root.record_id


class FuquanPerson(graphene.ObjectType):
    """一名考生。"""

    id = graphene.ID(required=True)
    name = graphene.String(required=True)


class FuquanRegistration(graphene.ObjectType):
    """一名考生的报名与成绩。"""

    id = graphene.ID(required=True)
    person = graphene.Field(FuquanPerson, required=True)
    organisation = graphene.ID(required=True, description="报名时所在党组织")
    number = graphene.String(required=True, description="准考证号")
    seat = graphene.Int(required=True, description="座位号")
    attended = graphene.Boolean(description="是否到考；未开考为 null")
    withdrawn_reason = graphene.String(required=True, description="取消报名的理由；未取消为空")
    started_at = DateTime(description="开始答题的时间")
    ended_at = DateTime(description="交卷或收卷的时间")
    score = Decimal(description="得分；第几版见 scoreVersion")
    score_version = graphene.Int(description="成绩版次")
    score_source = graphene.Field(FuquanMarkSource)

    def resolve_person(root: RegistrationRow, info: Any) -> dict[str, Any]:
        """Return who registered."""
        return {"id": root.person_id, "name": root.person_name}

    def resolve_organisation(root: RegistrationRow, info: Any) -> Any:
        """Return where the person belonged when registering."""
        return root.organisation_id


FuquanRegistrationConnection = connections.of(FuquanRegistration)


class FuquanScoreChange(graphene.ObjectType):
    """按现行答案重新评分后会改变的一个成绩。"""

    number = graphene.String(required=True, description="准考证号")
    person = graphene.ID(required=True)
    before = Decimal(required=True, description="现在的得分")
    after = Decimal(required=True, description="重新评分后的得分")

    def resolve_person(root: Any, info: Any) -> Any:
        """Return whose score it is."""
        return root.person_id


class FuquanTicket(graphene.ObjectType):
    """一名考生的入场凭证；只在发放时显示一次。"""

    registration = graphene.ID(required=True)
    number = graphene.String(required=True, description="准考证号")
    seat = graphene.Int(required=True)
    ticket = graphene.String(required=True, description="入场凭证")


class FuquanNotAdmitted(graphene.ObjectType):
    """一名不予报名的人员及原因。"""

    person = graphene.ID(required=True)
    code = graphene.String(required=True)
    message = graphene.String(required=True)
    findings = JSON(required=True, description="依据的条款；不是由制度规则引起的为空")
