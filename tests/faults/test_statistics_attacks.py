"""Two hundred invented countries, each published twice and attacked by somebody who solves for the hidden."""

import attacking
import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(1_000, 1_200))
def test_a_reader_who_solves_all_that_is_published_finds_no_hidden_number(seed):
    hidden, faults = attacking.attacked(seed)

    assert hidden > 0
    assert faults == []
