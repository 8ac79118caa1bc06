"""Enacting versions of a policy, and finding the one in force on a day."""

from datetime import date

import pytest

from core.actors import Actor
from core.decisions import enacting, selectors
from core.decisions.models import PolicyVersion
from core.policy import jsontext
from core.policy.problems import PolicyError
from core.policy.scheme import UnknownAction

ACTOR = Actor(realm="tenant", id="1", name="干部")
PLUGIN = "fuquan_licensing"
TODAY = date(2026, 5, 1)


def enact(**changes) -> PolicyVersion:
    return enacting.enact(
        **{
            "plugin": PLUGIN,
            "parameters": {"months_between_levels": 6},
            "effective_from": date(2027, 1, 1),
            "basis_title": "持证上岗办法（修订）",
            "actor": ACTOR,
            "today": TODAY,
            **changes,
        }
    )


def months_on(day: date, region: str = "") -> int:
    version = selectors.in_force(plugin=PLUGIN, on=day, region=region)
    return jsontext.read(version.parameters)["months_between_levels"]


def test_the_first_version_counts_from_its_first_day(in_alpha):
    assert selectors.in_force(plugin=PLUGIN, on=date(2000, 1, 1)).effective_from == date(2000, 1, 1)


def test_the_day_before_the_first_version_is_an_error_that_names_it(in_alpha):
    with pytest.raises(selectors.NoPolicy, match=r"1999-12-31.*2000-01-01"):
        selectors.in_force(plugin=PLUGIN, on=date(1999, 12, 31))


def test_a_version_holds_from_its_first_day_on(in_alpha):
    enact()

    assert months_on(date(2026, 12, 31)) == 12
    assert months_on(date(2027, 1, 1)) == 6


def test_a_version_put_before_a_later_one_ends_where_that_begins(in_alpha):
    enact()

    enact(parameters={"months_between_levels": 9}, effective_from=date(2026, 7, 1))

    assert months_on(date(2026, 6, 30)) == 12
    assert months_on(date(2026, 7, 1)) == 9
    assert months_on(date(2026, 12, 31)) == 9
    assert months_on(date(2027, 1, 1)) == 6


def test_a_version_of_the_same_day_supersedes_the_first_and_keeps_it(in_alpha):
    first = enact()

    enact(parameters={"months_between_levels": 3})

    assert months_on(date(2027, 1, 1)) == 3
    first.refresh_from_db()
    assert first.superseded_at is not None
    assert jsontext.read(first.parameters)["months_between_levels"] == 6


def test_parameters_left_out_stay_as_they_were(in_alpha):
    before = jsontext.read(selectors.in_force(plugin=PLUGIN, on=TODAY).parameters)

    version = enact()

    assert jsontext.read(version.parameters) == {**before, "months_between_levels": 6}


def test_the_nearest_region_wins(in_alpha):
    enact(region="522700", parameters={"months_between_levels": 8})
    enact(region="522702", parameters={"months_between_levels": 4})

    day = date(2027, 1, 1)
    assert months_on(day, region="522702") == 4
    assert months_on(day, region="522701") == 8
    assert months_on(day, region="520000") == 12
    assert months_on(day) == 12


def test_enacting_in_the_past_needs_a_reason(in_alpha):
    with pytest.raises(enacting.EnactmentRefused, match="追溯理由") as refused:
        enact(effective_from=date(2026, 4, 30))

    assert refused.value.extensions == {"affected_decisions": 0, "complete": True, "decisions": []}
    assert len(selectors.versions_of(PLUGIN)) == 1


def test_enacting_today_needs_no_reason(in_alpha):
    assert enact(effective_from=TODAY).reason == ""


def test_enacting_in_the_past_with_a_reason_is_done(in_alpha):
    enact(effective_from=date(2026, 4, 30), reason="文件自发布之日起施行")

    assert months_on(date(2026, 4, 30)) == 6


@pytest.mark.parametrize(
    ("changes", "error", "named"),
    [
        ({"parameters": {"months_between_levels": -1}}, PolicyError, "months_between_levels"),
        ({"parameters": {"no_such_figure": 1}}, PolicyError, "no_such_figure"),
        ({"parameters": {"months_between_levels": "6"}}, PolicyError, "months_between_levels"),
        ({"basis_title": " "}, enacting.EnactmentRefused, "basis_title"),
        ({"effective_from": date(1999, 12, 31)}, enacting.EnactmentRefused, "2000-01-01"),
        ({"plugin": "no_such_scheme"}, UnknownAction, "no_such_scheme"),
    ],
)
def test_what_cannot_be_enacted_is_named_and_nothing_changes(in_alpha, changes, error, named):
    with pytest.raises(error, match=named):
        enact(**changes)

    assert len(selectors.versions_of(PLUGIN)) == 1


def test_a_tenant_without_the_plugin_cannot_enact_its_policy(in_beta):
    with pytest.raises(UnknownAction):
        enact()

    assert not PolicyVersion.objects.filter(plugin=PLUGIN).exists()


def test_overlapping_versions_are_refused_by_the_database(in_alpha):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError, match="policy_in_force_is_one"), transaction.atomic():
        PolicyVersion.objects.create(
            plugin=PLUGIN,
            effective_from=date(2010, 1, 1),
            parameters="{}",
            basis_title="x",
            enacted_by_realm="tenant",
            enacted_by_name="x",
        )
