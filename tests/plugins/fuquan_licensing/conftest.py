"""Ask Fuquan's law without a database."""

import pytest

from plugins.fuquan_licensing.scheme import SCHEME


@pytest.fixture(scope="session")
def decide(calendar):
    """Decide an action by its short name, with parameters laid over the policy of the source."""

    def ask(name, facts, *, on=None, **parameters):
        action = SCHEME.action(f"fuquan_licensing.{name}")
        policy = SCHEME.overlay(SCHEME.policy(), parameters)
        return action.decide(action.read(facts, on=on), policy, calendar)

    return ask
