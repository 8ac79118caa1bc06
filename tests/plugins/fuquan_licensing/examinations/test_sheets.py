"""Seats and scores as workbooks: every wrong cell is named, and then nothing is written."""

import io
from decimal import Decimal
from typing import Any

import examining
import pytest
from browsing import CLERK
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from core.imports import workbooks
from core.imports.layouts import ImportRefused
from plugins.fuquan_licensing.examinations import services, sheets
from plugins.fuquan_licensing.examinations.models import Examination, Mark, Registration
from plugins.fuquan_licensing.examinations.stages import Stage, WrongStage

HEADINGS = ["准考证号", "姓名", "得分", "缺考"]


def content(rows: list[list[Any]], headings: list[str] = HEADINGS) -> bytes:
    return workbooks.sheet("成绩", headings, rows)


def shown(book: bytes) -> list[list[Any]]:
    """Return the rows of a workbook as whoever opens it sees them."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0)
    return [list(row) for row in sheet.to_python()]


def take(examination: Examination, rows: list[list[Any]]) -> int:
    return sheets.take_scores(examination=examination.pk, content=content(rows), actor=CLERK)


def stored() -> tuple:
    return tuple(list(model.objects.order_by("pk").values()) for model in (Registration, Mark))


@pytest.fixture
def numbers(written) -> list[str]:
    """The numbers of three candidates of a written examination that is being sat."""
    rows = examining.registered(written, 3)
    services.begin_sittings(examination=written.pk, version=2)
    return [row.number for row in rows]


def test_seats_are_listed_in_their_order(written, numbers):
    rows = shown(sheets.seats(examination=written.pk))

    assert rows[0] == ["座位号", "准考证号", "姓名", "所在党组织"]
    assert [row[0] for row in rows[1:]] == [1, 2, 3]
    assert [row[1:] for row in rows[1:]] == [
        [number, f"考生{place}", "牛场镇党委"] for place, number in enumerate(numbers)
    ]


def test_the_score_sheet_is_read_back_once_it_is_filled_in(written, numbers):
    heading, *rows = shown(sheets.score_sheet(examination=written.pk))
    for row, score in zip(rows, ("85.5", "59.99", "100"), strict=True):
        row[2] = Decimal(score)
        row[3] = None

    taken = sheets.take_scores(examination=written.pk, content=content(rows, heading), actor=CLERK)

    assert taken == 3
    scores = Mark.objects.order_by("registration__seat").values_list("score", "source", "number")
    assert list(scores) == [(Decimal(score), Mark.Source.SHEET, 1) for score in ("85.50", "59.99", "100.00")]


def test_who_was_absent_gets_no_score(written, numbers):
    rows = [
        [numbers[0], "考生0", 60, None],
        [numbers[1], "考生1", None, "是"],
        [numbers[2], "考生2", 0, "否"],
    ]

    assert take(written, rows) == 2
    assert list(Registration.objects.order_by("seat").values_list("attended", "marks__score")) == [
        (True, Decimal(60)),
        (False, None),
        (True, Decimal(0)),
    ]


def test_the_same_sheet_again_changes_nothing_and_a_changed_score_is_the_next_version(written, numbers):
    rows = [[number, f"考生{place}", 60 + place, None] for place, number in enumerate(numbers)]
    take(written, rows)

    again = take(written, rows)
    rows[1][2] = 99
    changed = take(written, rows)

    assert (again, changed) == (0, 1)
    assert list(
        Mark.objects.filter(registration__seat=2).order_by("number").values_list("number", "score")
    ) == [(1, Decimal(61)), (2, Decimal(99))]
    assert Mark.objects.count() == 4


def test_every_wrong_cell_is_named_and_no_score_is_taken(written, numbers):
    first, second, third = numbers
    rows = [
        ["20220199999", "考生0", 60, None],
        [first, "考生0", 60, None],
        [first, "考生0", 61, None],
        [second, "考生9", 60, None],
        [second, "考生1", 60, "是"],
        [third, "考生2", None, None],
    ]
    before = stored()

    with pytest.raises(ImportRefused) as refused:
        take(written, rows)

    problems = refused.value.extensions["problems"]
    assert [(one["row"], one["column"], one["code"]) for one in problems] == [
        (2, "准考证号", "UNKNOWN_NUMBER"),
        (4, "准考证号", "DOUBLE_NUMBER"),
        (5, "姓名", "WRONG_NAME"),
        (6, "得分", "SCORE_OF_ABSENT"),
        (7, "得分", "MISSING"),
    ]
    assert stored() == before


@pytest.mark.parametrize(
    ("score", "code"),
    [
        (Decimal("-0.01"), "OUT_OF_BOUNDS"),
        (Decimal("100.01"), "OUT_OF_BOUNDS"),
        ("60.001", "OUT_OF_BOUNDS"),
        ("优", "NOT_NUMBER"),
    ],
)
def test_a_score_that_cannot_be_is_named(written, numbers, score, code):
    with pytest.raises(ImportRefused) as refused:
        take(written, [[numbers[0], "考生0", score, None]])

    [problem] = refused.value.extensions["problems"]
    assert [problem[name] for name in ("row", "column", "value", "code")] == [2, "得分", str(score), code]
    assert Mark.objects.count() == 0


@pytest.mark.parametrize("score", ["0", "100", "60.01"])
def test_scores_at_the_bounds_are_taken(written, numbers, score):
    assert take(written, [[numbers[0], "考生0", score, None]]) == 1
    assert Mark.objects.get().score == Decimal(score)


def test_somebody_who_was_withdrawn_has_no_row_and_no_score(written, numbers):
    withdrawn = Registration.objects.get(number=numbers[0])
    services.withdraw(registration=withdrawn.pk, reason="调离", actor=CLERK)

    with pytest.raises(ImportRefused) as refused:
        take(written, [[numbers[0], "考生0", 60, None]])

    assert refused.value.extensions["problems"][0]["code"] == "UNKNOWN_NUMBER"
    assert len(shown(sheets.score_sheet(examination=written.pk))) == 3


def test_scores_of_an_examination_at_the_screen_are_not_imported(examination):
    [row] = examining.registered(examination, 1)
    services.begin_sittings(examination=examination.pk, version=2)

    with pytest.raises(services.BadExamination):
        take(examination, [[row.number, "考生0", 60, None]])

    assert Mark.objects.count() == 0


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.SAT])
def test_scores_are_imported_while_it_is_being_sat_only(written, numbers, stage):
    examining.at_stage(written, stage)

    with pytest.raises(WrongStage):
        take(written, [[numbers[0], "考生0", 60, None]])

    assert Mark.objects.count() == 0


def test_sittings_are_not_closed_while_a_score_is_missing(written, numbers):
    take(written, [[numbers[0], "考生0", 60, None]])
    Registration.objects.filter(number=numbers[1]).update(attended=True)

    with pytest.raises(services.StillSitting):
        services.close_sittings(examination=written.pk, version=3)

    assert Registration.objects.get(number=numbers[2]).attended is None


@pytest.mark.parametrize("work", ["import", "seats"])
def test_a_hundred_take_as_many_queries_as_ten(written, work):
    rows = examining.registered(written, 100)
    services.begin_sittings(examination=written.pk, version=2)
    taken = []

    for count in (10, 100):
        filled = [[row.number, row.person.name, 60 + count // 10, None] for row in rows[:count]]
        with CaptureQueriesContext(connection) as captured:
            if work == "import":
                take(written, filled)
            else:
                sheets.seats(examination=written.pk)
        taken.append(len(captured))

    assert taken[0] == taken[1]
