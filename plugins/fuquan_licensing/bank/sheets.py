"""Questions as a workbook: the template, and what its rows mean."""

from typing import Any

from core.imports import layouts, workbooks
from core.imports.layouts import CellProblem, Column, ImportRefused, Layout
from plugins.fuquan_licensing.bank import services
from plugins.fuquan_licensing.bank.papers import Kind
from plugins.fuquan_licensing.bank.services import BadQuestion, Draft

LETTERS = "ABCDEFGH"
_OPTIONS = tuple(
    Column(f"option_{letter}", f"选项{letter}", layouts.text, required=False, example="党支部委员会")
    for letter in LETTERS
)
LAYOUT = Layout(
    "题库",
    (
        Column("topic", "主题", layouts.text, example="组织建设"),
        Column(
            "kind",
            "题型",
            layouts.choice(Kind),
            example=Kind.SINGLE.label,
            choices=tuple(kind.label for kind in Kind),
        ),
        Column("text", "题干", layouts.text),
        *_OPTIONS,
        Column("key", "答案", layouts.text, example="AC；判断题填“正确”或“错误”"),
    ),
    notes=(
        "每行一题。题型为单选题、多选题或判断题。",
        "单选题、多选题从选项A起依次填写，中间不留空；答案填选项字母，如 A 或 ACD。",
        "判断题不填选项，答案填“正确”或“错误”。",
        "题库中已有的题目（主题、题型、题干、选项都相同）不会重复添加，同一文件可以再次上传。",
    ),
)


def template() -> bytes:
    """Return an empty workbook to be filled in."""
    return workbooks.template(LAYOUT)


def drafts(content: bytes) -> list[Draft]:
    """Return the questions of a workbook.

    :raises ImportRefused: naming every row and column that cannot be.
    """
    rows = workbooks.read(content, LAYOUT)
    problems: list[CellProblem] = []
    found = []
    for row in rows:
        try:
            found.append(services.checked(_draft(row.values)))
        except BadQuestion as error:
            shown = str(row.values["key"])[:60]
            problems.append(
                CellProblem(LAYOUT.title, row.number, "答案", shown, "BAD_QUESTION", error.message)
            )
    if problems:
        raise ImportRefused(problems)
    return found


def _draft(values: dict[str, Any]) -> Draft:
    kind, key = values["kind"], values["key"]
    given = [values.get(column.name) for column in _OPTIONS]
    options = tuple(option for option in given if option)
    if kind == Kind.TRUE_FALSE:
        if options:
            raise BadQuestion("判断题不填选项。")
        if key not in services.TRUE_FALSE:
            raise BadQuestion("判断题的答案须为“正确”或“错误”。")
        options, places = services.TRUE_FALSE, frozenset({services.TRUE_FALSE.index(key)})
    else:
        if tuple(given[: len(options)]) != options:
            raise BadQuestion("选项须从选项A起依次填写，中间不留空。")
        letters = key.upper().replace(" ", "").replace("、", "").replace(",", "")
        if not letters or any(letter not in LETTERS for letter in letters):
            raise BadQuestion(f"答案须为选项字母，如 A 或 ACD，不能是 {key[:20]}。")
        places = frozenset(LETTERS.index(letter) for letter in letters)
    return Draft(values["topic"], kind, values["text"], options, places)
