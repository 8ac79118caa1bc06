"""GraphQL: surveys and their results."""

from datetime import datetime
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api import connections
from core.api.identifiers import parsed
from core.organisations import scope
from core.people.api import sight
from core.surveys import models, mutations, selectors, template, types

_SEE = "surveys.see"


class SurveyTemplate(graphene.ObjectType):
    """现成的问卷，可以原样使用或改动后使用。"""

    title = graphene.String(required=True, description="名称")
    introduction = graphene.String(required=True, description="说明")
    questions = graphene.List(graphene.NonNull(types.SurveyQuestion), required=True, description="题目")


class Query(graphene.ObjectType):
    """Root fields about surveys."""

    survey = graphene.Field(
        types.Survey, required=True, description="一份问卷及其结果。", id=graphene.ID(required=True)
    )
    surveys = graphene.Field(
        types.SurveySummaryConnection,
        required=True,
        description="问卷，新的在前；只含本人权限范围内的党组织举办的。",
        organisation=graphene.ID(description="只要这个党组织举办的"),
        states=graphene.List(graphene.NonNull(types.SurveyState)),
        **connections.arguments(),
    )
    survey_template = graphene.Field(
        SurveyTemplate, required=True, description="现成的党务工作者队伍状况问卷。"
    )

    @declare.requires(_SEE)
    def resolve_survey(root: Any, info: Any, *, id: str) -> models.Survey:
        """Return one survey."""
        return mutations.seen(info, id, _SEE)

    @declare.requires(_SEE)
    def resolve_surveys(
        root: Any,
        info: Any,
        *,
        first: int,
        after: str | None = None,
        organisation: str | None = None,
        states: list[Any] | None = None,
    ) -> dict[str, Any]:
        """Return one page of the surveys that the principal may see."""
        page = connections.page(first=first, after=after)
        reached = sight(info, _SEE)
        where = None
        if organisation is not None:
            where = scope.require(reached, parsed(organisation), named=organisation)
        rows = selectors.page(
            limit=page.first + 1,
            organisations=reached,
            organisation=where,
            states=states,
            on=timezone.localdate(),
            after=_place(page),
        )
        return connections.answer(rows, page, key=lambda row: (row.created_at.isoformat(), str(row.pk)))

    @declare.requires(_SEE)
    def resolve_survey_template(root: Any, info: Any) -> dict[str, Any]:
        """Return the ready questionnaire."""
        return {
            "title": template.TITLE,
            "introduction": template.INTRODUCTION,
            "questions": template.QUESTIONS,
        }


class Mutation(graphene.ObjectType):
    """Root mutations about surveys."""

    draft_survey = mutations.DraftSurvey.Field(required=True)
    revise_survey = mutations.ReviseSurvey.Field(required=True)
    add_survey_population = mutations.AddSurveyPopulation.Field(required=True)
    issue_survey_links = mutations.IssueSurveyLinks.Field(required=True)
    open_survey = mutations.OpenSurvey.Field(required=True)
    close_survey = mutations.CloseSurvey.Field(required=True)


def _place(page: connections.Page) -> tuple[datetime, UUID] | None:
    key = connections.texts(page, 2)
    if key is None:
        return None
    try:
        return datetime.fromisoformat(key[0]), UUID(key[1])
    except ValueError as error:
        raise connections.BadCursor("after 不是本列表给出的游标：请使用上一页的 endCursor。") from error
