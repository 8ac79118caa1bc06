"""What a plugin hands to the core: its actions and the policy they are judged by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.errors import DomainError
from core.policy import jsontext
from core.policy.calendar import WorkingCalendar
from core.policy.decision import Clause, Decision
from core.policy.models import Facts, Model, Policy
from core.policy.problems import FactsError, PolicyError, Problem

API_VERSION = 1


class UnknownAction(DomainError):
    """No scheme that may answer here has an action of this name."""

    code = "BAD_USER_INPUT"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"没有名为 {name} 的事项：请核对名称，或先启用提供它的插件。", extensions={"action": name}
        )
        self.name = name

    def __reduce__(self) -> tuple[type["UnknownAction"], tuple[str]]:
        return type(self), (self.name,)


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a policy decides: `name` is `<plugin>.<verb>`, `title` its Chinese name.

    `rule` is pure: `rule(facts, policy)`, or `rule(facts, policy, calendar)` where `takes_calendar` is set.
    `clauses` are all that its findings may cite. Decisions that are `confidential`, and exceptions from their
    clauses, are read by those only who may see the whole tenant's.
    """

    name: str
    title: str
    facts: type[Facts]
    rule: Callable[..., Decision]
    clauses: tuple[Clause, ...] = ()
    takes_calendar: bool = False
    confidential: bool = False

    def read(self, tree: Any, *, on: date | None = None) -> Facts:
        """Return the facts that plain values describe; `on` fills the fact of that name where it is left out.

        :raises FactsError: naming every problem at once.
        """
        if not isinstance(tree, Mapping):
            raise FactsError([Problem("", "WRONG_TYPE", "事实须为对象，写在 { } 内")])
        if on is not None and "on" in self.facts.model_fields and "on" not in tree:
            tree = {**tree, "on": on}
        return self.facts.read(tree)

    def policy_day(self, facts: Facts, on: date | None = None) -> date | None:
        """Return the day that chooses the policy: `on`, else `changed_on`, else None (the caller's today)."""
        return getattr(facts, "on", None) or on or getattr(facts, "changed_on", None)

    def decide(self, facts: Facts, policy: Policy, calendar: WorkingCalendar | None = None) -> Decision:
        """Return what the rule finds; the same arguments always give the same decision.

        :raises FactsError: if a fact is at odds with the policy, such as a body that it does not name.
        :raises CalendarNotCovered: if working days are needed of years that nobody knows.
        """
        if not self.takes_calendar:
            decision = self.rule(facts, policy)
        elif calendar is None:
            raise TypeError(f"{self.name} needs a working calendar")
        else:
            decision = self.rule(facts, policy, calendar)
        stray = {finding.code for finding in decision.findings} - {clause.code for clause in self.clauses}
        if stray:
            raise ValueError(f"{self.name} cites clauses that it does not declare: {sorted(stray)}")
        return decision


@dataclass(frozen=True, slots=True)
class Scheme:
    """A plugin's law: `name` of the plugin, Chinese `title`, `source` in words, policy model and actions.

    `examples` are facts of one telling case per action, by the action's name without the plugin's.

    :raises ValueError: if an action carries another plugin's name or a name twice, or an example none.
    """

    name: str
    title: str
    source: str
    policy: type[Policy]
    actions: tuple[Action, ...] = ()
    api_version: int = API_VERSION
    examples: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        names = [action.name for action in self.actions]
        if len(set(names)) < len(names) or any(not name.startswith(f"{self.name}.") for name in names):
            raise ValueError(f"actions of {self.name} need names of their own that start with it: {names}")
        stray = sorted(name for name in self.examples if f"{self.name}.{name}" not in names)
        if stray:
            raise ValueError(f"{self.name} has examples of actions that it lacks: {stray}")

    def action(self, name: str) -> Action:
        """Return the action of this full name.

        :raises UnknownAction: if there is none.
        """
        for action in self.actions:
            if action.name == name:
                return action
        raise UnknownAction(name)

    def example(self, action: Action) -> Mapping[str, Any] | None:
        """Return the facts of an action's worked example as plain values, None where there is none."""
        return self.examples.get(action.name.removeprefix(f"{self.name}."))

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """All clauses that the actions may cite, each once, in the order of the actions."""
        return tuple(dict.fromkeys(clause for action in self.actions for clause in action.clauses))

    def read_policy(self, tree: Any) -> Policy:
        """Return the policy that plain values describe; parameters left out stand as the source has them.

        :raises PolicyError: naming every problem at once.
        """
        return self.policy.read(tree)

    def overlay(self, policy: Policy, partial: Any) -> Policy:
        """Return the policy with some parameters replaced, each as a whole.

        :raises PolicyError: naming every parameter that is unknown, of the wrong type or out of its bounds.
        """
        if not isinstance(partial, Mapping):
            raise PolicyError([Problem("", "WRONG_TYPE", "政策参数须为对象，写在 { } 内")])
        return self.policy.read({**dump(policy), **partial})


def dump(model: Model) -> dict[str, Any]:
    """Return facts, a policy or a part of one as plain names and values, to be written and read again."""
    tree: dict[str, Any] = jsontext.plain(model.model_dump())
    return tree
