"""An examination that is being sat, and who may sit it."""

import examining
import pytest

from plugins.fuquan_licensing.examinations.models import Examination


@pytest.fixture
def examination(in_alpha) -> Examination:
    """An examination of 20 questions at 5 points."""
    return examining.opened()


@pytest.fixture
def ticket(examination) -> str:
    """The ticket of its one candidate."""
    [only] = examining.seated(examination, 1)
    return only
