"""The schema of the public host: sign-in, regions, tenants."""

from functools import cache

import core.access.api
import core.reference.api
import tenants.api
import tenants.mutations
import tenants.reports.api
import tenants.statistics.api
from hongling_api import composition
from hongling_api.composition import Composed, Part

PARTS = (
    Part("core.access", core.access.api.Query),
    Part("core.reference", core.reference.api.Query),
    Part("tenants", tenants.api.Query, tenants.mutations.Mutation),
    Part("tenants.reports", tenants.reports.api.Query, tenants.reports.api.Mutation),
    Part("tenants.statistics", tenants.statistics.api.Query),
)
"""What the public host has, module by module."""


@cache
def schema() -> Composed:
    """Return the schema of the public host."""
    return composition.compose(PARTS)
