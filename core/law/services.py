"""Read the core's own law as it stands on a day."""

from datetime import date
from typing import cast

from core.decisions import selectors, services
from core.law.policy import CorePolicy
from core.law.scheme import NAME, SCHEME


def in_force(on: date) -> CorePolicy:
    """Return the core's parameters in force in this tenant on a day; one query.

    :raises NoPolicy: if the day lies before the first version.
    """
    version = selectors.in_force(plugin=NAME, on=on)
    return cast(CorePolicy, services.read_parameters(SCHEME, version.parameters))
