"""What licences add to pay, day by day: rows with a decision each, from licences, posts and sectors."""

import io
from datetime import date
from decimal import Decimal

import issued
import pytest
from browsing import CLERK
from python_calamine import CalamineWorkbook

from core.appointments import services as appointments
from core.appointments.models import Appointment, EndReason
from core.credentials import services as credentials
from core.decisions import enacting
from core.decisions import services as decisions
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from core.people import services as people
from core.people.models import Person
from core.policy.vocabulary import PoliticalStatus
from plugins.fuquan_licensing.licences import pay, selectors, sheets
from plugins.fuquan_licensing.licences.models import PayLink

TODAY = date(2026, 5, 1)
JUNIOR_ON, INTERMEDIATE_ON, SENIOR_ON = date(2022, 6, 15), date(2023, 6, 20), date(2024, 7, 1)


@pytest.fixture
def holder(in_alpha) -> Person:
    """A full member who works full-time in an organ since 2021."""
    person = people.register(name="张三", political_status=PoliticalStatus.FULL_MEMBER)
    appointments.appoint_many(
        [
            Appointment(
                person=person,
                organisation=unit(Sector.ORGAN),
                basis=Appointment.Basis.FULL_TIME,
                from_on=date(2021, 1, 1),
            )
        ]
    )
    return person


def unit(sector: Sector) -> Organisation:
    return organisations.found(
        name=f"{sector.label}党支部",
        kind=Kind.BRANCH,
        sector=sector,
        level=Level.GRASSROOTS,
        division_code="522702",
        on=date(2020, 1, 1),
    )


def settle(person: Person) -> pay.Settled:
    return pay.settle(people=[person.pk], today=TODAY, actor=CLERK)


def rows(person: Person) -> list[tuple]:
    """Return what counts: sector, level, what it adds, and from when to when."""
    counting = PayLink.objects.filter(person=person, superseded_at__isnull=True).order_by("from_on")
    return list(counting.values_list("sector", "level", "coefficient", "steps", "from_on", "until_on"))


def on(day: date) -> list[tuple]:
    return [(row.level, row.coefficient, row.steps) for row in selectors.pay(on=day)]


def move(person: Person, to: Organisation, *, on: date) -> None:
    """Let somebody leave the present post for one elsewhere."""
    current = Appointment.objects.get(person=person, until_on=None)
    appointments.end(
        appointment=current.pk, on=on, end_reason=EndReason.TRANSFERRED, version=current.version, actor=CLERK
    )
    appointments.appoint_many(
        [Appointment(person=person, organisation=to, basis=Appointment.Basis.FULL_TIME, from_on=on)]
    )


def test_a_licence_counts_from_its_day_of_issue(holder):
    issued.licensed(holder)

    assert settle(holder) == pay.Settled(begun=1, changed=0)
    assert rows(holder) == [("ORGAN", "JUNIOR", Decimal(0), None, JUNIOR_ON, None)]
    assert on(date(2022, 6, 14)) == []
    assert on(JUNIOR_ON) == [("JUNIOR", Decimal(0), None)]


def test_a_higher_licence_takes_over_on_its_day(holder):
    issued.licensed(holder)
    issued.licensed(holder, "INTERMEDIATE", on=INTERMEDIATE_ON)
    issued.licensed(holder, "SENIOR", on=SENIOR_ON)

    settle(holder)

    assert rows(holder) == [
        ("ORGAN", "JUNIOR", Decimal(0), None, JUNIOR_ON, INTERMEDIATE_ON),
        ("ORGAN", "INTERMEDIATE", Decimal("0.05"), None, INTERMEDIATE_ON, SENIOR_ON),
        ("ORGAN", "SENIOR", Decimal("0.10"), None, SENIOR_ON, None),
    ]
    assert on(date(2023, 6, 19)) == [("JUNIOR", Decimal(0), None)]
    assert on(INTERMEDIATE_ON) == [("INTERMEDIATE", Decimal("0.05"), None)]


def test_each_row_rests_on_a_decision_about_its_first_day(holder):
    issued.licensed(holder)
    issued.licensed(holder, "INTERMEDIATE", on=INTERMEDIATE_ON)

    settle(holder)

    for row in PayLink.objects.all():
        assert (row.decision.action, row.decision.policy_on) == ("fuquan_licensing.pay", row.from_on)
        assert decisions.replay(row.decision).outcome["coefficient"] == row.coefficient


def test_settling_again_changes_nothing(holder):
    issued.licensed(holder)
    settle(holder)
    before = list(PayLink.objects.values())

    assert settle(holder) == pay.Settled(begun=0, changed=0)
    assert list(PayLink.objects.values()) == before


def test_a_promotion_ends_the_row_that_was_stored(holder):
    issued.licensed(holder)
    settle(holder)
    issued.licensed(holder, "INTERMEDIATE", on=INTERMEDIATE_ON)

    assert settle(holder) == pay.Settled(begun=1, changed=1)
    assert [row[-2:] for row in rows(holder)] == [(JUNIOR_ON, INTERMEDIATE_ON), (INTERMEDIATE_ON, None)]


def test_a_transfer_to_a_village_turns_the_coefficient_into_steps(holder):
    issued.licensed(holder)
    issued.licensed(holder, "INTERMEDIATE", on=INTERMEDIATE_ON)
    settle(holder)

    move(holder, unit(Sector.VILLAGE), on=date(2024, 3, 1))
    settle(holder)

    assert rows(holder)[1:] == [
        ("ORGAN", "INTERMEDIATE", Decimal("0.05"), None, INTERMEDIATE_ON, date(2024, 3, 1)),
        ("VILLAGE", "INTERMEDIATE", None, 1, date(2024, 3, 1), None),
    ]


def test_a_transfer_within_the_same_kind_of_unit_changes_nothing(holder):
    issued.licensed(holder)
    settle(holder)
    other = organisations.found(
        name="乙局党支部",
        kind=Kind.BRANCH,
        sector=Sector.ORGAN,
        level=Level.GRASSROOTS,
        division_code="522702",
        on=date(2020, 1, 1),
    )

    move(holder, other, on=date(2024, 3, 1))

    assert settle(holder) == pay.Settled(begun=0, changed=0)
    assert [row.organisation_name for row in selectors.pay(on=date(2024, 2, 29))] == ["机关党支部"]
    assert [row.organisation_name for row in selectors.pay(on=date(2024, 3, 1))] == ["乙局党支部"]


def test_a_unit_that_becomes_another_kind_of_unit_counts_from_that_day(holder):
    issued.licensed(holder)
    issued.licensed(holder, "INTERMEDIATE", on=INTERMEDIATE_ON)
    here = Appointment.objects.get(person=holder).organisation_id

    organisations.change(organisation=here, sector=Sector.SOE, on=date(2025, 1, 1))
    settle(holder)

    assert rows(holder)[-1] == ("SOE", "INTERMEDIATE", None, None, date(2025, 1, 1), None)


def test_whoever_is_out_of_post_gets_nothing_until_the_next_post(holder):
    issued.licensed(holder)
    current = Appointment.objects.get(person=holder)
    appointments.end(
        appointment=current.pk,
        on=date(2023, 1, 1),
        end_reason=EndReason.RESIGNED,
        version=current.version,
        actor=CLERK,
    )
    back = unit(Sector.COMMUNITY)
    appointments.appoint_many(
        [
            Appointment(
                person=holder,
                organisation=back,
                basis=Appointment.Basis.FULL_TIME,
                from_on=date(2024, 1, 1),
            )
        ]
    )

    settle(holder)

    assert [row[-2:] for row in rows(holder)] == [(JUNIOR_ON, date(2023, 1, 1)), (date(2024, 1, 1), None)]
    assert on(date(2023, 12, 31)) == []


def test_a_revocation_of_an_earlier_day_takes_the_place_of_later_rows(holder):
    issued.licensed(holder)
    licence = issued.licensed(holder, "INTERMEDIATE", on=INTERMEDIATE_ON)
    move(holder, unit(Sector.VILLAGE), on=date(2024, 3, 1))
    settle(holder)

    credentials.revoke(
        credential=licence.pk,
        on=date(2024, 1, 10),
        today=TODAY,
        facts={"serious_consequence": True, "cause": "WORK_ERROR"},
    )
    settle(holder)

    assert [row[-2:] for row in rows(holder)] == [
        (JUNIOR_ON, INTERMEDIATE_ON),
        (INTERMEDIATE_ON, date(2024, 1, 10)),
    ]
    [replaced] = PayLink.objects.filter(superseded_at__isnull=False)
    assert (replaced.sector, replaced.from_on) == ("VILLAGE", date(2024, 3, 1))
    assert on(date(2024, 3, 1)) == []


def test_new_figures_count_from_the_day_of_their_policy(holder):
    issued.licensed(holder, "JUNIOR")
    issued.licensed(holder, "INTERMEDIATE", on=INTERMEDIATE_ON)
    enacting.enact(
        plugin="fuquan_licensing",
        parameters={"intermediate_coefficient": Decimal("0.06")},
        effective_from=date(2025, 1, 1),
        reason="提高待遇",
        basis_title="关于调整待遇的通知",
        actor=CLERK,
        today=TODAY,
    )

    settle(holder)

    assert [row[2:] for row in rows(holder)][1:] == [
        (Decimal("0.05"), None, INTERMEDIATE_ON, date(2025, 1, 1)),
        (Decimal("0.06"), None, date(2025, 1, 1), None),
    ]


def test_settling_everybody_reaches_who_was_licensed_elsewhere(holder):
    issued.licensed(holder)

    assert pay.settle_all(today=TODAY, actor=CLERK) == pay.Settled(begun=1, changed=0)


def test_the_list_for_the_pay_office_holds_who_gets_something(holder):
    other = people.register(name="李四", political_status=PoliticalStatus.FULL_MEMBER)
    appointments.appoint_many(
        [
            Appointment(
                person=other,
                organisation=unit(Sector.COMMUNITY),
                basis=Appointment.Basis.FULL_TIME,
                from_on=date(2021, 1, 1),
            )
        ]
    )
    for person, last in ((holder, "INTERMEDIATE"), (other, "JUNIOR")):
        for level, day in (("JUNIOR", JUNIOR_ON), ("INTERMEDIATE", INTERMEDIATE_ON)):
            issued.licensed(person, level, on=day)
            if level == last:
                break
        settle(person)

    book = CalamineWorkbook.from_filelike(io.BytesIO(sheets.pay_list(on=TODAY)))
    shown = book.get_sheet_by_index(0).to_python()

    assert shown == [
        list(sheets.HEADINGS),
        ["张三", "机关党支部", "机关", "中级", "FQ-2023-00001", 0.05, "", "2023-06-20", ""],
    ]
