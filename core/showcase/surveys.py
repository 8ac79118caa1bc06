"""A survey of a demonstration tenant, answered and closed."""

import random
from collections.abc import Mapping
from datetime import date

from core.organisations.models import Organisation
from core.showcase.units import ACTOR
from core.surveys import answering, questions, services, template
from core.surveys.models import Survey
from core.surveys.questions import Answer, QuestionKind

_MOST_NAMED = 3


def ask(
    *, organisation: Organisation, populations: Mapping[str, tuple[int, int]], on: date, dice: random.Random
) -> Survey:
    """Ask the ready questionnaire of some populations, close it after a month, and return the survey.

    :param populations: by name, how many links are handed out and how many answers come back, the last of
        which leaves out a question.
    """
    survey = services.draft(
        organisation=organisation,
        title=template.TITLE,
        asked=template.QUESTIONS,
        introduction=template.INTRODUCTION,
        actor=ACTOR,
    )
    made = {}
    for name in populations:
        survey.refresh_from_db()
        made[name] = services.add_population(survey=survey.pk, version=survey.version, name=name)
    survey.refresh_from_db()
    closes_on = date(on.year, on.month + 1, on.day)
    survey = services.open_survey(survey=survey.pk, version=survey.version, on=on, closes_on=closes_on)
    for name, (issued, returned) in populations.items():
        services.issue_links(population=made[name].pk, links_wanted=issued, on=on)
        answers = [_answer(dice, complete=number > 0) for number in range(returned)]
        answering.take_many(population=made[name].pk, answers=answers)
    return services.close(survey=survey.pk, version=survey.version, on=closes_on)


def _answer(dice: random.Random, *, complete: bool) -> Answer:
    given = {}
    for question in template.QUESTIONS:
        codes = [option.code for option in question.options]
        if question.kind == QuestionKind.MULTIPLE:
            given[question.code] = dice.sample(codes, dice.randint(1, _MOST_NAMED))
        else:
            # Most answers lie above the middle of a scale.
            given[question.code] = [max(dice.choice(codes), dice.choice(codes))]
    if not complete:
        del given[template.QUESTIONS[0].code]
    return questions.answer(template.QUESTIONS, given)
