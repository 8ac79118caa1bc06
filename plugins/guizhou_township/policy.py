"""Figures of this scheme; it decides nothing yet, so it has none."""

from core.policy.models import Policy


class TownshipPolicy(Policy):
    """Parameters of the scheme's actions."""
