"""The scheme's actions, one pure function each; the table is empty."""

from core.policy.scheme import Action

ACTIONS: tuple[Action, ...] = ()
