"""Examinations of Fuquan's scheme that were scored and reviewed, and who reviews them."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import asking
import browsing
import examining
from browsing import CLERK
from django.utils import timezone

from core.access import services as access
from core.access.models import User
from core.actors import Actor
from core.credentials.models import Credential
from core.people.models import Person
from plugins.fuquan_licensing.examinations import services as examinations
from plugins.fuquan_licensing.examinations.models import Examination, Mark, Registration
from plugins.fuquan_licensing.examinations.stages import Mode
from plugins.fuquan_licensing.licences import services as licences
from plugins.fuquan_licensing.reviews import services as reviews
from plugins.fuquan_licensing.reviews.models import ReviewCase

BODIES = ("DISCIPLINE", "PUBLIC_SECURITY")
ISSUER = "中共福泉市委组织部"
SECRET_NOTE = "正在接受核查"


def today() -> date:
    """Return the day on which everything of these tests happens."""
    return timezone.localdate()


def scored(*scores: Decimal | int | None) -> Examination:
    """Return a written examination with one candidate (考生0, 考生1 …) for each score; None did not come."""
    examination = examining.opened(mode=Mode.SHEET)
    registrations = examining.registered(examination, len(scores))
    examinations.begin_sittings(examination=examination.pk, version=2)
    for registration, score in zip(registrations, scores, strict=True):
        if score is not None:
            Registration.objects.filter(pk=registration.pk).update(attended=True)
            Mark.objects.create(
                registration=registration,
                number=1,
                score=Decimal(score),
                source=Mark.Source.SHEET,
                **CLERK.columns("recorded_by"),
            )
    return examinations.close_sittings(examination=examination.pk, version=3)


def reviewer(body: str, *, username: str = "") -> User:
    """Return a new user who reviews for a body."""
    user = access.create_user(username=username or body.lower(), name="审核人", actor=CLERK)
    access.grant_role(user=user, role="REVIEWER", actor=CLERK)
    reviews.seat(user=user.pk, body=body, on=today(), actor=CLERK)
    return user


def opened(examination: Examination) -> Examination:
    """Open the review of an examination as it stands."""
    return reviews.open_review(
        examination=examination.pk, version=examination.version, on=today(), actor=CLERK
    )


def decide(
    user: User, case: ReviewCase, opinion: str = "CLEAR", note: str = "", version: int = 1
) -> ReviewCase:
    """Let a reviewer decide a case."""
    return reviews.decide(
        case=case.pk,
        version=version,
        opinion=ReviewCase.Opinion(opinion),
        note=note,
        user=user.pk,
        actor=actor_of(user),
    )


def reviewed(
    examination: Examination, *, objections: dict[str, str] | None = None, by: str = ""
) -> Examination:
    """Review a scored examination; `objections` names the candidate to whom a body objects, by body.

    :param by: what the names of the reviewers for signing in begin with.
    """
    opened(examination)
    for body in BODIES:
        user = reviewer(body, username=f"{by}{body.lower()}")
        cases = ReviewCase.objects.filter(body=body, opinion="").select_related("registration__person")
        for case in cases:
            objects = (objections or {}).get(body) == case.registration.person.name
            decide(user, case, "OBJECTION" if objects else "CLEAR", SECRET_NOTE if objects else "")
    examination.refresh_from_db()
    return examination


def issued(examination: Examination, *, on: date | None = None) -> licences.Batch:
    """Issue licences upon an examination."""
    return licences.issue(
        examination=examination.pk,
        version=examination.version,
        on=on or today(),
        issuer=ISSUER,
        today=today(),
        actor=CLERK,
    )


def licensed(*, count: int = 1) -> list[Credential]:
    """Return licences that so many candidates of one examination were issued today."""
    batch = issued(reviewed(scored(*[80] * count)))
    assert batch.refused == ()
    return list(batch.credentials)


def person(name: str) -> Person:
    """Return the one person of this name."""
    return Person.objects.get(name=name)


def actor_of(user: User) -> Actor:
    """Return who acts when a user does."""
    return Actor("tenant", str(user.pk), user.name)


def asker_of(client_of, user: User) -> asking.Asker:
    """Return a user at tenant alpha's host."""
    return asking.Asker(client_of("alpha"), browsing.token_of(user))


def unit_of(examination: Examination) -> UUID:
    """Return the unit that holds an examination, where all its candidates are in post."""
    unit: UUID = examination.record.organisation_id
    return unit
