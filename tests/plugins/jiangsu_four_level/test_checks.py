"""What Jiangsu's law asks of the core's writes, and which facts it takes from the core's records."""

from datetime import date

import pytest

from core.appointments import services as appointments
from core.appointments.models import Appointment, EntryChannel, Post
from core.decisions.services import Refused
from core.decisions.writes import Appointing
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from core.people import services as people
from core.people.models import Person
from core.policy.problems import FactsError
from plugins.jiangsu_four_level import checks

ACTION = "jiangsu_four_level.select_secretary"
D2020, D2022 = date(2020, 1, 1), date(2022, 1, 1)
FULL_TIME, PART_TIME = Appointment.Basis.FULL_TIME, Appointment.Basis.PART_TIME


@pytest.fixture
def firm(in_alpha) -> Organisation:
    """A branch in a private enterprise of 120 people, 12 of them members."""
    return unit(Sector.PRIVATE_ENTERPRISE)


@pytest.fixture
def candidate(in_alpha) -> Person:
    """Somebody without a post."""
    return people.register(name="张三")


def unit(sector: Sector) -> Organisation:
    return organisations.found(
        name="甲公司党支部",
        kind=Kind.BRANCH,
        sector=sector,
        level=Level.GRASSROOTS,
        division_code="522702",
        on=D2020,
        more={"staff_count": 120, "member_count": 12},
    )


def appointing(person: Person, organisation: Organisation, **changes) -> Appointing:
    return Appointing(
        **{
            "on": D2022,
            "person_id": person.pk,
            "organisation_id": organisation.pk,
            "basis": PART_TIME,
            "post": Post.SECRETARY,
            "also_head": True,
            "counts_as_worker": True,
            "entry_channel": "",
            **changes,
        }
    )


def deputy(organisation: Organisation, person: Person | None = None, basis=FULL_TIME) -> None:
    appointments.appoint_many(
        [
            Appointment(
                person=person or people.register(name="李四"),
                organisation=organisation,
                basis=basis,
                post=Post.DEPUTY_SECRETARY,
                from_on=D2020,
            )
        ]
    )


def facts(write) -> dict | None:
    questions = checks.questions(write)
    return dict(questions[0].facts) if questions else None


def test_the_records_yield_all_but_the_head_and_the_management(firm, candidate):
    assert facts(appointing(candidate, firm)) == {
        "candidate_is_head": True,
        "has_fulltime_deputy": False,
        "staff_count": 120,
        "member_count": 12,
        "city": "522700",
    }


def test_somebody_elses_full_time_deputy_counts(firm, candidate):
    deputy(firm, basis=PART_TIME)
    assert facts(appointing(candidate, firm))["has_fulltime_deputy"] is False

    deputy(firm)
    assert facts(appointing(candidate, firm))["has_fulltime_deputy"] is True


def test_a_deputy_who_becomes_secretary_is_deputy_no_longer(firm, candidate):
    deputy(firm, candidate)

    assert facts(appointing(candidate, firm))["has_fulltime_deputy"] is False


@pytest.mark.parametrize("sector", [Sector.SOCIAL_ORGANISATION, Sector.PRIVATE_ENTERPRISE])
@pytest.mark.parametrize("channel", [EntryChannel.ELECTED, EntryChannel.INTERNAL_SELECTION, ""])
def test_secretaries_from_inside_two_new_organisations_are_asked_about(in_alpha, candidate, sector, channel):
    assert facts(appointing(candidate, unit(sector), entry_channel=channel)) is not None


@pytest.mark.parametrize(
    ("sector", "changes"),
    [
        (Sector.SOE, {}),
        (Sector.VILLAGE, {}),
        (Sector.PRIVATE_ENTERPRISE, {"post": Post.DEPUTY_SECRETARY}),
        (Sector.PRIVATE_ENTERPRISE, {"entry_channel": EntryChannel.DISPATCHED}),
        (Sector.PRIVATE_ENTERPRISE, {"entry_channel": EntryChannel.PUBLIC_RECRUITMENT}),
    ],
)
def test_others_are_not(in_alpha, candidate, sector, changes):
    assert facts(appointing(candidate, unit(sector), **changes)) is None


def test_what_no_record_yields_is_asked_for_and_then_judged(firm, candidate):
    wanted = {
        "person": candidate,
        "organisation": firm,
        "basis": PART_TIME,
        "on": D2022,
        "post": Post.SECRETARY,
    }

    with pytest.raises(FactsError) as needed:
        appointments.appoint(**wanted, also_head=True)
    with pytest.raises(Refused) as refused:
        appointments.appoint(
            **wanted,
            also_head=True,
            facts={ACTION: {"head_is_member": True, "candidate_in_management": True}},
        )
    made = appointments.appoint(
        **wanted, facts={ACTION: {"head_is_member": True, "candidate_in_management": False}}
    )

    assert {problem.path for problem in needed.value.problems} == {
        f"facts.{ACTION}.head_is_member",
        f"facts.{ACTION}.candidate_in_management",
    }
    assert [finding["code"] for finding in refused.value.extensions["findings"]] == ["JS-DEPUTY"]
    assert [kept.action for kept in made.decided] == [ACTION]
    assert Appointment.objects.count() == 1
