"""Read Fuquan's law as it stands in the tenant on a day."""

from datetime import date
from typing import cast

from core.decisions import selectors, services
from plugins.fuquan_licensing.policy import LicensingPolicy
from plugins.fuquan_licensing.scheme import NAME, SCHEME


def in_force(on: date) -> LicensingPolicy:
    """Return the parameters in force in this tenant on a day; one query.

    :raises NoPolicy: if the day lies before the first version.
    """
    version = selectors.in_force(plugin=NAME, on=on)
    return cast(LicensingPolicy, services.read_parameters(SCHEME, version.parameters))
