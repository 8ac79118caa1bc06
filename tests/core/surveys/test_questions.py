"""Questions that can be asked, and answers to them."""

import pytest

from core.surveys import questions, template
from core.surveys.questions import Option, Question, QuestionKind

YES_NO = (Option("YES", "愿意"), Option("NO", "不愿意"))
SINGLE = Question("willing", "是否愿意？", QuestionKind.SINGLE, YES_NO)
MULTIPLE = Question("needs", "需要什么？", QuestionKind.MULTIPLE, YES_NO, required=False)
SCALE = questions.scale("mood", "热情如何？", points=("低", "中", "高"))
ALL = (SINGLE, MULTIPLE, SCALE)


def test_questions_come_back_from_json_as_they_were():
    assert questions.from_json(questions.as_json(ALL)) == ALL


def test_the_ready_questionnaire_can_be_asked_and_asks_what_the_reports_asked():
    asked = questions.checked(template.QUESTIONS)

    assert [question.code for question in asked] == [
        "years",
        "entry",
        "familiarity",
        "enthusiasm",
        "importance",
        "prospects",
        "willingness",
        "needs",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        (),
        (SINGLE,) * 2,
        tuple(questions.scale(f"q{number}", "?", points=("低", "高")) for number in range(41)),
        (Question("1x", "?", QuestionKind.SINGLE, YES_NO),),
        (Question("_incomplete", "?", QuestionKind.SINGLE, YES_NO),),
        (Question("q", " ", QuestionKind.SINGLE, YES_NO),),
        (Question("q", "?", QuestionKind.SINGLE, YES_NO[:1]),),
        (Question("q", "?", QuestionKind.SINGLE, YES_NO[:1] * 2),),
        (Question("q", "?", QuestionKind.SINGLE, (*YES_NO, Option("", "空"))),),
        (Question("q", "?", QuestionKind.SINGLE, (*YES_NO, Option("X", " "))),),
        (Question("q", "?", QuestionKind.SCALE, YES_NO),),
    ],
    ids=[
        "none",
        "twice",
        "too many",
        "code",
        "reserved code",
        "text",
        "one option",
        "option twice",
        "no code",
        "no label",
        "points",
    ],
)
def test_what_cannot_be_asked_is_refused(wrong):
    with pytest.raises(questions.InvalidQuestions):
        questions.checked(wrong)


def test_forty_questions_can_be_asked():
    asked = tuple(questions.scale(f"q{number}", "?", points=("低", "高")) for number in range(40))

    assert questions.checked(asked) == asked


def test_an_answer_holds_what_was_chosen_and_nothing_else():
    answer = questions.answer(ALL, {"willing": ["YES"], "needs": ["YES", "NO"], "other": ["x"]})

    assert answer == {"willing": {"YES"}, "needs": {"YES", "NO"}, "mood": set()}
    assert questions.missing(ALL, answer) == ("mood",)


@pytest.mark.parametrize("given", [{"willing": ["MAYBE"]}, {"willing": ["YES", "NO"]}, {"mood": ["4"]}])
def test_an_answer_that_was_not_offered_is_refused(given):
    with pytest.raises(questions.ForeignAnswer):
        questions.answer(ALL, given)
