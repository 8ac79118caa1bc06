"""Workbooks that are read whole or refused whole, with every cell named."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter

from core.imports import layouts, workbooks
from core.imports.layouts import Column, ImportRefused, Layout
from core.policy.vocabulary import PersonGrade

LAYOUT = Layout(
    "成绩",
    (
        Column("name", "姓名", layouts.text),
        Column("score", "得分", layouts.number),
        Column("sat_on", "考试日期", layouts.day, required=False),
        Column("grade", "等次", layouts.choice(PersonGrade), required=False),
    ),
)


def workbook(*rows: list, title: str = "成绩") -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet(title)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for line, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(line, place, value, day)
                elif value is not None:
                    sheet.write(line, place, value)
    return target.getvalue()


def problems_of(content: bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(ImportRefused) as refused:
        workbooks.read(content, LAYOUT)
    return [
        (problem["row"], problem["column"], problem["code"])
        for problem in refused.value.extensions["problems"]
    ]


def test_rows_are_read_by_heading_in_any_order_and_empty_ones_passed_over():
    content = workbook(
        ["得分", "姓名", "考试日期"], [59.5, " 张三 ", date(2022, 3, 1)], [], ["60", "李四", None]
    )

    rows = workbooks.read(content, LAYOUT)

    assert [(row.number, row.values) for row in rows] == [
        (2, {"score": Decimal("59.5"), "name": "张三", "sat_on": date(2022, 3, 1)}),
        (4, {"score": Decimal(60), "name": "李四", "sat_on": None}),
    ]


@pytest.mark.parametrize(
    "written", ["2024-02-29", "2024/2/29", "2024.2.29", "2024年2月29日", date(2024, 2, 29)]
)
def test_days_are_understood_as_people_write_them(written):
    [row] = workbooks.read(workbook(["姓名", "得分", "考试日期"], ["张三", 1, written]), LAYOUT)

    assert row.values["sat_on"] == date(2024, 2, 29)


def test_a_term_is_understood_by_label_and_by_code():
    content = workbook(["姓名", "得分", "等次"], ["张三", 1, "优秀"], ["李四", 2, "BASIC"])

    grades = [row.values["grade"] for row in workbooks.read(content, LAYOUT)]

    assert grades == [PersonGrade.EXCELLENT, PersonGrade.BASIC]


def test_every_wrong_cell_is_named_at_once():
    content = workbook(
        ["姓名", "得分", "考试日期", "等次"],
        ["张三", "六十", "2023-02-29", "甲等"],
        [None, 60, None, None],
        [522702199001011234, 60],
    )

    assert problems_of(content) == [
        (2, "得分", "NOT_NUMBER"),
        (2, "考试日期", "NOT_DAY"),
        (2, "等次", "UNKNOWN_CODE"),
        (3, "姓名", "MISSING"),
        (4, "姓名", "NOT_TEXT"),
    ]


def test_columns_that_are_missing_unknown_or_doubled_are_named():
    assert problems_of(workbook(["姓名", "姓名", "分数"], ["张三", "张三", 60])) == [
        (1, "姓名", "DOUBLE_COLUMN"),
        (1, "分数", "UNKNOWN_COLUMN"),
        (1, "得分", "MISSING_COLUMN"),
    ]


def test_a_sheet_without_rows_is_refused_rather_than_a_success():
    assert problems_of(workbook(["姓名", "得分"])) == [(0, "", "EMPTY")]


def test_among_several_sheets_the_right_one_must_be_there():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet("甲")
        book.add_worksheet("乙")

    assert problems_of(target.getvalue()) == [(0, "", "NO_SHEET")]


@pytest.mark.parametrize("content", [b"", b"name,score\n", b"PK\x03\x04broken"], ids=["empty", "csv", "cut"])
def test_what_is_no_workbook_is_refused(content):
    assert problems_of(content) == [(0, "", "UNREADABLE")]


def test_a_cell_far_out_is_refused_before_the_sheet_is_parsed():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet("成绩").write(1_048_575, 16_383, "x")

    assert problems_of(target.getvalue()) == [(0, "", "TOO_LARGE")]


def test_an_archive_that_unpacks_to_too_much_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<row>" + b" " * (workbooks.MAX_UNPACKED + 1))

    assert problems_of(target.getvalue()) == [(0, "", "TOO_LARGE")]


def test_a_filled_in_template_is_read_back():
    rows = workbooks.read(workbooks.sheet("成绩", ["姓名", "得分"], [["张三", 60]]), LAYOUT)

    assert [row.values for row in rows] == [{"name": "张三", "score": Decimal(60)}]


def test_an_empty_template_has_the_headings_that_are_read():
    assert problems_of(workbooks.template(LAYOUT)) == [(0, "", "EMPTY")]


def test_what_looks_like_a_formula_leaves_as_text():
    [row] = workbooks.read(workbooks.sheet("成绩", ["姓名", "得分"], [["=1+1", 1]]), LAYOUT)

    assert row.values["name"] == "'=1+1"
