"""A committee of tenant beta, and people to appoint."""

from collections.abc import Callable
from datetime import date

import pytest

from core.organisations import services
from core.organisations.models import Kind, Level, Organisation, Sector
from core.people import services as people
from core.people.models import Person


@pytest.fixture
def found(in_beta) -> Callable[..., Organisation]:
    """Found an organisation."""

    def make(name: str, *, on: date = date(2020, 1, 1), parent: Organisation | None = None) -> Organisation:
        return services.found(
            name=name,
            kind=Kind.COMMITTEE,
            sector=Sector.TOWNSHIP,
            level=Level.TOWNSHIP,
            division_code="360823",
            on=on,
            parent=parent,
        )

    return make


@pytest.fixture
def town(found) -> Organisation:
    """A committee that stands from 2020 on."""
    return found("甲镇党委")


@pytest.fixture
def somebody(in_beta) -> Person:
    """A person without a post."""
    return people.register(name="张三")
