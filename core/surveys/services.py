"""Write surveys: draw up, say whom they go to, hand out links, open, close; `answering` takes answers."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import IntegrityError, transaction

from core.actors import SYSTEM, Actor
from core.crypto import key_id
from core.errors import DomainError
from core.law import services as law
from core.organisations.models import Organisation
from core.people import identities
from core.surveys import ballots, links, questions
from core.surveys.models import Survey, SurveyBallotBox, SurveyLink, SurveyPopulation, SurveyState
from core.surveys.questions import Question

MOST_POPULATIONS = 50
MOST_LINKS_AT_ONCE = 5_000


class Details(TypedDict, total=False):
    """What a draft may be changed in; what is left out stays as it is."""

    title: str
    introduction: str
    asked: Sequence[Question]


class InvalidSurvey(DomainError):
    """A survey cannot be as described."""

    code = "BAD_USER_INPUT"


class UnknownSurvey(DomainError):
    """There is no such survey or population, or none that the reader may see."""

    code = "NOT_FOUND"


class Outdated(DomainError):
    """Someone else has changed the survey since it was read."""

    code = "CONFLICT"


class WrongState(DomainError):
    """What is asked for cannot be done any more, or not yet."""

    code = "WRONG_STATE"


class PopulationTooSmall(DomainError):
    """So few people are asked that answers could be recognised."""

    code = "POPULATION_TOO_SMALL"


def draft(
    *,
    organisation: Organisation,
    title: str,
    asked: Sequence[Question],
    introduction: str = "",
    actor: Actor = SYSTEM,
) -> Survey:
    """Draw up a survey of an organisation and return it.

    :raises InvalidSurvey: if the title is missing or a text too long.
    :raises questions.InvalidQuestions: if the questions cannot be asked.
    """
    row = Survey(
        organisation=organisation,
        title=title,
        introduction=introduction,
        questions=questions.as_json(questions.checked(asked)),
        **actor.columns("created_by"),
    )
    _check(row)
    row.save(force_insert=True)
    return row


def revise(*, survey: UUID, version: int, **said: Unpack[Details]) -> Survey:
    """Change a draft and return it.

    :raises WrongState: if it was opened already, or links were made for its questions.
    :raises DomainError: as `draft`.
    :raises Outdated: if the survey has another version by now.
    :raises UnknownSurvey: if there is none of this identifier.
    """
    with transaction.atomic():
        row = _locked(survey, version)
        _needs(row, SurveyState.DRAFT, "问卷已开始发放，题目和说明不能再改：如有错误，请截止后另编一份。")
        if "asked" in said:
            asked = questions.checked(said["asked"])
            row.questions = questions.as_json(asked)
            for population in row.populations.all():
                _new_box(population, asked)
        row.title = said.get("title", row.title)
        row.introduction = said.get("introduction", row.introduction)
        _check(row)
        return _save(row)


def add_population(*, survey: UUID, version: int, name: str) -> SurveyPopulation:
    """Say whom else a survey goes to and return the population; results are broken down by them.

    :raises InvalidSurvey: if the name is missing or there already, or there are too many.
    :raises WrongState: if the survey is closed.
    :raises Outdated: if the survey has another version by now.
    :raises UnknownSurvey: if there is none of this identifier.
    """
    name = name.strip()
    if not 0 < len(name) <= 100:
        raise InvalidSurvey("请填写调查对象的名称，不超过 100 字。")
    with transaction.atomic():
        row = _locked(survey, version)
        if row.state == SurveyState.CLOSED:
            raise WrongState("问卷已截止，不能再增加调查对象。")
        if row.populations.count() >= MOST_POPULATIONS:
            raise InvalidSurvey(f"一份问卷的调查对象不超过 {MOST_POPULATIONS} 类。")
        try:
            with transaction.atomic():
                population = SurveyPopulation.objects.create(survey=row, name=name)
        except IntegrityError as error:
            raise InvalidSurvey(f"调查对象“{name}”已有，请改用别的名称。") from error
        _new_box(population, questions.from_json(row.questions))
        _save(row)
    return population


def open_survey(*, survey: UUID, version: int, on: date, closes_on: date) -> Survey:
    """Let a survey be answered from today to a last day, and return it.

    :raises InvalidSurvey: if the last day is past, or there is nobody to ask.
    :raises WrongState: if it was opened before.
    :raises Outdated: if the survey has another version by now.
    :raises UnknownSurvey: if there is none of this identifier.
    """
    with transaction.atomic():
        row = _locked(survey, version)
        _needs(row, SurveyState.DRAFT, "问卷已经开始发放。")
        if closes_on < on:
            raise InvalidSurvey(f"截止日期 {closes_on} 已经过去：请填写今天或以后的日期。")
        if not row.populations.exists():
            raise InvalidSurvey("还没有调查对象：请先增加调查对象，再开始发放。")
        row.state, row.opened_on, row.closes_on = SurveyState.OPEN, on, closes_on
        return _save(row)


def close(*, survey: UUID, version: int, on: date) -> Survey:
    """Take no more answers from now on and return the survey; its results can be read then.

    :raises WrongState: if it is not open.
    :raises Outdated: if the survey has another version by now.
    :raises UnknownSurvey: if there is none of this identifier.
    """
    with transaction.atomic():
        row = _locked(survey, version)
        _needs(row, SurveyState.OPEN, "问卷不在发放中，不必截止。")
        row.state, row.closed_on = SurveyState.CLOSED, min(on, row.closes_on or on)
        return _save(row)


def issue_links(*, population: UUID, links_wanted: int, on: date) -> list[str]:
    """Make links for a population and return their tokens, which nobody can be told again.

    :raises InvalidSurvey: if so many cannot be made at once.
    :raises PopulationTooSmall: if the population would have fewer links than a shown cell has people.
    :raises WrongState: if the survey is closed, or its last day has passed.
    :raises UnknownSurvey: if there is no such population.
    """
    if not 0 < links_wanted <= MOST_LINKS_AT_ONCE:
        raise InvalidSurvey(f"一次可生成 1 至 {MOST_LINKS_AT_ONCE} 个链接。")
    with transaction.atomic():
        row = SurveyPopulation.objects.select_for_update().filter(pk=population).first()
        if row is None:
            raise unknown(population)
        survey = Survey.objects.select_for_update().get(pk=row.survey_id)
        if ended(survey, on=on):
            raise WrongState("问卷已截止，不能再生成链接。")
        least = law.in_force(on=on).smallest_cell
        if row.issued + links_wanted < least:
            raise PopulationTooSmall(
                f"调查对象“{row.name}”不足 {least} 人，回答可能被认出：请与其他调查对象合并发放。",
                extensions={"least": least},
            )
        tokens = [links.mint() for _ in range(links_wanted)]
        SurveyLink.objects.bulk_create(
            (SurveyLink(digest=links.digest(token), population=row) for token in tokens), batch_size=1_000
        )
        row.issued += links_wanted
        row.save(update_fields=["issued"])
    return tokens


def draft_many(surveys: Iterable[Survey], *, actor: Actor = SYSTEM) -> list[Survey]:
    """Store drafts of organisations that stand, with one write in all, and return them.

    :raises DomainError: as `draft`; then none is stored.
    """
    rows = list(surveys)
    for row in rows:
        questions.checked(questions.from_json(row.questions))
        for column, value in actor.columns("created_by").items():
            setattr(row, column, value)
        _check(row)
    return Survey.objects.bulk_create(rows)


def reseal() -> int:
    """Seal the sums of the current tenant with the first key; return how many.

    Run it wherever `people.services.reseal` is run, for the same reason.
    """
    current, resealed = identities.keyring().keys[0].id, 0
    with transaction.atomic():
        for box in SurveyBallotBox.objects.select_for_update():
            if key_id(bytes(box.sums_cipher)) != current:
                sums = ballots.opened(box.sums_cipher, population=box.population_id)
                box.sums_cipher = ballots.seal(sums, population=box.population_id)
                box.save()
                resealed += 1
    return resealed


def ended(survey: Survey, *, on: date) -> bool:
    """Return whether a survey takes no answers any more on a day: it was closed, or its last day passed."""
    return survey.state == SurveyState.CLOSED or (survey.closes_on is not None and survey.closes_on < on)


def unknown(survey: object) -> UnknownSurvey:
    """Return the refusal for surveys that do not exist or may not be seen: it does not tell which."""
    return UnknownSurvey(f"没有编号为 {survey} 的问卷或调查对象，或不在您的权限范围内：请核对编号。")


def _locked(survey: UUID, version: int) -> Survey:
    row = Survey.objects.select_for_update().filter(pk=survey).first()
    if row is None:
        raise unknown(survey)
    if row.version != version:
        raise Outdated(
            f"{row.title}已被他人修改（您看到的是第 {version} 版，现为第 {row.version} 版）："
            "请刷新后核对，再重新办理。",
            extensions={"version": row.version},
        )
    return row


def _needs(row: Survey, state: SurveyState, otherwise: str) -> None:
    if row.state != state:
        raise WrongState(otherwise)


def _save(row: Survey) -> Survey:
    row.version += 1
    row.save()
    return row


def _new_box(population: SurveyPopulation, asked: Sequence[Question]) -> None:
    sums = ballots.seal(ballots.none_yet(asked), population=population.pk)
    SurveyBallotBox.objects.update_or_create(population=population, defaults={"sums_cipher": sums})


def _check(row: Survey) -> None:
    row.title, row.introduction = row.title.strip(), row.introduction.strip()
    if not 0 < len(row.title) <= 200:
        raise InvalidSurvey("请填写问卷名称，不超过 200 字。")
    if len(row.introduction) > 2_000:
        raise InvalidSurvey("问卷说明不超过 2000 字。")
