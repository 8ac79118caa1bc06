"""Examinations are scheduled, sat, scored exactly, published and corrected by new versions."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.actors import SYSTEM
from core.decisions import enacting
from core.examinations import selectors, services
from core.examinations.models import Attendance, Examination, ExaminationResult, State
from core.examinations.services import Entry
from core.organisations import selectors as organisations
from core.organisations.facts import Outdated
from core.people import services as people

TODAY = date(2025, 6, 10)
SIXTY = Decimal(60)


def stored() -> tuple:
    return tuple(list(model.objects.order_by("pk").values()) for model in (Examination, ExaminationResult))


def record(sitting: Examination, *entries: Entry) -> list[ExaminationResult]:
    return services.record_many(examination=sitting.pk, entries=entries)


def publish(sitting: Examination, **more) -> Examination:
    values = {"version": Examination.objects.get(pk=sitting.pk).version, "on": TODAY} | more
    return services.publish(examination=sitting.pk, **values)


def correct(result: ExaminationResult, **more) -> ExaminationResult:
    values = {
        "version": result.version,
        "attendance": Attendance.PRESENT,
        "score": Decimal(61),
        "reason": "漏批一题",
    } | more
    return services.correct(result=result.pk, **values)


@pytest.fixture
def published(sitting, town, worker):
    """A published result of 59."""
    examination = sitting()
    [result] = record(examination, Entry(person=worker("张三", town).pk, score=Decimal(59)))
    publish(examination)
    return result


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"title": " "}, "考试名称"),
        ({"paper_title": "长" * 201}, "试卷名称"),
        ({"pass_mark": Decimal("100.5")}, "合格分数线"),
        ({"pass_mark": Decimal(-1)}, "合格分数线"),
    ],
)
def test_an_examination_that_cannot_be_is_refused(sitting, more, words):
    with pytest.raises(services.InvalidExamination, match=words):
        sitting(**more)

    assert Examination.objects.count() == 0


def test_an_examination_is_held_by_an_organisation_that_stands(sitting):
    with pytest.raises(organisations.UnknownOrganisation):
        sitting(on=date(2019, 12, 31))

    assert Examination.objects.count() == 0


def test_candidates_are_registered_once_where_they_belong_on_the_day(sitting, county, town, worker):
    posted, kept, loose = (
        worker("张三", town),
        people.record(name="李四", kept_by=town, on=TODAY).person,
        people.register(name="王五"),
    )
    examination = sitting()

    rows = services.register(examination=examination.pk, people=[posted.pk, kept.pk, loose.pk])

    assert {(row.person_id, row.organisation_id, row.attendance) for row in rows} == {
        (posted.pk, town.pk, "REGISTERED"),
        (kept.pk, town.pk, "REGISTERED"),
        (loose.pk, county.pk, "REGISTERED"),
    }
    before = stored()
    with pytest.raises(services.InvalidExamination) as twice:
        services.register(examination=examination.pk, people=[posted.pk])
    with pytest.raises(services.InvalidExamination, match="不在人员库中"):
        services.register(examination=examination.pk, people=[UUID(int=7)])
    assert twice.value.code == "ALREADY_REGISTERED"
    assert stored() == before


def test_a_sheet_registers_who_was_not_and_overwrites_until_publication(sitting, town, worker):
    one, two = worker("张三", town), worker("李四", town)
    examination = sitting()
    services.register(examination=examination.pk, people=[one.pk])

    record(
        examination,
        Entry(person=one.pk, score=Decimal("59.5")),
        Entry(person=two.pk, attendance=Attendance.ABSENT),
    )
    record(examination, Entry(person=one.pk, score=Decimal("60.25"), version=2))

    assert list(
        ExaminationResult.objects.order_by("id").values_list("person", "attendance", "score", "version")
    ) == [(one.pk, "PRESENT", Decimal("60.25"), 3), (two.pk, "ABSENT", None, 1)]


@pytest.mark.parametrize("version", [0, 2])
def test_a_result_that_stands_otherwise_is_a_conflict(sitting, town, worker, version):
    person, other = worker("张三", town), worker("李四", town)
    examination = sitting()
    record(examination, Entry(person=person.pk, score=Decimal(50)))
    before = stored()

    with pytest.raises(Outdated):
        record(
            examination,
            Entry(person=other.pk, score=Decimal(50)),
            Entry(person=person.pk, score=Decimal(51), version=version),
        )

    assert stored() == before


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"score": None}, "须填写成绩"),
        ({"score": Decimal("100.000001")}, "须为 0 至 100"),
        ({"score": Decimal("-0.01")}, "须为 0 至 100"),
        ({"score": Decimal("1.1234567")}, "小数不超过 6 位"),
        ({"score": Decimal("NaN")}, "须为 0 至 100"),
        ({"score": Decimal(0), "attendance": Attendance.ABSENT}, "没有成绩"),
    ],
)
def test_a_result_that_cannot_be_is_refused(sitting, town, worker, more, words):
    examination, person = sitting(), worker("张三", town)

    with pytest.raises(services.InvalidExamination, match=words):
        record(examination, Entry(person=person.pk, **more))

    assert ExaminationResult.objects.count() == 0


@pytest.mark.parametrize("score", ["0", "100", "59.999999"])
def test_scores_are_kept_exactly(sitting, town, worker, score):
    [result] = record(sitting(), Entry(person=worker("张三", town).pk, score=Decimal(score)))

    assert ExaminationResult.objects.get(pk=result.pk).score == Decimal(score)


def test_nobody_stands_on_a_sheet_twice(sitting, town, worker):
    person = worker("张三", town)

    with pytest.raises(services.InvalidExamination, match="出现了两次"):
        record(sitting(), *[Entry(person=person.pk, score=SIXTY)] * 2)

    assert ExaminationResult.objects.count() == 0


def test_publication_waits_for_every_candidate(sitting, town, worker):
    one, two = worker("张三", town), worker("李四", town)
    examination = sitting()
    services.register(examination=examination.pk, people=[one.pk, two.pk])
    record(examination, Entry(person=one.pk, score=SIXTY))
    before = stored()

    with pytest.raises(services.NotRecorded) as refusal:
        publish(examination)

    assert refusal.value.extensions["people"] == [str(two.pk)]
    assert stored() == before


@pytest.mark.parametrize(("on", "version"), [(date(2025, 5, 31), 1), (TODAY, 2)])
def test_publication_before_the_sitting_or_on_an_outdated_version_is_refused(
    sitting, town, worker, on, version
):
    examination = sitting()
    record(examination, Entry(person=worker("张三", town).pk, score=SIXTY))
    before = stored()

    with pytest.raises((services.InvalidExamination, Outdated)):
        publish(examination, on=on, version=version)

    assert stored() == before


def test_an_examination_of_nobody_is_not_published(sitting):
    with pytest.raises(services.InvalidExamination, match="没有考生"):
        publish(sitting())


@pytest.mark.parametrize(("own", "expected"), [(None, 60), (Decimal("75.5"), Decimal("75.5"))])
def test_the_mark_is_that_of_the_law_unless_the_examination_has_its_own(sitting, town, worker, own, expected):
    examination = sitting(pass_mark=own)
    record(examination, Entry(person=worker("张三", town).pk, score=SIXTY))

    assert publish(examination).pass_mark == expected


def test_a_later_change_of_the_law_leaves_what_was_published(published):
    examination = Examination.objects.get(pk=published.examination_id)

    enacting.enact(
        plugin="core",
        parameters={"pass_mark": 50},
        effective_from=date(2025, 1, 1),
        basis_title="合格线调整",
        reason="追溯",
        actor=SYSTEM,
        today=timezone.localdate(),
    )

    examination.refresh_from_db()
    assert examination.pass_mark == SIXTY


@pytest.mark.parametrize(
    ("attendance", "score", "expected"),
    [
        ("PRESENT", "59.999999", False),
        ("PRESENT", "60", True),
        ("ABSENT", None, False),
        ("REGISTERED", None, False),
    ],
)
def test_the_mark_itself_passes(attendance, score, expected):
    assert selectors.passed(attendance, None if score is None else Decimal(score), SIXTY) is expected


def test_a_published_result_is_corrected_by_a_new_version_with_a_reason(published):
    corrected = correct(published)

    assert list(ExaminationResult.objects.order_by("version").values_list("version", "score", "reason")) == [
        (1, Decimal(59), ""),
        (2, Decimal(61), "漏批一题"),
    ]
    published.refresh_from_db()
    assert published.superseded_at is not None
    assert corrected.superseded_at is None


def test_only_the_last_version_is_corrected_and_never_without_a_reason(published):
    second = correct(published)
    before = stored()

    with pytest.raises(Outdated):
        correct(published)
    with pytest.raises(Outdated):
        correct(second, version=1)
    with pytest.raises(services.InvalidExamination, match="更正的理由"):
        correct(second, reason=" ")
    with pytest.raises(services.InvalidExamination, match="没有成绩"):
        correct(second, attendance=Attendance.VOID)
    with pytest.raises(services.UnknownExamination):
        services.correct(result=UUID(int=7), version=1, attendance=Attendance.ABSENT, score=None, reason="无")

    assert stored() == before


def test_a_candidate_registered_in_error_is_taken_out(published):
    void = correct(published, attendance=Attendance.VOID, score=None)

    assert (void.attendance, void.score, void.version) == ("VOID", None, 2)


def test_a_published_examination_takes_no_more_results(published, town, worker):
    examination = Examination.objects.get(pk=published.examination_id)
    late = worker("李四", town)
    before = stored()

    for write in (
        lambda: record(examination, Entry(person=published.person_id, score=SIXTY)),
        lambda: services.register(examination=examination.pk, people=[late.pk]),
        lambda: publish(examination),
        lambda: services.call_off(examination=examination.pk, version=2, reason="改期"),
    ):
        with pytest.raises(services.WrongState):
            write()

    assert stored() == before


def test_what_is_not_published_is_not_corrected(sitting, town, worker):
    [result] = record(sitting(), Entry(person=worker("张三", town).pk, score=SIXTY))

    with pytest.raises(services.WrongState, match="尚未公布"):
        correct(result)


def test_an_examination_is_called_off_for_a_reason(sitting):
    examination = sitting()
    with pytest.raises(services.InvalidExamination, match="取消的理由"):
        services.call_off(examination=examination.pk, version=1, reason="")

    called_off = services.call_off(examination=examination.pk, version=1, reason="改期")

    assert (called_off.state, called_off.reason) == (State.CALLED_OFF, "改期")


def test_the_number_of_statements_does_not_grow_with_the_sheet(sitting, town, worker):
    counts = []
    for size in (10, 100):
        persons = [worker(f"张{size}{number}", town) for number in range(size)]
        examination = sitting()
        with CaptureQueriesContext(connection) as statements:
            record(examination, *(Entry(person=one.pk, score=SIXTY) for one in persons))
        counts.append(len(statements))

    assert counts[0] == counts[1]
