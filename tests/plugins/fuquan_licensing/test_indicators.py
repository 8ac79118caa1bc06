"""Figures of licences and of the examinations for them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from counting import by, credential, total, unit, worker

from core.appointments.models import Appointment
from core.examinations.models import Attendance, ExaminationResult, State
from core.examinations.models import Examination as Record
from core.organisations.models import Sector
from plugins.fuquan_licensing.examinations.models import Examination, Round
from plugins.fuquan_licensing.examinations.stages import Mode, Stage

LICENCE = "fuquan_licensing.licence"


@pytest.fixture
def village(in_alpha):
    """A village's branch."""
    return unit("甲村党支部", Sector.VILLAGE)


def test_licensed_are_the_fulltime_workers_with_a_valid_licence(village):
    licensed, revoked, _none, part_time = (
        worker("张三", village),
        worker("李四", village),
        worker("王五", village),
        worker("赵六", village, basis=Appointment.Basis.PART_TIME),
    )
    credential(licensed, LICENCE, "JUNIOR")
    credential(revoked, LICENCE, "JUNIOR", steps=((date(2022, 9, 1), "REVOKED"),))
    credential(part_time, LICENCE, "JUNIOR")
    credential(_none, "fuquan_licensing.other", "JUNIOR")

    assert total("licensed_share", "2022") == (1, 3)
    assert total("licensed_share", "2022Q2") == (2, 3)
    assert total("licensed_share", "2022-05") == (0, 3)


def test_licences_are_counted_by_their_own_level(village):
    climber, junior = worker("张三", village), worker("李四", village)
    credential(climber, LICENCE, "JUNIOR", steps=((date(2022, 10, 1), "SUPERSEDED"),))
    credential(climber, LICENCE, "INTERMEDIATE")
    credential(junior, LICENCE, "JUNIOR")

    assert total("licences", "2022") == 2
    assert by("licences", "level", "2022") == {"INTERMEDIATE": 1, "JUNIOR": 1}
    assert by("licences", "level", "2022Q3") == {"INTERMEDIATE": 1, "JUNIOR": 2}
    assert by("licences", "sector", "2022") == {"VILLAGE": 2}


def examine(organisation, *, on: date, scores: dict, state: State = State.PUBLISHED, number: int = 1) -> None:
    """Record an examination for JUNIOR with its results."""
    record = Record.objects.create(
        organisation=organisation,
        title="资格考试",
        paper_title="试卷",
        on=on,
        pass_mark=Decimal(60),
        state=state,
        published_on=on,
    )
    round, _ = Round.objects.get_or_create(year=on.year, defaults={"title": "年度认证"})
    Examination.objects.create(
        round=round,
        number=number,
        title="资格考试",
        level="JUNIOR",
        mode=Mode.SHEET.value,
        stage=Stage.PUBLISHED.value,
        opens_at=datetime(on.year, on.month, on.day, 1, tzinfo=UTC),
        closes_at=datetime(on.year, on.month, on.day, 3, tzinfo=UTC),
        minutes=120,
        record=record,
    )
    for person, score in scores.items():
        ExaminationResult.objects.create(
            examination=record,
            person=person,
            organisation=organisation,
            attendance=Attendance.ABSENT if score is None else Attendance.PRESENT,
            score=score,
            recorded_by_realm="system",
            recorded_by_name="测试",
        )


def test_examinations_of_the_period_and_who_passed(village):
    passed, failed, absent = (worker(name, village) for name in ("张三", "李四", "王五"))
    examine(
        village,
        on=date(2022, 12, 31),
        scores={passed: Decimal(60), failed: Decimal("59.99"), absent: None},
    )
    examine(village, on=date(2023, 1, 1), scores={passed: Decimal(90)})
    examine(village, on=date(2022, 5, 1), scores={passed: None}, state=State.SCHEDULED, number=2)

    assert total("examinations", "2022") == 1
    assert by("examinations", "level", "2022") == {"JUNIOR": 1}
    assert total("exam_pass_share", "2022") == (1, 2)
    assert total("exam_pass_share", "2023") == (1, 1)


def test_an_examination_of_the_core_alone_is_none_for_licences(village):
    Record.objects.create(
        organisation=village,
        title="年度考核考试",
        paper_title="试卷",
        on=date(2022, 5, 1),
        pass_mark=Decimal(60),
        state=State.PUBLISHED,
        published_on=date(2022, 6, 1),
    )

    assert total("examinations", "2022") == 0
