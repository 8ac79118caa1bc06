"""Who is enrolled, who attended how long, with what result, and what that comes to in a year."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from browsing import CLERK

from core.audit.models import AuditEvent
from core.organisations.facts import Outdated
from core.people import merging
from core.people import services as people
from core.people.codes import LeaveReason
from core.training import attendance, selectors, services
from core.training.attendance import Mark
from core.training.models import TrainingAttendance
from core.training.selectors import Counts, Evaluated, Filters, Year

BEGUN, ENDED = date(2026, 3, 2), date(2026, 3, 4)
HALF = Decimal("0.5")


def state() -> list[dict]:
    return list(TrainingAttendance.objects.order_by("id").values())


@pytest.fixture
def session(arranged):
    """Two and a half days in March 2026."""
    return arranged()


@pytest.fixture
def enrolled(session, person):
    """Somebody enrolled in it."""
    zhang = person()
    attendance.enrol(session=session.pk, people=[zhang.pk])
    return zhang


def record(session, *marks: Mark, on: date = ENDED, reason: str = "") -> list[TrainingAttendance]:
    return attendance.record_attendance_many(
        session=session.pk, marks=marks, on=on, reason=reason, actor=CLERK
    )


def test_people_are_enrolled_once(session, person):
    zhang, li = person(), person("李四")

    attendance.enrol(session=session.pk, people=[zhang.pk])
    both = attendance.enrol(session=session.pk, people=[zhang.pk, li.pk])

    assert {row.person_id for row in both} == {zhang.pk, li.pk}
    assert TrainingAttendance.objects.count() == 2


@pytest.mark.parametrize(("left_on", "allowed"), [(BEGUN, False), (date(2026, 3, 3), True)])
def test_nobody_is_enrolled_who_has_left_by_the_first_day(session, person, left_on, allowed):
    zhang, li = person(), person("李四")
    people.leave(person_id=zhang.pk, version=1, on=left_on, reason=LeaveReason.RETIRED)
    if allowed:
        assert len(attendance.enrol(session=session.pk, people=[zhang.pk, li.pk])) == 2
        return

    with pytest.raises(attendance.NotHere) as refusal:
        attendance.enrol(session=session.pk, people=[zhang.pk, li.pk])

    assert refusal.value.extensions == {"people": [str(zhang.pk)]}
    assert state() == []


def test_attendance_is_recorded_with_its_result_by_the_law(session, person):
    zhang, li, wang, zhao = (person(name) for name in ("张三", "李四", "王五", "赵六"))
    attendance.enrol(session=session.pk, people=[row.pk for row in (zhang, li, wang, zhao)])

    rows = record(
        session,
        Mark(zhang.pk, Decimal("2.5"), Decimal(60)),
        Mark(li.pk, HALF, Decimal("59.99")),
        Mark(wang.pk, Decimal(1)),
        Mark(zhao.pk, Decimal(0)),
    )

    for row in rows:
        row.refresh_from_db()
    assert [(row.attended_days, row.score, row.pass_mark, row.passed) for row in rows] == [
        (Decimal("2.5"), 60, 60, True),
        (HALF, Decimal("59.99"), 60, False),
        (1, None, None, None),
        (0, None, None, None),
    ]
    assert selectors.counts(ids=[session.pk]) == {session.pk: Counts(4, 3, 2, 1)}


@pytest.mark.parametrize(
    ("days", "score"),
    [
        ("3", None),
        ("-0.5", None),
        ("0.4", None),
        ("1", "100.01"),
        ("1", "-1"),
        ("1", "60.001"),
        ("0", "60"),
    ],
)
def test_what_cannot_have_been_is_refused(session, enrolled, days, score):
    before = state()

    with pytest.raises(services.InvalidTraining):
        record(session, Mark(enrolled.pk, Decimal(days), score and Decimal(score)))

    assert state() == before


def test_nothing_is_recorded_before_it_begins_twice_in_one_list_or_of_strangers(session, enrolled, person):
    stranger = person("李四")
    before = state()

    with pytest.raises(services.InvalidTraining, match="开始"):
        record(session, Mark(enrolled.pk, HALF), on=date(2026, 3, 1))
    with pytest.raises(services.InvalidTraining, match="多次"):
        record(session, Mark(enrolled.pk, HALF), Mark(enrolled.pk, HALF))
    with pytest.raises(attendance.NotEnrolled) as refusal:
        record(session, Mark(enrolled.pk, HALF), Mark(stranger.pk, HALF))

    assert refusal.value.extensions == {"people": [str(stranger.pk)]}
    assert state() == before


def test_what_was_recorded_is_corrected_for_a_reason_which_the_audit_keeps(session, enrolled):
    record(session, Mark(enrolled.pk, HALF, Decimal(50)), on=BEGUN)
    before = state()
    with pytest.raises(services.InvalidTraining, match="理由"):
        record(session, Mark(enrolled.pk, HALF, Decimal(70)))
    assert state() == before
    record(session, Mark(enrolled.pk, HALF, Decimal(50)))
    assert state() == before

    record(session, Mark(enrolled.pk, HALF, Decimal(70), version=2), reason="漏判一题")

    [row] = TrainingAttendance.objects.all()
    assert (row.score, row.passed, row.version) == (70, True, 3)
    assert AuditEvent.objects.filter(table_name="core_trainingattendance").latest("id").reason == "漏判一题"


def test_a_mark_on_an_outdated_version_is_refused(session, enrolled):
    record(session, Mark(enrolled.pk, HALF, version=1))
    before = state()

    with pytest.raises(Outdated) as refusal:
        record(session, Mark(enrolled.pk, Decimal(1), version=1), reason="误记")

    assert refusal.value.extensions == {"version": 2, "person": str(enrolled.pk)}
    assert state() == before


def test_who_was_enrolled_in_error_is_taken_out(session, enrolled, person):
    assert attendance.withdraw(session=session.pk, people=[enrolled.pk]) == 1
    assert state() == []
    with pytest.raises(attendance.NotEnrolled):
        attendance.withdraw(session=session.pk, people=[enrolled.pk])

    attendance.enrol(session=session.pk, people=[enrolled.pk])
    record(session, Mark(enrolled.pk, HALF))
    with pytest.raises(services.InvalidTraining, match="理由"):
        attendance.withdraw(session=session.pk, people=[enrolled.pk])
    assert attendance.withdraw(session=session.pk, people=[enrolled.pk], reason="同名误报") == 1


def test_a_hundred_are_recorded_with_as_many_queries_as_one(session, person, django_assert_num_queries):
    everybody = [person(f"张{number}").pk for number in range(101)]
    attendance.enrol(session=session.pk, people=everybody)

    for some in (everybody[:1], everybody[1:]):
        with django_assert_num_queries(8):
            record(session, *(Mark(one, HALF) for one in some))

    assert TrainingAttendance.objects.filter(attended_days=HALF).count() == 101


def test_a_session_counts_once_with_all_its_days_in_the_year_in_which_it_ends(arranged, person):
    zhang, li = person(), person("李四")
    over = arranged(from_on=date(2025, 12, 30), last_on=date(2026, 1, 1), days=Decimal("2.5"))
    last_day = arranged(from_on=date(2026, 12, 31), last_on=date(2026, 12, 31), days=Decimal(1))
    cancelled = arranged(from_on=date(2026, 5, 1), last_on=date(2026, 5, 1), days=Decimal(1))
    for one in (over, last_day):
        attendance.enrol(session=one.pk, people=[zhang.pk, li.pk])
        record(one, Mark(zhang.pk, one.days), Mark(li.pk, Decimal(0)), on=one.last_on)
    attendance.enrol(session=cancelled.pk, people=[zhang.pk])
    services.cancel(session=cancelled.pk, on=date(2026, 4, 1), reason="汛期")

    asked = [zhang.pk, li.pk]
    assert selectors.yearly(people=asked, year=2026) == {zhang.pk: Year(2, Decimal("3.5"))}
    assert selectors.yearly(people=asked, year=2025) == {}


def test_yearly_sums_take_one_query_for_all(session, enrolled, django_assert_num_queries):
    record(session, Mark(enrolled.pk, HALF))

    with django_assert_num_queries(1):
        sums = selectors.yearly(people=[enrolled.pk, UUID(int=7)], year=2026)

    assert sums == {enrolled.pk: Year(1, HALF)}


def test_evaluated_sessions_are_counted_among_those_that_ended(arranged, county):
    first, _ = arranged(), arranged(from_on=date(2026, 4, 1), last_on=date(2026, 4, 1), days=HALF)
    services.cancel(session=arranged().pk, on=date(2026, 2, 1), reason="汛期")
    services.evaluate(session=first.pk, evaluation="好", on=date(2026, 6, 1))

    def count(on: date, until_on: date = date(2027, 1, 1), **more) -> Evaluated:
        return selectors.evaluated(from_on=ENDED, until_on=until_on, on=on, **more)

    assert count(date(2026, 6, 1)) == Evaluated(1, 2)
    assert count(date(2026, 5, 31)) == Evaluated(0, 2)
    assert count(date(2026, 6, 1), until_on=date(2026, 4, 1)) == Evaluated(1, 1)
    assert count(date(2026, 6, 1), organisations=[]) == Evaluated(0, 0)


def test_sessions_are_listed_from_the_newest_and_narrowed(arranged, town):
    arranged(title="春训")
    arranged(title="冬训", organiser=town, from_on=date(2025, 12, 31), last_on=date(2026, 1, 2))
    services.cancel(
        session=arranged(title="夏训", from_on=date(2026, 7, 1), last_on=date(2026, 7, 3)).pk,
        on=date(2026, 6, 1),
        reason="汛期",
    )

    def titles(**filters) -> list[str]:
        return [row.title for row in selectors.page(limit=10, filters=Filters(**filters))]

    assert titles() == ["夏训", "春训", "冬训"]
    assert titles(cancelled=False) == ["春训", "冬训"]
    assert titles(cancelled=True) == ["夏训"]
    assert titles(year=2025) == []
    assert titles(search="冬") == ["冬训"]
    assert titles(organisations=[town.pk]) == ["冬训"]
    assert titles(levels=["CITY"]) == titles(kinds=["DRILL"]) == []


def test_two_files_of_one_person_are_merged_with_their_training(arranged, person):
    kept, absorbed = person("张三"), person("张三丰")
    one, two = arranged(), arranged()
    attendance.enrol(session=one.pk, people=[kept.pk])
    attendance.enrol(session=two.pk, people=[absorbed.pk])

    merging.merge(kept_id=kept.pk, absorbed_id=absorbed.pk, actor=CLERK, reason="重复登记")

    assert set(TrainingAttendance.objects.values_list("session_id", "person_id")) == {
        (one.pk, kept.pk),
        (two.pk, kept.pk),
    }


def test_two_files_enrolled_in_one_session_are_merged_once_one_is_taken_out(session, person):
    kept, absorbed = person("张三"), person("张三丰")
    attendance.enrol(session=session.pk, people=[kept.pk, absorbed.pk])
    with pytest.raises(merging.CannotMerge) as refusal:
        merging.merge(kept_id=kept.pk, absorbed_id=absorbed.pk, actor=CLERK, reason="重复登记")
    assert refusal.value.extensions == {"constraint": "training_is_attended_once"}

    attendance.withdraw(session=session.pk, people=[absorbed.pk])
    merging.merge(kept_id=kept.pk, absorbed_id=absorbed.pk, actor=CLERK, reason="重复登记")

    assert TrainingAttendance.objects.get().person_id == kept.pk
