"""Founding organisations, and the tree as of a day."""

from datetime import date

import pytest

from core.organisations import selectors, services
from core.organisations.models import Kind, Level, Organisation, OrganisationPeriod, Sector


def found(name: str, on: date = date(2020, 1, 1), parent: Organisation | None = None) -> Organisation:
    return services.found(
        name=name,
        kind=Kind.COMMITTEE,
        sector=Sector.TOWNSHIP,
        level=Level.TOWNSHIP,
        division_code="360823",
        on=on,
        parent=parent,
    )


def test_a_subtree_is_the_root_and_everything_below(in_beta):
    root = found("县委")
    town = found("甲镇党委", parent=root)
    village = found("一村党支部", parent=town)
    found("乙县委")

    assert selectors.subtree(roots=[town.pk], on=date(2026, 1, 1)) == {town.pk, village.pk}
    assert selectors.subtree(roots=[root.pk], on=date(2026, 1, 1)) == {root.pk, town.pk, village.pk}


@pytest.mark.parametrize(("on", "below"), [(date(2021, 12, 31), False), (date(2022, 1, 1), True)])
def test_an_organisation_joins_the_tree_on_its_first_day(in_beta, on, below):
    root = found("县委")
    town = found("甲镇党委", on=date(2022, 1, 1), parent=root)

    assert (town.pk in selectors.subtree(roots=[root.pk], on=on)) is below


def test_a_subtree_of_nothing_is_empty(in_beta):
    found("县委")

    assert selectors.subtree(roots=[], on=date(2026, 1, 1)) == frozenset()


def test_a_parent_that_does_not_stand_yet_is_refused(in_beta):
    root = found("县委", on=date(2022, 1, 1))

    with pytest.raises(services.InvalidOrganisation, match="2021-12-31"):
        found("甲镇党委", on=date(2021, 12, 31), parent=root)

    assert OrganisationPeriod.objects.count() == 1


def test_a_ring_in_the_data_does_not_hang_the_tree(in_beta):
    one, two = found("甲"), found("乙")
    OrganisationPeriod.objects.filter(organisation=one).update(parent=two)
    OrganisationPeriod.objects.filter(organisation=two).update(parent=one)

    assert selectors.subtree(roots=[one.pk], on=date(2026, 1, 1)) == {one.pk, two.pk}
