"""Record studies for a degree beside the work (学历提升): begin by a route, end somehow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from core.actors import Actor
from core.audit import acting
from core.errors import DomainError
from core.organisations.facts import Outdated
from core.people.codes import Education
from plugins.fuquan_licensing.growth import texts
from plugins.fuquan_licensing.growth.models import DegreeStudy
from plugins.fuquan_licensing.growth.vocabulary import Outcome, Route


class BadStudy(DomainError):
    """A study cannot be as described."""

    code = "BAD_USER_INPUT"


class UnknownStudy(DomainError):
    """No study has this identifier in this tenant."""

    code = "NOT_FOUND"


@dataclass(frozen=True)
class Enrolment:
    """Who studies what by which route, and for which education."""

    person: UUID
    route: Route
    school: str
    major: str
    education: Education


def begin(*, enrolments: Sequence[Enrolment], on: date, actor: Actor) -> list[DegreeStudy]:
    """Record studies from a day on and return them; one write, however many.

    :raises BadStudy: if somebody studies already; then none is recorded.
    :raises BadText: if school or major is missing.
    :raises NotInPost: if somebody has no post that day.
    """
    where = texts.places({one.person for one in enrolments}, on=on)
    rows = [
        DegreeStudy(
            person_id=one.person,
            organisation_id=where[one.person],
            route=one.route.value,
            school=texts.given(one.school, what="院校", longest=200),
            major=texts.given(one.major, what="专业", longest=100),
            education=one.education.value,
            from_on=on,
        )
        for one in enrolments
    ]
    try:
        with acting(actor=actor), transaction.atomic():
            return DegreeStudy.objects.bulk_create(rows)
    except IntegrityError as error:
        if "person_studies_one_thing_a_day" not in str(error):
            raise
        raise BadStudy("名单中有人已登记在读：请先登记其毕业或中止。") from None


def end(*, study: UUID, on: date, outcome: Outcome, version: int, actor: Actor) -> DegreeStudy:
    """End a study, `on` being the first day without it, and return it.

    The person's education is changed by a correction of the person, which asks for the certificate.

    :raises BadStudy: if it has ended, or began on that day or later.
    :raises Outdated: if the row has another version by now.
    :raises UnknownStudy: if there is none of this identifier.
    """
    with acting(actor=actor), transaction.atomic():
        row = DegreeStudy.objects.select_for_update().filter(pk=study).first()
        if row is None:
            raise unknown(study)
        if row.version != version:
            raise Outdated(
                f"该记录已由他人办理（您看到的是第 {version} 版，现为第 {row.version} 版）：请刷新后核对。",
                extensions={"version": row.version},
            )
        if row.until_on is not None or on <= row.from_on:
            raise BadStudy(f"该学习自 {row.from_on} 起，已结束或结束日不晚于开始日：请核对。")
        row.until_on, row.outcome, row.version = on, outcome.value, row.version + 1
        row.save(update_fields=["until_on", "outcome", "version"])
    return row


def unknown(study: object) -> UnknownStudy:
    """Return the refusal for an identifier that names no study here."""
    return UnknownStudy(f"没有编号为 {study} 的学历提升记录；请核对编号。")
