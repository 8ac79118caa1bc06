"""The tree as of any day equals a replay, day by day, of all that was recorded."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DomainError
from core.organisations import reshaping, selectors, services
from core.organisations.models import CloseReason, Kind, Level, Organisation, Sector

START = date(2024, 1, 1)
HORIZON = 12
UNITS = 4

numbers = st.integers(0, UNITS - 1)
days = st.integers(0, HORIZON - 1)
parents = st.none() | numbers
steps = st.one_of(
    st.tuples(st.just("rename"), numbers, days, st.sampled_from(["甲", "乙", "丙"])),
    st.tuples(st.just("move"), numbers, days, parents),
    st.tuples(st.just("correct_name"), numbers, days, days, st.sampled_from(["丁", "戊"])),
    st.tuples(st.just("correct_parent"), numbers, days, days, parents),
    st.tuples(st.just("close"), numbers, days),
    st.tuples(st.just("reopen"), numbers),
)


def day(number: int) -> date:
    return START + timedelta(days=number)


class Replay:
    """What stands on each day, kept in the plainest way: one entry per organisation and day."""

    def __init__(self) -> None:
        self.ids: list[UUID] = []
        self.days: list[dict[int, dict[str, Any]]] = []

    def found(self, on: int, parent: int | None) -> None:
        organisation = services.found(
            name="初",
            kind=Kind.COMMITTEE,
            sector=Sector.TOWNSHIP,
            level=Level.TOWNSHIP,
            division_code="360823",
            on=day(on),
            parent=None if parent is None else Organisation.objects.get(pk=self.ids[parent]),
        )
        self.ids.append(organisation.pk)
        self.days.append({number: {"name": "初", "parent": parent} for number in range(on, HORIZON)})

    def take(self, step: tuple) -> None:
        """Record a step; what is refused must leave everything as it was."""
        verb, number, *rest = step
        own = self.days[number]
        try:
            with transaction.atomic():
                self._record(verb, self.ids[number], rest)
        except DomainError:
            return
        if verb in ("rename", "move"):
            self._say(own, rest[0], HORIZON, "name" if verb == "rename" else "parent", rest[1])
        elif verb in ("correct_name", "correct_parent"):
            self._say(own, rest[0], rest[1], verb.removeprefix("correct_"), rest[2])
        elif verb == "close":
            self.days[number] = {one: values for one, values in own.items() if one < rest[0]}
        else:
            last = max(own)
            for one in range(last + 1, HORIZON):
                own[one] = dict(own[last])

    def _record(self, verb: str, organisation: UUID, rest: list) -> None:
        if verb == "rename":
            services.rename(organisation=organisation, on=day(rest[0]), name=rest[1])
        elif verb == "move":
            services.move(organisation=organisation, on=day(rest[0]), parent=self._id(rest[1]))
        elif verb == "close":
            reshaping.close(organisation=organisation, on=day(rest[0]), close_reason=CloseReason.OTHER)
        elif verb == "reopen":
            reshaping.reopen(organisation=organisation, reason="误撤")
        else:
            said: Any = {"name": rest[2]} if verb == "correct_name" else {"parent_id": self._id(rest[2])}
            services.correct(
                organisation=organisation, from_on=day(rest[0]), until_on=day(rest[1]), reason="补记", **said
            )

    def _id(self, number: int | None) -> UUID | None:
        return None if number is None else self.ids[number]

    @staticmethod
    def _say(own: dict, start: int, end: int, what: str, value: Any) -> None:
        for one in range(start, end):
            if one in own:
                own[one][what] = value

    def above(self, number: int, on: int) -> list[int]:
        """Return what stands above, the highest first; raise if it comes to stand below itself."""
        path: list[int] = []
        parent = self.days[number][on]["parent"]
        while parent is not None:
            assert parent != number and parent not in path, "a ring"
            assert on in self.days[parent], "below what does not stand"
            path.insert(0, parent)
            parent = self.days[parent][on]["parent"]
        return path


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=UNITS, max_size=UNITS),
    st.lists(steps, max_size=12),
)
def test_as_of_any_day_the_tree_is_what_the_records_say(in_beta, foundings, taken):
    with transaction.atomic():
        replay = Replay()
        for number, (on, below) in enumerate(sorted(foundings)):
            replay.found(on, 0 if below and number else None)
        for step in taken:
            replay.take(step)

        for on in range(HORIZON):
            compare(replay, on)
        transaction.set_rollback(True)


def compare(replay: Replay, on: int) -> None:
    number_of = {identifier: number for number, identifier in enumerate(replay.ids)}
    rows = selectors.rows(ids=replay.ids, on=day(on))
    above = selectors.above(ids=replay.ids, on=day(on))
    children = selectors.children(ids=replay.ids, on=day(on), limit=UNITS)
    standing = [number for number in range(UNITS) if on in replay.days[number]]

    assert {number_of[one]: row.name for one, row in rows.items()} == {
        number: replay.days[number][on]["name"] for number in standing
    }
    paths = {number: replay.above(number, on) for number in standing}
    assert {number_of[one]: [number_of[row.id] for row in path] for one, path in above.items()} == {
        number: path for number, path in paths.items() if path
    }
    below = {
        number: {one for one in standing if replay.days[one][on]["parent"] == number} for number in standing
    }
    assert {number_of[one]: {number_of[row.id] for row in found} for one, found in children.items()} == {
        number: found for number, found in below.items() if found
    }
    for number in standing:
        subtree = selectors.subtree(roots=[replay.ids[number]], on=day(on))
        assert {number_of[one] for one in subtree} == {
            one for one in standing if one == number or number in paths[one]
        }
