"""Examinations at the screen and on paper, and everybody who may try something with them."""

import examining
import offices
import pytest

from plugins.fuquan_licensing.examinations.models import Examination
from plugins.fuquan_licensing.examinations.stages import Mode


@pytest.fixture
def examination(in_alpha) -> Examination:
    """An examination at the screen, of 20 questions at 5 points, just opened."""
    return examining.opened()


@pytest.fixture
def written(in_alpha) -> Examination:
    """An examination on paper, just opened."""
    return examining.opened(mode=Mode.SHEET)


@pytest.fixture
def askers(beta, examination, client_of):
    """Somebody of each office; the unit is that which holds the examination."""
    return offices.askers(client_of, examination.record.organisation_id, beside=beta)


@pytest.fixture
def officer(askers):
    """A worker of the organisation department."""
    return askers["officer"]
