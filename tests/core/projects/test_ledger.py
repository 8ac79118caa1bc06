"""The ledger: derived from records, as of the end of a period."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from browsing import CLERK
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.obligations import services as obligations
from core.people import services as people
from core.projects import ledger, members, milestones, progress, services
from core.projects.ledger import LedgerRow
from core.projects.models import Origin, Part, Stage
from core.projects.progress import Kind
from core.projects.services import Raising

TODAY = date(2026, 5, 1)
FIRST_QUARTER = (date(2026, 1, 1), date(2026, 4, 1))


def rows(from_on: date, until_on: date, **more) -> list[LedgerRow]:
    period = ledger.period(from_on, until_on, today=TODAY)
    return ledger.rows(period=period, **{"limit": 100, "today": TODAY} | more)


def paid(project, amount: str, on: date, kind: Kind = Kind.SPENT):
    return progress.record_funds(
        project=project.pk, kind=kind, amount=Decimal(amount), on=on, today=TODAY, note="购置"
    )


def test_a_row_says_how_the_project_stood_on_the_last_day(monitored, town):
    project = monitored(done=("S1",))
    milestones.add(
        project=project.pk, title="验收", due_on=date(2026, 3, 30), on=date(2026, 3, 2), today=TODAY
    )
    paid(project, "1000", date(2026, 3, 31), Kind.RECEIVED)
    paid(project, "0.10", date(2026, 3, 31))
    paid(project, "0.20", date(2026, 4, 1))

    [row] = rows(*FIRST_QUARTER)

    assert row.title == "补短板"
    assert (row.organisation_id, row.organisation_name) == (town.pk, "甲镇党委")
    assert (row.stage, row.stage_since) == ("MONITORING", date(2026, 3, 1))
    assert row.leads == ["张三"]
    assert (row.steps, row.steps_done) == (3, 1)
    assert (row.milestones, row.milestones_reached, row.milestones_overdue) == (2, 1, 1)
    assert (row.next_on, row.behind) == (date(2026, 3, 30), True)
    assert (row.received, row.spent, row.balance) == (Decimal("1000.00"), Decimal("0.10"), Decimal("999.90"))
    assert row.last_entry_on == date(2026, 3, 31)


def test_an_earlier_period_shows_the_stage_of_its_last_day(monitored):
    monitored()

    shown = {
        until: rows(date(2026, 1, 1), until)[0].stage
        for until in (date(2026, 1, 11), date(2026, 1, 20), date(2026, 1, 21), date(2026, 3, 2))
    }

    assert list(shown.values()) == ["GENERATED", "GENERATED", "IMPLEMENTING", "MONITORING"]


def test_a_milestone_is_overdue_from_the_day_after_it_was_due(monitored):
    milestone = date(2026, 2, 1)
    project = monitored()
    milestones.add(
        project=project.pk, title="验收", due_on=date(2026, 3, 30), on=date(2026, 3, 2), today=TODAY
    )

    assert rows(date(2026, 1, 1), date(2026, 3, 31))[0].milestones_overdue == 0
    assert rows(date(2026, 1, 1), date(2026, 4, 1))[0].milestones_overdue == 1
    assert rows(date(2026, 1, 1), milestone)[0].milestones_reached == 0
    assert rows(date(2026, 1, 1), date(2026, 2, 2))[0].milestones_reached == 1


def test_a_cancelled_milestone_is_in_no_row(monitored):
    project = monitored()
    other = milestones.add(project=project.pk, title="验收", due_on=TODAY, on=TODAY, today=TODAY)
    obligations.cancel(obligation=other.pk, reason="不再需要", on=TODAY, actor=CLERK)

    assert rows(date(2026, 1, 1), date(2027, 1, 1))[0].milestones == 1


def test_a_closed_project_is_in_the_ledger_of_the_day_it_was_closed_and_no_later(monitored):
    project = monitored()
    services.advance(project=project.pk, to=Stage.CLOSED, on=date(2026, 4, 10), today=TODAY)

    assert [row.stage for row in rows(date(2026, 4, 10), date(2026, 5, 1))] == ["CLOSED"]
    assert rows(date(2026, 4, 11), date(2026, 5, 1)) == []
    assert [row.stage for row in rows(*FIRST_QUARTER)] == ["MONITORING"]
    assert rows(date(2026, 1, 1), date(2026, 1, 10)) == []


def test_a_running_period_shows_today(monitored):
    project = monitored()
    paid(project, "5", TODAY)

    [row] = rows(date(2026, 5, 1), date(2026, 7, 1))

    assert (row.spent, row.spent_in_period, row.last_entry_on) == (Decimal(5), Decimal(5), TODAY)


def test_what_was_annulled_counts_in_no_figure(monitored):
    project = monitored(done=("S1",))
    wrong = paid(project, "5", TODAY)
    progress.annul(project=project.pk, entry=wrong.pk, reason="误记", on=TODAY, today=TODAY)

    assert rows(date(2026, 1, 1), date(2027, 1, 1))[0].spent == 0


@pytest.mark.parametrize(
    "days", [(TODAY, TODAY), (TODAY, date(2026, 4, 30)), (date(2026, 5, 2), date(2026, 6, 1))]
)
def test_a_period_without_a_day_or_in_the_future_is_refused(days):
    with pytest.raises(ledger.BadPeriod):
        ledger.period(*days, today=TODAY)


def test_leads_out_of_sight_are_not_named(monitored, found):
    monitored()
    other = found("乙镇党委")

    assert rows(*FIRST_QUARTER, people_of=[other.pk])[0].leads == []


def test_a_ledger_takes_as_many_queries_with_a_hundred_projects_as_with_ten(town):
    counts = []
    for number in (10, 90):
        made = services.raise_many(
            [Raising(town.pk, f"项目{n}", Origin.KEY_WORK, date(2026, 1, 10)) for n in range(number)],
            today=TODAY,
        )
        for project in made:
            person = people.record(name="张三", kept_by=town, on=TODAY).person
            members.involve(
                project=project.pk, person=person.pk, part=Part.LEAD, on=date(2026, 1, 10), today=TODAY
            )
        with CaptureQueriesContext(connection) as statements:
            shown = rows(*FIRST_QUARTER, organisations=[town.pk, uuid4()])
        counts.append((len(shown), len(statements)))

    assert counts == [(10, 2), (100, 2)]


def test_pages_follow_each_other_without_a_gap(town):
    services.raise_many(
        [Raising(town.pk, f"项目{n}", Origin.KEY_WORK, date(2026, 1, 10 + n // 2)) for n in range(6)],
        today=TODAY,
    )
    whole = rows(*FIRST_QUARTER)

    first = rows(*FIRST_QUARTER, limit=4)
    second = rows(*FIRST_QUARTER, limit=4, after=(first[-1].raised_on, first[-1].id))

    assert len(whole) == 6
    assert [row.id for row in first + second] == [row.id for row in whole]
