"""People are appointed, leave, are transferred; what was recorded wrongly is corrected by a new fact."""

from datetime import date
from uuid import UUID

import pytest

from core.appointments import establishment, fitting, selectors, services
from core.appointments.models import Appointment, AppointmentChange, EndReason, EntryChannel, Post
from core.organisations import reshaping
from core.organisations.facts import Outdated
from core.organisations.models import CloseReason
from core.people import services as people
from core.people.codes import LeaveReason

D2020, D2021, D2022, D2023 = (date(year, 1, 1) for year in range(2020, 2024))
FULL_TIME, PART_TIME = Appointment.Basis.FULL_TIME, Appointment.Basis.PART_TIME


def state() -> tuple:
    """Return all that is stored, to see that nothing changed."""
    return tuple(list(model.objects.order_by("pk").values()) for model in (Appointment, AppointmentChange))


def appoint(person, organisation, on=D2021, basis=FULL_TIME, **more) -> Appointment:
    return services.appoint(person=person, organisation=organisation, basis=basis, on=on, **more)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((D2021, None), (D2022, None)),
        ((D2022, None), (D2021, None)),
        ((D2020, D2022), (date(2021, 12, 31), None)),
    ],
)
def test_overlapping_full_time_posts_are_refused(town, somebody, first, second):
    appoint(somebody, town, on=first[0], until=first[1])
    before = state()

    with pytest.raises(services.AlreadyFullTime, match="张三") as refusal:
        appoint(somebody, town, on=second[0], until=second[1])

    assert refusal.value.code == "ALREADY_FULL_TIME"
    assert state() == before


def test_a_full_time_post_may_begin_on_the_day_another_ends(town, somebody):
    appoint(somebody, town, on=D2020, until=D2021)

    appoint(somebody, town, on=D2021)

    assert [row.from_on for row in Appointment.objects.order_by("from_on")] == [D2020, D2021]


def test_a_part_time_post_may_stand_beside_a_full_time_one(town, somebody):
    appoint(somebody, town)

    appoint(somebody, town, on=D2022, basis=PART_TIME)

    assert Appointment.objects.count() == 2


@pytest.mark.parametrize(("post", "counts"), [(Post.PARTY_GROUP_LEADER, False), (Post.SECRETARY, True)])
def test_a_party_group_leader_is_no_worker_unless_said(town, somebody, post, counts):
    usual = appoint(somebody, town, basis=PART_TIME, post=post)
    said = appoint(somebody, town, basis=PART_TIME, post=post, counts_as_worker=not counts)

    assert (usual.counts_as_worker, said.counts_as_worker) == (counts, not counts)


@pytest.mark.parametrize("on", [date(2019, 12, 31), D2023])
def test_nobody_is_appointed_where_nothing_stands(town, somebody, on):
    reshaping.close(organisation=town.pk, on=D2023, close_reason=CloseReason.DISSOLVED)
    before = state()

    with pytest.raises(fitting.InvalidAppointment, match="存续"):
        appoint(somebody, town, on=on, until=date(2024, 1, 1))

    assert state() == before


def test_a_post_may_last_until_the_organisation_closes(town, somebody):
    reshaping.close(organisation=town.pk, on=D2023, close_reason=CloseReason.DISSOLVED)

    appointment = appoint(somebody, town, until=D2023, end_reason=EndReason.ORGANISATION_CLOSED)

    assert (appointment.until_on, appointment.end_reason) == (D2023, "ORGANISATION_CLOSED")


def test_who_has_left_is_not_appointed(town, somebody):
    people.leave(person_id=somebody.pk, version=somebody.version, on=D2022, reason=next(iter(LeaveReason)))
    before = state()

    with pytest.raises(fitting.InvalidAppointment, match="已离开"):
        appoint(somebody, town)

    assert state() == before
    assert appoint(somebody, town, until=D2022).until_on == D2022


@pytest.mark.parametrize("end_reason", list(EndReason))
def test_an_appointment_ends_for_each_of_the_reasons(town, somebody, end_reason):
    appointment = appoint(somebody, town)

    services.end(appointment=appointment.pk, on=D2022, end_reason=end_reason, version=1)

    row = selectors.one(appointment=appointment.pk)
    assert row is not None
    assert (row.until_on, row.end_reason, row.version) == (D2022, end_reason, 2)


@pytest.mark.parametrize(("on", "words"), [(D2021, "晚于任职日"), (date(2020, 12, 31), "晚于任职日")])
def test_an_appointment_ends_after_its_first_day(town, somebody, on, words):
    appointment = appoint(somebody, town)
    before = state()

    with pytest.raises(fitting.InvalidAppointment, match=words):
        services.end(appointment=appointment.pk, on=on, end_reason=EndReason.RETIRED)

    assert state() == before


def test_an_appointment_with_an_end_may_end_sooner_but_not_later(town, somebody):
    appointment = appoint(somebody, town, until=D2023)
    before = state()

    with pytest.raises(fitting.InvalidAppointment, match="更正"):
        services.end(appointment=appointment.pk, on=date(2023, 1, 2), end_reason=EndReason.RETIRED)
    assert state() == before

    assert services.end(appointment=appointment.pk, on=D2022, end_reason=EndReason.RETIRED).until_on == D2022


def test_an_edit_on_an_outdated_version_is_refused(town, somebody):
    appointment = appoint(somebody, town)
    services.end(appointment=appointment.pk, on=D2022, end_reason=EndReason.RETIRED, version=1)
    before = state()

    with pytest.raises(Outdated) as refusal:
        services.end(
            appointment=appointment.pk, on=date(2021, 6, 1), end_reason=EndReason.RESIGNED, version=1
        )

    assert (refusal.value.code, refusal.value.extensions) == ("CONFLICT", {"version": 2})
    assert state() == before


def test_an_appointment_of_nowhere_is_not_found(in_beta):
    with pytest.raises(services.UnknownAppointment) as refusal:
        services.end(appointment=UUID(int=7), on=D2022, end_reason=EndReason.RETIRED)

    assert refusal.value.code == "NOT_FOUND"


def test_a_transfer_ends_one_post_and_begins_the_next(found, town, somebody):
    other = found("乙镇党委")
    old = appoint(somebody, town, post=Post.SECRETARY, entry_channel=EntryChannel.ELECTED)

    new = services.transfer(appointment=old.pk, to=other, on=D2022, version=1)

    old.refresh_from_db()
    assert (old.until_on, old.end_reason) == (D2022, "TRANSFERRED")
    assert (new.organisation_id, new.post, new.from_on, new.entry_channel) == (
        other.pk,
        "SECRETARY",
        D2022,
        "TRANSFERRED",
    )


def test_a_transfer_that_finds_no_place_ends_nothing(found, town, somebody):
    other = found("乙镇党委")
    old = appoint(somebody, town)
    establishment.approve(organisation=other.pk, post=Post.WORKER, places=0, on=D2020)
    before = state()

    with pytest.raises(fitting.QuotaFull):
        services.transfer(appointment=old.pk, to=other, on=D2022)

    assert state() == before


def test_a_correction_keeps_what_was_told_before(town, somebody):
    appointment = appoint(somebody, town, reason="县组干〔2021〕1号")

    services.correct(appointment=appointment.pk, from_on=D2020, post=Post.SECRETARY, reason="漏记")

    told = selectors.histories(ids=[appointment.pk])[appointment.pk]
    assert [(fact.version, fact.kind, fact.reason) for fact in told] == [
        (1, "BEGUN", "县组干〔2021〕1号"),
        (2, "CORRECTED", "漏记"),
    ]
    assert [(fact.values["from_on"], fact.values["post"]) for fact in told] == [
        ("2021-01-01", "WORKER"),
        ("2020-01-01", "SECRETARY"),
    ]


def test_an_end_that_was_none_is_taken_back(town, somebody):
    appointment = appoint(somebody, town)
    services.end(appointment=appointment.pk, on=D2022, end_reason=EndReason.RETIRED)

    corrected = services.correct(appointment=appointment.pk, until_on=None, reason="未办理退休")

    assert (corrected.until_on, corrected.end_reason) == (None, "")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"from_on": date(2019, 12, 31)}, "存续"),
        ({"until_on": D2021, "end_reason": EndReason.RETIRED}, "至少有一天"),
        ({"until_on": D2022}, "离任原因"),
        ({"post": "KING"}, "post"),
        ({}, "没有填写"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(town, somebody, said, words):
    appointment = appoint(somebody, town)
    before = state()

    with pytest.raises(fitting.InvalidAppointment, match=words):
        services.correct(appointment=appointment.pk, reason="漏记", **said)

    assert state() == before


def test_a_correction_into_another_full_time_post_is_refused(town, somebody):
    appoint(somebody, town, on=D2020, until=D2021)
    later = appoint(somebody, town, on=D2021)
    before = state()

    with pytest.raises(services.AlreadyFullTime):
        services.correct(appointment=later.pk, from_on=date(2020, 12, 31), reason="漏记")

    assert state() == before


def test_a_roster_is_stored_whole_or_not_at_all(town, somebody):
    def row() -> Appointment:
        return Appointment(person=somebody, organisation=town, basis=FULL_TIME, from_on=D2021)

    with pytest.raises(services.AlreadyFullTime):
        services.appoint_many([row(), row()])

    assert state() == ([], [])
