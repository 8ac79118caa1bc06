"""Hold the joint review (联审): seat reviewers, put candidates before each body, take what each body says."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from core.access.models import User
from core.actors import Actor
from core.audit import acting
from core.errors import DomainError
from core.organisations.facts import Outdated
from core.people import identities
from core.people import services as people
from plugins.fuquan_licensing import law
from plugins.fuquan_licensing.examinations import results
from plugins.fuquan_licensing.examinations import services as examinations
from plugins.fuquan_licensing.examinations.models import Examination
from plugins.fuquan_licensing.examinations.stages import Stage
from plugins.fuquan_licensing.reviews.models import ReviewCase, ReviewDesk

Opinion = ReviewCase.Opinion
LONGEST_NOTE = 500
OPEN_AT = (Stage.SCORED, Stage.REVIEWED, Stage.PUBLISHED)
"""Stages at which cases may be opened: a score that was corrected later may let somebody else pass."""


class BadDesk(DomainError):
    """A user cannot be seated at a desk as described."""

    code = "BAD_USER_INPUT"


class NoDesk(DomainError):
    """The user speaks for no reviewing body."""

    code = "FORBIDDEN"


class UnknownCase(DomainError):
    """No case has this identifier, or it stands before another body."""

    code = "NOT_FOUND"


class BadOpinion(DomainError):
    """What a body says cannot be as described."""

    code = "BAD_USER_INPUT"


class AlreadyDecided(DomainError):
    """The body has said before what it says of this candidate."""

    code = "CASE_DECIDED"


def seat(*, user: UUID, body: str, on: date, actor: Actor) -> ReviewDesk:
    """Let a user speak for a reviewing body and return the desk.

    :raises BadDesk: if the policy in force on the day names no such body, or the user is unknown or speaks
        for one already.
    """
    bodies = {one.code: one.label for one in law.in_force(on).review_bodies}
    if body not in bodies:
        known = "、".join(f"{code}（{label}）" for code, label in bodies.items()) or "（无）"
        raise BadDesk(f"没有代码为 {body} 的联审机关：制度规定的为 {known}。")
    if not User.objects.filter(pk=user, is_active=True).exists():
        raise BadDesk(f"没有编号为 {user} 的用户，或已停用；请核对。")
    try:
        with acting(actor=actor), transaction.atomic():
            return ReviewDesk.objects.create(user_id=user, body=body)
    except IntegrityError:
        raise BadDesk("该用户已担任联审机关的审核人员：一人只代表一个机关，请先解除。") from None


def release(*, user: UUID, actor: Actor) -> None:
    """Let a user speak for no body any more.

    :raises BadDesk: if the user speaks for none.
    """
    with acting(actor=actor):
        if not ReviewDesk.objects.filter(user=user, released_at__isnull=True).update(released_at=Now()):
            raise BadDesk("该用户未担任联审机关的审核人员。")


def body_of(user: UUID) -> str:
    """Return the code of the body for which a user speaks; one query.

    :raises NoDesk: if there is none.
    """
    desk = ReviewDesk.objects.filter(user=user, released_at__isnull=True).first()
    if desk is None:
        raise NoDesk("您未被指定为联审机关的审核人员：如工作需要，请联系组织部门指定。")
    return desk.body


def open_review(*, examination: UUID, version: int, on: date, actor: Actor) -> Examination:
    """Put everybody who passed before each body of the policy in force on the day; return the examination.

    Cases that are there stay as they are, so it may be done again after scores were corrected. Where nobody
    has to be judged, the examination is REVIEWED at once.

    :raises DomainError: as every step: unknown, outdated, or at another stage.
    """
    with acting(actor=actor), transaction.atomic():
        row = examinations.held(examination, version, *OPEN_AT, doing="联审")
        passed = {
            registration
            for registration, score in results.newest_scores(examination=examination).items()
            if score is not None and score >= row.record.pass_mark
        }
        bodies = [body.code for body in law.in_force(on).review_bodies]
        there = set(
            ReviewCase.objects.filter(registration__examination=row).values_list("registration_id", "body")
        )
        ReviewCase.objects.bulk_create(
            ReviewCase(registration_id=registration, body=body)
            for registration in sorted(passed)
            for body in bodies
            if (registration, body) not in there
        )
        return reviewed(row)


def decide(*, case: UUID, version: int, opinion: Opinion, note: str, user: UUID, actor: Actor) -> ReviewCase:
    """Take what a body says of a candidate, once and for all, and return the case.

    The last case of an examination lets it be REVIEWED.

    :param user: who speaks; he or she sits at the desk of the case's body.
    :raises NoDesk: if the user speaks for no body.
    :raises UnknownCase: if there is none of this identifier before the user's body.
    :raises AlreadyDecided: if the body has decided.
    :raises Outdated: if the case has another version by now.
    :raises BadOpinion: if an objection says no reason, or the note is too long.
    """
    note = identities.refuse_numbers(note.strip(), what="说明")
    if len(note) > LONGEST_NOTE:
        raise BadOpinion(f"说明（note）不得超过 {LONGEST_NOTE} 字。")
    if opinion == Opinion.OBJECTION and not note:
        raise BadOpinion("有异议的须写明理由（note）；理由只有组织部门可见。")
    with acting(actor=actor), transaction.atomic():
        examination = _before(case, body_of(user)).registration.examination_id
        # First the examination, then the case: the last two who decide at once see each other's opinion.
        held = examinations.held(examination, None, *OPEN_AT, doing="联审")
        row = ReviewCase.objects.select_for_update().get(pk=case)
        if row.version != version:
            raise Outdated(
                f"该件已由本机关他人办理（您看到的是第 {version} 版，现为第 {row.version} 版）："
                "请刷新后核对。",
                extensions={"version": row.version},
            )
        if row.opinion:
            raise AlreadyDecided("本机关已对该件提出意见，不能更改；确需更改的请联系组织部门。")
        row.opinion, row.note, row.version = opinion, note, row.version + 1
        row.decided_at = timezone.now()
        for column, value in actor.columns("decided_by").items():
            setattr(row, column, value)
        row.save()
        reviewed(held)
    return row


def identify(*, case: UUID, user: UUID, actor: Actor) -> str | None:
    """Return the identity number of the candidate of a case that is still to be decided.

    The body needs it to look the person up; the core records who was shown it.

    :raises NoDesk: if the user speaks for no body.
    :raises UnknownCase: if there is none of this identifier before the user's body.
    :raises AlreadyDecided: if the body has decided and needs it no more.
    """
    row = _before(case, body_of(user))
    if row.opinion:
        raise AlreadyDecided("本机关已对该件提出意见，不再显示身份证号。")
    shown = people.unmask(
        person_id=row.registration.person_id, fields=("id_number",), actor=actor, reason="持证上岗联审"
    )
    return shown["id_number"]


def unknown(case: object) -> UnknownCase:
    """Return the refusal for an identifier that names no case before the asker's body."""
    return UnknownCase(f"没有编号为 {case} 的联审事项；请核对编号。")


def _before(case: UUID, body: str) -> ReviewCase:
    row = ReviewCase.objects.select_related("registration").filter(pk=case, body=body).first()
    if row is None:
        raise unknown(case)
    return row


def reviewed(row: Examination) -> Examination:
    """Return a locked examination, REVIEWED if it was SCORED and nothing is left to be decided."""
    left = ReviewCase.objects.filter(registration__examination=row, opinion="").exists()
    if row.stage != Stage.SCORED or left:
        return row
    return examinations.moved(row, Stage.REVIEWED)
