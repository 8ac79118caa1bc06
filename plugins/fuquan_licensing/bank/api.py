"""GraphQL of the question bank: for the organisation department only, keys included.

Who may only read the scheme's business may not read the bank: it holds the keys of papers to come.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api import connections
from core.api.identifiers import parsed
from core.api.scalars import Date
from plugins.fuquan_licensing import files, offices
from plugins.fuquan_licensing.bank import models, selectors, services, sheets
from plugins.fuquan_licensing.bank.papers import Kind
from plugins.fuquan_licensing.bank.services import Draft

FuquanQuestionKind = graphene.Enum.from_enum(
    Kind, name="FuquanQuestionKind", description=lambda kind: kind.label if kind else "题型"
)


class FuquanQuestion(graphene.ObjectType):
    """题库中的一道题，现行版本。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="版本；修订时原样填回")
    topic = graphene.String(required=True, description="主题")
    kind = graphene.Field(FuquanQuestionKind, required=True, description="题型")
    text = graphene.String(required=True, description="题干")
    options = graphene.List(graphene.NonNull(graphene.String), required=True, description="选项")
    key = graphene.List(
        graphene.NonNull(graphene.Int), required=True, description="正确选项在 options 中的位置，从 0 起"
    )
    retired_on = Date(description="停用日期；当日起不再组卷")


class FuquanTopicCount(graphene.ObjectType):
    """一个主题、一种题型有多少道题。"""

    topic = graphene.String(required=True)
    kind = graphene.Field(FuquanQuestionKind, required=True)
    count = graphene.Int(required=True, description="现可用于组卷的题数")


class QuestionInput(graphene.InputObjectType):
    """一道题。"""

    class Meta:
        name = "FuquanQuestionInput"

    topic = graphene.String(required=True, description="主题")
    kind = FuquanQuestionKind(required=True, description="题型")
    text = graphene.String(required=True, description="题干")
    options = graphene.List(
        graphene.NonNull(graphene.String), default_value=(), description="选项；判断题不填"
    )
    key = graphene.List(
        graphene.NonNull(graphene.Int),
        required=True,
        description="正确选项的位置，从 0 起；判断题 0 为正确、1 为错误",
    )


class Part:
    """What the bank brings to the plugin's root field."""

    questions = graphene.Field(
        connections.of(FuquanQuestion),
        required=True,
        description="题库，按主题和题型；只有组织部门可见。",
        topic=graphene.String(description="只要这个主题的"),
        kind=FuquanQuestionKind(description="只要这种题型的"),
        search=graphene.String(description="题干中的文字"),
        with_retired=graphene.Boolean(default_value=False, description="是否包括已停用的"),
        **connections.arguments(),
    )
    topics = graphene.List(
        graphene.NonNull(FuquanTopicCount), required=True, description="各主题、题型可用于组卷的题数。"
    )
    question_template = graphene.Field(files.FuquanFile, required=True, description="题库导入模板（Excel）。")

    def resolve_questions(
        root: Any, info: Any, *, first: int, after: str | None = None, **filters: Any
    ) -> dict[str, Any]:
        """Return one page of the bank."""
        offices.department(info)
        page = connections.page(first=first, after=after)
        key = connections.texts(page, 3)
        rows = selectors.page(limit=page.first + 1, after=key, **filters)
        return connections.answer(rows, page, key=lambda row: (row.topic, row.kind, str(row.id)))

    def resolve_topics(root: Any, info: Any) -> list[Any]:
        """Return how many questions there are of each topic and kind."""
        offices.department(info)
        return selectors.topics(on=timezone.localdate())

    def resolve_question_template(root: Any, info: Any) -> files.File:
        """Return an empty workbook."""
        offices.department(info)
        return files.workbook("题库导入模板", sheets.template())


class AddFuquanQuestions(graphene.Mutation):
    """把题目加入题库；已有的（主题、题型、题干、选项都相同）不重复加入。"""

    class Arguments:
        questions = graphene.List(graphene.NonNull(QuestionInput), description="题目")
        workbook = graphene.String(description="Excel 文件内容（base64）；与 questions 任填其一")

    added = graphene.Int(required=True, description="新加入的题数")
    known = graphene.Int(required=True, description="题库中已有的题数")

    @declare.requires(offices.CHANGE)
    def mutate(
        root: Any, info: Any, *, questions: list[Any] | None = None, workbook: str | None = None
    ) -> dict[str, int]:
        """Add them by one call into the service."""
        offices.department(info)
        if (questions is None) == (workbook is None):
            raise services.BadQuestion("请填写题目（questions）或文件（workbook），二者填其一。")
        drafts = (
            sheets.drafts(files.opened(workbook))
            if workbook is not None
            else [_draft(question) for question in questions or ()]
        )
        done = services.add_many(drafts=drafts, actor=info.context.principal.actor)
        return {"added": done.added, "known": done.known}


class ReviseFuquanQuestion(graphene.Mutation):
    """修订一道题；已抽出的试卷不变，只改答案的可据以重新评分。"""

    class Arguments:
        id = graphene.ID(required=True)
        version = graphene.Int(required=True, description="所见的版本")
        question = QuestionInput(required=True, description="修订后的题目；主题和题型不能改变")
        reason = graphene.String(required=True, description="修订理由")

    question = graphene.Field(FuquanQuestion, required=True)

    @declare.requires(offices.CHANGE)
    def mutate(
        root: Any, info: Any, *, id: str, version: int, question: Mapping[str, Any], reason: str
    ) -> dict[str, Any]:
        """Revise it by one call into the service."""
        offices.department(info)
        services.revise(
            question=_known(id),
            draft=_draft(question),
            version=version,
            reason=reason,
            actor=info.context.principal.actor,
        )
        return {"question": selectors.one(question=_known(id))}


class RetireFuquanQuestion(graphene.Mutation):
    """停用一道题：自该日起不再用于组卷。"""

    class Arguments:
        id = graphene.ID(required=True)
        on = Date(required=True, description="停用日期")

    question = graphene.Field(FuquanQuestion, required=True)

    @declare.requires(offices.CHANGE)
    def mutate(root: Any, info: Any, *, id: str, on: date) -> dict[str, Any]:
        """Retire it by one call into the service."""
        offices.department(info)
        services.retire(question=_known(id), on=on)
        return {"question": selectors.one(question=_known(id))}


def _draft(given: Mapping[str, Any]) -> Draft:
    kind = Kind(given["kind"])
    options = tuple(option.strip() for option in given["options"])
    if kind == Kind.TRUE_FALSE and not options:
        options = services.TRUE_FALSE
    return Draft(given["topic"].strip(), kind, given["text"].strip(), options, frozenset(given["key"]))


def _known(id: str) -> UUID:
    question = parsed(id)
    if question is None or not models.Question.objects.filter(pk=question).exists():
        raise services.unknown(id)
    return question
