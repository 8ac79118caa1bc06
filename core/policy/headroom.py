"""Headroom: how far a count may still grow before a clause is broken, found by asking the rule itself.

Works for every action whose facts hold a count or a list. Each clause is taken to be broken from some count
on, or up to some count: shares and quotas are; a rule that blocks, passes and blocks again is not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from core.policy import describe
from core.policy.calendar import WorkingCalendar
from core.policy.decision import Decision, Finding, Severity
from core.policy.describe import Kind, Many, Value
from core.policy.exceptions import Waiver, lay
from core.policy.models import Policy
from core.policy.problems import FactsError, Problem
from core.policy.scheme import Action

MOST = 10**9
"""Counts beyond are not looked at: no clause broken up to here is none broken."""
MOST_ITEMS = 1000
"""The same for the length of a list."""


@dataclass(frozen=True, slots=True)
class Headroom:
    """How many more there may be of what a fact counts, and what one more would break.

    `more` is None where nothing is broken however many there are, and negative where there are too many
    already: by so many the count must fall. `finding` is what the first one too many breaks; None where it
    is the facts themselves that allow no more, such as a part that reaches its whole: then `problem` says so.
    """

    fact: str
    title: str
    unit: str
    count: int
    more: int | None
    finding: Finding | None = None
    problem: str = ""

    @property
    def message(self) -> str:
        """The answer in words."""
        what = f"{self.title}现为 {self.count}{self._unit}"
        if self.more is None:
            return f"{what}，再增加也不违反任何条款。"
        why = f"违反 {self.finding.code}：{self.finding.message}" if self.finding else self.problem
        if self.more < 0:
            return f"{what}，已超出 {-self.more}{self._unit}：{why.rstrip('。')}。"
        if not self.finding:
            return f"{what}，还可增加 {self.more}{self._unit}；{why.rstrip('。')}。"
        first = f"第 {self.more + 1} {self.unit or '个'}"
        return f"{what}，还可增加 {self.more}{self._unit}；{first}将{why.rstrip('。')}。"

    @property
    def _unit(self) -> str:
        return f" {self.unit}" if self.unit else ""


def of(
    action: Action,
    tree: Mapping[str, Any],
    policy: Policy,
    calendar: WorkingCalendar | None = None,
    *,
    fact: str,
    item: Any = None,
    waivers: Sequence[Waiver] = (),
) -> Headroom:
    """Return how many more a count, or a list, among an action's facts may hold.

    :param tree: the facts as they are, plain values.
    :param fact: name of the count or the list.
    :param item: what is added to a list.
    :param waivers: exceptions under which the rule is asked.
    :raises FactsError: if the facts cannot be read, the fact is no count and no list, or `item` is missing
        for a list or given for a count.
    """
    value = _value(action, fact, item)

    def ask(number: int) -> Decision:
        facts = action.read(_with(tree, fact, number, item if value.many is Many.LIST else None))
        return lay(waivers, action.decide(facts, policy, calendar)).decision

    listed = value.many is Many.LIST
    count = _count(action, tree, fact, value)
    base = ask(count)
    held = _blocking(base)
    lowest = _lowest(value, listed, count)
    top = count + MOST_ITEMS if listed else MOST
    found = partial(Headroom, fact=fact, title=value.title, unit=value.unit, count=count)

    if held and lowest < count:
        invalid = _first(lambda less: not _readable(ask, count - less), count - lowest)
        lowest = lowest if invalid is None else count - invalid + 1
    too_many = held - _blocking(ask(lowest)) if held and lowest < count else frozenset()
    if too_many:
        below = _first(lambda less: not too_many & _blocking(ask(count - less)), count - lowest)
        finding = next(one for one in base.findings if one.code in too_many)
        return found(more=-(below or 0), finding=finding)

    def breaks(more: int) -> bool:
        return not _readable(ask, count + more) or bool(_blocking(ask(count + more)) - held)

    first = _first(breaks, top - count)
    if first is None:
        return found(more=None)
    try:
        broken = ask(count + first)
    except FactsError as error:
        return found(more=first - 1, problem=error.problems[0].message)
    new = _blocking(broken) - held
    return found(more=first - 1, finding=next(one for one in broken.findings if one.code in new))


def countable(action: Action) -> tuple[Value, ...]:
    """Return the facts of an action that headroom can be asked for: its counts and its lists."""
    return tuple(value for value in describe.facts(action.facts) if _is_countable(value))


def _is_countable(value: Value) -> bool:
    if "." in value.name or "[" in value.name:
        return False
    return value.many is Many.LIST or (value.many is Many.ONE and value.kind is Kind.INTEGER)


def _value(action: Action, fact: str, item: Any) -> Value:
    values = {value.name: value for value in countable(action)}
    value = values.get(fact)
    if value is None:
        known = "、".join(values) or "（没有）"
        message = f"{fact} 不是{action.title}的计数或列表：可以问空余的有 {known}"
        raise FactsError([Problem(fact, "NOT_COUNTED", message)])
    if (value.many is Many.LIST) != (item is not None):
        way_out = "请在 item 中给出要增加的一项" if item is None else "请不要填写 item，它只用于列表"
        raise FactsError([Problem(fact, "ITEM", f"{value.title}（{fact}）：{way_out}")])
    return value


def _count(action: Action, tree: Mapping[str, Any], fact: str, value: Value) -> int:
    read = getattr(action.read(tree), fact)
    if read is None:
        raise FactsError([Problem(fact, "MISSING", f"缺少{value.title}（{fact}）：请填写现有的数")])
    return len(read) if value.many is Many.LIST else int(read)


def _lowest(value: Value, listed: bool, count: int) -> int:
    """Return the smallest count worth asking about: lists only grow."""
    return count if listed else min(int(value.minimum or 0), count)


def _with(tree: Mapping[str, Any], fact: str, number: int, item: Any) -> dict[str, Any]:
    if item is None:
        return {**tree, fact: number}
    items = list(tree[fact])
    return {**tree, fact: [*items, *[item] * (number - len(items))]}


def _readable(ask: Callable[[int], Decision], number: int) -> bool:
    """Return whether facts with this count go together."""
    try:
        ask(number)
    except FactsError:
        return False
    return True


def _blocking(decision: Decision) -> frozenset[str]:
    return frozenset(one.code for one in decision.findings if one.severity is Severity.BLOCK)


def _first(holds: Callable[[int], bool], most: int) -> int | None:
    """Return the smallest number from 1 to `most` for which something holds that then holds on; None = none.

    >>> _first(lambda number: number >= 700, 1000), _first(lambda number: False, 1000)
    (700, None)
    """
    low, high = 0, 1
    while high < most and not holds(high):
        low, high = high, high * 2
    high = min(high, most)
    if high < 1 or not holds(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
