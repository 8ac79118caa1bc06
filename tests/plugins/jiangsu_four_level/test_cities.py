"""Two cities of one tenant with figures of their own, asked through the core."""

from datetime import date
from decimal import Decimal

import pytest

from core.actors import Actor
from core.decisions import enacting, services
from core.decisions.models import DecisionRecord

ACTOR = Actor(realm="tenant", id="1", name="干部")
TODAY = date(2026, 5, 1)
SUZHOU, KUNSHAN, NANJING = "320500", "320583", "320100"
APPLY = {
    "on": "2026-04-01",
    "category": "RECRUITED",
    "level": "JUNIOR",
    "training_test_passed": True,
    "years_in_post": Decimal("1.5"),
    "held": [],
    "last_grades": [],
}


@pytest.fixture
def suzhou_asks_two_years(in_alpha):
    """Enact Suzhou's own version, in which RECRUITED workers need two years for JUNIOR."""
    row = {"JUNIOR": 1, "INTERMEDIATE": 3, "SENIOR": 5, "SPECIAL": 8}
    return enacting.enact(
        plugin="jiangsu_four_level",
        parameters={
            "years_in_post": {"SECRETARY": row, "RECRUITED": {**row, "JUNIOR": 2}, "INSTRUCTOR": row}
        },
        effective_from=date(2026, 1, 1),
        basis_title="苏州市认证办法",
        region=SUZHOU,
        reason="补录",
        actor=ACTOR,
        today=TODAY,
    )


def ask(city, **changes):
    return services.decide(
        action="jiangsu_four_level.apply", facts={**APPLY, "city": city, **changes}, today=TODAY
    )


def test_the_same_person_is_decided_differently_in_two_cities(suzhou_asks_two_years):
    suzhou, nanjing = ask(SUZHOU), ask(NANJING)

    assert [finding.code for finding in suzhou.decision.findings] == ["JS-YEARS"]
    assert suzhou.version == suzhou_asks_two_years
    assert nanjing.decision.allowed is True
    assert nanjing.version.region_code == ""


def test_a_refused_write_names_the_citys_version_with_each_finding(suzhou_asks_two_years):
    with pytest.raises(services.Refused) as refusal:
        services.keep(ask(SUZHOU), actor=ACTOR)

    [finding] = refusal.value.extensions["findings"]
    assert finding["code"] == "JS-YEARS"
    assert finding["policyVersion"] == {
        "region": SUZHOU,
        "effectiveFrom": "2026-01-01",
        "basisNumber": "",
        "basisTitle": "苏州市认证办法",
    }
    assert DecisionRecord.objects.count() == 0


def test_a_county_follows_its_city(suzhou_asks_two_years):
    assert ask(KUNSHAN).version == suzhou_asks_two_years


def test_another_category_keeps_its_own_figure(suzhou_asks_two_years):
    assert ask(SUZHOU, category="SECRETARY").decision.allowed is True


def test_before_the_citys_version_the_tenants_own_counts(suzhou_asks_two_years):
    assert ask(SUZHOU, on="2025-12-31").decision.allowed is True
    assert ask(SUZHOU, on="2026-01-01").decision.allowed is False


def test_without_a_city_the_tenants_own_figures_count(suzhou_asks_two_years):
    answer = services.decide(
        action="jiangsu_four_level.training", facts={"sessions": 1, "days": 3}, today=TODAY
    )

    assert answer.version.region_code == ""


def test_the_published_calendar_dates_a_report(in_alpha):
    answer = services.decide(
        action="jiangsu_four_level.report_change",
        facts={"changed_on": "2024-09-01", "certificate_status": "VALID", "city": SUZHOU},
        today=TODAY,
    )

    assert answer.decision.outcome["due_on"] == date(2024, 10, 8)
    assert answer.decision.outcome["provisional"] is False
