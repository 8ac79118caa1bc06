"""A file of the arrangement of 2027, as an administrator would upload it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import calendars
import pytest


@pytest.fixture
def next_year(tmp_path) -> Callable[..., Path]:
    make = partial(calendars.written, tmp_path)
    make.days = calendars.DAYS
    return make
