"""What Guizhou's law asks of the core's writes, and which facts it takes from the core's records."""

from datetime import date
from uuid import UUID

import pytest

from core.appointments import services as appointments
from core.appointments.models import Appointment, EndReason, EntryChannel, Post
from core.decisions import checks as law
from core.decisions.services import Refused
from core.decisions.writes import Appointing, CycleGrading, Grading, Leaving, Transferring
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from core.people import services as people
from plugins.guizhou_township import checks

NOBODY = UUID(int=0)
D2020, D2022, D2024 = date(2020, 1, 1), date(2022, 1, 1), date(2024, 1, 1)
FULL_TIME, PART_TIME = Appointment.Basis.FULL_TIME, Appointment.Basis.PART_TIME
EXAM = EntryChannel.CIVIL_SERVICE_EXAM


def unit(name: str, sector: Sector = Sector.TOWNSHIP, level: Level = Level.TOWNSHIP) -> Organisation:
    return organisations.found(
        name=name,
        kind=Kind.COMMITTEE,
        sector=sector,
        level=level,
        division_code="522702",
        on=date(2010, 1, 1),
    )


def career(*posts: tuple) -> list[Appointment]:
    """Store one person's posts: organisation, from, until, and what else is special."""
    person = people.register(name="张三")
    rows = [
        Appointment(
            **{
                "person": person,
                "organisation": organisation,
                "basis": FULL_TIME,
                "from_on": since,
                "until_on": until,
                "end_reason": "TRANSFERRED" if until else "",
                **(more[0] if more else {}),
            }
        )
        for organisation, since, until, *more in posts
    ]
    return appointments.appoint_many(rows)


def leaving(row: Appointment, on: date, **changes) -> Leaving:
    return Leaving(
        **{
            "on": on,
            "appointment_id": row.pk,
            "person_id": row.person_id,
            "organisation_id": row.organisation_id,
            "basis": row.basis,
            "post": row.post,
            "also_head": row.also_head,
            "entry_channel": row.entry_channel,
            "since": row.from_on,
            "end_reason": EndReason.TRANSFERRED,
            **changes,
        }
    )


def asked(write) -> dict[str, dict]:
    """Return the facts of each question by the action's short name."""
    return {question.action.partition(".")[2]: dict(question.facts) for question in checks.questions(write)}


def test_leaving_asks_with_the_first_day_of_service(in_alpha):
    [row] = career((unit("甲镇"), D2022, None, {"entry_channel": EXAM}))

    assert asked(leaving(row, D2024)) == {
        "transfer": {"on": D2024, "township_since": D2022, "recruited": True}
    }


@pytest.mark.parametrize("level", [Level.COUNTY, Level.TOWNSHIP])
def test_a_transfer_takes_the_level_from_the_next_organisation(in_alpha, level):
    [row] = career((unit("甲镇"), D2022, None, {"entry_channel": EXAM}))
    begun = Appointing(
        on=D2024,
        person_id=row.person_id,
        organisation_id=unit("去处", Sector.ORGAN, level).pk,
        basis="FULL_TIME",
        post="WORKER",
        also_head=False,
        counts_as_worker=True,
        entry_channel="TRANSFERRED",
    )

    # Also where the core's reason for the end is another one: the person goes on in the next post.
    ended = leaving(row, D2024, end_reason=EndReason.TERM_ENDED)
    facts = asked(Transferring(on=D2024, leaving=ended, appointing=begun))["transfer"]

    assert (facts["to_level"], facts["township_since"]) == (level, D2022)


def test_townships_that_follow_each_other_are_one_service_begun_by_recruitment(in_alpha):
    _, second = career(
        (unit("甲镇"), D2020, D2022, {"entry_channel": EntryChannel.SELECTED_GRADUATE}),
        (unit("乙镇"), D2022, None, {"entry_channel": EntryChannel.TRANSFERRED}),
    )

    assert asked(leaving(second, D2024))["transfer"]["township_since"] == D2020


def test_whoever_was_away_starts_anew(in_alpha):
    *_, last = career(
        (unit("甲镇"), D2020, date(2021, 12, 31), {"entry_channel": EXAM}),
        (unit("县委", Sector.ORGAN, Level.COUNTY), date(2021, 12, 31), D2022),
        (unit("乙镇"), D2022, None, {"entry_channel": EXAM}),
    )

    assert asked(leaving(last, D2024))["transfer"]["township_since"] == D2022


def test_recruitment_of_an_earlier_service_is_over(in_alpha):
    *_, last = career(
        (unit("甲镇"), D2020, date(2021, 12, 31), {"entry_channel": EXAM}),
        (unit("乙镇"), D2022, None, {"entry_channel": EntryChannel.ARRANGED}),
    )

    assert asked(leaving(last, D2024)) == {}


def test_an_organisation_counts_while_it_is_a_townships(in_alpha):
    town = unit("甲镇", Sector.ORGAN)
    [row] = career((town, D2020, None, {"entry_channel": EXAM}))
    organisations.change(organisation=town.pk, sector=Sector.TOWNSHIP, on=D2022)

    assert asked(leaving(row, D2024))["transfer"]["township_since"] == D2022
    assert asked(leaving(row, D2022)) == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"entry_channel": EntryChannel.ELECTED},
        {"entry_channel": ""},
        {"entry_channel": EXAM, "basis": PART_TIME},
    ],
)
def test_only_full_time_recruits_are_asked_about(in_alpha, changes):
    [row] = career((unit("甲镇"), D2022, None, changes))

    assert asked(leaving(row, D2024)) == {}


@pytest.mark.parametrize(
    ("end_reason", "is_asked"),
    [
        (EndReason.TRANSFERRED, True),
        (EndReason.TRANSFER_REQUESTED, True),
        (EndReason.RESIGNED, False),
        (EndReason.RETIRED, False),
        (EndReason.DECEASED, False),
    ],
)
def test_whoever_leaves_for_good_is_not_transferred(in_alpha, end_reason, is_asked):
    [row] = career((unit("甲镇"), D2022, None, {"entry_channel": EXAM}))

    assert ("transfer" in asked(leaving(row, D2024, end_reason=end_reason))) is is_asked


@pytest.mark.parametrize(
    ("end_reason", "reason", "facts"),
    [
        (EndReason.TRANSFERRED, "", {"on": D2024, "term_since": D2022}),
        (EndReason.RESIGNED, "健康原因", {"on": D2024, "term_since": D2022, "reason": "健康原因"}),
        (EndReason.TERM_ENDED, "", None),
        (EndReason.RETIRED, "", None),
        (EndReason.DECEASED, "", None),
        (EndReason.ORGANISATION_CLOSED, "", None),
    ],
)
def test_a_townships_secretary_who_is_moved_is_asked_about(in_alpha, end_reason, reason, facts):
    [row] = career((unit("甲镇"), D2022, None, {"post": Post.SECRETARY}))

    assert asked(leaving(row, D2024, end_reason=end_reason, reason=reason)).get("head_term") == facts


@pytest.mark.parametrize(
    ("post", "sector", "level"),
    [
        (Post.DEPUTY_SECRETARY, Sector.TOWNSHIP, Level.TOWNSHIP),
        (Post.SECRETARY, Sector.VILLAGE, Level.GRASSROOTS),
        (Post.SECRETARY, Sector.TOWNSHIP, Level.GRASSROOTS),
    ],
)
def test_others_are_no_township_heads(in_alpha, post, sector, level):
    [row] = career((unit("甲", sector, level), D2022, None, {"post": post}))

    assert asked(leaving(row, D2024)) == {}


def test_a_head_who_is_moved_early_is_moved_with_a_warning_on_record(in_alpha):
    [row] = career((unit("甲镇"), D2022, None, {"post": Post.SECRETARY}))

    ended = appointments.end(appointment=row.pk, on=D2024, end_reason=EndReason.RESIGNED)

    assert [(kept.action, kept.allowed) for kept in ended.decided] == [("guizhou_township.head_term", True)]
    assert "GZ-TERM" in ended.decided[0].decision


def grading(*sectors: str, appraised: int = 20, excellent: int = 4, kind: str = "PERSON") -> CycleGrading:
    return CycleGrading(
        on=date(2023, 12, 31),
        cycle_id=NOBODY,
        subject_kind=kind,
        appraised=appraised,
        excellent=excellent,
        sectors=frozenset(sectors),
    )


def test_a_cycle_of_townships_may_have_a_fifth_excellent(in_alpha):
    core, guizhou = law.ask(grading("TOWNSHIP"), today=D2024)

    assert (guizhou.action.name, guizhou.decision.outcome["count"]) == ("guizhou_township.excellent_cap", 4)
    assert (core.action.name, dict(core.decision.outcome)) == (
        "core.excellent_cap",
        {"count": 4, "headroom": 0},
    )


@pytest.mark.parametrize("sectors", [("TOWNSHIP", "ORGAN"), ("ORGAN",)])
def test_any_other_cycle_keeps_the_cores_share(in_alpha, sectors):
    with pytest.raises(Refused, match="不超过 3 人"):
        law.ask(grading(*sectors), today=D2024)


def test_one_more_than_the_raised_cap_is_refused(in_alpha):
    with pytest.raises(Refused) as refused:
        law.ask(grading("TOWNSHIP", excellent=5), today=D2024)

    assert [finding["code"] for finding in refused.value.extensions["findings"]] == ["CORE-EXCELLENT"]


def test_the_grades_of_units_are_not_capped(in_alpha):
    assert law.ask(grading("TOWNSHIP", kind="ORGANISATION", excellent=20), today=D2024) == ()


def test_a_single_grade_is_none_of_guizhous_questions(in_alpha):
    one = Grading(
        on=D2024,
        cycle_id=NOBODY,
        person_id=NOBODY,
        organisation_id=NOBODY,
        grade="EXCELLENT",
        unit_grade=None,
    )

    assert checks.questions(one) == []
