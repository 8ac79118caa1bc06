"""GraphQL types of duty statements, shadowing, mentoring, degree study and the dual appraisal."""

from typing import Any

import graphene

from core.api import connections
from core.api.scalars import Date, Decimal
from core.people.codes import Education
from core.policy.choice import Choice
from plugins.fuquan_licensing.examinations.types import FuquanPerson
from plugins.fuquan_licensing.growth import vocabulary


def _enum(kind: type[Choice], name: str, title: str) -> Any:
    return graphene.Enum(name, [(one.name, one.value) for one in kind], description=title)


FuquanHostLevel = _enum(vocabulary.HostLevel, "FuquanHostLevel", "跟岗单位层级")
FuquanNominationState = _enum(vocabulary.State, "FuquanNominationState", "推荐的办理情况")
FuquanStudyRoute = _enum(vocabulary.Route, "FuquanStudyRoute", "学历提升的形式")
FuquanStudyOutcome = _enum(vocabulary.Outcome, "FuquanStudyOutcome", "学历提升的结果")
FuquanScoringSide = _enum(vocabulary.Side, "FuquanScoringSide", "双重管理的评分方")
FuquanStudyAim = _enum(Education, "FuquanStudyAim", "拟取得的学历")


def _person(role: str) -> Any:
    return lambda root, info: {"id": getattr(root, f"{role}_id"), "name": getattr(root, f"{role}_name")}


class FuquanDuty(graphene.ObjectType):
    """一项岗位职责。"""

    heading = graphene.String(required=True, description="职责类别代码，见制度参数")
    text = graphene.String(required=True, description="职责内容")
    number = graphene.Int(required=True, description="第几版")
    from_on = Date(required=True, description="自哪一天起")


class FuquanPlacement(graphene.ObjectType):
    """一名被推荐跟岗锻炼的人员。"""

    id = graphene.ID(required=True)
    person = graphene.Field(FuquanPerson, required=True)
    organisation = graphene.ID(required=True, description="推荐单位")
    host = graphene.String(required=True, description="跟岗单位")
    host_level = graphene.Field(FuquanHostLevel, required=True)
    purpose = graphene.String(required=True, description="跟岗内容")
    state = graphene.Field(FuquanNominationState, required=True)
    decline_reason = graphene.String(required=True, description="不同意的理由")

    resolve_person = _person("person")

    def resolve_organisation(root: Any, info: Any) -> Any:
        """Return the unit's identifier."""
        return root.organisation_id


class FuquanShadowingBatch(graphene.ObjectType):
    """一批跟岗锻炼。"""

    assumed_rows = 12

    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="版本；审批时原样填回")
    title = graphene.String(required=True)
    from_on = Date(required=True, description="首日")
    last_on = Date(required=True, description="末日")
    approved_on = Date(description="组织部门审批的日期；未审批为 null")
    placements = graphene.List(
        graphene.NonNull(FuquanPlacement), required=True, description="推荐的人员；只含本人权限范围内的"
    )


class FuquanMentoring(graphene.ObjectType):
    """一对结对帮带。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True)
    mentor = graphene.Field(FuquanPerson, required=True, description="帮带人")
    mentee = graphene.Field(FuquanPerson, required=True, description="被帮带人")
    programme = graphene.String(required=True, description="帮带计划")
    from_on = Date(required=True)
    until_on = Date(description="结束日（当日已结束）")
    result = graphene.String(required=True, description="帮带成效")

    resolve_mentor = _person("mentor")
    resolve_mentee = _person("mentee")


class FuquanDegreeStudy(graphene.ObjectType):
    """一人的学历提升。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True)
    person = graphene.Field(FuquanPerson, required=True)
    route = graphene.Field(FuquanStudyRoute, required=True)
    school = graphene.String(required=True, description="院校")
    major = graphene.String(required=True, description="专业")
    education = graphene.Field(FuquanStudyAim, required=True)
    from_on = Date(required=True)
    until_on = Date(description="结束日（当日已结束）")
    outcome = graphene.Field(FuquanStudyOutcome)

    resolve_person = _person("person")

    def resolve_outcome(root: Any, info: Any) -> str | None:
        """Return how it ended, if it has."""
        return root.outcome or None


class FuquanDualScore(graphene.ObjectType):
    """一人一年度双重管理考核的评分。"""

    person = graphene.ID(required=True)
    own = Decimal(description="所在单位评分")
    superior = Decimal(description="上级单位评分")
    total = Decimal(description="按权重合计；有一方未评分为 null")


FuquanMentoringConnection = connections.of(FuquanMentoring)
FuquanDegreeStudyConnection = connections.of(FuquanDegreeStudy)
