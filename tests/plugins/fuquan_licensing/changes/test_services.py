"""Changes of units: each opens its duties, is filed by the unit and received by the department."""

from datetime import date

import pytest
from browsing import CLERK

from core.decisions.models import DecisionRecord
from core.obligations import services as obligations
from core.obligations.models import Obligation
from core.organisations.facts import Outdated
from core.organisations.selectors import UnknownOrganisation
from core.people import services as people
from plugins.fuquan_licensing.changes import selectors, services
from plugins.fuquan_licensing.changes.models import Change
from plugins.fuquan_licensing.changes.services import Report

CHANGED, DUE, TODAY = date(2026, 3, 2), date(2026, 3, 23), date(2026, 3, 5)
KIND = Change.Kind


def report(organisation, *, on: date = CHANGED, today: date = TODAY, **more) -> Change:
    given = {"kind": KIND.STAFF_CHANGE, "description": "1 人调出"}
    return services.report(
        Report(organisation=organisation.pk, changed_on=on, **given | more), today=today, actor=CLERK
    )


def shown(change: Change) -> selectors.ChangeRow:
    [row] = selectors.changes(limit=1, id=change.pk)
    return row


def filed(organisation, *, on: date = TODAY) -> Change:
    change = report(organisation)
    return services.file(
        change=change.pk, version=1, on=on, document_number="甲局〔2026〕2号", today=on, actor=CLERK
    )


def receive(change: Change, *, on: date, today: date | None = None, version: int = 2) -> Change:
    return services.receive(change=change.pk, version=version, on=on, today=today or on, actor=CLERK)


def duties() -> dict[str, tuple]:
    rows = Obligation.objects.values_list("kind", "organisation__periods__name", "due_on", "by_record")
    return {kind: rest for kind, *rest in rows}


def test_a_change_opens_duties_of_the_unit_and_of_who_approves_its_establishment(bureau):
    change = report(bureau)

    assert duties() == {
        "FUQUAN_FILL": ["甲局党委", DUE, False],
        "FUQUAN_FILING": ["甲局党委", DUE, True],
        "FUQUAN_QUOTA": ["县直机关工委", DUE, True],
    }
    assert (change.decision.action, change.decision.subject_id) == (
        "fuquan_licensing.filing_due",
        str(change.pk),
    )


def test_a_unit_at_the_top_approves_its_own(county):
    report(county, kind=KIND.ORGANISATION_CHANGE)

    assert duties()["FUQUAN_QUOTA"][0] == "县直机关工委"


def test_a_change_that_becomes_known_late_is_overdue_from_the_start(bureau):
    change = report(bureau, today=date(2026, 5, 6))

    assert shown(change).due_on == DUE
    assert Obligation.objects.get(kind="FUQUAN_FILING").opened_on == date(2026, 5, 6)


def test_a_due_day_of_a_year_without_arrangement_is_provisional(bureau):
    change = report(bureau, on=date(2026, 12, 21), today=date(2026, 12, 31))

    assert shown(change).provisional is True


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"description": " "}, services.BadChange),
        ({"description": "多" * 501}, services.BadChange),
        ({"on": date(2026, 3, 6)}, services.BadChange),
        ({"on": date(2019, 12, 31)}, UnknownOrganisation),
    ],
)
def test_a_change_that_cannot_be_opens_nothing(bureau, more, error):
    with pytest.raises(error):
        report(bureau, **more)

    assert (Change.objects.count(), Obligation.objects.count(), DecisionRecord.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(("received_on", "on_time"), [(DUE, True), (date(2026, 3, 24), False)])
def test_a_filing_is_on_time_by_the_day_on_which_it_is_received(bureau, received_on, on_time):
    change = receive(filed(bureau), on=received_on)

    duty = Obligation.objects.get(kind="FUQUAN_FILING")
    assert shown(change).on_time is on_time
    assert (duty.fulfilled_on, duty.evidence) == (received_on, "收到备案报告 甲局〔2026〕2号")


def test_filing_alone_does_not_fulfil_the_duty(bureau):
    change = filed(bureau)

    assert shown(change).on_time is None
    assert Obligation.objects.get(kind="FUQUAN_FILING").fulfilled_on is None


def test_the_unit_cannot_fulfil_the_filing_by_its_own_word(bureau):
    change = report(bureau)

    with pytest.raises(obligations.FulfilledByRecord):
        obligations.fulfil(obligation=change.filing_id, evidence="已报", on=TODAY, actor=CLERK)

    assert Obligation.objects.filter(fulfilled_on__isnull=False).count() == 0


def test_filling_posts_again_is_fulfilled_by_the_unit(bureau):
    change = report(bureau)

    obligations.fulfil(obligation=change.fill_id, evidence="已选配 1 人", on=TODAY, actor=CLERK)

    assert shown(change).filled_on == TODAY


def test_what_was_not_filed_is_not_received(bureau):
    change = report(bureau)

    with pytest.raises(services.NotFiled):
        receive(change, on=TODAY, version=1)

    assert Change.objects.get().received_on is None


def test_a_filing_is_received_once(bureau):
    change = receive(filed(bureau), on=DUE)

    with pytest.raises(services.NotFiled, match="2026-03-23"):
        receive(change, on=date(2026, 3, 24), version=3)

    assert Change.objects.get().received_on == DUE


def test_a_change_is_filed_once(bureau):
    change = filed(bureau)

    with pytest.raises(services.AlreadyFiled):
        services.file(change=change.pk, version=2, on=DUE, document_number="另一号", today=DUE, actor=CLERK)

    assert Change.objects.get().document_number == "甲局〔2026〕2号"


@pytest.mark.parametrize("on", [date(2026, 3, 1), date(2026, 3, 6)])
def test_a_day_of_filing_lies_between_the_change_and_today(bureau, on):
    change = report(bureau)

    with pytest.raises(services.BadChange):
        services.file(change=change.pk, version=1, on=on, document_number="2号", today=TODAY, actor=CLERK)

    assert Change.objects.get().filed_on is None


@pytest.mark.parametrize("on", [date(2026, 3, 4), date(2026, 3, 25)])
def test_a_day_of_receipt_lies_between_the_filing_and_today(bureau, on):
    change = filed(bureau)

    with pytest.raises(services.BadChange):
        receive(change, on=on, today=date(2026, 3, 24))

    assert Change.objects.get().received_on is None


def test_a_change_that_somebody_else_dealt_with_is_refused(bureau):
    change = filed(bureau)

    with pytest.raises(Outdated):
        receive(change, on=DUE, version=1)

    assert Change.objects.get().received_on is None


def test_the_person_of_a_staff_change_is_named(bureau):
    person = people.register(name="张三")

    change = report(bureau, person=person.pk)

    assert shown(change).person_name == "张三"
    assert set(Obligation.objects.values_list("person_id", flat=True)) == {person.pk}


def test_lists_are_the_latest_first_and_narrowed(bureau, county):
    first, second = filed(bureau), report(county, on=date(2026, 3, 3))
    receive(first, on=DUE)

    rows = selectors.changes(limit=10)

    assert [row.id for row in rows] == [second.pk, first.pk]
    assert [row.id for row in selectors.changes(limit=10, organisations=[bureau.pk])] == [first.pk]
    assert [row.id for row in selectors.changes(limit=10, received=False)] == [second.pk]
    after = (second.changed_on, second.pk)
    assert [row.id for row in selectors.changes(limit=10, after=after)] == [first.pk]
