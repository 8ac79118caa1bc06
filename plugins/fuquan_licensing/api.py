"""GraphQL of the scheme: one root field, and what its offices and examinees do."""

from typing import Any

import graphene

from core.access import declare
from plugins.fuquan_licensing.bank import api as bank
from plugins.fuquan_licensing.changes import api as changes
from plugins.fuquan_licensing.establishment import api as establishment
from plugins.fuquan_licensing.examinations import api as examinations
from plugins.fuquan_licensing.examinations import mutations as steps
from plugins.fuquan_licensing.growth import api as growth
from plugins.fuquan_licensing.growth import mutations as growing
from plugins.fuquan_licensing.licences import api as licences
from plugins.fuquan_licensing.licences import mutations as licensing
from plugins.fuquan_licensing.reviews import api as reviews
from plugins.fuquan_licensing.reviews import mutations as reviewing
from plugins.fuquan_licensing.sittings import api as sittings


class FuquanLicensing(
    bank.Part,
    examinations.Part,
    reviews.Part,
    licences.Part,
    establishment.Part,
    changes.Part,
    growth.Part,
    graphene.ObjectType,
):
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
    seat_fuquan_reviewer = reviewing.SeatFuquanReviewer.Field(required=True)
    release_fuquan_reviewer = reviewing.ReleaseFuquanReviewer.Field(required=True)
    open_fuquan_review = reviewing.OpenFuquanReview.Field(required=True)
    decide_fuquan_review_case = reviewing.DecideFuquanReviewCase.Field(required=True)
    identify_fuquan_review_case = reviewing.IdentifyFuquanReviewCase.Field(required=True)
    issue_fuquan_licences = licensing.IssueFuquanLicences.Field(required=True)
    settle_fuquan_pay = licensing.SettleFuquanPay.Field(required=True)
    revoke_fuquan_licence = licensing.RevokeFuquanLicence.Field(required=True)
    approve_fuquan_quota = establishment.ApproveFuquanQuota.Field(required=True)
    report_fuquan_change = changes.ReportFuquanChange.Field(required=True)
    find_fuquan_changes = changes.FindFuquanChanges.Field(required=True)
    file_fuquan_change = changes.FileFuquanChange.Field(required=True)
    receive_fuquan_change = changes.ReceiveFuquanChange.Field(required=True)
    state_fuquan_duties = growing.StateFuquanDuties.Field(required=True)
    open_fuquan_shadowing_batch = growing.OpenFuquanShadowingBatch.Field(required=True)
    nominate_for_fuquan_shadowing = growing.NominateForFuquanShadowing.Field(required=True)
    approve_fuquan_shadowing = growing.ApproveFuquanShadowing.Field(required=True)
    begin_fuquan_mentoring = growing.BeginFuquanMentoring.Field(required=True)
    end_fuquan_mentoring = growing.EndFuquanMentoring.Field(required=True)
    begin_fuquan_studies = growing.BeginFuquanStudies.Field(required=True)
    end_fuquan_study = growing.EndFuquanStudy.Field(required=True)
    score_fuquan_dual = growing.ScoreFuquanDual.Field(required=True)
