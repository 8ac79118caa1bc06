"""Ask Jiangsu's law without a database."""

import pytest

from plugins.jiangsu_four_level.scheme import SCHEME


@pytest.fixture(scope="session")
def decide(calendar):
    """Decide an action by its short name, with parameters laid over the policy of the source."""

    def ask(name, facts, *, on=None, **parameters):
        action = SCHEME.action(f"jiangsu_four_level.{name}")
        policy = SCHEME.overlay(SCHEME.policy(), parameters)
        return action.decide(action.read(facts, on=on), policy, calendar)

    return ask
