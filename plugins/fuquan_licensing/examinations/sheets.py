"""Examinations as workbooks: the list of seats, the score sheet, and scores that come back in it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from core.actors import Actor
from core.imports import layouts, workbooks
from core.imports.layouts import CellProblem, Column, ImportRefused, Layout
from core.people import selectors as people
from plugins.fuquan_licensing.examinations import services
from plugins.fuquan_licensing.examinations.models import Examination, Mark, Registration
from plugins.fuquan_licensing.examinations.stages import Mode, Stage

FULL = Decimal(100)
CENT = Decimal("0.01")
LAYOUT = Layout(
    "成绩",
    (
        Column("number", "准考证号", layouts.text, example="20220100001"),
        Column("name", "姓名", layouts.text),
        Column("score", "得分", layouts.number, required=False, example="85.5"),
        Column("absent", "缺考", layouts.flag, required=False, example="是", choices=("是", "否")),
    ),
    notes=(
        "一行一名考生；准考证号和姓名须与报名一致，请勿改动。",
        "到考的填得分（0 至 100，最多两位小数），缺考的在“缺考”列填“是”，不填得分。",
        "有一处错误即整表不导入；改正后可重新上传，已导入而未变的成绩不受影响。",
    ),
)


def seats(*, examination: UUID) -> bytes:
    """Return the list of seats as a workbook: seat, number, name, organisation."""
    rows = [
        (registration.seat, registration.number, person.name, person.organisation_name or "")
        for registration, person in _listed(examination)
    ]
    return workbooks.sheet("座位表", ["座位号", "准考证号", "姓名", "所在党组织"], rows)


def score_sheet(*, examination: UUID) -> bytes:
    """Return the score sheet as a workbook that `take_scores` reads back once it is filled in."""
    rows = [(registration.number, person.name, None, None) for registration, person in _listed(examination)]
    return workbooks.sheet(LAYOUT.title, [column.title for column in LAYOUT.columns], rows)


def take_scores(*, examination: UUID, content: bytes, actor: Actor) -> int:
    """Take the scores of a written examination over and return how many are new or changed.

    Scores that were there and are the same get no new version. The number of writes is fixed.

    :raises ImportRefused: naming every row and column that cannot be; then nothing is written.
    :raises WrongStage: if the examination is not being sat or was scored at the screen.
    """
    rows = workbooks.read(content, LAYOUT)
    with transaction.atomic():
        examined = services.held(examination, None, Stage.SAT, doing="导入成绩")
        if examined.mode != Mode.SHEET:
            raise services.BadExamination("上机考试由系统评分，不能导入成绩。")
        there = {registration.number: (registration, person) for registration, person in _listed(examination)}
        scores = _scores(rows, there)
        newest: dict[UUID, Mark] = {}
        for mark in Mark.objects.filter(registration__examination=examination).order_by("number"):
            newest[mark.registration_id] = mark
        marks = []
        for registration, score in scores.items():
            registration.attended = score is not None
            old = newest.get(registration.pk)
            if score is not None and (old is None or old.score != score):
                marks.append(
                    Mark(
                        registration=registration,
                        number=old.number + 1 if old else 1,
                        score=score,
                        source=Mark.Source.SHEET,
                        **actor.columns("recorded_by"),
                    )
                )
        Mark.objects.bulk_create(marks)
        Registration.objects.bulk_update(scores, ["attended"], batch_size=500)
    return len(marks)


def _scores(
    rows: list[workbooks.Row], there: Mapping[str, tuple[Registration, Any]]
) -> dict[Registration, Decimal | None]:
    """Return the score of each registration, None for who was absent.

    :raises ImportRefused: naming everything that does not fit.
    """
    problems: list[CellProblem] = []
    scores: dict[Registration, Decimal | None] = {}
    for row in rows:
        number, name, score = (row.values[field] for field in ("number", "name", "score"))
        absent = bool(row.values.get("absent"))
        registration, person = there.get(number, (None, None))
        wrong: tuple[str, Any, str, str] | None = None
        if registration is None or person is None:
            wrong = ("准考证号", number, "UNKNOWN_NUMBER", "本场考试没有这个准考证号，请核对")
        elif registration in scores:
            wrong = ("准考证号", number, "DOUBLE_NUMBER", "同一考生出现两次，请只保留一行")
        elif name != person.name:
            wrong = ("姓名", name, "WRONG_NAME", "与报名的姓名不一致，请核对是否填错行")
        elif absent and score is not None:
            wrong = ("得分", score, "SCORE_OF_ABSENT", "缺考的不填得分")
        elif not absent and score is None:
            wrong = ("得分", "", "MISSING", "到考的须填得分；缺考的请在“缺考”列填“是”")
        elif score is not None and not (0 <= score <= FULL and score == score.quantize(CENT)):
            wrong = ("得分", score, "OUT_OF_BOUNDS", "须为 0 至 100 的数，最多两位小数")
        if wrong is not None:
            column, value, code, message = wrong
            problems.append(CellProblem(LAYOUT.title, row.number, column, str(value)[:60], code, message))
        elif registration is not None:
            scores[registration] = score
    if problems:
        raise ImportRefused(problems)
    return scores


def _listed(examination: UUID) -> list[tuple[Registration, Any]]:
    """Return who is registered, by seat, with the person as known today; two queries."""
    if not Examination.objects.filter(pk=examination).exists():
        raise services.unknown(examination)
    rows = list(Registration.objects.filter(examination=examination, withdrawn_reason="").order_by("seat"))
    found = people.people(ids=[row.person_id for row in rows], on=timezone.localdate())
    return [(row, found[row.person_id]) for row in rows if row.person_id in found]
