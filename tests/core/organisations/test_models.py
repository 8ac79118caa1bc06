"""Codes of organisations agree with the vocabulary that facts use."""

from core.organisations.models import Sector
from core.policy import vocabulary


def test_sectors_are_those_of_the_vocabulary_but_for_the_collective_one():
    collective = {vocabulary.Sector.TWO_NEW.value}

    assert set(Sector.values) == {sector.value for sector in vocabulary.Sector} - collective


def test_sectors_are_called_the_same():
    labels = {sector.value: sector.label for sector in vocabulary.Sector}

    assert {sector.value: sector.label for sector in Sector} == {code: labels[code] for code in Sector.values}
