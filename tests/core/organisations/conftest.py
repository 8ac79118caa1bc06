"""Organisations of tenant beta to read and to change."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.organisations import services
from core.organisations.models import Kind, Level, Organisation, Sector


@pytest.fixture
def found(in_beta) -> Callable[..., Organisation]:
    """Found an organisation."""

    def make(name: str, *, on: date = date(2020, 1, 1), parent: Organisation | None = None, **more: Any):
        return services.found(
            name=name,
            kind=more.pop("kind", Kind.COMMITTEE),
            sector=more.pop("sector", Sector.TOWNSHIP),
            level=more.pop("level", Level.TOWNSHIP),
            division_code=more.pop("division_code", "360823"),
            on=on,
            parent=parent,
            more=more,
        )

    return make
