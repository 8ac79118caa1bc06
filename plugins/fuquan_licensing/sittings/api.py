"""GraphQL: sit an examination. Whoever holds a ticket may; there is no sign-in beside it."""

from collections.abc import Mapping
from typing import Any

import graphene

from core.access import declare
from core.api.scalars import DateTime
from core.api.scalars import Decimal as DecimalScalar
from plugins.fuquan_licensing.bank import selectors as bank
from plugins.fuquan_licensing.bank.api import FuquanQuestionKind
from plugins.fuquan_licensing.sittings import services
from plugins.fuquan_licensing.sittings.models import Sitting


class FuquanPaperQuestion(graphene.ObjectType):
    """试卷上的一道题。"""

    place = graphene.Int(required=True, description="题号，从 0 起")
    kind = graphene.Field(FuquanQuestionKind, required=True)
    text = graphene.String(required=True, description="题干")
    options = graphene.List(
        graphene.NonNull(graphene.String), required=True, description="选项，按试卷上的次序"
    )
    points = DecimalScalar(required=True, description="分值")
    chosen = graphene.List(
        graphene.NonNull(graphene.Int), required=True, description="已保存的所选选项的位置，从 0 起"
    )


class FuquanSitting(graphene.ObjectType):
    """一场作答：同一时间只能在一台设备上进行，时间以服务器为准。"""

    lease = graphene.Int(required=True, description="本设备的序号；保存和交卷时填回")
    now = DateTime(required=True, description="服务器时间")
    due_at = DateTime(required=True, description="截止时间")
    questions = graphene.List(graphene.NonNull(FuquanPaperQuestion), required=True)


class AnswerInput(graphene.InputObjectType):
    """一道题的作答。"""

    class Meta:
        name = "FuquanAnswerInput"

    place = graphene.Int(required=True, description="题号，从 0 起")
    chosen = graphene.List(
        graphene.NonNull(graphene.Int), required=True, description="所选选项的位置，从 0 起；空为不选"
    )


class AnswersInput(graphene.InputObjectType):
    """要保存的作答。"""

    class Meta:
        name = "FuquanAnswersInput"

    ticket = graphene.String(required=True, description="入场凭证")
    lease = graphene.Int(required=True, description="本设备的序号")
    sequence = graphene.Int(required=True, description="本设备第几次保存，逐次加一；迟到的保存不覆盖较新的")
    answers = graphene.List(graphene.NonNull(AnswerInput), required=True)


class BeginFuquanSitting(graphene.Mutation):
    """凭入场凭证开始作答；再次使用即在本设备上继续，原设备不能再保存。"""

    class Arguments:
        ticket = graphene.String(required=True, description="入场凭证")

    sitting = graphene.Field(FuquanSitting, required=True)

    @declare.anyone
    def mutate(root: Any, info: Any, *, ticket: str) -> dict[str, Any]:
        """Begin it by one call into the service."""
        desk = services.begin(ticket=ticket)
        wordings = bank.wordings(versions={item.version for item in desk.paper})
        questions = []
        for place, item in enumerate(desk.paper):
            wording = wordings[item.version]
            questions.append(
                {
                    "place": place,
                    "kind": wording.kind,
                    "text": wording.text,
                    "options": [wording.options[option] for option in item.order],
                    "points": item.points,
                    "chosen": desk.answers.get(place, []),
                }
            )
        return {
            "sitting": {
                "lease": desk.sitting.lease,
                "now": desk.now,
                "due_at": desk.sitting.due_at,
                "questions": questions,
            }
        }


class SaveFuquanAnswers(graphene.Mutation):
    """保存作答；重复保存不改变结果，截止后不予保存。"""

    class Arguments:
        input = AnswersInput(required=True)

    now = DateTime(required=True, description="服务器时间")

    @declare.anyone
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Save them by one call into the service."""
        return {"now": services.save(**_given(input))}


class HandInFuquanSitting(graphene.Mutation):
    """保存最后的作答并交卷；交卷后不能再作答。"""

    class Arguments:
        input = AnswersInput(required=True)

    ended_at = DateTime(required=True, description="交卷时间")

    @declare.anyone
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Hand it in by one call into the service."""
        sitting: Sitting = services.hand_in(**_given(input))
        return {"ended_at": sitting.ended_at}


def _given(input: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "ticket": input["ticket"],
        "lease": input["lease"],
        "sequence": input["sequence"],
        "answers": {one["place"]: one["chosen"] for one in input["answers"]},
    }
