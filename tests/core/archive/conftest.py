"""Somebody of tenant beta with records of every noun that the archive shows."""

from collections.abc import Callable
from datetime import date, timedelta

import lives
import pytest

from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from core.people import services as people
from core.people.models import Person

TODAY = date(2026, 5, 1)


@pytest.fixture
def found(in_beta) -> Callable[..., Organisation]:
    """Found an organisation that stands since 2020."""

    def make(name: str) -> Organisation:
        return organisations.found(
            name=name,
            kind=Kind.COMMITTEE,
            sector=Sector.TOWNSHIP,
            level=Level.TOWNSHIP,
            division_code="360823",
            on=date(2020, 1, 1),
        )

    return make


@pytest.fixture
def town(found) -> Organisation:
    """A committee."""
    return found("甲镇党委")


@pytest.fixture
def somebody(town) -> Person:
    """A person of the committee."""
    details = {"education": "BACHELOR", "political_status": "FULL_MEMBER", "birth_on": date(1990, 3, 7)}
    return people.record(name="张三", kept_by=town, on=TODAY, **details).person


@pytest.fixture
def live(town, somebody) -> Callable[[int], None]:
    """Record one row of every noun so many times, the first a year before a day, each 40 days earlier."""

    def record(times: int, *, before: date = TODAY) -> None:
        for number in range(times):
            lives.record(town, somebody, before - timedelta(days=365 + 40 * number))

    return record
