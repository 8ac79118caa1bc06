"""Organisations are renamed, moved, changed and corrected; every fact stays."""

from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.organisations import facts, reshaping, selectors, services
from core.organisations.models import (
    CloseReason,
    Kind,
    Organisation,
    OrganisationChange,
    OrganisationPeriod,
    Standing,
)
from core.organisations.values import InvalidOrganisation

D2019, D2020, D2021, D2022, D2023 = (date(year, 1, 1) for year in range(2019, 2024))
NOBODY = UUID(int=7)


def state() -> tuple:
    """Return all that is stored, to see that nothing changed."""
    return (
        list(Organisation.objects.order_by("id").values_list("id", "version")),
        list(OrganisationPeriod.objects.order_by("id").values()),
        list(OrganisationChange.objects.order_by("id").values()),
    )


def names(organisation: Organisation) -> list[tuple]:
    return [(row.name, row.from_on, row.until_on) for row in selectors.timeline(organisation.pk)]


@pytest.mark.parametrize(("on", "name"), [(date(2021, 12, 31), "甲镇党委"), (D2022, "甲街道党工委")])
def test_a_new_name_counts_from_its_day(found, on, name):
    town = found("甲镇党委")

    services.rename(organisation=town.pk, name=" 甲街道党工委 ", on=D2022, version=1)

    assert selectors.one(organisation=town.pk, on=on).name == name


def test_every_change_is_a_fact_of_its_own(found):
    town = found("甲镇党委")

    services.rename(organisation=town.pk, name="乙镇党委", on=D2021, reason="区划调整")
    services.change(organisation=town.pk, on=D2022, star_rating=4, status=Standing.ADVANCED)

    facts_told = selectors.histories(ids=[town.pk])[town.pk]
    assert [(fact.version, fact.kind, fact.from_on, fact.reason) for fact in facts_told] == [
        (1, "FOUNDED", D2020, ""),
        (2, "RENAMED", D2021, "区划调整"),
        (3, "CHANGED", D2022, ""),
    ]
    assert facts_told[2].values == {"star_rating": 4, "status": "ADVANCED"}


def test_a_second_change_on_the_same_day_goes_before_the_first(found):
    town = found("甲镇党委")

    services.rename(organisation=town.pk, name="乙镇党委", on=D2022)
    services.rename(organisation=town.pk, name="丙镇党委", on=D2022)

    assert names(town) == [("甲镇党委", D2020, D2022), ("丙镇党委", D2022, None)]


def test_a_change_before_a_later_one_is_refused(found):
    town = found("甲镇党委")
    services.rename(organisation=town.pk, name="乙镇党委", on=D2022)
    before = state()

    with pytest.raises(InvalidOrganisation, match="更正"):
        services.change(organisation=town.pk, on=date(2021, 12, 31), staff_count=3)

    assert state() == before


@pytest.mark.parametrize("on", [date(2019, 12, 31), date(2018, 1, 1)])
def test_a_change_before_the_founding_is_refused(found, on):
    town = found("甲镇党委")
    before = state()

    with pytest.raises(InvalidOrganisation, match="尚未成立"):
        services.rename(organisation=town.pk, name="乙镇党委", on=on)

    assert state() == before


def test_a_correction_changes_the_days_it_names_and_keeps_what_was_told_before(found):
    town = found("甲镇党委")
    services.rename(organisation=town.pk, name="乙镇党委", on=D2022)

    services.correct(
        organisation=town.pk, from_on=D2021, until_on=D2023, name="正名镇党委", reason="当时登记有误"
    )

    assert names(town) == [
        ("甲镇党委", D2020, D2021),
        ("正名镇党委", D2021, D2023),
        ("乙镇党委", D2023, None),
    ]
    assert [fact.values.get("name") for fact in selectors.histories(ids=[town.pk])[town.pk]] == [
        "甲镇党委",
        "乙镇党委",
        "正名镇党委",
    ]


def test_a_correction_needs_a_reason(found):
    town = found("甲镇党委")
    before = state()

    with pytest.raises(InvalidOrganisation, match="理由"):
        services.correct(organisation=town.pk, from_on=D2021, staff_count=3, reason=" ")

    assert state() == before


@pytest.mark.parametrize("until", [D2021, D2020])
def test_a_correction_of_no_day_is_refused(found, until):
    town = found("甲镇党委")
    before = state()

    with pytest.raises(InvalidOrganisation, match="至少有一天"):
        services.correct(organisation=town.pk, from_on=D2021, until_on=until, staff_count=3, reason="漏记")

    assert state() == before


def test_an_edit_on_an_outdated_version_is_refused(found):
    town = found("甲镇党委")
    services.rename(organisation=town.pk, name="乙镇党委", on=D2021, version=1)
    before = state()

    with pytest.raises(facts.Outdated) as refusal:
        services.rename(organisation=town.pk, name="丙镇党委", on=D2022, version=1)

    assert (refusal.value.code, refusal.value.extensions) == ("CONFLICT", {"version": 2})
    assert state() == before


def test_an_organisation_of_nowhere_is_not_found(in_beta):
    with pytest.raises(selectors.UnknownOrganisation) as refusal:
        services.rename(organisation=NOBODY, name="乙镇党委", on=D2021)

    assert refusal.value.code == "NOT_FOUND"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"name": "  "}, "名称"),
        ({"name": "长" * 201}, "200"),
        ({"star_rating": 0}, "星级"),
        ({"star_rating": 6}, "星级"),
        ({"staff_count": -1}, "在岗人数"),
        ({"member_count": -1}, "党员人数"),
        ({"division_code": "522702"}, "360823"),
        ({"division_code": "36082"}, "6 位"),
        ({"kind": "CLUB"}, "kind"),
        ({"kind": Kind.TEMPORARY_BRANCH}, "预计届满日"),
        ({"sector": None}, "领域"),
        ({}, "没有填写"),
    ],
)
def test_a_value_that_cannot_be_is_refused(found, said, words):
    town = found("甲镇党委")
    before = state()

    with pytest.raises(InvalidOrganisation, match=words):
        services.change(organisation=town.pk, on=D2021, **said)

    assert state() == before


@pytest.mark.parametrize("stars", [1, 5])
def test_one_and_five_stars_can_be_given(found, stars):
    town = found("甲镇党委")

    services.change(organisation=town.pk, on=D2021, star_rating=stars)

    assert selectors.one(organisation=town.pk, on=D2021).star_rating == stars


def test_a_temporary_branch_has_a_planned_end(found):
    branch = found("临时党支部", kind=Kind.TEMPORARY_BRANCH, planned_end_on=D2022)

    assert selectors.one(organisation=branch.pk, on=D2020).planned_end_on == D2022


@pytest.mark.parametrize(("on", "above"), [(date(2021, 12, 31), "甲县委"), (D2022, "乙县委")])
def test_an_organisation_moves_on_its_day(found, on, above):
    one, other = found("甲县委"), found("乙县委")
    town = found("甲镇党委", parent=one)

    services.move(organisation=town.pk, parent=other.pk, on=D2022)

    assert [row.name for row in selectors.above(ids=[town.pk], on=on)[town.pk]] == [above]


def test_an_organisation_below_itself_is_refused(found):
    root = found("县委")
    town = found("镇党委", parent=root)
    village = found("村党支部", parent=town)
    before = state()

    for parent in (root, town, village):
        with pytest.raises(facts.Cycle) as refusal:
            services.move(organisation=root.pk, parent=parent.pk, on=D2022)
        assert refusal.value.code == "ORGANISATION_CYCLE"

    assert state() == before


def test_a_ring_on_days_of_the_past_or_the_future_only_is_refused_too(found):
    one, two = found("甲"), found("乙")
    services.move(organisation=one.pk, parent=two.pk, on=D2022)
    services.move(organisation=one.pk, parent=None, on=D2023)
    before = state()

    with pytest.raises(facts.Cycle) as refusal:
        services.move(organisation=two.pk, parent=one.pk, on=D2021)
    with pytest.raises(facts.Cycle):
        services.correct(organisation=two.pk, from_on=D2021, until_on=D2023, parent_id=one.pk, reason="补记")

    assert refusal.value.extensions == {"on": "2022-01-01"}
    assert state() == before


def test_a_ring_that_no_day_has_is_none(found):
    one, two = found("甲"), found("乙")
    services.move(organisation=one.pk, parent=two.pk, on=D2022)
    services.move(organisation=one.pk, parent=None, on=D2023)

    services.move(organisation=two.pk, parent=one.pk, on=D2023)

    assert [row.name for row in selectors.above(ids=[two.pk], on=D2023)[two.pk]] == ["甲"]


def test_a_parent_must_stand_as_long_as_what_is_below_it(found):
    above, town = found("县委"), found("镇党委")
    reshaping.close(organisation=above.pk, on=D2023, close_reason=CloseReason.DISSOLVED)
    before = state()

    with pytest.raises(InvalidOrganisation, match="2023-01-01"):
        services.move(organisation=town.pk, parent=above.pk, on=D2022)

    assert state() == before


def test_many_are_founded_with_the_same_number_of_statements(in_beta):
    def founding(number: int) -> services.Founding:
        return services.Founding(f"第{number}支部", Kind.BRANCH, "VILLAGE", "GRASSROOTS", "360823")

    services.found_many([founding(0)], on=D2020)
    counts = []
    for count in (10, 100):
        with CaptureQueriesContext(connection) as statements:
            organisations = services.found_many([founding(number) for number in range(count)], on=D2020)
        assert len(organisations) == count
        counts.append(len(statements))

    assert counts == [5, 5]
