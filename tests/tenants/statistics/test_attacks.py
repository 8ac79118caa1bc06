"""Nobody finds a hidden number by solving for it; `tests/faults` attacks two hundred countries."""

import attacking
import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(2))
def test_a_reader_who_solves_all_that_is_published_finds_no_hidden_number(seed):
    hidden, faults = attacking.attacked(seed)

    assert hidden > 100
    assert faults == []


def test_the_reader_finds_what_is_hidden_alone():
    made = attacking.country(0)
    told = attacking.everything_told()
    alone = next(
        cell
        for cell, row in told.items()
        if not row.suppressed and cell[0] == "520302" and cell[2:] == ("workers", "", "")
    )
    del told[alone]
    reader = attacking.Reader()

    reader.learn(made, told)

    assert reader.knows(made, alone)
