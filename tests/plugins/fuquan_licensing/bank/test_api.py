"""The question bank over GraphQL: for the organisation department, keys included, and for nobody else."""

import base64

import examining
import offices
import pytest
from browsing import CLERK
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.imports import workbooks
from plugins.fuquan_licensing.bank import services
from plugins.fuquan_licensing.bank.models import Question, QuestionVersion
from plugins.fuquan_licensing.bank.papers import Kind
from plugins.fuquan_licensing.bank.services import Draft

ADD = """mutation ($questions: [FuquanQuestionInput!], $workbook: String) {
    addFuquanQuestions(questions: $questions, workbook: $workbook) { added known } }"""
REVISE = """mutation ($id: ID!, $version: Int!, $question: FuquanQuestionInput!, $reason: String!) {
    reviseFuquanQuestion(id: $id, version: $version, question: $question, reason: $reason) {
    question { id version text options key } } }"""
RETIRE = """mutation ($id: ID!, $on: Date!) { retireFuquanQuestion(id: $id, on: $on) {
    question { retiredOn } } }"""
QUESTIONS = """query ($first: Int, $after: String, $topic: String, $kind: FuquanQuestionKind, $search: String,
    $withRetired: Boolean) { fuquanLicensing { questions(first: $first, after: $after, topic: $topic,
    kind: $kind, search: $search, withRetired: $withRetired) {
    edges { node { id version topic kind text options key retiredOn } } pageInfo { endCursor } } } }"""
TOPICS = "{ fuquanLicensing { topics { topic kind count } } }"
TEMPLATE = "{ fuquanLicensing { questionTemplate { name content } } }"
SINGLE = {
    "topic": "组织建设",
    "kind": "SINGLE",
    "text": "党支部委员会每届任期几年？",
    "options": ["二年", "三年", "五年"],
    "key": [1],
}
TRUE_FALSE = {"topic": "党章党规", "kind": "TRUE_FALSE", "text": "预备党员有表决权。", "key": [1]}
HEADINGS = ["主题", "题型", "题干", "选项A", "选项B", "选项C", "答案"]


@pytest.fixture
def askers(beta, in_alpha, client_of):
    """Somebody of each office; the unit is a township."""
    return offices.askers(client_of, examining.town().pk, beside=beta)


@pytest.fixture
def officer(askers):
    """A worker of the organisation department."""
    return askers["officer"]


@pytest.fixture
def question(in_alpha) -> Question:
    """One question of the bank."""
    draft = Draft("组织建设", Kind.SINGLE, "多久开一次党小组会？", ("每月", "每季"), frozenset({0}))
    services.add_many(drafts=[draft], actor=CLERK)
    return Question.objects.get()


def stored() -> tuple:
    return tuple(list(model.objects.order_by("pk").values()) for model in (Question, QuestionVersion))


def nodes(answer: dict) -> list[dict]:
    return [edge["node"] for edge in answer["fuquanLicensing"]["questions"]["edges"]]


def workbook(*rows: list) -> str:
    return base64.b64encode(workbooks.sheet("题库", HEADINGS, rows)).decode()


def test_questions_are_added_read_revised_and_retired(officer):
    added = officer.data(ADD, questions=[SINGLE, TRUE_FALSE])["addFuquanQuestions"]
    [single] = nodes(officer.data(QUESTIONS, topic="组织建设"))
    revised = officer.data(
        REVISE, id=single["id"], version=1, question={**SINGLE, "key": [2]}, reason="答案更正"
    )["reviseFuquanQuestion"]["question"]
    retired = officer.data(RETIRE, id=single["id"], on="2026-01-01")["retireFuquanQuestion"]["question"]

    assert added == {"added": 2, "known": 0}
    assert {name: value for name, value in single.items() if name != "id"} == {
        **SINGLE,
        "version": 1,
        "retiredOn": None,
    }
    assert (revised["version"], revised["key"]) == (2, [2])
    assert retired == {"retiredOn": "2026-01-01"}
    assert [one["text"] for one in nodes(officer.data(QUESTIONS))] == ["预备党员有表决权。"]
    assert len(nodes(officer.data(QUESTIONS, withRetired=True))) == 2
    assert officer.data(TOPICS)["fuquanLicensing"]["topics"] == [
        {"topic": "党章党规", "kind": "TRUE_FALSE", "count": 1}
    ]


def test_a_workbook_is_taken_over_once(officer):
    content = workbook(
        ["组织建设", "单选题", "党支部委员会每届任期几年？", "二年", "三年", "五年", "B"],
        ["党章党规", "判断题", "预备党员有表决权。", None, None, None, "错误"],
    )

    done = [officer.data(ADD, workbook=content)["addFuquanQuestions"] for _ in range(2)]

    assert done == [{"added": 2, "known": 0}, {"added": 0, "known": 2}]
    [single] = nodes(officer.data(QUESTIONS, kind="SINGLE"))
    assert (single["options"], single["key"]) == (["二年", "三年", "五年"], [1])


def test_a_workbook_with_wrong_cells_names_each_and_adds_nothing(officer):
    content = workbook(
        ["组织建设", "单选题", "甲？", "二年", "三年", None, "B"],
        ["组织建设", "单选题", "乙？", "二年", "三年", None, "C"],
        ["组织建设", "多选题", "丙？", "二年", "三年", None, "A"],
        [None, "问答题", "丁？", "二年", "三年", None, "A"],
    )

    first = officer.refusal(ADD, workbook=content)

    assert first["code"] == "IMPORT_REFUSED"
    assert [(one["row"], one["column"], one["code"]) for one in first["problems"]] == [
        (5, "主题", "MISSING"),
        (5, "题型", "UNKNOWN_CODE"),
    ]
    without_the_last = workbook(
        ["组织建设", "单选题", "乙？", "二年", "三年", None, "C"],
        ["组织建设", "多选题", "丙？", "二年", "三年", None, "A"],
    )
    second = officer.refusal(ADD, workbook=without_the_last)
    assert [(one["row"], one["column"], one["code"]) for one in second["problems"]] == [
        (2, "答案", "BAD_QUESTION"),
        (3, "答案", "BAD_QUESTION"),
    ]
    assert Question.objects.count() == 0


def test_the_template_is_a_workbook_that_is_read_back_as_empty(officer):
    template = officer.data(TEMPLATE)["fuquanLicensing"]["questionTemplate"]

    refused = officer.refusal(ADD, workbook=template["content"])

    assert template["name"] == "题库导入模板.xlsx"
    assert [one["code"] for one in refused["problems"]] == ["EMPTY"]


@pytest.mark.parametrize(
    "given",
    [{}, {"questions": [SINGLE], "workbook": "UEsDBA=="}, {"workbook": "这不是"}],
    ids=["neither", "both", "no base64"],
)
def test_what_is_no_list_and_no_workbook_is_refused(officer, given):
    assert officer.refusal(ADD, **given)["code"] == "BAD_USER_INPUT"
    assert Question.objects.count() == 0


def test_a_revision_of_an_outdated_version_writes_nothing(officer, question):
    draft = {"topic": "组织建设", "kind": "SINGLE", "text": "多久一次？", "options": ["每月", "每季"]}
    officer.data(REVISE, id=str(question.pk), version=1, question={**draft, "key": [0]}, reason="文字")
    before = stored()

    refused = officer.refusal(
        REVISE, id=str(question.pk), version=1, question={**draft, "key": [1]}, reason="答案"
    )

    assert (refused["code"], refused["version"]) == ("CONFLICT", 2)
    assert stored() == before


@pytest.mark.parametrize("id", ["1", "0192f0c4-0000-7000-8000-000000000000"])
def test_a_question_that_nobody_knows_is_not_found(officer, question, id):
    before = stored()

    revising = officer.refusal(REVISE, id=id, version=1, question=SINGLE, reason="更正")
    retiring = officer.refusal(RETIRE, id=id, on="2026-01-01")

    assert (revising["code"], retiring["code"]) == ("NOT_FOUND", "NOT_FOUND")
    assert stored() == before


@pytest.mark.parametrize(
    ("who", "code"), [item for item in offices.DEPARTMENT_ONLY.items() if item[1] != "DONE"]
)
def test_only_the_department_writes_the_bank(askers, question, who, code):
    id, before = str(question.pk), stored()

    answers = [
        askers[who].ask(ADD, questions=[SINGLE]),
        askers[who].ask(REVISE, id=id, version=1, question=SINGLE, reason="更正"),
        askers[who].ask(RETIRE, id=id, on="2026-01-01"),
    ]

    assert [offices.outcome(answer) for answer in answers] == [code] * 3
    assert stored() == before


@pytest.mark.parametrize(("who", "code"), offices.DEPARTMENT_ONLY.items())
def test_only_the_department_reads_the_bank(askers, question, who, code):
    answers = [askers[who].ask(query) for query in (QUESTIONS, TOPICS, TEMPLATE)]

    assert [offices.outcome(answer) for answer in answers] == [code] * 3
    assert ("每月" in str(answers)) == (code == "DONE")


def test_pages_of_the_bank_are_walked_without_gaps(officer):
    officer.data(ADD, questions=[{**SINGLE, "text": f"第 {number} 题"} for number in range(7)])
    seen, after = [], None

    for _ in range(4):
        page = officer.data(QUESTIONS, first=2, after=after)
        seen += [node["text"] for node in nodes(page)]
        after = page["fuquanLicensing"]["questions"]["pageInfo"]["endCursor"]

    assert sorted(seen) == [f"第 {number} 题" for number in range(7)]


def test_the_bank_is_searched_by_its_wording(officer, question):
    officer.data(ADD, questions=[SINGLE])

    found = nodes(officer.data(QUESTIONS, search="每届任期"))

    assert [one["text"] for one in found] == ["党支部委员会每届任期几年？"]
    assert nodes(officer.data(QUESTIONS, search="%")) == []


@pytest.mark.parametrize("query", [QUESTIONS, TOPICS])
def test_a_page_of_a_hundred_takes_as_many_queries_as_one_of_ten(officer, query):
    def queries(first: int) -> int:
        given = {"first": first} if query is QUESTIONS else {}
        with CaptureQueriesContext(connection) as captured:
            officer.data(query, **given)
        return len(captured)

    for start in (0, 60):
        officer.data(
            ADD, questions=[{**SINGLE, "text": f"第 {number} 题"} for number in range(start, start + 60)]
        )
    officer.data(query)

    assert queries(100) == queries(10)
    assert len(nodes(officer.data(QUESTIONS, first=100))) == 100
