"""What Fuquan's law asks of the core's writes, and which facts it takes from the core's records."""

from datetime import date
from uuid import UUID

import pytest

from core.appointments import establishment
from core.appointments import services as appointments
from core.appointments.models import Appointment, Post
from core.credentials import issuing
from core.decisions import checks as law
from core.decisions.services import Refused
from core.decisions.writes import Appointing, CycleGrading, Grading, Leaving, Transferring
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from core.people import services as people
from core.people.models import Person
from core.policy.problems import FactsError
from core.policy.vocabulary import PoliticalStatus
from plugins.fuquan_licensing import checks

D2020, D2022, D2024 = date(2020, 1, 1), date(2022, 1, 1), date(2024, 1, 1)
FULL_TIME, PART_TIME = Appointment.Basis.FULL_TIME, Appointment.Basis.PART_TIME


@pytest.fixture
def organ(in_alpha) -> Organisation:
    """An organ with 300 people, two places for workers and one for an organisation commissioner."""
    made = organisations.found(
        name="甲局党委",
        kind=Kind.COMMITTEE,
        sector=Sector.ORGAN,
        level=Level.COUNTY,
        division_code="522702",
        on=D2020,
        more={"staff_count": 300},
    )
    for post, places in ((Post.WORKER, 2), (Post.ORGANISATION_COMMISSIONER, 1)):
        establishment.approve(organisation=made.pk, post=post, places=places, on=D2020)
    return made


@pytest.fixture
def member(in_alpha) -> Person:
    """A full member without a post."""
    return people.register(name="张三", political_status=PoliticalStatus.FULL_MEMBER)


def hold(
    organisation: Organisation, name: str, *, post: Post = Post.WORKER, basis=FULL_TIME, since=D2020
) -> Person:
    """Let somebody hold a post already."""
    person = people.register(name=name)
    appointments.appoint_many(
        [Appointment(person=person, organisation=organisation, basis=basis, post=post, from_on=since)]
    )
    return person


def appointing(person: Person, organisation: Organisation, **changes) -> Appointing:
    return Appointing(
        **{
            "on": D2022,
            "person_id": person.pk,
            "organisation_id": organisation.pk,
            "basis": FULL_TIME,
            "post": Post.WORKER,
            "also_head": False,
            "counts_as_worker": True,
            "entry_channel": "",
            **changes,
        }
    )


def facts(write) -> dict | None:
    questions = checks.questions(write)
    return dict(questions[0].facts) if questions else None


def test_the_facts_are_those_after_the_appointment(organ, member):
    hold(organ, "李四")
    hold(organ, "王五", post=Post.ORGANISATION_COMMISSIONER)
    hold(organ, "赵六", basis=PART_TIME)
    hold(organ, "钱七", since=date(2022, 1, 2))

    assert facts(appointing(member, organ)) == {
        "sector": "ORGAN",
        "staff_count": 300,
        "incumbents": 2,
        "approved_quota": 2,
        "political_status": "FULL_MEMBER",
        "in_post": True,
        "licensed": False,
    }


@pytest.mark.parametrize(
    "changes", [{"basis": PART_TIME}, {"post": Post.SECRETARY}, {"post": Post.ORGANISATION_COMMISSIONER}]
)
def test_only_posts_of_the_establishment_are_asked_about(organ, member, changes):
    assert facts(appointing(member, organ, **changes)) is None


def test_a_unit_without_an_establishment_is_not_asked_about(organ, member):
    establishment.approve(organisation=organ.pk, post=Post.WORKER, places=None, on=D2022)

    assert facts(appointing(member, organ)) is None
    assert facts(appointing(member, organ, on=date(2021, 12, 31))) is not None


def test_who_moves_within_the_unit_is_counted_once(organ):
    mover = hold(organ, "李四")
    begun = appointing(mover, organ)
    left = Leaving(
        on=D2022,
        appointment_id=UUID(int=0),
        person_id=mover.pk,
        organisation_id=organ.pk,
        basis="FULL_TIME",
        post="WORKER",
        also_head=False,
        entry_channel="",
        since=D2020,
        end_reason="TRANSFERRED",
    )

    assert facts(Transferring(on=D2022, leaving=left, appointing=begun))["incumbents"] == 1
    assert facts(left) is None


def test_what_is_not_on_record_is_left_to_the_user(organ, in_alpha):
    unknown = people.register(name="张三")
    organisations.change(organisation=organ.pk, staff_count=None, on=D2022)

    with pytest.raises(FactsError) as needed:
        law.ask(appointing(unknown, organ), today=D2022)

    assert {problem.path for problem in needed.value.problems} == {
        "facts.fuquan_licensing.appoint.political_status",
        "facts.fuquan_licensing.appoint.staff_count",
    }


def test_a_licence_counts_from_the_day_of_issue(organ, member):
    issuing.issue(
        kind="fuquan_licensing.licence",
        level="JUNIOR",
        person=member.pk,
        on=D2022,
        issuer="市委组织部",
        facts={"exam_passed": True, "reviews": {"DISCIPLINE": "CLEAR", "PUBLIC_SECURITY": "CLEAR"}},
        today=D2022,
    )

    assert facts(appointing(member, organ))["licensed"] is True
    assert facts(appointing(member, organ, on=date(2021, 12, 31)))["licensed"] is False


def test_an_appointment_keeps_where_the_political_status_came_from(organ, member):
    made = appointments.appoint(person=member, organisation=organ, basis=FULL_TIME, on=D2022)

    [kept] = made.decided
    assert [(source["fact"], source["table"], source["row"], source["value"]) for source in kept.sources] == [
        ("political_status", "core_person", str(member.pk), "FULL_MEMBER")
    ]
    assert (kept.person_id, kept.organisation_id) == (member.pk, organ.pk)


def grading(person: Person, organisation: Organisation, grade: str, unit_grade: str | None) -> Grading:
    return Grading(
        on=D2024,
        cycle_id=UUID(int=0),
        person_id=person.pk,
        organisation_id=organisation.pk,
        grade=grade,
        unit_grade=unit_grade,
    )


@pytest.mark.parametrize("grade", ["EXCELLENT", "COMPETENT"])
def test_nobody_of_a_poor_units_staff_is_competent(organ, grade):
    worker = hold(organ, "李四")

    with pytest.raises(Refused) as refused:
        law.ask(grading(worker, organ, grade, "POOR"), today=D2024)

    assert [finding["code"] for finding in refused.value.extensions["findings"]] == ["FQ-UNIT"]


@pytest.mark.parametrize(("grade", "unit_grade"), [("BASIC", "POOR"), ("EXCELLENT", "AVERAGE")])
def test_other_grades_pass(organ, grade, unit_grade):
    worker = hold(organ, "李四")

    answers = law.ask(grading(worker, organ, grade, unit_grade), today=D2024)

    assert [(answer.action.name, answer.decision.allowed) for answer in answers] == [
        ("fuquan_licensing.grade_order", True),
        ("fuquan_licensing.grade", True),
    ]


def test_nobody_is_graded_before_the_units_result_is_published(organ):
    worker = hold(organ, "李四")

    with pytest.raises(Refused) as refused:
        law.ask(grading(worker, organ, "BASIC", None), today=D2024)

    assert [finding["code"] for finding in refused.value.extensions["findings"]] == ["FQ-ORDER"]


@pytest.mark.parametrize("more", [{"basis": PART_TIME}, {"post": Post.ORGANISATION_COMMISSIONER}])
def test_who_is_no_full_time_staff_is_graded_without_regard_to_the_unit(organ, more):
    worker = hold(organ, "李四", **more)

    assert law.ask(grading(worker, organ, "EXCELLENT", "POOR"), today=D2024) == ()


def test_the_grades_of_a_cycle_are_none_of_fuquans_questions(in_alpha):
    cycle = CycleGrading(
        on=D2024, cycle_id=UUID(int=0), subject_kind="PERSON", appraised=1, excellent=0, sectors=frozenset()
    )

    assert checks.questions(cycle) == []
