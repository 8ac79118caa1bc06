"""Periods are reported by the tenant, accepted or returned by its province, and then stand still."""

from datetime import date

import pytest
from counting import unit, worker
from django.conf import settings
from django_tenants.utils import schema_context
from publishing import figures, law_with, worked_off

from core.access.principals import EVERYWHERE, Scope
from core.actors import Actor
from core.errors import DomainError
from core.organisations.models import Sector
from tenants.models import ReportState
from tenants.reports import selectors, services

OFFICER = Actor(realm="tenant", id="1", name="报送员")
PROVINCE = Actor(realm="public", id="2", name="省级管理员")
TODAY = date(2023, 1, 10)
WORKERS = ("2022", "workers", "{}")


@pytest.fixture
def town(in_beta):
    """One unit with one worker, whose figures are published."""
    law_with(figure_years=3, figure_detail_years=2)
    place = unit("甲村党支部", Sector.VILLAGE)
    worker("甲", place)
    worked_off(on=TODAY)
    return place


@pytest.fixture
def submitted(town):
    """The year 2022, reported in time."""
    return services.submit(period="2022", actor=OFFICER, on=TODAY)


def decide(how, report, *, scope=EVERYWHERE, version=None, **more):
    with schema_context(settings.PUBLIC_SCHEMA_NAME):
        return how(id=report.pk, version=version or report.version, scope=scope, actor=PROVINCE, **more)


def test_a_reported_periods_figures_stand_still_and_the_difference_is_shown(town, submitted):
    worker("乙", town)
    worked_off(on=TODAY)

    assert submitted.state == ReportState.SUBMITTED
    assert submitted.due_on == date(2023, 1, 16)
    assert figures()[WORKERS] == (1, None)
    [difference] = [row for row in selectors.differences("2022", limit=500) if row[:2] == ("workers", "{}")]
    assert (difference.numerator, difference.live_numerator) == (1, 2)
    assert figures()[("2022Q4", "workers", "{}")] == (2, None)


def test_an_accepted_period_is_frozen_for_good(town, submitted):
    accepted = decide(services.accept, submitted)
    worker("乙", town)
    worked_off(on=TODAY)

    assert (accepted.state, accepted.version) == (ReportState.FROZEN, 2)
    assert figures()[WORKERS] == (1, None)
    with pytest.raises(services.ReportedAlready):
        services.submit(period="2022", actor=OFFICER, on=TODAY)
    assert selectors.own()[0].version == 2


def test_a_returned_period_follows_the_records_again_and_can_be_reported_anew(town, submitted):
    worker("乙", town)
    worked_off(on=TODAY)
    returned = decide(services.send_back, submitted, reason=" 人数不符 ")
    worked_off(on=TODAY)

    assert (returned.state, returned.reason) == (ReportState.RETURNED, "人数不符")
    assert figures()[WORKERS] == (2, None)
    again = services.submit(period="2022", actor=OFFICER, on=date(2023, 3, 1))
    assert (again.state, again.version, again.reason) == (ReportState.SUBMITTED, 3, "")
    assert again.first_submitted_on == TODAY


def test_reporting_rate_and_timeliness_follow_the_report(town, submitted):
    before = figures()
    worked_off(on=TODAY)
    after = figures()

    assert before[("2022", "reporting_rate", "{}")] == (0, 1)
    assert ("2022", "reporting_timeliness", "{}") not in before
    assert after[("2022", "reporting_rate", "{}")] == (1, 1)
    assert after[("2022", "reporting_timeliness", "{}")] == (1, 1)
    decide(services.send_back, submitted, reason="人数不符")
    worked_off(on=TODAY)
    assert figures()[("2022", "reporting_rate", "{}")] == (0, 1)


def test_a_late_report_is_not_in_time(town):
    services.submit(period="2022Q4", actor=OFFICER, on=date(2023, 1, 17))
    worked_off(on=date(2023, 1, 17))

    assert figures()[("2022Q4", "reporting_timeliness", "{}")] == (0, 1)


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ("2022-12", "NOT_REPORTABLE"),
        ("2023Q1", "NOT_REPORTABLE"),
        ("2019", "NOT_REPORTABLE"),
        ("x", "BAD_USER_INPUT"),
    ],
    ids=["month", "running", "before all records", "no period"],
)
def test_what_is_no_finished_quarter_or_year_with_records_is_refused(town, period, code):
    with pytest.raises(DomainError) as refused:
        services.submit(period=period, actor=OFFICER, on=TODAY)

    assert refused.value.code == code
    assert selectors.own() == []


def test_a_report_of_another_region_is_unknown(town, submitted):
    elsewhere = Scope(regions=frozenset({"520000"}))

    with pytest.raises(services.UnknownReport):
        decide(services.accept, submitted, scope=elsewhere)
    assert selectors.own()[0].state == ReportState.SUBMITTED


def test_what_changed_meanwhile_or_has_no_reason_is_not_decided(town, submitted):
    with pytest.raises(services.ReportChanged):
        decide(services.accept, submitted, version=7)
    with pytest.raises(services.ReasonMissing):
        decide(services.send_back, submitted, reason=" ")
    decide(services.accept, submitted)
    with pytest.raises(services.NotSubmitted):
        decide(services.send_back, submitted, version=2, reason="晚了")

    assert selectors.own()[0].state == ReportState.FROZEN
