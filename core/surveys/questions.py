"""Closed questions of a survey, and what an answer to them may be. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from core.errors import DomainError
from core.policy.choice import Choice

MOST_QUESTIONS = 40
MOST_OPTIONS = 20
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,29}")
_OPTION_CODE = re.compile(r"[A-Za-z0-9_]{1,30}")


class QuestionKind(Choice):
    """How a question is answered."""

    SINGLE = "SINGLE", "单选"
    MULTIPLE = "MULTIPLE", "多选"
    SCALE = "SCALE", "评分"


class InvalidQuestions(DomainError):
    """Questions cannot be asked as described."""

    code = "BAD_USER_INPUT"


class ForeignAnswer(DomainError):
    """An answer holds what its question does not offer: it was not made on our page."""

    code = "BAD_USER_INPUT"


@dataclass(frozen=True)
class Option:
    """One choice that a question offers; on a scale the code is the number of points."""

    code: str
    label: str


@dataclass(frozen=True)
class Question:
    """A closed question. A valid answer to the survey answers all that are required."""

    code: str
    text: str
    kind: QuestionKind
    options: tuple[Option, ...]
    required: bool = True


Answer = Mapping[str, frozenset[str]]
"""The codes chosen, by question; none for a question that was left out."""


def scale(code: str, text: str, *, points: Sequence[str], required: bool = True) -> Question:
    """Return a question answered by points, the first of which is 1.

    >>> [(option.code, option.label) for option in scale("q", "?", points=["低", "高"]).options]
    [('1', '低'), ('2', '高')]
    """
    options = tuple(Option(str(number), label) for number, label in enumerate(points, start=1))
    return Question(code, text, QuestionKind.SCALE, options, required)


def checked(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return questions that can be asked.

    :raises InvalidQuestions: if there are none or too many, or one of them cannot be answered.
    """
    found = tuple(questions)
    if not 0 < len(found) <= MOST_QUESTIONS:
        raise InvalidQuestions(f"问卷须有 1 至 {MOST_QUESTIONS} 道题。")
    if len({question.code for question in found}) < len(found):
        raise InvalidQuestions("题目代码不能重复。")
    for number, question in enumerate(found, start=1):
        _check(number, question)
    return found


def _check(number: int, question: Question) -> None:
    if not _CODE.fullmatch(question.code):
        raise InvalidQuestions(
            f"第 {number} 题的代码须以字母开头，只含字母、数字和下划线，不超过 30 个字符。"
        )
    if not 0 < len(question.text.strip()) <= 300:
        raise InvalidQuestions(f"第 {number} 题须有题干，不超过 300 字。")
    codes = [option.code for option in question.options]
    if not 2 <= len(codes) <= MOST_OPTIONS or len(set(codes)) < len(codes):
        raise InvalidQuestions(f"第 {number} 题须有 2 至 {MOST_OPTIONS} 个选项，代码不重复。")
    if question.kind == QuestionKind.SCALE and codes != [str(point) for point in range(1, len(codes) + 1)]:
        raise InvalidQuestions(f"第 {number} 题是评分题，选项代码须依次为 1、2、3……。")
    for option in question.options:
        if not _OPTION_CODE.fullmatch(option.code) or not 0 < len(option.label.strip()) <= 100:
            raise InvalidQuestions(
                f"第 {number} 题的选项代码只含字母、数字和下划线，"
                f"选项文字为 1 至 100 字；请核对“{option.label}”。"
            )


def as_json(questions: Iterable[Question]) -> list[dict[str, Any]]:
    """Return questions as the table keeps them."""
    return [asdict(question) for question in questions]


def from_json(rows: Iterable[Mapping[str, Any]]) -> tuple[Question, ...]:
    """Return the questions that the table keeps."""
    return tuple(
        Question(
            code=row["code"],
            text=row["text"],
            kind=QuestionKind(row["kind"]),
            options=tuple(Option(**option) for option in row["options"]),
            required=row["required"],
        )
        for row in rows
    )


def answer(questions: Iterable[Question], given: Mapping[str, Iterable[str]]) -> Answer:
    """Return the answer that a form's values give.

    :raises ForeignAnswer: if a value is none of its question's, or a single choice has several.
    """
    chosen = {question.code: frozenset(given.get(question.code, ())) for question in questions}
    for question in questions:
        values = chosen[question.code]
        if not values <= {option.code for option in question.options} or (
            question.kind != QuestionKind.MULTIPLE and len(values) > 1
        ):
            raise ForeignAnswer(f"“{question.text}”的答案不是所列的选项：请在问卷页面上重新填写。")
    return chosen


def missing(questions: Iterable[Question], answer: Answer) -> tuple[str, ...]:
    """Return the codes of the required questions that an answer leaves out; it is valid if there are none."""
    return tuple(question.code for question in questions if question.required and not answer[question.code])
