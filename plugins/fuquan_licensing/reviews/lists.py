"""Take a reviewing body's opinions of a whole examination at once, as a list that came on paper."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.actors import Actor
from core.audit import acting
from core.people import identities
from plugins.fuquan_licensing.examinations import services as examinations
from plugins.fuquan_licensing.examinations.models import Examination
from plugins.fuquan_licensing.reviews import services
from plugins.fuquan_licensing.reviews.models import ReviewCase


def take(*, examination: UUID, body: str, objections: Mapping[UUID, str], actor: Actor) -> Examination:
    """Take a body's list: it objects to some for a reason each, and to nobody else; return the examination.

    Cases that the body has decided stay as they are. One write for each objection, and one for all others.

    :param objections: reasons by registration.
    :raises BadOpinion: if a reason is missing or too long.
    :raises UnknownCase: if no case of such a registration is to be decided by the body.
    :raises DomainError: as every step: unknown, or at another stage.
    """
    notes = {
        registration: identities.refuse_numbers(note.strip(), what="说明")
        for registration, note in objections.items()
    }
    if any(not 0 < len(note) <= services.LONGEST_NOTE for note in notes.values()):
        raise services.BadOpinion(f"有异议的须逐人写明理由，不超过 {services.LONGEST_NOTE} 字。")
    with acting(actor=actor), transaction.atomic():
        held = examinations.held(examination, None, *services.OPEN_AT, doing="联审")
        waiting = ReviewCase.objects.filter(registration__examination=held, body=body, opinion="")
        if missing := notes.keys() - set(waiting.values_list("registration_id", flat=True)):
            raise services.unknown("、".join(sorted(map(str, missing))))
        said = {
            "version": F("version") + 1,
            "decided_at": timezone.now(),
            **actor.columns("decided_by"),
        }
        for registration, note in notes.items():
            waiting.filter(registration=registration).update(
                opinion=services.Opinion.OBJECTION, note=note, **said
            )
        waiting.update(opinion=services.Opinion.CLEAR, **said)
        return services.reviewed(held)
