"""Reminders: to whom, when, once each, also when days were missed or the job runs twice."""

from datetime import date, timedelta

import pytest
from browsing import CLERK
from django.conf import settings
from django_tenants.utils import get_tenant_model, schema_context

from core.access import services as access
from core.access.models import RoleAssignment, User
from core.law.policy import CorePolicy
from core.notices.models import Notice
from core.obligations import deadlines, reminders, services, tasks
from core.obligations.models import Obligation
from core.organisations import reshaping
from core.organisations.models import CloseReason
from core.outbox.models import OutboxEffect

DUE = date(2026, 5, 1)


def day(distance: int) -> date:
    """Return the day so far from the due day."""
    return DUE + timedelta(days=distance)


def told(user=None) -> list[int]:
    """Return the stages that were told, in the order of telling; to one user if given."""
    notices = Notice.objects.order_by("pk")
    if user is not None:
        notices = notices.filter(user_id=user)
    return [int(notice.key.rpartition("/")[2]) for notice in notices]


def run(*distances: int) -> list[int]:
    """Let the job run on these days; return how many notices each run gave."""
    return [reminders.remind(on=day(distance)) for distance in distances]


@pytest.fixture
def clerk(officer, town):
    """Who answers for the town."""
    return officer("zhen", town)


@pytest.fixture
def superior(officer, county):
    """Who answers for the county."""
    return officer("xian", county)


@pytest.mark.parametrize(
    ("distance", "stage"),
    [(-8, None), (-7, -7), (-6, -7), (-2, -7), (-1, -1), (0, 0), (1, 0), (6, 0), (7, 7), (13, 7), (14, 14)],
)
def test_the_latest_stage_is_that_of_the_law(distance, stage):
    opened_on = date(2026, 1, 1)

    assert reminders.latest_stage(DUE, opened_on=opened_on, on=day(distance), policy=CorePolicy()) == stage


@pytest.mark.parametrize(
    ("distance", "opened", "stage"),
    [(-7, -7, -7), (-6, -6, None), (-1, -6, -1), (3, 1, None), (7, 1, 7)],
)
def test_stages_before_the_assignment_are_none(distance, opened, stage):
    reached = reminders.latest_stage(DUE, opened_on=day(opened), on=day(distance), policy=CorePolicy())

    assert reached == stage


def test_other_figures_of_the_law_make_other_stages():
    policy = CorePolicy(reminder_days_ahead=(30,), reminder_repeat_days=1)
    stages = [
        reminders.latest_stage(DUE, opened_on=date(2026, 1, 1), on=day(distance), policy=policy)
        for distance in (-31, -30, -1, 0, 1, 2)
    ]

    assert stages == [None, -30, -30, 0, 1, 2]


def test_a_job_that_runs_every_day_tells_each_stage_once(assigned, clerk):
    assigned()

    run(*range(-20, 23))

    assert told(clerk) == [-7, -1, 0, 7, 14, 21]


def test_a_job_that_runs_twice_a_day_tells_once(assigned, clerk):
    assigned()

    assert run(-7, -7, -7) == [1, 0, 0]


@pytest.mark.parametrize(
    ("runs", "stages"),
    [
        ((-9, -5, -4), [-7]),
        ((-9, 0), [0]),
        ((-9, 3, 4), [0]),
        ((-9, 20, 21), [14, 21]),
        ((-7, 30), [-7, 28]),
    ],
)
def test_a_job_that_missed_days_makes_up_for_the_latest_stage_only(assigned, clerk, runs, stages):
    assigned()

    run(*runs)

    assert told(clerk) == stages


@pytest.mark.parametrize("end", ["fulfilled", "cancelled"])
def test_reminders_stop_when_there_is_nothing_left_to_do(assigned, clerk, end):
    row = assigned()
    run(-7)
    if end == "fulfilled":
        services.fulfil(obligation=row.pk, evidence="已报送", on=day(-6), actor=CLERK)
    else:
        services.cancel(obligation=row.pk, on=day(-6), reason="重复交办", actor=CLERK)

    assert run(-1, 0, 7) == [0, 0, 0]
    assert told(clerk) == [-7]


def test_reminders_go_on_when_a_fulfilment_is_sent_back(assigned, clerk):
    row = assigned()
    run(0)
    services.fulfil(obligation=row.pk, evidence="已报送", on=DUE, actor=CLERK)
    run(7)
    services.send_back(obligation=row.pk, reason="缺附件")
    run(8, 14)

    assert told(clerk) == [0, 7, 14]


def test_another_due_day_is_reminded_of_anew(assigned, clerk):
    row = assigned()
    run(-7)
    services.reschedule(obligation=row.pk, deadline=deadlines.fixed(day(1)))
    run(-6)

    assert told(clerk) == [-7, -7]
    assert [notice.title for notice in Notice.objects.order_by("pk")] == [
        "待办“报送总结”将于 2026-05-01 到期，还有 7 天",
        "待办“报送总结”将于 2026-05-02 到期，还有 7 天",
    ]


def test_the_superior_is_told_only_of_what_is_overdue(assigned, clerk, superior):
    assigned()

    run(-7, -1, 0, 7)

    assert told(clerk) == [-7, -1, 0, 7]
    assert told(superior) == [7]


def test_overdue_obligations_reach_the_nearest_above_and_nobody_higher(assigned, clerk, superior, officer):
    whole = officer("zuzhibu", role="ORGANISATION_OFFICER")
    assigned()

    run(7)

    assert (told(clerk), told(superior), told(whole)) == ([7], [7], [])


def test_where_nobody_answers_for_the_unit_the_nearest_above_is_told(assigned, superior, officer):
    whole = officer("zuzhibu", role="ORGANISATION_OFFICER")
    assigned()

    run(-7, 7)

    assert (told(superior), told(whole)) == ([-7, 7], [])


def test_where_nobody_answers_for_a_place_who_answers_for_all_is_told(assigned, officer):
    whole = officer("zuzhibu", role="ORGANISATION_OFFICER")
    assigned()

    run(-7)

    assert told(whole) == [-7]


def test_only_who_may_do_something_about_it_is_told(assigned, officer, found, town):
    officer("chayue", town, role="VIEWER")
    officer("linzhen", found("乙镇党委"))
    officer("guanli", role="ADMINISTRATOR")
    left, revoked = officer("lizhi", town), officer("chexiao", town)
    User.objects.filter(pk=left).update(is_active=False)
    RoleAssignment.objects.filter(user_id=revoked).update(revoked_at="2026-01-01T00:00+08:00")
    assigned()

    assert run(-7, 0, 7) == [0, 0, 0]


def test_a_user_with_two_roles_is_told_once(assigned, officer, town, county):
    both = officer("jianzhi", town)
    access.grant_role(
        user=User.objects.get(pk=both), role="UNIT_OFFICER", organisation_id=county.pk, actor=CLERK
    )
    assigned()

    assert run(7) == [1]


def test_a_closed_organisations_obligations_are_told_where_it_stood_last(assigned, superior, town):
    assigned()
    reshaping.close(organisation=town.pk, on=day(-10), close_reason=CloseReason.DISSOLVED)

    run(-7)

    assert told(superior) == [-7]


def test_the_notice_says_what_whose_and_when(assigned, clerk):
    row = assigned(
        on=date(2026, 12, 1), deadline=deadlines.working_days(1, after=date(2026, 12, 31)), title="报总结"
    )

    reminders.remind(on=date(2027, 1, 4))
    reminders.remind(on=date(2027, 1, 11))

    assert list(Notice.objects.order_by("pk").values_list("title", "text", "subject_kind", "subject_id")) == [
        (
            "待办“报总结”今天（2027-01-04）到期",
            "责任单位：甲镇党委。到期日暂按法定节假日推算，当年放假安排公布后重新计算。",
            "OBLIGATION",
            row.pk,
        ),
        (
            "待办“报总结”已于 2027-01-04 到期，逾期 7 天",
            "责任单位：甲镇党委。到期日暂按法定节假日推算，当年放假安排公布后重新计算。",
            "OBLIGATION",
            row.pk,
        ),
    ]


def test_a_hundred_obligations_take_as_many_queries_as_one(
    assigned, clerk, superior, django_assert_num_queries
):
    counts = []
    for rows in (1, 99):
        for _ in range(rows):
            assigned()
        with django_assert_num_queries(12):
            counts.append(reminders.remind(on=day(7)))

    assert counts == [2, 198]


def test_the_day_begins_once_and_is_handed_to_every_tenant_that_serves(assigned, clerk, in_beta):
    with schema_context(settings.PUBLIC_SCHEMA_NAME):
        get_tenant_model().objects.filter(schema_name="alpha").update(state="SUSPENDED")
    assigned(date(2020, 1, 1), on=date(2019, 12, 1))

    for _ in range(2):
        tasks.begin_day(tenant="public")
    for task in (tasks.remind_all, tasks.remind):
        with schema_context(settings.PUBLIC_SCHEMA_NAME):
            [effect] = OutboxEffect.objects.filter(task=task.name)
            task(tenant=effect.tenant, outbox_id=str(effect.id))

    assert effect.tenant == "beta"
    assert Notice.objects.count() == 1
    assert Obligation.objects.count() == 1
