"""GraphQL of the scheme: one root field, and what its offices and examinees do."""

from typing import Any

import graphene

from core.access import declare
from plugins.fuquan_licensing.bank import api as bank
from plugins.fuquan_licensing.examinations import api as examinations
from plugins.fuquan_licensing.examinations import mutations as steps
from plugins.fuquan_licensing.sittings import api as sittings


class FuquanLicensing(bank.Part, examinations.Part, graphene.ObjectType):
    """福泉市党务工作者持证上岗。"""


class Query(graphene.ObjectType):
    """The scheme's root field; what stands in it asks for rights of its own."""

    fuquan_licensing = graphene.Field(FuquanLicensing, required=True, description="持证上岗。")

    @declare.signed_in
    def resolve_fuquan_licensing(root: Any, info: Any) -> dict[str, Any]:
        """Return an empty object: every field finds its own."""
        return {}


class Mutation(graphene.ObjectType):
    """The scheme's mutations."""

    add_fuquan_questions = bank.AddFuquanQuestions.Field(required=True)
    revise_fuquan_question = bank.ReviseFuquanQuestion.Field(required=True)
    retire_fuquan_question = bank.RetireFuquanQuestion.Field(required=True)
    open_fuquan_examination = steps.OpenFuquanExamination.Field(required=True)
    open_fuquan_registration = steps.OpenFuquanRegistration.Field(required=True)
    register_fuquan_candidates = steps.RegisterFuquanCandidates.Field(required=True)
    withdraw_fuquan_candidate = steps.WithdrawFuquanCandidate.Field(required=True)
    issue_fuquan_tickets = steps.IssueFuquanTickets.Field(required=True)
    begin_fuquan_sittings = steps.BeginFuquanSittings.Field(required=True)
    begin_fuquan_sitting = sittings.BeginFuquanSitting.Field(required=True)
    save_fuquan_answers = sittings.SaveFuquanAnswers.Field(required=True)
    hand_in_fuquan_sitting = sittings.HandInFuquanSitting.Field(required=True)
    import_fuquan_scores = steps.ImportFuquanScores.Field(required=True)
    close_fuquan_sittings = steps.CloseFuquanSittings.Field(required=True)
    mark_fuquan_examination_again = steps.MarkFuquanExaminationAgain.Field(required=True)
    publish_fuquan_examination = steps.PublishFuquanExamination.Field(required=True)
