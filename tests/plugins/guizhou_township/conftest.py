"""Ask Guizhou's law without a database."""

import pytest

from plugins.guizhou_township.scheme import SCHEME


@pytest.fixture(scope="session")
def decide():
    """Decide an action by its short name, with parameters laid over the policy of the source."""

    source = SCHEME.policy()

    def ask(name, facts, *, on=None, **parameters):
        action = SCHEME.action(f"guizhou_township.{name}")
        policy = SCHEME.overlay(source, parameters) if parameters else source
        return action.decide(action.read(facts, on=on), policy)

    return ask


@pytest.fixture(scope="session")
def codes():
    """Code and severity of each finding, in order."""
    return lambda decision: [(finding.code, finding.severity.value) for finding in decision.findings]
