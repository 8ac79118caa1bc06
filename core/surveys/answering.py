"""Take an answer by a link: once, and leaving no trace of it (`ballots` says what is promised)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from django.db import connection, transaction

from core.errors import DomainError
from core.surveys import ballots, links, questions, services
from core.surveys.models import Survey, SurveyBallotBox, SurveyLink, SurveyState
from core.surveys.questions import Question

Refusal = Literal["unknown", "used", "early", "ended"]
_OPEN_LINK = """
SELECT s.id, p.id, l.used
  FROM core_surveylink l
  JOIN core_surveypopulation p ON p.id = l.population_id
  JOIN core_survey s ON s.id = p.survey_id
 WHERE l.digest = %s
"""
# The link waits for another use of it; closing the survey waits for the answers on their way.
_HELD = f"{_OPEN_LINK} FOR UPDATE OF l FOR SHARE OF s"


class TooFewLinks(DomainError):
    """There are more answers than links that were not used."""

    code = "TOO_FEW_LINKS"


@dataclass(frozen=True)
class Invitation:
    """What a link leads to; with a refusal nothing may be answered by it."""

    survey: Survey | None = None
    population: UUID | None = None
    refusal: Refusal | None = None

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions to answer."""
        return questions.from_json(self.survey.questions) if self.survey else ()


@dataclass(frozen=True)
class Outcome:
    """What became of an answer: taken, refused, or given back because required questions were left out."""

    invitation: Invitation
    taken: bool = False
    missing: tuple[str, ...] = ()


def invitation(*, token: str, on: date) -> Invitation:
    """Return what a link leads to on a day; one query more than none."""
    return _invitation(token, on=on, statement=_OPEN_LINK)


def submit(*, token: str, given: Mapping[str, Iterable[str]], on: date, incomplete: bool = False) -> Outcome:
    """Take the answer of a link and use the link up, both or neither.

    An answer without a required question is given back once; taken with `incomplete` it counts as returned
    and not as valid. Answers of one population wait for each other.

    :raises questions.ForeignAnswer: if a value is none of those offered.
    """
    with transaction.atomic():
        found = _invitation(token, on=on, statement=_HELD)
        if found.refusal is not None or found.population is None:
            return Outcome(found)
        answer = questions.answer(found.questions, given)
        missing = questions.missing(found.questions, answer)
        if missing and not incomplete:
            return Outcome(found, missing=missing)
        box = SurveyBallotBox.objects.select_for_update().get(pk=found.population)
        sums = ballots.opened(box.sums_cipher, population=found.population)
        if not missing:
            sums = ballots.counted(sums, found.questions, answer)
        # Sealed anew for invalid answers too: a box that stays as it was would tell them from valid ones.
        box.sums_cipher = ballots.seal(sums, population=found.population)
        box.save()
        SurveyLink.objects.filter(pk=links.digest(token)).update(used=True)
    return Outcome(found, taken=True)


def take_many(*, population: UUID, answers: Iterable[questions.Answer]) -> int:
    """Count answers that were gathered elsewhere, on paper for instance, and use up as many links.

    Answers that leave out a required question count as returned only. A fixed number of writes.

    :return: how many were valid.
    :raises TooFewLinks: if there are more answers than unused links; then none is counted.
    """
    given = list(answers)
    with transaction.atomic():
        box = (
            SurveyBallotBox.objects.select_for_update(of=["self"])
            .select_related("population__survey")
            .get(pk=population)
        )
        unused = SurveyLink.objects.filter(population=population, used=False).order_by("digest")
        digests = list(unused.select_for_update().values_list("digest", flat=True)[: len(given)])
        if len(digests) < len(given):
            raise TooFewLinks(
                f"只剩 {len(digests)} 个未使用的链接，不够登记 {len(given)} 份回答：请先生成链接。"
            )
        asked = questions.from_json(box.population.survey.questions)
        sums = ballots.opened(box.sums_cipher, population=population)
        valid = [answer for answer in given if not questions.missing(asked, answer)]
        for answer in valid:
            sums = ballots.counted(sums, asked, answer)
        box.sums_cipher = ballots.seal(sums, population=population)
        box.save()
        SurveyLink.objects.filter(digest__in=digests).update(used=True)
    return len(valid)


def _invitation(token: str, *, on: date, statement: str) -> Invitation:
    with connection.cursor() as cursor:
        cursor.execute(statement, [links.digest(token)])
        row = cursor.fetchone()
    if row is None:
        return Invitation(refusal="unknown")
    survey_id, population, used = row
    survey = Survey.objects.get(pk=survey_id)
    if used:
        return Invitation(survey, population, refusal="used")
    if survey.state == SurveyState.DRAFT:
        return Invitation(survey, population, refusal="early")
    if services.ended(survey, on=on):
        return Invitation(survey, population, refusal="ended")
    return Invitation(survey, population)
