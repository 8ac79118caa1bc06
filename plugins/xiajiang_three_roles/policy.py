"""Figures of this scheme; it decides nothing yet, so it has none."""

from core.policy.models import Policy


class ThreeRolesPolicy(Policy):
    """Parameters of the scheme's actions."""
