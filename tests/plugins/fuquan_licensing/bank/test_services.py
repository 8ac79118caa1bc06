"""The question bank: what may be in it, versions, and workbooks."""

from datetime import date

import pytest
from browsing import CLERK

from core.imports import workbooks
from core.imports.layouts import ImportRefused
from core.organisations.facts import Outdated
from plugins.fuquan_licensing.bank import selectors, services, sheets
from plugins.fuquan_licensing.bank.models import Question, QuestionVersion
from plugins.fuquan_licensing.bank.papers import Kind
from plugins.fuquan_licensing.bank.services import TRUE_FALSE, BadQuestion, Draft

DAY = date(2022, 6, 1)
HEADINGS = ["主题", "题型", "题干", "选项A", "选项B", "选项C", "答案"]
ROWS = [
    ["组织建设", "单选题", "党支部委员会每届任期几年？", "二年", "三年", "五年", "B"],
    ["组织建设", "多选题", "“三会一课”包括哪些？", "支部党员大会", "党课", "职工大会", "A、B"],
    ["党章党规", "判断题", "预备党员有表决权。", None, None, None, "错误"],
]


def single(text="党小组会一般多久召开一次？", key=0, **other) -> Draft:
    values = {
        "topic": "组织建设",
        "kind": Kind.SINGLE,
        "text": text,
        "options": ("每月", "每季", "每年"),
        "key": frozenset({key}),
    }
    return Draft(**{**values, **other})


def added(draft: Draft) -> Question:
    services.add_many(drafts=[draft], actor=CLERK)
    return QuestionVersion.objects.get(digest=draft.digest).question


def test_a_workbook_becomes_questions(in_alpha):
    drafts = sheets.drafts(workbooks.sheet("题库", HEADINGS, ROWS))

    outcome = services.add_many(drafts=drafts, actor=CLERK)

    assert (outcome.added, outcome.known) == (3, 0)
    keys = {version.text: version.key for version in QuestionVersion.objects.all()}
    assert keys == {
        "党支部委员会每届任期几年？": [1],
        "“三会一课”包括哪些？": [0, 1],
        "预备党员有表决权。": [1],
    }
    assert sorted((entry.kind, entry.options) for entry in selectors.entries(on=DAY)) == [
        (Kind.MULTIPLE, 3),
        (Kind.SINGLE, 3),
        (Kind.TRUE_FALSE, 2),
    ]


def test_the_same_workbook_again_adds_nothing(in_alpha):
    content = workbooks.sheet("题库", HEADINGS, ROWS)
    services.add_many(drafts=sheets.drafts(content), actor=CLERK)

    outcome = services.add_many(drafts=sheets.drafts(content), actor=CLERK)

    assert (outcome.added, outcome.known) == (0, 3)
    assert Question.objects.count() == 3


def test_adding_takes_as_many_queries_for_a_hundred_as_for_one(in_alpha, django_assert_num_queries):
    few, many = [single("甲")], [single(f"第 {number} 题") for number in range(100)]
    services.add_many(drafts=[single("预热")], actor=CLERK)

    with django_assert_num_queries(6) as counted:
        services.add_many(drafts=few, actor=CLERK)
    with django_assert_num_queries(len(counted)):
        services.add_many(drafts=many, actor=CLERK)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (["组织建设", "单选题", "题", "甲", "乙", None, "AB"], "只能有一个答案"),
        (["组织建设", "多选题", "题", "甲", "乙", None, "A"], "至少有两个答案"),
        (["组织建设", "单选题", "题", "甲", "乙", None, "C"], "答案须是选项之一"),
        (["组织建设", "单选题", "题", "甲", "甲", None, "A"], "互不相同"),
        (["组织建设", "单选题", "题", "甲", None, "丙", "A"], "中间不留空"),
        (["组织建设", "单选题", "题", "甲", None, None, "A"], "2 至 10 个"),
        (["组织建设", "判断题", "题", "甲", "乙", None, "正确"], "不填选项"),
        (["组织建设", "判断题", "题", None, None, None, "A"], "“正确”或“错误”"),
        (["组织建设", "单选题", "题", "甲", "乙", None, "1"], "选项字母"),
    ],
    ids=["two keys", "one key", "no such", "double", "gap", "too few", "options", "letter", "digit"],
)
def test_a_row_that_is_no_question_is_named_and_nothing_is_added(in_alpha, row, problem):
    with pytest.raises(ImportRefused) as refused:
        services.add_many(drafts=sheets.drafts(workbooks.sheet("题库", HEADINGS, [*ROWS, row])), actor=CLERK)

    [found] = refused.value.extensions["problems"]
    assert found["row"] == 5
    assert problem in found["message"]
    assert Question.objects.count() == 0


def test_a_revised_key_is_that_of_papers_drawn_before(in_alpha):
    question = added(single(key=0))
    [before] = selectors.entries(on=DAY)

    services.revise(question=question.pk, draft=single(key=1), version=1, reason="答案更正", actor=CLERK)

    assert selectors.keys(versions=[before.version])[before.version].places == [1]


def test_a_reworded_question_leaves_the_key_of_earlier_papers_alone(in_alpha):
    question = added(single(key=0))
    [before] = selectors.entries(on=DAY)

    services.revise(
        question=question.pk,
        draft=single("党小组会一般至少多久召开一次？", key=2),
        version=1,
        reason="措辞",
        actor=CLERK,
    )

    assert selectors.keys(versions=[before.version])[before.version].places == [0]
    [after] = selectors.entries(on=DAY)
    assert after.version != before.version


def test_a_revision_thought_out_on_an_older_version_is_refused(in_alpha):
    question = added(single())
    services.revise(question=question.pk, draft=single(key=1), version=1, reason="更正", actor=CLERK)

    with pytest.raises(Outdated):
        services.revise(question=question.pk, draft=single(key=2), version=1, reason="更正", actor=CLERK)

    assert question.versions.count() == 2


@pytest.mark.parametrize(
    ("draft", "reason"),
    [(single(key=1), " "), (single(topic="党章党规"), "换主题"), (single(key=7), "答案")],
    ids=["without a reason", "another topic", "no such option"],
)
def test_a_revision_that_cannot_be_changes_nothing(in_alpha, draft, reason):
    question = added(single())

    with pytest.raises(BadQuestion):
        services.revise(question=question.pk, draft=draft, version=1, reason=reason, actor=CLERK)

    question.refresh_from_db()
    assert (question.version, question.versions.count()) == (1, 1)


def test_a_retired_question_is_drawn_until_the_day_before(in_alpha):
    question = added(single())

    services.retire(question=question.pk, on=DAY)

    assert len(selectors.entries(on=date(2022, 5, 31))) == 1
    assert selectors.entries(on=DAY) == []


def test_a_question_of_nowhere_is_not_found(in_alpha):
    with pytest.raises(services.UnknownQuestion):
        services.retire(question="0192f0c4-0000-7000-8000-000000000000", on=DAY)


def test_true_and_false_stand_in_one_order(in_alpha):
    with pytest.raises(BadQuestion, match="正确"):
        services.checked(single(kind=Kind.TRUE_FALSE, options=TRUE_FALSE[::-1]))
