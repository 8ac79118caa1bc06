"""Who is in post and how many places are filled as of any day equals a replay of all that was recorded."""

from datetime import date, timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.appointments import establishment, selectors, services
from core.appointments.models import Appointment, EndReason, Post
from core.errors import DomainError
from core.people.models import Person

START = date(2024, 1, 1)
HORIZON = 10
PEOPLE = 3

days = st.integers(0, HORIZON - 1)
ends = st.none() | st.integers(1, HORIZON - 1)
people = st.integers(0, PEOPLE - 1)
steps = st.one_of(
    st.tuples(st.just("appoint"), people, st.integers(0, 1), st.booleans(), days, ends),
    st.tuples(st.just("end"), st.integers(0, 5), days),
    st.tuples(st.just("transfer"), st.integers(0, 5), st.integers(0, 1), days),
    st.tuples(st.just("correct"), st.integers(0, 5), days, ends),
    st.tuples(st.just("approve"), st.integers(0, 1), st.none() | st.integers(0, 2), days, ends),
)


def day(number: int) -> date:
    return START + timedelta(days=number)


def until(number: int | None) -> date | None:
    return None if number is None else day(number)


class Replay:
    """Appointments as sets of days, and the places of each organisation day by day."""

    def __init__(self, organisations: list) -> None:
        self.organisations = organisations
        self.persons = [Person.objects.create(name=f"张{n}", pinyin=f"zhang {n}") for n in range(PEOPLE)]
        self.held: list[dict] = []
        self.places: list[dict[int, int]] = [{}, {}]

    def take(self, step: tuple) -> None:
        """Record a step; what is refused must leave everything as it was."""
        verb, *rest = step
        if verb in ("end", "transfer", "correct") and rest[0] >= len(self.held):
            return
        try:
            with transaction.atomic():
                getattr(self, verb)(*rest)
        except DomainError:
            return

    def appoint(self, person: int, place: int, full: bool, on: int, end: int | None) -> None:
        """Appoint and note the days."""
        row = services.appoint(
            person=self.persons[person],
            organisation=self.organisations[place],
            basis=Appointment.Basis.FULL_TIME if full else Appointment.Basis.PART_TIME,
            on=day(on),
            until=until(end),
        )
        self._note(row.pk, person, place, full, on, end)

    def end(self, number: int, on: int) -> None:
        """End and note the days."""
        held = self.held[number]
        services.end(appointment=held["id"], on=day(on), end_reason=EndReason.RESIGNED)
        held["days"] = {one for one in held["days"] if one < on}

    def transfer(self, number: int, place: int, on: int) -> None:
        """Transfer and note the days of both."""
        held = self.held[number]
        row = services.transfer(appointment=held["id"], to=self.organisations[place], on=day(on))
        held["days"] = {one for one in held["days"] if one < on}
        self._note(row.pk, held["person"], place, held["full"], on, None)

    def correct(self, number: int, on: int, end: int | None) -> None:
        """Correct and note the days."""
        held = self.held[number]
        services.correct(
            appointment=held["id"],
            from_on=day(on),
            until_on=until(end),
            end_reason=EndReason.OTHER if end is not None else "",
            reason="更正",
        )
        held["days"] = set(range(on, HORIZON if end is None else end))

    def approve(self, place: int, places: int | None, on: int, end: int | None) -> None:
        """Approve and note the places of the days."""
        establishment.approve(
            organisation=self.organisations[place].pk,
            post=Post.WORKER,
            places=places,
            on=day(on),
            until=until(end),
        )
        for one in range(on, HORIZON if end is None else end):
            if places is None:
                self.places[place].pop(one, None)
            else:
                self.places[place][one] = places

    def _note(self, identifier, person: int, place: int, full: bool, on: int, end: int | None) -> None:
        span = set(range(on, HORIZON if end is None else end))
        self.held.append({"id": identifier, "person": person, "place": place, "full": full, "days": span})

    def in_post(self, place: int, on: int) -> list[dict]:
        """Return what is held in an organisation on a day."""
        return [held for held in self.held if held["place"] == place and on in held["days"]]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(steps, max_size=14))
def test_as_of_any_day_posts_and_places_are_what_the_records_say(found, taken):
    with transaction.atomic():
        replay = Replay([found("甲镇党委"), found("乙镇党委")])
        for step in taken:
            replay.take(step)

        for on in range(HORIZON):
            compare(replay, on)
        transaction.set_rollback(True)


def compare(replay: Replay, on: int) -> None:
    ids = [organisation.pk for organisation in replay.organisations]
    incumbents = selectors.incumbents(ids=ids, on=day(on), limit=99)
    quotas = selectors.quotas(ids=ids, on=day(on))
    staffing = selectors.staffing(ids=ids, on=day(on))
    for place, identifier in enumerate(ids):
        held = replay.in_post(place, on)
        full = [one for one in held if one["full"]]

        assert {row.id for row in incumbents.get(identifier, [])} == {one["id"] for one in held}
        told = [(row.places, row.filled, row.headroom) for row in quotas.get(identifier, [])]
        places = replay.places[place].get(on)
        assert told == ([] if places is None else [(places, len(full), places - len(full))])
        assert (staffing[identifier].full_time if held else 0) == len({one["person"] for one in full})
    for person in range(PEOPLE):
        full_time = [one for one in replay.held if one["person"] == person and one["full"]]
        assert sum(on in one["days"] for one in full_time) <= 1
