"""The establishment is approved over periods; its places are filled one by one."""

from datetime import date

import pytest

from core.appointments import establishment, fitting, selectors, services
from core.appointments.models import Appointment, AppointmentChange, Post, Quota
from core.organisations import services as organisations
from core.organisations.facts import Outdated
from core.people import services as people

D2020, D2021, D2022, D2023 = (date(year, 1, 1) for year in range(2020, 2024))
FULL_TIME, PART_TIME = Appointment.Basis.FULL_TIME, Appointment.Basis.PART_TIME


def state() -> tuple:
    """Return all that is stored, to see that nothing changed."""
    return tuple(
        list(model.objects.order_by("pk").values()) for model in (Appointment, AppointmentChange, Quota)
    )


def approve(town, places, on=D2020, **more) -> list[Quota]:
    return establishment.approve(organisation=town.pk, post=Post.WORKER, places=places, on=on, **more)


def appoint(town, name, on=D2021, basis=FULL_TIME, **more) -> Appointment:
    return services.appoint(
        person=people.register(name=name),
        organisation=town,
        basis=basis,
        on=on,
        **more,
    )


def in_force(town) -> list[tuple]:
    rows = Quota.objects.filter(organisation=town, superseded_at__isnull=True).order_by("from_on")
    return [(row.places, row.from_on, row.until_on) for row in rows]


def test_the_last_place_is_filled_and_one_more_is_refused(town):
    approve(town, 2)
    appoint(town, "张三")
    appoint(town, "李四")
    before = state()

    with pytest.raises(fitting.QuotaFull, match="核定员额 2 名") as refusal:
        appoint(town, "王五")

    [finding] = refusal.value.extensions["findings"]
    assert (refusal.value.code, finding["code"], finding["severity"]) == ("QUOTA_FULL", "QUOTA", "BLOCK")
    assert finding["facts"] == {
        "organisation": "甲镇党委",
        "post": "党务工作者",
        "places": 2,
        "filled": 2,
        "on": "2021-01-01",
    }
    assert finding["satisfied_on"] is None
    assert state() == before


def test_a_place_is_free_again_on_the_day_its_holder_leaves(town):
    approve(town, 1)
    appoint(town, "张三", until=D2022)

    with pytest.raises(fitting.QuotaFull) as refusal:
        appoint(town, "李四", on=date(2021, 12, 31))

    assert refusal.value.extensions["findings"][0]["satisfied_on"] == "2022-01-01"
    assert appoint(town, "王五", on=D2022).from_on == D2022


def test_a_place_that_somebody_will_take_is_not_free(town):
    approve(town, 1)
    appoint(town, "张三", on=D2022)

    with pytest.raises(fitting.QuotaFull):
        appoint(town, "李四", on=D2021)

    assert appoint(town, "王五", on=D2021, until=D2022).until_on == D2022


def test_part_time_and_other_posts_take_no_place(town):
    approve(town, 0)

    appoint(town, "张三", basis=PART_TIME)
    appoint(town, "李四", post=Post.SECRETARY)

    assert Appointment.objects.count() == 2


def test_what_was_approved_ends_where_the_next_begins_and_is_kept(town):
    approve(town, 3)

    approve(town, 5, on=D2022)

    assert in_force(town) == [(3, D2020, D2022), (5, D2022, None)]
    assert [(row.places, row.until_on) for row in Quota.objects.filter(superseded_at__isnull=False)] == [
        (3, None)
    ]


def test_an_approval_for_a_period_leaves_what_stood_before_after_it(town):
    approve(town, 3)

    approve(town, 5, on=D2021, until=D2022)

    assert in_force(town) == [(3, D2020, D2021), (5, D2021, D2022), (3, D2022, None)]


def test_an_establishment_can_be_given_up(town):
    approve(town, 3)

    approve(town, None, on=D2022)

    assert in_force(town) == [(3, D2020, D2022)]


def test_fewer_places_than_are_filled_put_nobody_out(town):
    approve(town, 2)
    appoint(town, "张三")
    appoint(town, "李四")

    approve(town, 1, on=D2022, minimum=1)

    [quota] = selectors.quotas(ids=[town.pk], on=D2022)[town.pk]
    assert (quota.places, quota.filled, quota.headroom, quota.short) == (1, 2, -1, 0)


@pytest.mark.parametrize(("filled", "headroom", "short"), [(0, 3, 2), (1, 2, 1), (2, 1, 0), (3, 0, 0)])
def test_headroom_and_what_is_short_of_the_minimum(town, filled, headroom, short):
    approve(town, 3, minimum=2)
    for number in range(filled):
        appoint(town, f"张{'一二三'[number]}")

    [quota] = selectors.quotas(ids=[town.pk], on=D2021)[town.pk]

    assert (quota.filled, quota.headroom, quota.short) == (filled, headroom, short)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"places": -1}, "不得小于 0"),
        ({"places": 2, "minimum": 3}, "最低配备"),
        ({"places": None, "minimum": 0}, "最低配备"),
        ({"places": 2, "until": D2020}, "至少有一天"),
        ({"places": 2, "on": date(2019, 12, 31)}, "尚未成立"),
    ],
)
def test_an_establishment_that_cannot_be_is_refused(town, more, words):
    before = state()

    with pytest.raises(establishment.InvalidQuota, match=words):
        approve(town, **more)

    assert state() == before


def test_an_approval_on_an_outdated_organisation_is_refused(town):
    organisations.rename(organisation=town.pk, name="乙镇党委", on=D2021)
    before = state()

    with pytest.raises(Outdated):
        approve(town, 2, version=1)

    assert state() == before
