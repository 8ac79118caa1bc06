"""Organisations close, reopen, split and merge; nothing is deleted."""

from datetime import date

import pytest

from core.appointments import services as appointments
from core.appointments.models import Appointment, EndReason, Post
from core.organisations import reshaping, selectors, services
from core.organisations.facts import Outdated
from core.organisations.models import (
    CloseReason,
    Kind,
    Level,
    Organisation,
    OrganisationChange,
    OrganisationPeriod,
    OrganisationSuccession,
    Sector,
)
from core.organisations.values import InvalidOrganisation
from core.people import services as people

D2020, D2021, D2022, D2023 = (date(year, 1, 1) for year in range(2020, 2024))


def state() -> tuple:
    """Return all that is stored, to see that nothing changed."""
    return tuple(
        list(model.objects.order_by("pk").values())
        for model in (Organisation, OrganisationPeriod, OrganisationChange, OrganisationSuccession)
    )


def close(organisation: Organisation, on: date = D2022, **more) -> Organisation:
    return reshaping.close(organisation=organisation.pk, on=on, close_reason=CloseReason.DISSOLVED, **more)


def appoint(name: str, organisation: Organisation, **more) -> Appointment:
    return appointments.appoint(
        person=people.register(name=name),
        organisation=organisation,
        basis=Appointment.Basis.FULL_TIME,
        on=D2020,
        **more,
    )


@pytest.mark.parametrize(("on", "stands"), [(date(2021, 12, 31), True), (D2022, False)])
def test_a_closed_organisation_stands_until_its_last_day(found, on, stands):
    town = found("甲镇党委")

    close(town)

    assert (town.pk in selectors.rows(ids=[town.pk], on=on)) is stands


def test_a_closed_organisation_keeps_its_history(found):
    town = found("甲镇党委")
    services.rename(organisation=town.pk, name="乙镇党委", on=D2021)

    close(town, reason="撤乡并镇")

    assert [row.name for row in selectors.timeline(town.pk)] == ["甲镇党委", "乙镇党委"]
    fact = selectors.histories(ids=[town.pk])[town.pk][-1]
    assert (fact.kind, fact.close_reason, fact.reason) == ("CLOSED", "DISSOLVED", "撤乡并镇")


def test_an_organisation_with_people_in_post_is_not_closed_and_they_are_listed(found):
    town = found("甲镇党委")
    appoint("张三", town, post=Post.SECRETARY)
    appoint("李四", town, until=date(2022, 1, 2))
    appoint("王五", town, until=D2022)
    before = state()

    with pytest.raises(reshaping.PeopleInPost, match="李四、张三") as refusal:
        close(town, on=D2022)

    assert refusal.value.code == "PEOPLE_IN_POST"
    listed = [(one["name"], one["post"]) for one in refusal.value.extensions["people"]]
    assert listed == [("李四", "党务工作者"), ("张三", "书记")]
    assert state() == before


def test_an_organisation_closes_on_the_day_the_last_post_ends(found):
    town = found("甲镇党委")
    appointment = appoint("张三", town)
    appointments.end(appointment=appointment.pk, on=D2022, end_reason=EndReason.ORGANISATION_CLOSED)

    close(town, on=D2022)

    assert selectors.lives(ids=[town.pk])[town.pk].closed_on == D2022


def test_an_organisation_with_others_below_it_is_not_closed_and_they_are_listed(found):
    root = found("县委")
    town = found("甲镇党委", parent=root)
    before = state()

    with pytest.raises(reshaping.HasSubordinates, match="甲镇党委") as refusal:
        close(root)

    assert refusal.value.extensions["organisations"] == [{"organisation": str(town.pk), "name": "甲镇党委"}]
    assert state() == before


@pytest.mark.parametrize(("on", "words"), [(D2020, "晚于成立日"), (date(2019, 6, 1), "晚于成立日")])
def test_a_day_that_leaves_no_day_is_refused(found, on, words):
    town = found("甲镇党委")
    before = state()

    with pytest.raises(InvalidOrganisation, match=words):
        close(town, on=on)

    assert state() == before


def test_what_is_closed_is_not_closed_again_nor_changed(found):
    town = found("甲镇党委")
    close(town)
    before = state()

    with pytest.raises(InvalidOrganisation, match="已自 2022-01-01 起撤销"):
        close(town, on=D2023)
    with pytest.raises(InvalidOrganisation, match="已撤销"):
        services.rename(organisation=town.pk, name="乙镇党委", on=D2022)

    assert state() == before


def test_an_outdated_version_does_not_close(found):
    town = found("甲镇党委")
    services.rename(organisation=town.pk, name="乙镇党委", on=D2021)
    before = state()

    with pytest.raises(Outdated):
        close(town, version=1)

    assert state() == before


def test_what_was_closed_by_mistake_stands_again_without_a_gap(found):
    town = found("甲镇党委")
    close(town)

    reshaping.reopen(organisation=town.pk, reason="误撤")

    assert [(row.name, row.from_on, row.until_on) for row in selectors.timeline(town.pk)] == [
        ("甲镇党委", D2020, None)
    ]
    assert [fact.kind for fact in selectors.histories(ids=[town.pk])[town.pk]] == [
        "FOUNDED",
        "CLOSED",
        "REOPENED",
    ]


def test_what_stands_is_not_reopened(found):
    town = found("甲镇党委")
    before = state()

    with pytest.raises(InvalidOrganisation, match="没有撤销"):
        reshaping.reopen(organisation=town.pk, reason="误撤")

    assert state() == before


def part(name: str) -> services.Founding:
    return services.Founding(name, Kind.BRANCH, Sector.VILLAGE, Level.GRASSROOTS, "360823")


def test_organisations_come_out_of_another_that_goes_on(found):
    whole = found("联合党支部")

    one, two = reshaping.split(organisation=whole.pk, into=[part("一支部"), part("二支部")], on=D2022)

    standing = selectors.rows(ids=[whole.pk, one.pk, two.pk], on=D2022)
    assert {row.name for row in standing.values()} == {"联合党支部", "一支部", "二支部"}
    assert set(OrganisationSuccession.objects.values_list("predecessor", "successor", "on")) == {
        (whole.pk, one.pk, D2022),
        (whole.pk, two.pk, D2022),
    }


def test_an_organisation_that_dissolves_into_others_closes(found):
    whole = found("联合党支部")

    reshaping.split(organisation=whole.pk, into=[part("一支部")], on=D2022, dissolve=True)

    assert selectors.lives(ids=[whole.pk])[whole.pk].closed_on == D2022
    assert selectors.histories(ids=[whole.pk])[whole.pk][-1].close_reason == "SPLIT"


def test_a_split_that_cannot_close_founds_nothing(found):
    whole = found("联合党支部")
    appoint("张三", whole)
    before = state()

    with pytest.raises(reshaping.PeopleInPost):
        reshaping.split(organisation=whole.pk, into=[part("一支部")], on=D2022, dissolve=True)

    assert state() == before


def test_merged_organisations_close_and_what_stood_below_moves(found):
    root = found("县委")
    one, two = found("甲镇党委", parent=root), found("乙镇党委", parent=root)
    village = found("一村党支部", parent=one)

    reshaping.merge(organisations=[one.pk], into=two.pk, on=D2022, versions=[1], reason="撤乡并镇")

    assert selectors.lives(ids=[one.pk])[one.pk].closed_on == D2022
    assert [row.name for row in selectors.above(ids=[village.pk], on=D2022)[village.pk]] == [
        "县委",
        "乙镇党委",
    ]
    assert [row.name for row in selectors.above(ids=[village.pk], on=D2021)[village.pk]] == [
        "县委",
        "甲镇党委",
    ]
    assert list(OrganisationSuccession.objects.values_list("predecessor", "successor")) == [(one.pk, two.pk)]


def test_an_organisation_takes_in_the_one_above_it(found):
    root = found("县委")
    above = found("甲镇党委", parent=root)
    below = found("甲镇机关党委", parent=above)

    reshaping.merge(organisations=[above.pk], into=below.pk, on=D2022)

    assert [row.name for row in selectors.above(ids=[below.pk], on=D2022)[below.pk]] == ["县委"]


def test_a_merger_with_people_in_post_moves_and_closes_nothing(found):
    one, two = found("甲镇党委"), found("乙镇党委")
    found("一村党支部", parent=one)
    appoint("张三", one)
    before = state()

    with pytest.raises(reshaping.PeopleInPost):
        reshaping.merge(organisations=[one.pk], into=two.pk, on=D2022)

    assert state() == before


def test_a_merger_with_itself_or_with_nothing_is_refused(found):
    one, two = found("甲镇党委"), found("乙镇党委")
    before = state()

    for merging in ([], [two.pk], [one.pk, one.pk]):
        with pytest.raises(InvalidOrganisation, match="不得重复"):
            reshaping.merge(organisations=merging, into=two.pk, on=D2022)

    assert state() == before
