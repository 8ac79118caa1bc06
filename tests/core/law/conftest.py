"""Ask the core's own law without a database."""

import pytest

from core.law.scheme import SCHEME


@pytest.fixture(scope="session")
def decide():
    """Decide an action by its short name, with parameters laid over the defaults."""

    source = SCHEME.policy()

    def ask(name, facts, **parameters):
        action = SCHEME.action(f"core.{name}")
        policy = SCHEME.overlay(source, parameters) if parameters else source
        return action.decide(action.read(facts), policy)

    return ask


@pytest.fixture(scope="session")
def codes():
    """Code and severity of each finding, in order."""
    return lambda decision: [(finding.code, finding.severity.value) for finding in decision.findings]
