"""GraphQL mutations about surveys."""

from collections.abc import Mapping
from typing import Any

import graphene
from django.utils import timezone

from core.access import declare
from core.api.identifiers import parsed
from core.api.scalars import Date
from core.organisations import scope
from core.organisations import selectors as organisations
from core.organisations.models import Organisation
from core.people.api import sight
from core.surveys import models, selectors, services, sheets, template, types

_CHANGE = "surveys.change"


class DraftSurveyInput(graphene.InputObjectType):
    """编制问卷；不填题目的用现成的党务工作者队伍状况问卷。"""

    organisation = graphene.ID(required=True, description="举办的党组织")
    title = graphene.String(description="名称；不填则用现成问卷的")
    introduction = graphene.String(description="说明；不填则用现成问卷的")
    questions = graphene.List(
        graphene.NonNull(types.SurveyQuestionInput), description="题目；不填则用现成问卷的"
    )


class _Change:
    """What every change of one survey says."""

    id = graphene.ID(required=True, description="问卷")
    version = graphene.Int(required=True, description="所见的版本；已被他人修改时不予办理")


class ReviseSurveyInput(_Change, graphene.InputObjectType):
    """修改尚未发放的问卷；不填的保持不变。"""

    title = graphene.String(description="名称")
    introduction = graphene.String(description="说明")
    questions = graphene.List(graphene.NonNull(types.SurveyQuestionInput), description="全部题目")


class AddSurveyPopulationInput(_Change, graphene.InputObjectType):
    """增加调查对象。"""

    name = graphene.String(required=True, description="名称，例如“村党组织书记”")


class IssueSurveyLinksInput(graphene.InputObjectType):
    """生成匿名链接。"""

    population = graphene.ID(required=True, description="调查对象")
    count = graphene.Int(required=True, description="个数，一次不超过 5000")


class OpenSurveyInput(_Change, graphene.InputObjectType):
    """开始发放。"""

    closes_on = Date(required=True, description="截止日期，当日仍可作答")


class CloseSurveyInput(_Change, graphene.InputObjectType):
    """提前截止。"""


class DraftSurvey(graphene.Mutation):
    """编制一份问卷。"""

    class Arguments:
        input = DraftSurveyInput(required=True)

    survey = graphene.Field(types.Survey, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Draw it up by one call into the service."""
        where = scope.require(
            sight(info, _CHANGE), parsed(input["organisation"]), named=input["organisation"]
        )
        organisation = Organisation.objects.filter(pk=where).first()
        if organisation is None:
            raise organisations.unknown(input["organisation"])
        given, introduction = input.get("questions"), input.get("introduction")
        row = services.draft(
            organisation=organisation,
            title=input.get("title") or template.TITLE,
            introduction=template.INTRODUCTION if introduction is None else introduction,
            asked=template.QUESTIONS if given is None else types.asked(given),
            actor=info.context.principal.actor,
        )
        return {"survey": row}


class ReviseSurvey(graphene.Mutation):
    """修改尚未发放的问卷。"""

    class Arguments:
        input = ReviseSurveyInput(required=True)

    survey = graphene.Field(types.Survey, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Revise it by one call into the service."""
        said: Any = {name: input[name] for name in ("title", "introduction") if input.get(name) is not None}
        if input.get("questions") is not None:
            said["asked"] = types.asked(input["questions"])
        return {"survey": services.revise(**_which(info, input), **said)}


class AddSurveyPopulation(graphene.Mutation):
    """增加一类调查对象；结果按调查对象分列。"""

    class Arguments:
        input = AddSurveyPopulationInput(required=True)

    survey = graphene.Field(types.Survey, required=True)
    population = graphene.ID(required=True, description="新增的调查对象")

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Add it by one call into the service."""
        added = services.add_population(**_which(info, input), name=input["name"])
        return {"survey": seen(info, input["id"], _CHANGE), "population": added.pk}


class IssueSurveyLinks(graphene.Mutation):
    """生成匿名链接，每个链接只能回答一次；链接只在这里显示一次，之后无法再查看。"""

    class Arguments:
        input = IssueSurveyLinksInput(required=True)

    csv = graphene.String(required=True, description="链接清单（CSV，可存为文件后用 WPS 打开）")
    count = graphene.Int(required=True, description="个数")

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Make them by one call into the service; the answer is kept nowhere, not even for repeats."""
        identifier = parsed(input["population"])
        population = None
        if identifier is not None:
            population = selectors.population(population=identifier, organisations=sight(info, _CHANGE))
        if population is None:
            raise services.unknown(input["population"])
        info.context.answer_is_confidential = True
        tokens = services.issue_links(
            population=population.pk, links_wanted=input["count"], on=timezone.localdate()
        )
        return {"csv": sheets.of_links(info.context, population.name, tokens), "count": len(tokens)}


class OpenSurvey(graphene.Mutation):
    """开始发放问卷；此后题目不能再改。"""

    class Arguments:
        input = OpenSurveyInput(required=True)

    survey = graphene.Field(types.Survey, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Open it by one call into the service."""
        return {
            "survey": services.open_survey(
                **_which(info, input), on=timezone.localdate(), closes_on=input["closes_on"]
            )
        }


class CloseSurvey(graphene.Mutation):
    """提前截止问卷；此后可以查看结果，不能再作答。"""

    class Arguments:
        input = CloseSurveyInput(required=True)

    survey = graphene.Field(types.Survey, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Close it by one call into the service."""
        return {"survey": services.close(**_which(info, input), on=timezone.localdate())}


def seen(info: Any, id: str, permission: str) -> models.Survey:
    """Return a survey for which the principal has the permission.

    :raises services.UnknownSurvey: if there is none, here or in the principal's sight.
    """
    identifier = parsed(id)
    row = None
    if identifier is not None:
        row = selectors.one(survey=identifier, organisations=sight(info, permission))
    if row is None:
        raise services.unknown(id)
    return row


def _which(info: Any, input: Mapping[str, Any]) -> dict[str, Any]:
    return {"survey": seen(info, input["id"], _CHANGE).pk, "version": input["version"]}
