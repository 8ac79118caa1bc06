"""Files of arrangements: what is read from them, and how each fault is named."""

from datetime import date
from pathlib import Path

import pytest

from core.reference import arrangements
from core.reference.files import FileInvalid
from core.reference.models import DayKind

NOTES = "# 版本,2027\n# 年份,2027\n# 发布日期,2026-11-05\n# 来源,国务院办公厅通知\n日期,类别,名称\n"


@pytest.fixture
def file_of(tmp_path):
    def make(text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "2027.csv"
        path.write_text(text, encoding=encoding)
        return path

    return make


def faults(path: Path) -> list[dict]:
    with pytest.raises(FileInvalid) as refusal:
        arrangements.read(path)
    return refusal.value.extensions["problems"]


def test_a_file_is_read_with_its_notes(file_of):
    arrangement = arrangements.read(
        file_of(NOTES + "2027-01-01,休,元旦\n2027-01-09,班,元旦\n2028-01-01,法定,元旦\n")
    )

    assert (arrangement.label, arrangement.published_on) == ("2027", date(2026, 11, 5))
    assert (arrangement.first_year, arrangement.last_year) == (2027, 2027)
    assert {day: row.kind for day, row in arrangement.days.items()} == {
        date(2027, 1, 1): DayKind.HOLIDAY,
        date(2027, 1, 9): DayKind.WORKDAY,
        date(2028, 1, 1): DayKind.STATUTORY,
    }


def test_a_file_saved_by_a_spreadsheet_is_read_alike(file_of):
    text = (
        NOTES.replace("2027\n", "2027,\n").replace("2026-11-05", "2026/11/5") + "2027/1/1,HOLIDAY,元旦,\n,,\n"
    )

    arrangement = arrangements.read(file_of(text.replace("\n", "\r\n"), encoding="utf-8-sig"))

    assert list(arrangement.days) == [date(2027, 1, 1)]
    assert arrangement.published_on == date(2026, 11, 5)


def test_the_december_before_may_be_named(file_of):
    arrangement = arrangements.read(file_of(NOTES + "2026-12-31,休,元旦\n2026-12-27,班,元旦\n"))

    assert sorted(arrangement.days) == [date(2026, 12, 27), date(2026, 12, 31)]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2027-02-30,休,春节", "日期“2027-02-30”应写作 2027-01-01。"),
        ("2027-1/1,休,元旦", "日期“2027-1/1”应写作 2027-01-01。"),
        ("2027-01-01,放,元旦", "类别“放”应为“休”（放假）、“班”（上班）或“法定”（次年法定节假日）。"),
        ("2027-01-01,休", "请写明 2027-01-01 的名称，例如“春节”，最多 60 个字。"),
        ("2027-01-04,班,元旦", "2027-01-04 不是周六或周日，本来就上班；“班”只用于调休上班的周末。"),
        ("2026-11-30,休,元旦", "2026-11-30 不在本文件的年份内：“休”的日期应在 2027 年至 2027 年。"),
        ("2028-01-01,休,元旦", "2028-01-01 不在本文件的年份内：“休”的日期应在 2027 年至 2027 年。"),
        ("2027-01-01,法定,元旦", "2027-01-01 不在本文件的年份内：“法定”的日期应在 2028 年。"),
        ("2027-10-01,休,国庆节", "2027-10-01 已在第 6 行列出，一天只能列一次。"),
        ("2027-10-02,休,国庆节,多,余", "应有 3 列，实际有 5 列。"),
    ],
)
def test_a_faulty_line_is_named(file_of, line, message):
    assert faults(file_of(NOTES + "2027-10-01,休,国庆节\n" + line + "\n")) == [
        {"line": 7, "message": message}
    ]


@pytest.mark.parametrize("key", ["版本", "年份", "发布日期", "来源"])
def test_a_missing_note_is_named(file_of, key):
    kept = "".join(line for line in NOTES.splitlines(keepends=True) if not line.startswith(f"# {key}"))

    assert faults(file_of(kept)) == [{"line": 0, "message": f"缺少“# {key},……”：请在表头之前写明{key}。"}]


def test_years_in_the_wrong_order_are_refused(file_of):
    assert faults(file_of(NOTES.replace("# 年份,2027", "# 年份,2027-2026"))) == [
        {"line": 2, "message": "年份应写作 2027 或 2004-2026。"}
    ]


def test_another_heading_is_refused(file_of):
    assert faults(file_of("date,kind,name\n")) == [
        {"line": 1, "message": "表头应为“日期,类别,名称”，实际为“date,kind,name”。"}
    ]


def test_an_empty_file_is_refused(file_of):
    assert faults(file_of("")) == [{"line": 0, "message": "缺少表头“日期,类别,名称”。"}]


def test_an_unclosed_quote_is_named_by_its_line(file_of):
    (problem,) = faults(file_of(NOTES + '2027-01-01,休,"元旦\n'))

    assert problem["line"] == 6
    assert problem["message"].startswith("不是有效的 CSV")


def test_another_encoding_is_refused_with_the_way_out(file_of):
    with pytest.raises(FileInvalid) as refusal:
        arrangements.read(file_of(NOTES, encoding="gbk"))

    assert refusal.value.message == (
        "文件 2027.csv 不是 UTF-8 编码；请在表格软件中另存为“CSV UTF-8（逗号分隔）”。"
    )


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(FileInvalid) as refusal:
        arrangements.read(tmp_path / "none.csv")

    assert refusal.value.message.startswith(f"无法读取文件 {tmp_path / 'none.csv'}")


def test_more_than_ten_faults_are_counted(file_of):
    with pytest.raises(FileInvalid) as refusal:
        arrangements.read(file_of(NOTES + "x,休,元旦\n" * 12))

    assert refusal.value.message.startswith("文件 2027.csv 有 12 处须修改，未载入任何内容：\n第 6 行：")
    assert refusal.value.message.endswith("……另有 2 处。")
    assert len(refusal.value.extensions["problems"]) == 12


def test_statutory_days_that_are_worked_or_left_out_are_named(file_of):
    arrangement = arrangements.read(file_of(NOTES + "2027-01-01,休,元旦\n2027-05-01,班,劳动节\n"))
    law = {date(2027, 1, 1): "元旦", date(2027, 5, 1): "劳动节", date(2027, 6, 9): "端午节"}

    assert arrangements.missing_statutory(arrangement, 2027, law) == [
        "2027-05-01（劳动节）是 2027 年的法定节假日，应列为“休”。",
        "2027-06-09（端午节）是 2027 年的法定节假日，应列为“休”。",
    ]
