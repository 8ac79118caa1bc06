"""Whose law speaks in a tenant: the core's own, always, and that of each plugin that the tenant runs."""

from core import plugins
from core.law import scheme as law
from core.policy.scheme import Scheme


def active() -> dict[str, Scheme]:
    """Return the schemes that hold for the connection's tenant, by name, the core's first."""
    return {law.NAME: law.SCHEME, **plugins.active()}


def usable() -> dict[str, Scheme]:
    """Return the schemes that can hold for some tenant, by name, the core's first."""
    return {law.NAME: law.SCHEME, **plugins.usable()}
