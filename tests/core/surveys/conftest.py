"""Two units of tenant beta and people who ask."""

from datetime import date

import pytest
from asking import Asker, token_of

from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector


def _found(name: str) -> Organisation:
    return organisations.found(
        name=name,
        kind=Kind.COMMITTEE,
        sector=Sector.TOWNSHIP,
        level=Level.TOWNSHIP,
        division_code="360823",
        on=date(2020, 1, 1),
    )


@pytest.fixture
def town(in_beta) -> Organisation:
    return _found("甲镇党委")


@pytest.fixture
def other(in_beta) -> Organisation:
    return _found("乙镇党委")


@pytest.fixture
def officer(client_of, in_beta) -> Asker:
    return Asker(client_of("beta"), token_of("ORGANISATION_OFFICER"))


@pytest.fixture
def unit_officer(client_of, town) -> Asker:
    return Asker(client_of("beta"), token_of("UNIT_OFFICER", organisation=town.pk))


@pytest.fixture
def viewer(client_of, in_beta) -> Asker:
    return Asker(client_of("beta"), token_of("VIEWER"))
