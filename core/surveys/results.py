"""What a survey found: counts per population, and distributions of valid answers with small cells hidden."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Count, Q

from core import suppression
from core.law import services as law
from core.surveys import ballots, questions, services
from core.surveys.models import Survey, SurveyPopulation
from core.surveys.questions import Option, Question, QuestionKind

LEFT_OUT = Option("", "未作答")


@dataclass(frozen=True)
class Counts:
    """Links made (发放), used (回收), and valid answers (有效, None until the survey has ended)."""

    population: SurveyPopulation | None
    issued: int
    returned: int
    valid: int | None


@dataclass(frozen=True)
class Cell:
    """How many chose an option, and which share of the valid answers that is; None where it is hidden."""

    option: Option
    count: int | None
    share: Fraction | None


@dataclass(frozen=True)
class Distribution:
    """The answers of one population, or of all (None), to a question.

    `mean` is that of a scale, None where a cell is hidden: it would tell on it.
    """

    population: SurveyPopulation | None
    valid: int
    cells: tuple[Cell, ...]
    mean: Fraction | None


@dataclass(frozen=True)
class QuestionResult:
    """A question and its distributions, population by population and then all together."""

    question: Question
    distributions: tuple[Distribution, ...]


def counts(survey: Survey, *, on: date) -> list[Counts]:
    """Return the counts of each population and then of all together; two queries."""
    ended = services.ended(survey, on=on)
    rows = [
        Counts(population, population.issued, returned, _sums(population)[0] if ended else None)
        for population, returned in _populations(survey)
    ]
    valid = sum(row.valid or 0 for row in rows) if ended else None
    return [*rows, Counts(None, sum(r.issued for r in rows), sum(r.returned for r in rows), valid)]


def distributions(survey: Survey, *, on: date) -> list[QuestionResult]:
    """Return the distributions of all questions; what is small is hidden by the law of the survey's last day.

    :raises WrongState: if the survey still takes answers: two looks would tell what came in between.
    """
    if not services.ended(survey, on=on):
        raise services.WrongState(
            "问卷还在发放，截止后才能查看结果：提前查看会让人从前后的差别认出个别回答。"
        )
    last_day = survey.closed_on or survey.closes_on or on
    smallest = law.in_force(on=last_day).smallest_cell
    populations = [population for population, _ in _populations(survey)]
    opened = [ballots.split(_sums(population), _asked(survey)) for population in populations]
    valid = [row[0] for row in opened]
    return [
        _result(question, populations, valid, [sums[question.code] for _, sums in opened], smallest)
        for question in _asked(survey)
    ]


def _result(
    question: Question,
    populations: Sequence[SurveyPopulation],
    valid: Sequence[int],
    sums: Sequence[Sequence[int]],
    smallest: int,
) -> QuestionResult:
    options = list(question.options)
    if question.kind == QuestionKind.MULTIPLE:
        hidden, totals = _of_each_option(sums, valid, smallest, width=len(options))
    else:
        # No valid answer leaves out a required question: a column of known zeros would protect nothing.
        options += [] if question.required else [LEFT_OUT]
        table = [row[: len(options)] for row in sums]
        found = suppression.hide(table, smallest=smallest, rows_public=True)
        hidden, totals = set(found.cells), set(found.columns)
    by_row = [{column for row, column in hidden if row == number} for number in range(len(populations))]
    rows = [
        _distribution(question, population, valid[row], options, sums[row], by_row[row])
        for row, population in enumerate(populations)
    ]
    together = [sum(column) for column in zip(*sums, strict=True)] or [0] * (len(options) + 1)
    return QuestionResult(
        question, (*rows, _distribution(question, None, sum(valid), options, together, totals))
    )


def _of_each_option(
    sums: Sequence[Sequence[int]], valid: Sequence[int], smallest: int, *, width: int
) -> tuple[set[tuple[int, int]], set[int]]:
    """Hide in a multiple choice: each option stands for itself, against those who did not choose it."""
    hidden: set[tuple[int, int]] = set()
    totals: set[int] = set()
    for column in range(width):
        table = [[row[column], of - row[column]] for row, of in zip(sums, valid, strict=True)]
        found = suppression.hide(table, smallest=smallest, rows_public=True)
        hidden |= {(row, column) for row, _ in found.cells}
        if found.columns:
            totals.add(column)
    return hidden, totals


def _distribution(
    question: Question,
    population: SurveyPopulation | None,
    valid: int,
    options: Sequence[Option],
    sums: Sequence[int],
    hidden: set[int],
) -> Distribution:
    cells = tuple(
        Cell(option, None, None)
        if column in hidden
        else Cell(option, sums[column], Fraction(sums[column], valid) if valid else None)
        for column, option in enumerate(options)
    )
    mean = None
    if question.kind == QuestionKind.SCALE and not hidden:
        points = sum(sums[: len(question.options)])
        weighed = sum(point * number for point, number in enumerate(sums[: len(question.options)], start=1))
        mean = Fraction(weighed, points) if points else None
    return Distribution(population, valid, cells, mean)


def _populations(survey: Survey) -> list[tuple[SurveyPopulation, int]]:
    """Return the populations of a survey by name, each with how many of its links were used; one query."""
    rows = survey.populations.select_related("box").annotate(
        returned=Count("links", filter=Q(links__used=True))
    )
    return [(row, row.returned) for row in rows.order_by("name")]


def _asked(survey: Survey) -> tuple[Question, ...]:
    return questions.from_json(survey.questions)


def _sums(population: SurveyPopulation) -> list[int]:
    return ballots.opened(population.box.sums_cipher, population=population.pk)
